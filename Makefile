# Two commands matter: `make run` and `make test`. The others are smaller doors.
# Paths are relative throughout, so the checkout may lie anywhere, also under spaces.

PYTHON ?= python3
BOOTSTRAP = @$(PYTHON) civicportal/bootstrap.py
VENV = .venv/bin/python
WITH_DATABASE = $(VENV) -m civicportal.postgres run

.DEFAULT_GOAL := help
.PHONY: help run test lint fmt lock messages bench demo shell db

help: ## What can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile

run: ## The portal with demonstration content at http://127.0.0.1:8000 (PORT=, DATABASE_URL=, CACHE_URL=)
	$(BOOTSTRAP) runtime
	@exec $(VENV) -m civicportal.launcher

test: ## Everything that decides whether a change is good
	$(BOOTSTRAP) dev
	@exec $(WITH_DATABASE) --for test -- $(VENV) -m tests.gate

lint: ## Lint, format check, import contracts and types
	$(BOOTSTRAP) dev
	@exec $(VENV) -m tests.gate lint

fmt: ## Format the code and mend what ruff can mend
	$(BOOTSTRAP) dev
	@$(VENV) -m ruff check --fix-only --quiet .
	@$(VENV) -m ruff format .

lock: ## Pin requirements.in and requirements-dev.in with hashes
	$(BOOTSTRAP) dev
	@for list in requirements requirements-dev; do \
	  $(VENV) -m piptools compile --quiet --generate-hashes --strip-extras \
	    --no-emit-index-url --no-emit-find-links --allow-unsafe \
	    --output-file=$$list.txt $$list.in || exit 1; \
	done

messages: ## Bring the translations up to date with the code, and compile them
	$(BOOTSTRAP) dev
	@exec $(VENV) manage.py sync_messages

bench: ## The portal's own benchmarks, as ratios; on demonstration content
	$(BOOTSTRAP) runtime
	@exec $(WITH_DATABASE) -- sh -c \
	  '$(VENV) manage.py migrate -v 0 && $(VENV) manage.py load_demo --if-empty \
	  && DEBUG=0 $(VENV) manage.py collectstatic --no-input -v 0 && exec $(VENV) -m bench'

demo: ## Load the demonstration content into an empty portal
	$(BOOTSTRAP) runtime
	@exec $(WITH_DATABASE) -- $(VENV) manage.py load_demo --if-empty

shell: ## Python with the portal's models
	$(BOOTSTRAP) runtime
	@exec $(WITH_DATABASE) -- $(VENV) manage.py shell

db: ## psql on the portal's database
	$(BOOTSTRAP) runtime
	@exec $(WITH_DATABASE) -- sh -c 'exec psql "$$DATABASE_URL"'
