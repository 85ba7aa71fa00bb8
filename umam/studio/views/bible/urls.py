"""Addresses of the bible's pages: below a universe."""

from __future__ import annotations

from importlib import import_module
from typing import Any

TOPICS = (
    "element_form",
    "elements",
    "files",
    "mentions",
    "relations",
    "scenes",
    "style",
    "time",
    "trash",
    "world",
)

urlpatterns: list[Any] = [
    pattern for topic in TOPICS for pattern in import_module(f"umam.studio.views.bible.{topic}").urlpatterns
]
