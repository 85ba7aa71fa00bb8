"""A large world, poured past the ORM: what the services would have written, except its history."""

from __future__ import annotations

import datetime
import random
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.db import connection, transaction
from django.utils import timezone

from storybible.calendars import gregorian
from storybible.catalog import TRAITS, TraitSuggestion
from storybible.fill import sheets
from storybible.fill.pour import Pourer, Row
from storybible.fill.words import MOODS, TAGS, Speaker
from storybible.models import EntityType, EventType, RelationType, RowKind, Visibility
from storybible.names import fold
from umam.universes.models import Universe

AT_ONCE = 10_000
TYPES = (EntityType.CHARACTER.value, *EntityType.values)  # people most of all
TIES = ("friend-of", "rival-of", "enemy-of", "allied-with", "uses", "owns", "related-to")
FIRST_YEAR, LAST_YEAR = -1200, 2400
HIDDEN_EVERY = 50
SCENE_FOR = 100


@dataclass(frozen=True)
class Amounts:
    """How much of each. Beside them there is a scene for every hundredth element."""

    elements: int
    traits: int
    events: int
    relations: int


@dataclass(frozen=True)
class _Made:
    """An element as the other rows know it."""

    id: UUID
    key: str
    name: str


def fill_universe(*, universe: Universe, amounts: Amounts, seed: int = 1) -> None:
    """Pour rows into a universe that has none of their keys. A seed makes the same world again, ids apart."""
    with transaction.atomic():
        _Filler(universe, random.Random(seed)).fill(amounts)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # the planner shall know what there is now


