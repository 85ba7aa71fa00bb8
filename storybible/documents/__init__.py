"""A row as plain JSON that knows other rows by their keys and files by their content.

One shape serves the history, exports and imports. `document(row)` finds the function of the row's class; each
topic of this package registers its own with `@documents(Model)`.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any, TypeVar

from django.db.models import Model

Writer = Callable[[Any], dict[str, Any]]
W = TypeVar("W", bound=Writer)

TOPICS = ("elements", "relations", "scenes", "time", "world")
_writers: dict[type[Model], Writer] = {}


def documents(model: type[Model]) -> Callable[[W], W]:
    """Registers the function that writes the document of a model's rows."""

    def register(writer: W) -> W:
        _writers[model] = writer
        return writer

    return register


def document(row: Model) -> dict[str, Any]:
    """The row as JSON. Queries what belongs to it (traits, participants) unless it was prefetched."""
    if type(row) not in _writers:
        for topic in TOPICS:
            import_module(f"{__name__}.{topic}")
    return _writers[type(row)](row)
