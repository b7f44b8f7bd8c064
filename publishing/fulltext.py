"""Full text of PostgreSQL over lexemes that `search_words` wrote, as expressions."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.search import SearchQueryField, SearchVectorField
from django.db.models import BooleanField, F, FloatField, Func, Value

# Weights of D, C, B and A.
WEIGHTS = "{0,0.1,0.4,1}"


class Lexemes(Func):
    """A `tsvector` literal as a value of a column."""

    template = "%(expressions)s::tsvector"
    output_field = SearchVectorField()

    def __init__(self, literal: Any) -> None:
        super().__init__(
            literal if hasattr(literal, "resolve_expression") else Value(literal)
        )


class Asked(Func):
    """A `tsquery` literal."""

    template = "%(expressions)s::tsquery"
    output_field = SearchQueryField()

    def __init__(self, literal: Any) -> None:
        super().__init__(
            literal if hasattr(literal, "resolve_expression") else Value(literal)
        )


class Holds(Func):
    """Whether the vector in a column answers a question; served by its GIN index."""

    template = "(%(expressions)s)"
    arg_joiner = " @@ "
    output_field = BooleanField()

    def __init__(self, column: Any, literal: Any) -> None:
        column = F(column) if isinstance(column, str) else column
        asked = literal if hasattr(literal, "resolve_expression") else Asked(literal)
        super().__init__(column, asked)


class Rank(Func):
    """How well a vector answers, 0 to 1: more words, in heavier places."""

    template = "ts_rank('" + WEIGHTS + "', %(expressions)s, 32)"
    output_field = FloatField()

    def __init__(self, column: Any, literal: Any) -> None:
        column = F(column) if isinstance(column, str) else column
        asked = literal if hasattr(literal, "resolve_expression") else Asked(literal)
        super().__init__(column, asked)
