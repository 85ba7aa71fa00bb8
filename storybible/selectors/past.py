"""Earlier states of a row for people who may not see every element that it named."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from storybible.models import Element, Revision, Visibility


def hide_elements(universe_id: UUID, *revisions: Revision | None) -> None:
    """Take out of the documents of events and scenes the elements that not everyone may see."""
    states = [revision.document for revision in revisions if revision is not None]
    keys = {key for state in states for key in _named(state)}
    seen = Element.objects.filter(
        universe=universe_id, key__in=keys, visibility=Visibility.EVERYONE, deleted_at=None
    )
    known = set(seen.values_list("key", flat=True))
    for state in states:
        for part in ("participants", "elements"):
            if part in state:
                state[part] = [one for one in state[part] if _key(one) in known]
        if state.get("location") not in known:
            state.update({"location": None} if "location" in state else {})


def _named(state: dict[str, Any]) -> list[str]:
    named = [_key(one) for part in ("participants", "elements") for one in state.get(part, ())]
    return [*named, *([state["location"]] if state.get("location") else [])]


def _key(one: Any) -> str:
    return str(one["element"]) if isinstance(one, dict) else str(one)