class _Filler:
    def __init__(self, universe: Universe, chance: random.Random) -> None:
        self._universe = universe
        self._chance = chance
        self._say = Speaker(chance)
        self._now = timezone.now()
        self._pourer = Pourer()
        self._made: list[_Made] = []

    def fill(self, amounts: Amounts) -> None:
        traits, more = divmod(amounts.traits, max(1, amounts.elements))
        for number in range(amounts.elements):
            self._element(number, traits + (number < more))
        if self._made:
            for number in range(amounts.events):
                self._event(number)
            ties = list(RelationType.objects.filter(universe=None, key__in=TIES).values_list("pk", flat=True))
            for number in range(amounts.relations if len(self._made) > 1 else 0):
                self._relation(number, ties)
            for number in range(amounts.elements // SCENE_FOR):
                self._scene(number)
        self._pourer.settle()

    def _element(self, number: int, traits: int) -> None:
        say, add = self._say, self._pourer.add
        row_id, subtype = uuid4(), TYPES[number % len(TYPES)]
        name = say.name(subtype)
        made = _Made(row_id, f"{fold(name).replace(' ', '-')}-{number}", name)
        aliases = [f"{say.one(MOODS).capitalize()} {say.rare()}"] if number % 3 == 0 else []
        tags = sorted({say.one(TAGS), say.one(TAGS)})
        summary, body, visibility = say.sentence(), say.text(4), self._visibility(number)
        self._made.append(made)
        texts = [summary, body]
        kept = self._kept(row_id, made.key, number, visibility)
        if number % 5 == 4:
            other = self._somebody()
            texts.append(f"So said {other.name}.")
            body = f"{body}\n\nSo said @[{other.name}]({other.key})."
        add(sheets.ELEMENTS, (*kept, name, subtype, summary, body, aliases, tags))
        if number % 5 == 4 and other is not made:
            add(sheets.MENTIONS, (self._universe.pk, RowKind.ELEMENT.value, row_id, other.id))
        add(sheets.NAMES, (self._universe.pk, row_id, fold(name), False))
        for alias in aliases:
            add(sheets.NAMES, (self._universe.pk, row_id, fold(alias), True))
        for tag in tags:
            add(sheets.TAGS, (self._universe.pk, row_id, tag))
        texts += [self._trait(row_id, subtype, place) for place in range(traits)]
        shown = (subtype, name, "\n".join(aliases), "\n".join(tags), "\n".join(texts), summary, "")
        self._enter(RowKind.ELEMENT, row_id, made.key, visibility, shown)
        self._pause(number)

    def _trait(self, element_id: UUID, subtype: str, place: int) -> str:
        """One trait of an element. Returns it as words."""
        usual = TRAITS[subtype]
        own = TraitSuggestion(f"note-{place}", f"Note {place}")
        trait = usual[place] if place < len(usual) else own
        said: Any = self._say.sentence()
        if trait.trait_type == "number":
            said = float(self._chance.randrange(2, 90_000))
        elif trait.trait_type == "list":
            said = [self._say.rare(), f"{self._say.one(MOODS)} {self._say.rare()}"]
        columns = {"text": 0, "number": 1, "boolean": 2, "list": 3}
        values: list[Any] = [None] * len(columns)
        values[columns[trait.trait_type]] = said
        self._pourer.add(
            sheets.TRAITS, (element_id, trait.key, trait.label, place, trait.trait_type, *values)
        )
        return f"{trait.label}: {', '.join(said) if isinstance(said, list) else said}"

    def _event(self, number: int) -> None:
        add, row_id, title = self._pourer.add, uuid4(), self._say.happening()
        key, visibility = f"event-{number}", self._visibility(number)
        text, kind = self._say.text(2), self._chance.choice(EventType.values)
        importance = 3 if number % 40 == 0 else 2 if number % 4 == 0 else 1
        dated = self._date(lasting=number % 10 == 0)
        kept = self._kept(row_id, key, number, visibility)
        add(sheets.EVENTS, (*kept, *dated, title, text, kind, importance))
        cast = self._several(3)
        for place, one in enumerate(cast[:2]):
            add(sheets.PARTICIPANTS, (row_id, one.id, self._say.one(MOODS) if place else "", place))
        for one in cast[2:]:
            add(sheets.LINKS, (row_id, one.id))
        self._enter(RowKind.EVENT, row_id, key, visibility, (kind, title, "", "", text, text[:160], ""))
        self._pause(number)

    def _relation(self, number: int, ties: list[int]) -> None:
        source, target = self._somebody(), self._somebody()
        while target is source:
            target = self._made[self._chance.randrange(len(self._made))]
        dated = self._date(lasting=True) if number % 4 == 0 else ("", "", None, None, "", False)
        note = self._say.sentence() if number % 3 == 0 else ""
        kept = self._kept(uuid4(), f"relation-{number}", number, self._visibility(number))
        tie, strength = self._chance.choice(ties), self._chance.randrange(-100, 101)
        self._pourer.add(sheets.RELATIONS, (*kept, *dated, tie, source.id, target.id, note, strength))
        self._pause(number)

    def _scene(self, number: int) -> None:
        row_id, key, visibility = uuid4(), f"scene-{number}", self._visibility(number)
        title, text, summary = self._say.happening(), self._say.text(30), self._say.sentence()
        kept = self._kept(row_id, key, number, visibility)
        place = self._somebody().id
        self._pourer.add(sheets.SCENES, (*kept, *self._date(), title, text, summary, place, number))
        for position, one in enumerate(self._several(3)):
            self._pourer.add(sheets.CAST, (row_id, one.id, position))
        words = f"{summary}\n{text}"
        self._enter(RowKind.SCENE, row_id, key, visibility, ("", title, "", "", words, summary, ""))
        self._pause(number)

    def _pause(self, number: int) -> None:
        if number % AT_ONCE == AT_ONCE - 1:
            self._pourer.settle()

    def _kept(self, row_id: UUID, key: str, number: int, visibility: str) -> Row:
        when = self._pourer.moment(self._now - datetime.timedelta(seconds=7 * number))
        return row_id, 1, when, when, self._universe.pk, key, visibility

    def _visibility(self, number: int) -> str:
        if number % HIDDEN_EVERY:
            return Visibility.EVERYONE.value
        return Visibility.SECRET.value if number % (2 * HIDDEN_EVERY) else Visibility.TEAM.value

    def _somebody(self) -> _Made:
        """One of the elements; the earlier ones are in more stories."""
        return self._made[int(len(self._made) * self._chance.random() ** 2)]

    def _several(self, count: int) -> list[_Made]:
        return list({one.id: one for one in (self._somebody() for _ in range(count))}.values())

    def _date(self, *, lasting: bool = False) -> Row:
        year = self._chance.randrange(FIRST_YEAR, LAST_YEAR)
        written = f"{year:05d}" if year < 0 else f"{year:04d}"
        if not lasting:
            written = f"{written}-{self._chance.randrange(1, 13):02d}-{self._chance.randrange(1, 29):02d}"
        span = gregorian.parse(written)
        if not lasting:
            return written, "", span.start, span.end, span.precision, False
        until = f"{year + 1 + self._chance.randrange(30):04d}" if year >= 0 else written
        return written, until, span.start, gregorian.parse(until).end, span.precision, True

    def _enter(self, kind: RowKind, row_id: UUID, key: str, visibility: str, shown: Row) -> None:
        self._pourer.add(sheets.ENTRIES, (self._universe.pk, kind.value, row_id, key, visibility, *shown))
