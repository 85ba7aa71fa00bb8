"""The part of a context that does not depend on the question: who and what there is in the world.

The whole bible where it is small and fits. Else a line for each element that fits, those tagged as main
first, and where tokens are left the first of them in full. In either case in an order that only the bible
decides, so that it is byte for byte the same until somebody writes in it.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from agents.shelf import Shelf, cost_of, cost_of_all, framed_entry
from storybible.models import Element, ElementTag, EntityType
from storybible.selectors.context import Entry, bible_for
from storybible.selectors.lives import lives
from storybible.selectors.scope import for_agents
from storybible.selectors.state import state_of
from umam.universes.models import Universe

# Universes up to this size are told whole where they fit; of larger ones so many may be told in full.
SMALL = 120
MAIN_TAGS = ("main", "core", "protagonist")
MOST_LINES, MOST_MAIN = 2000, 4000
LINE_SUMMARY = 160
AT_ONCE = 400
# No line costs less, so that no more are read than may fit; and no full text is longer by less.
LEAST_LINE, LEAST_MORE = 14, 20
MOST_KEPT = 32
_RANK = {"element": 0, "relation": 1, "event": 2}
_KINDS = {value: str(label).lower() for value, label in EntityType.choices}
_COLUMNS = ("pk", "key", "revision", "name", "entity_subtype", "summary")


def fill_stable(shelf: Shelf, universe: Universe, tick: int | None) -> bool:
    """Put on the shelf what is always told of a universe. True where that is the whole bible."""
    most = max(SMALL + 1, min(MOST_LINES, shelf.left // LEAST_LINE))
    rows = _who_matters(universe, most)
    if len(rows) <= SMALL:
        whole = _in_full(universe, [row.id for row in rows], tick)
        if cost_of_all(whole) <= shelf.left:
            for entry in whole:
                shelf.put(replace(entry, reason="the whole bible is told"), entry.text)
            return True
    # Of a very large universe nothing more than lines: counting its rows alone would take a while.
    _put_lines(shelf, universe, rows, tick, with_full=len(rows) < most)
    return False


@dataclass(frozen=True)
class _Line:
    """An element in short: what it is, by its name, and the beginning of its summary."""

    id: UUID
    entry: Entry

    @property
    def cost(self) -> int:
        return cost_of(framed_entry(self.entry, self.entry.text))


def _who_matters(universe: Universe, most: int) -> list[_Line]:
    """Those tagged as main, then by name. Read by an index and cut, so that size does not matter."""
    rows = for_agents(Element.objects.filter(universe=universe)).order_by("name", "id")
    tags = ElementTag.objects.filter(universe=universe, tag__in=MAIN_TAGS).order_by("element_id")
    # First their ids: as a part of the next query they have PostgreSQL walk through the whole universe.
    main = list(tags.values_list("element_id", flat=True)[:MOST_MAIN])
    found: dict[UUID, _Line] = {}
    for some in (rows.filter(pk__in=main), rows) if main else (rows,):
        for row in some.values_list(*_COLUMNS)[:most]:
            found.setdefault(row[0], _line(row))
    return list(found.values())[:most]


def _line(row: tuple[UUID, str, int, str, str, str]) -> _Line:
    pk, key, revision, name, subtype, summary = row
    kind = _KINDS.get(subtype, subtype)
    said = " ".join(summary.split())[:LINE_SUMMARY]
    text = f"{kind}: {said}" if said else kind
    return _Line(pk, Entry("element", str(pk), key, revision, name, "one line for everybody", text))


def _put_lines(
    shelf: Shelf, universe: Universe, rows: Sequence[_Line], tick: int | None, *, with_full: bool
) -> None:
    chosen: dict[str, tuple[Entry, bool]] = {}
    left = shelf.left
    for row in _born(rows, tick):
        if row.cost > left:
            break
        left -= row.cost
        chosen[row.entry.id] = (row.entry, True)
    if with_full and left >= LEAST_MORE:
        _tell_more(chosen, _in_full(universe, [row.id for row in rows[:SMALL]], tick), left)
    for entry, shortened in sorted(chosen.values(), key=lambda one: one[0].key):
        shelf.put(entry, entry.text, shortened=shortened)


def _born(rows: Sequence[_Line], tick: int | None) -> Iterator[_Line]:
    """Those who are there at the moment. Looked up some at a time: mostly the first fill the shelf."""
    for begin in range(0, len(rows), AT_ONCE):
        some = rows[begin : begin + AT_ONCE]
        unborn = lives([row.id for row in some], tick).unborn if tick is not None else {}
        yield from (row for row in some if row.id not in unborn)


def _tell_more(chosen: dict[str, tuple[Entry, bool]], full: Sequence[Entry], left: int) -> None:
    """Put full texts in the place of lines, those who matter most first, as far as the tokens go."""
    texts = {entry.id: entry for entry in full if entry.kind == "element"}
    for id in list(chosen):
        entry = texts.get(id)
        if entry is None:
            continue
        line = chosen[id][0]
        more = cost_of_all([entry]) - cost_of_all([line])
        if more <= left:
            left -= more
            chosen[id] = (replace(entry, reason="one of those who matter most"), False)


# Full texts by universe and moment, with the state of the bible in which they were read. Many jobs run at
# once in one universe, and all of them tell the same.
_kept: dict[tuple[UUID, int | None], tuple[Any, list[Entry]]] = {}
_lock = threading.Lock()


def _in_full(universe: Universe, ids: Sequence[UUID], tick: int | None) -> list[Entry]:
    """These elements, the ties between them and their events, in full and in a fixed order."""
    key, state = (universe.pk, tick), (state_of(universe), tuple(ids))
    with _lock:
        known = _kept.get(key)
    if known is not None and known[0] == state:
        return known[1]
    found = bible_for(universe, pins=list(ids), as_of=tick, limit=SMALL).entries
    entries = sorted(found, key=lambda entry: (_RANK.get(entry.kind, 9), entry.key, entry.title, entry.id))
    with _lock:
        _kept.pop(key, None)
        while len(_kept) >= MOST_KEPT:
            _kept.pop(next(iter(_kept)))
        _kept[key] = (state, entries)
    return entries
