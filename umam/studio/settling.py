"""When somebody else was quicker: which fields of a form are written after all.

A service changes only what it is given. A field for which the reader chose the other version is left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import QueryDict

from storybible.models import Revision, RowKind
from umam.studio import merging

WHEN = ("starts", "ends", "about", "calendar")


def without_theirs(
    values: dict[str, Any], data: QueryDict, renamed: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """The values without the fields whose other version stays.

    renamed: fields of the document that are called otherwise where they are written.
    """
    if not data.get("merge"):
        return values
    left = {
        written
        for name, side in merging.chosen(data).items()
        if side == merging.THEIRS
        for written in (WHEN if name == "when" else [(renamed or {}).get(name, name)])
    }
    return {name: value for name, value in values.items() if name not in left}


def compared(
    *,
    kind: RowKind,
    row_id: UUID,
    mine: Mapping[str, Any],
    theirs: Mapping[str, Any],
    labels: Mapping[str, str],
    data: QueryDict,
) -> dict[str, Any]:
    """What the page with both versions shows."""
    began = data.get("base") or data.get("revision", "")
    base = Revision.objects.filter(kind=kind, row_id=row_id, number=merging.number(began) or 0).first()
    told_mine, told_theirs = _told(mine, labels), _told(theirs, labels)
    return {
        "differences": merging.differences(
            _told(base.document, labels) if base else told_theirs,
            told_mine,
            told_theirs,
            labels=labels,
            chosen=merging.chosen(data),
        ),
        "carried": merging.carried(data, without=("base",)),
        "base": began,
    }


def _told(document: Mapping[str, Any], labels: Mapping[str, str]) -> dict[str, Any]:
    """The document's fields as people read them."""
    return {name: _words(name, document.get(name)) for name in labels}


def in_words(document: Mapping[str, Any]) -> dict[str, Any]:
    """A document with its dates and participants as people read them."""
    return {name: _words(name, value) for name, value in document.items()}


def _words(name: str, value: Any) -> Any:
    if name == "when" and value:
        said = " to ".join(part for part in (value.get("from"), value.get("to")) if part)
        words = f"about {said}" if value.get("about") else said
        return f"{words} ({value['calendar']})" if value.get("calendar") else words
    if name == "participants" and value:
        return [_participant(one) for one in value]
    return value


def _participant(one: Any) -> str:
    if isinstance(one, str):
        return one
    return f"{one['element']} ({one['role']})" if one.get("role") else str(one["element"])
