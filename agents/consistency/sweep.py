"""A whole universe, row by row in chunks: what is kept is one chunk, whatever the size."""

from __future__ import annotations

import heapq
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, groupby, islice
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Prefetch

from agents.consistency.checking import check
from agents.consistency.facts import Facts, Names, World, element_words, exist, named_in, world_of
from agents.consistency.lexicon import dated_names
from agents.consistency.lives import lives_of
from agents.consistency.places import Occasion, occasion, participations, places_of
from agents.consistency.reading import Text
from agents.consistency.rules import appearances
from agents.consistency.rules.names import look_alikes, strangers
from agents.consistency.shapes import Violation, distinct
from storybible.models import Element, Scene, SceneParticipant, TimelineEvent, Trait
from storybible.selectors.scope import for_agents
from umam.universes.models import Universe

T = TypeVar("T")

OCCASIONS_AT_ONCE = 5_000
TEXTS_AT_ONCE = 200
ROWS_AT_ONCE = 2_000
# Looking for names that nobody has costs some hundred keys each; the same are met again and again.
MOST_LOOKED_UP_AT_ONCE = 60
MOST_REMEMBERED = 20_000


def sweep(universe: Universe, limit: int) -> list[Violation]:
    """At most `limit` violations of the universe."""
    world = world_of(universe)
    found = chain(_times(universe), _texts(universe, world))
    return list(islice(distinct(found), max(0, limit)))


# -- times -------------------------------------------------------------------------------------------------


def _times(universe: Universe) -> Iterator[Violation]:
    batch: dict[UUID, list[Occasion]] = {}
    size = 0
    for element, occasions in _by_element(universe):
        batch[element] = occasions
        size += len(occasions)
        if size >= OCCASIONS_AT_ONCE:
            yield from _of_batch(universe, batch)
            batch, size = {}, 0
    if batch:
        yield from _of_batch(universe, batch)


def _by_element(universe: Universe) -> Iterator[tuple[UUID, list[Occasion]]]:
    """Elements with all their dated rows, one element after the other: the database sorts."""
    streams = [
        (
            (row["element_id"], occasion(row))
            for row in participations(universe, scenes=scenes)
            .order_by("element_id", "pk")
            .iterator(chunk_size=ROWS_AT_ONCE)
        )
        for scenes in (False, True)
    ]
    merged = heapq.merge(*streams, key=lambda one: one[0])
    for element, rows in groupby(merged, key=lambda one: one[0]):
        yield element, [one for _, one in rows]


def _of_batch(universe: Universe, batch: Mapping[UUID, list[Occasion]]) -> Iterator[Violation]:
    lives = lives_of(list(batch))
    together = {pk: list(appearances.pairs(occasions)) for pk, occasions in batch.items()}
    places = places_of(universe, [one for found in together.values() for pair in found for one in pair])
    names = dict(Element.objects.filter(pk__in=list(batch)).values_list("pk", "name"))
    for pk, occasions in batch.items():
        yield from appearances.of_one(
            pk,
            names.get(pk, "Somebody"),
            occasions=occasions,
            together=together[pk],
            life=lives.get(pk),
            places=places,
        )


# -- texts -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Passage:
    """A text of a row, with the moment at which it plays where it has one."""

    text: str
    own: UUID | None = None
    cast: tuple[UUID, ...] = ()
    start: int | None = None
    end: int | None = None


def _texts(universe: Universe, world: World) -> Iterator[Violation]:
    asked = _Asked(_Looking(universe), exist(universe, dated_names()))
    passages = chain(_scenes(universe), _elements(universe), _events(universe))
    for some in chunks(passages, TEXTS_AT_ONCE):
        yield from _of_passages(universe, world, some, asked)


def chunks(rows: Iterable[T], size: int) -> Iterator[list[T]]:
    """The rows in lists of at most `size`."""
    waiting = iter(rows)
    while some := list(islice(waiting, size)):
        yield some


def _of_passages(
    universe: Universe, world: World, passages: list[Passage], asked: _Asked
) -> Iterator[Violation]:
    cast = {pk: None for one in passages for pk in one.cast}
    named = named_in([one.text for one in passages], universe, list(cast))
    dated = any(one.start is not None for one in passages)
    lives = lives_of(list(named)) if dated else {}
    names = Names(list(named.values()))
    read = [(one, Text.read(one.text)) for one in passages]
    mentioned = [names.mentions(text, one.cast) for one, text in read]
    asked.looking.ahead(
        one.folded
        for (_, text), found in zip(read, mentioned, strict=True)
        for one in strangers(text, found)
        if not one.starts_sentence
    )
    for (one, text), found in zip(read, mentioned, strict=True):
        here = tuple(pk for pk in one.cast if pk in named)
        facts = Facts(universe, world, named, here, lives, one.start, one.end, asked.canon)
        yield from check(text, facts, names, found, own=one.own, look=asked.looking.up)


@dataclass(frozen=True)
class _Asked:
    """What is asked of the universe once for all texts."""

    looking: _Looking
    canon: dict[str, set[UUID]]


class _Looking:
    """Looks strange names up for many texts at once, and each only once."""

    def __init__(self, universe: Universe) -> None:
        self._universe = universe
        self._known: dict[str, tuple[UUID, str] | None] = {}

    def ahead(self, names: Iterable[str]) -> None:
        if len(self._known) > MOST_REMEMBERED:
            self._known.clear()
        new = [name for name in dict.fromkeys(names) if name not in self._known][:MOST_LOOKED_UP_AT_ONCE]
        found = look_alikes(self._universe, new)
        self._known.update((name, found.get(name)) for name in new)

    def up(self, names: Collection[str]) -> dict[str, tuple[UUID, str]]:
        found = {name: self._known.get(name) for name in names}
        return {name: one for name, one in found.items() if one is not None}


def _scenes(universe: Universe) -> Iterator[Passage]:
    people = SceneParticipant.objects.order_by("position", "pk")
    rows = for_agents(Scene.objects.filter(universe=universe)).order_by("pk")
    rows = rows.only("pk", "text", "summary", "start_tick", "end_tick")
    for row in rows.prefetch_related(Prefetch("participant_rows", people)).iterator(chunk_size=TEXTS_AT_ONCE):
        cast = tuple(one.element_id for one in row.participant_rows.all())
        yield Passage(f"{row.text}\n\n{row.summary}", None, cast, row.start_tick, row.end_tick)


def _elements(universe: Universe) -> Iterator[Passage]:
    traits: Any = Prefetch("traits", Trait.objects.order_by("position", "id"))
    rows = for_agents(Element.objects.filter(universe=universe)).order_by("pk").prefetch_related(traits)
    rows = rows.only("pk", "name", "summary", "body")
    for row in rows.iterator(chunk_size=TEXTS_AT_ONCE):
        yield Passage(element_words(row), row.pk)


def _events(universe: Universe) -> Iterator[Passage]:
    rows = for_agents(TimelineEvent.objects.filter(universe=universe)).order_by("pk")
    for title, description in rows.values_list("title", "description").iterator(chunk_size=TEXTS_AT_ONCE):
        yield Passage(f"{title}.\n\n{description}")
