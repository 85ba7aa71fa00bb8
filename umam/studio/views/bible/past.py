"""The history of a row, as its page shows it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from storybible.models import BibleRow, RowKind
from storybible.selectors import history as past
from umam.studio.settling import in_words

SHOWN = 100


def history_of(request: HttpRequest, kind: RowKind, row: BibleRow, *, sees_all: bool) -> dict[str, Any]:
    """The revisions, and the one that is asked for (the latest else) with what it changed."""
    rows = past.history(kind, row.pk, only_seen_by_all=not sees_all)
    revisions = list(rows.defer("document")[:SHOWN])
    context: dict[str, Any] = {"row": row, "title": str(row), "revisions": revisions}
    if not revisions:
        return context
    asked = request.GET.get("revision", "")
    number = int(asked) if asked.isdecimal() and len(asked) < 10 else revisions[0].number
    shown, before = past.revision(kind, row.pk, number, only_seen_by_all=not sees_all)
    context["shown"] = shown
    told = in_words(before.document) if before else None
    context["changes"] = past.diff(told, in_words(shown.document))
    return context
