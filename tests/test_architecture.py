"""The house: what import-linter cannot see, held by a walk over the models.

A relation named by a string (`ForeignKey("news.Article")`) is no import, but ties
two apps together all the same.
"""

import ast
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import models
from django.db.backends.postgresql.psycopg_any import is_psycopg3

ROOT = Path(__file__).resolve().parents[1]
# Each may know those of a lower number; apps of one number do not know each other.
LAYERS = {
    "civicportal": 5,
    "meetings": 4,
    "news": 3,
    "documents": 2,
    "gallery": 2,
    "traffic": 2,
    "units": 1,
    "publishing": 0,
}
NOBODYS = {"core", "common", "utils", "helpers", "helper", "util", "misc"}
OURS = [model for model in apps.get_models() if model._meta.app_label in LAYERS]
RELATIONS = [
    (model, field)
    for model in OURS
    for field in model._meta.get_fields(include_hidden=True)
    if field.is_relation and field.related_model and not field.auto_created
]


def is_history(model: type[models.Model]) -> bool:
    return hasattr(model, "history_id") or model.__name__.startswith("Historical")


def may_know(source: str, target: str) -> bool:
    if source == target or target not in LAYERS:
        return True
    return LAYERS[source] > LAYERS[target]


def test_the_walk_meets_the_models_and_their_relations():
    assert {model._meta.app_label for model in OURS} >= {"news", "units", "gallery"}
    assert len(RELATIONS) > 20


@pytest.mark.parametrize(
    ("model", "field"), RELATIONS, ids=[f"{m.__name__}.{f.name}" for m, f in RELATIONS]
)
def test_relations_point_down_the_layers(model, field):
    target = field.related_model._meta.app_label

    assert may_know(model._meta.app_label, target)


def test_the_rule_itself_refuses_to_look_up_or_sideways():
    assert may_know("news", "units")
    assert not may_know("units", "news")
    assert not may_know("gallery", "documents")


@pytest.mark.parametrize(
    ("model", "field"),
    [(m, f) for m, f in RELATIONS if not is_history(m)],
    ids=[f"{m.__name__}.{f.name}" for m, f in RELATIONS if not is_history(m)],
)
def test_relations_name_their_way_back(model, field):
    inherited = field.model is not model or not model.__module__.startswith(
        tuple(LAYERS)
    )

    assert inherited or field.remote_field.related_name


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_a_model_says_what_it_is(model):
    assert model.__str__ is not models.Model.__str__


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_constraints_are_named_after_app_and_model(model):
    start = f"{model._meta.app_label}_{model.__name__.lower()}_"

    names = [constraint.name for constraint in model._meta.constraints]

    assert [name for name in names if not name.startswith(start)] == []


def test_every_model_of_the_desk_is_registered():
    registered = {model._meta.label for model in admin.site._registry}

    assert {"news.Article", "units.Unit", "units.User"} <= registered


def test_no_module_is_named_after_nothing():
    names = {
        path.stem if path.suffix == ".py" else path.name
        for app in LAYERS
        for path in (ROOT / app).rglob("*")
        if path.suffix == ".py" or path.is_dir()
    }

    assert names
    assert names & NOBODYS == set()


def test_only_settings_import_settings_modules():
    offenders = []
    for app in LAYERS:
        for path in (ROOT / app).rglob("*.py"):
            if path.is_relative_to(ROOT / "civicportal" / "settings"):
                continue
            tree = ast.parse(path.read_text(encoding="utf-8"))
            for node in ast.walk(tree):
                named = getattr(node, "module", "") or ""
                if isinstance(node, ast.ImportFrom) and "civicportal.settings" in named:
                    offenders.append(str(path))

    assert offenders == []


def test_psycopg_3_has_not_slipped_in():
    assert not is_psycopg3
