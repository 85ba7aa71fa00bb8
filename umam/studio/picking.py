"""Choosing elements by name in a form: what was chosen, what could be, a plain list where no script runs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from storybible.models import Element, RowKind
from storybible.selectors.scope import visible_in
from storybible.selectors.search import search
from umam.accounts.models import User
from umam.studio.entity_types import look_of
from umam.universes.models import Universe

OFFERED = 12
FOUND = 60
PLAIN = 200


@dataclass(frozen=True)
class Picked:
    """A chosen element, with its role where the form has roles."""

    element: Element
    role: str = ""


def picked(
    universe: Universe, user: User, keys: Iterable[str], roles: Sequence[str] = ()
) -> tuple[list[Picked], list[str]]:
    """The chosen elements in their order, each once, and the keys that name none that the reader may see."""
    pairs = [(key.strip(), role.strip()[:80]) for key, role in zip_longest(keys, roles, fillvalue="")]
    wanted = [key for key, _ in pairs if key]
    rows = visible_in(Element.objects.filter(key__in=wanted, deleted_at=None), user, universe)
    found = {row.key: row for row in rows}
    role_of = {key: role for key, role in reversed(pairs) if key}
    chosen = [Picked(found[key], role_of[key]) for key in dict.fromkeys(wanted) if key in found]
    return chosen, [key for key in dict.fromkeys(wanted) if key not in found]


def offered(universe: Universe, user: User, text: str, types: Sequence[str]) -> list[dict[str, Any]]:
    """Elements that fit what was typed, the best first; the first by name where nothing was."""
    rows = visible_in(Element.objects.alive(), user, universe)
    if types:
        rows = rows.filter(entity_subtype__in=types)
    if not text:
        return [_option(row) for row in rows.order_by("name", "id")[:OFFERED]]
    hits = search(universe, user, text, kinds=[RowKind.ELEMENT], limit=FOUND)
    found = rows.in_bulk([hit.row_id for hit in hits])
    return [_option(found[hit.row_id]) for hit in hits if hit.row_id in found][:OFFERED]


def _option(element: Element) -> dict[str, Any]:
    return {
        "key": element.key,
        "name": element.name,
        "type": element.entity_subtype,
        "type_label": look_of(element.entity_subtype).label,
        "summary": element.summary,
    }


def plain_choices(universe: Universe, user: User, types: Sequence[str] = ()) -> list[tuple[str, str]]:
    """The elements of a plain select: keys and names, as many as a list can bear."""
    rows = visible_in(Element.objects.alive(), user, universe)
    if types:
        rows = rows.filter(entity_subtype__in=types)
    return list(rows.order_by("name", "id").values_list("key", "name")[:PLAIN])
