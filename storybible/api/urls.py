"""Addresses of the story bible in the API, by topic."""

from __future__ import annotations

from importlib import import_module
from typing import Any

TOPICS = ("elements", "files", "relations", "scenes", "search", "time", "world")

urlpatterns: list[Any] = [
    pattern for topic in TOPICS for pattern in import_module(f"storybible.api.{topic}.urls").urlpatterns
]
