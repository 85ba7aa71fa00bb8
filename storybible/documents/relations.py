"""Relations as JSON."""

from __future__ import annotations

from typing import Any

from storybible.documents import documents
from storybible.models import Relation


@documents(Relation)
def relation_document(relation: Relation) -> dict[str, Any]:
    return {
        "key": relation.key,
        "type": relation.type.key,
        "source": relation.source.key,
        "target": relation.target.key,
        "note": relation.note,
        "strength": relation.strength,
        "visibility": relation.visibility,
        "when": _when(relation),
    }


def _when(relation: Relation) -> dict[str, Any] | None:
    if not relation.starts and not relation.ends:
        return None
    return {
        "calendar": relation.calendar.key if relation.calendar else None,
        "from": relation.starts,
        "to": relation.ends,
        "about": relation.about,
    }
