"""What agents are told of a universe, as of a moment of it: configuration, style, and the rows that matter.

Rows are found by pin, by mention, by a name in the text, by a tie to those, and by time. Each says why it is
there and in which revision, so that a job can keep a receipt of what its model saw. Secrets and the trash
never get in. Every query looks up ids or names by an index and is cut: a large universe costs what a small
one does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from storybible.models import (
    Element,
    EventLink,
    EventParticipant,
    Relation,
    RowKind,
    TimelineEvent,
    Trait,
    TraitType,
    Visibility,
)
from storybible.models.base import Kept
from storybible.selectors.called import called
from storybible.selectors.lives import lives
from storybible.selectors.relations import at, label_from, when_words
from storybible.selectors.scope import for_agents
from storybible.selectors.style import guide_prompt, style_guide
from storybible.selectors.time import when_label
from storybible.selectors.world import world_config, world_text
from storybible.words import excerpt, mentions_in
from umam.universes.models import Universe

SECRET = Visibility.SECRET
MOST_TIES = 400
MOST_EVENTS = 20
BY_THEN = "by this moment"
BODY = 600
TRAIT = 200
MOST_TRAITS = 12
# Of those at the end of a tie or in an event only the name is told.
_NOT_TOLD = ("body", "summary", "aliases", "tags")
# A mention by key names its element exactly: what stands in its brackets is no other one's name.
_EXACT = re.compile(r"@\[[^\]\n]{1,200}\]\([\w-]{1,120}\)")
_MARKS = re.compile(r"[*_`#@\[\]<>~|\\&]|^\s*(?:[-+]|\d+[.)])\s|^\s*(?:=+|-+)\s*$", re.MULTILINE)

Pin = Element | UUID | str


@dataclass(frozen=True)
class Entry:
    """One thing that agents are told. `reason` says why it is there."""

    kind: str
    id: str
    key: str
    revision: int
    title: str
    reason: str
    text: str

    @property
    def tokens(self) -> int:
        """About how many tokens of a model the text is."""
        return -(-len(self.text) // 4)


@dataclass(frozen=True)
class LeftOut:
    """One thing that was found and is not told."""

    kind: str
    id: str
    title: str
    reason: str


@dataclass
class BibleContext:
    """`entries` are elements, the ties between them, and events, the most relevant of each first."""

    universe_id: str
    as_of: int | None
    rules: list[str] = field(default_factory=list)
    world: Entry | None = None
    style: Entry | None = None
    entries: list[Entry] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)

    @property
    def all(self) -> list[Entry]:
        return [entry for entry in (self.world, self.style, *self.entries) if entry is not None]

    @property
    def tokens(self) -> int:
        return sum(entry.tokens for entry in self.all)

    def of_kind(self, kind: str) -> list[Entry]:
        return [entry for entry in self.entries if entry.kind == kind]


def bible_for(
    universe: Universe,
    *,
    text: str = "",
    pins: Sequence[Pin] = (),
    as_of: int | None = None,
    limit: int = 40,
) -> BibleContext:
    """What agents are told for this text. At most `limit` elements; pins come first.

    pins: elements, their ids or their keys. as_of: a tick; then nobody is told of who is born later, of ties
    that do not hold, or of events that begin after it.
    """
    context = BibleContext(universe_id=str(universe.pk), as_of=as_of)
    _tell_world(universe, context)
    _tell_style(universe, context)
    found = _Elements(universe, context, limit)
    found.pin(pins)
    found.mention(text)
    found.call(text)
    found.load()
    ties = found.follow()
    context.entries += found.entries()
    context.entries += [_tie_entry(row) for row in ties]
    context.entries += _events(universe, found.rows, as_of)
    return context


def _tell_world(universe: Universe, context: BibleContext) -> None:
    config = world_config(universe)
    if config is not None:
        context.rules = list(config.rules)
        context.world = _entry(
            RowKind.WORLD_CONFIG, config, "World configuration", "always told", world_text(config)
        )


def _tell_style(universe: Universe, context: BibleContext) -> None:
    guide = style_guide(universe)
    if guide is not None:
        context.style = _entry(RowKind.STYLE_GUIDE, guide, "Style guide", "always told", guide_prompt(guide))


def _entry(kind: RowKind, row: Kept, title: str, reason: str, text: str) -> Entry:
    return Entry(kind.value, str(row.pk), getattr(row, "key", ""), row.revision, title, reason, text)


class _Elements:
    """The elements found so far, in the order in which they matter."""

    def __init__(self, universe: Universe, context: BibleContext, limit: int) -> None:
        self.universe = universe
        self.context = context
        self.limit = limit
        self.reasons: dict[UUID, str] = {}
        self.rows: dict[UUID, Element] = {}
        self.dead: dict[UUID, str] = {}

    @property
    def living(self) -> QuerySet[Element]:
        return for_agents(Element.objects.filter(universe=self.universe))

    def pin(self, pins: Sequence[Pin]) -> None:
        ids: dict[UUID, str] = {}
        keys: list[str] = []
        for one in pins:
            named = one.pk if isinstance(one, Element) else one
            try:
                ids[UUID(str(named))] = str(named)
            except ValueError:
                keys.append(str(named))
        by_id = {row.pk for row in self.living.filter(pk__in=list(ids)).only("pk")}
        by_key = dict(self.living.filter(key__in=keys).values_list("key", "pk"))
        for pk, named in ids.items():
            self._pinned(pk if pk in by_id else None, named)
        for key in keys:
            self._pinned(by_key.get(key), key)

    def _pinned(self, pk: UUID | None, named: str) -> None:
        if pk is None:
            gone = "it is not there, or not for agents"
            self.context.left_out.append(LeftOut(RowKind.ELEMENT.value, named, "", gone))
        else:
            self.reasons.setdefault(pk, "pinned")

    def mention(self, text: str) -> None:
        if "@" in text:
            for element in mentions_in(text, self.universe):
                self.reasons.setdefault(element.pk, "mentioned")

    def call(self, text: str) -> None:
        for call in called(_EXACT.sub(" ", text), self.universe):
            how = "alias" if call.is_alias else "name"
            self.reasons.setdefault(call.element_id, f"{how} in the text: “{call.folded}”")

    def load(self) -> None:
        """Read the elements that have a reason and no row yet, up to the limit, without those born later."""
        new = [pk for pk in self.reasons if pk not in self.rows]
        names = dict(self.living.filter(pk__in=new).values_list("pk", "name"))
        unborn: dict[UUID, str] = {}
        if self.context.as_of is not None and names:
            known = lives(list(names), self.context.as_of)
            unborn, self.dead = known.unborn, {**self.dead, **known.dead}
        told: list[UUID] = []
        for pk in new:
            if pk not in names:
                self.reasons.pop(pk)
            elif pk in unborn:
                self._leave(pk, names[pk], f"born later: {unborn[pk]}")
            elif len(self.rows) + len(told) >= self.limit:
                self._leave(pk, names[pk], f"more than {self.limit} elements")
            else:
                told.append(pk)
        self._read(told)

    def _read(self, told: list[UUID]) -> None:
        """In full only those who are told: an element may be tied to hundreds."""
        traits = Prefetch("traits", queryset=Trait.objects.order_by("position", "id"))
        rows = self.living.filter(pk__in=told).prefetch_related(traits).in_bulk()
        self.rows.update((pk, rows[pk]) for pk in told if pk in rows)

    def _leave(self, pk: UUID, name: str, reason: str) -> None:
        self.reasons.pop(pk)
        out = LeftOut(RowKind.ELEMENT.value, str(pk), name, reason)
        if out not in self.context.left_out:
            self.context.left_out.append(out)

    def follow(self) -> list[Relation]:
        """Add what is tied to the elements, the stronger ties first. Returns the ties between those told."""
        seeds = list(self.rows)
        ties = _ties(self.universe, seeds, self.context.as_of)
        order = {pk: place for place, pk in enumerate(seeds)}
        for row in sorted(ties, key=lambda tie: (-abs(tie.strength), _place(tie, order), str(tie.pk))):
            for here, there in ((row.source, row.target), (row.target, row.source)):
                if here.pk in order:
                    reason = f"{label_from(row, there.pk)} {here.name}"
                    self.reasons.setdefault(there.pk, reason)
        self.load()
        return [row for row in ties if row.source_id in self.rows and row.target_id in self.rows]

    def entries(self) -> list[Entry]:
        return [
            _entry(
                RowKind.ELEMENT,
                row,
                row.name,
                self.reasons[pk],
                element_text(row, died=self.dead.get(pk)),
            )
            for pk, row in self.rows.items()
        ]


def _ties(universe: Universe, seeds: list[UUID], as_of: int | None) -> list[Relation]:
    if not seeds:
        return []
    alive = for_agents(Relation.objects.filter(universe=universe)).filter(
        source__deleted_at=None, target__deleted_at=None
    )
    rows = at(alive, as_of).exclude(source__visibility=SECRET).exclude(target__visibility=SECRET)
    rows = rows.select_related("type", "source", "target", "calendar").order_by("type_id")
    rows = rows.defer(*(f"{end}__{name}" for end in ("source", "target") for name in _NOT_TOLD))
    found: dict[UUID, Relation] = {}
    for end in ("source", "target"):
        found.update((row.pk, row) for row in rows.filter(**{f"{end}__in": seeds})[:MOST_TIES])
    return list(found.values())


def _place(tie: Relation, order: dict[UUID, int]) -> int:
    last = len(order)
    return min(order.get(tie.source_id, last), order.get(tie.target_id, last))


def element_text(element: Element, *, died: str | None = None) -> str:
    """An element as agents read it: what it is, its summary, the beginning of its text, its traits."""
    also = f", also called {', '.join(element.aliases)}" if element.aliases else ""
    lines = [f"{element.name} ({element.get_entity_subtype_display().lower()}{also})"]
    if died is not None:
        lines.append(f"Died before this moment: {died}." if died else "Died before this moment.")
    if element.summary.strip():
        lines.append(" ".join(element.summary.split()))
    if element.body.strip():
        lines.append(_short(element.body, BODY))
    lines += [f"{trait.label}: {_value(trait)}" for trait in list(element.traits.all())[:MOST_TRAITS]]
    return "\n".join(lines)


def _value(trait: Trait) -> str:
    if trait.trait_type == TraitType.BOOLEAN:
        return "yes" if trait.value else "no"
    if trait.trait_type == TraitType.NUMBER:
        return f"{trait.value:g}"
    said = ", ".join(map(str, trait.value)) if trait.trait_type == TraitType.LIST else str(trait.value)
    return _short(said, TRAIT)


def _short(text: str, length: int) -> str:
    """The beginning of a text in one line. Most texts have no marks of Markdown and need no parser."""
    if _MARKS.search(text):
        return excerpt(text, length)
    line = " ".join(text[: length * 8].split())
    return line if len(line) <= length else f"{line[: length - 1]}…"


def _tie_entry(row: Relation) -> Entry:
    when = when_words(row)
    said = f"{row.source.name} {row.type.label} {row.target.name}"
    text = f"{said} ({when})" if when else said
    if row.note:
        text = f"{text}: {_short(row.note, TRAIT)}"
    return _entry(RowKind.RELATION, row, said, "ties elements told", f"{text}.")


def _events(universe: Universe, elements: dict[UUID, Element], as_of: int | None) -> list[Entry]:
    """Events of the elements told, at a moment also what happened elsewhere by then. Latest first."""
    reasons: dict[UUID, str] = {}
    for model in (EventParticipant, EventLink):
        reasons |= _events_of(model, elements, as_of)
    if as_of is not None:
        rows = for_agents(TimelineEvent.objects.filter(universe=universe, start_tick__lte=as_of))
        latest = rows.order_by("-start_tick", "-id").values_list("pk", flat=True)[:MOST_EVENTS]
        for pk in latest:
            reasons.setdefault(pk, BY_THEN)
    # A join and no subquery, which SQLite would work out over all elements first.
    told_of = EventParticipant.objects.filter(element__deleted_at=None).exclude(element__visibility=SECRET)
    participants = told_of.select_related("element").defer(*(f"element__{name}" for name in _NOT_TOLD))
    found = for_agents(TimelineEvent.objects.filter(universe=universe, pk__in=list(reasons)))
    rows = found.select_related("calendar").prefetch_related(
        Prefetch("participant_rows", queryset=participants.order_by("position", "id"), to_attr="told")
    )
    told = sorted(rows, key=_recent)
    told.sort(key=lambda row: reasons[row.pk] == BY_THEN)
    return [_event_entry(row, reasons[row.pk], as_of) for row in sorted(told[:MOST_EVENTS], key=_recent)]


def _recent(event: TimelineEvent) -> tuple[int, str]:
    return -(event.start_tick or 0), str(event.pk)


def _events_of(
    model: type[EventParticipant] | type[EventLink], elements: dict[UUID, Element], as_of: int | None
) -> dict[UUID, str]:
    rows = model._default_manager.filter(element__in=list(elements), event__deleted_at=None)
    rows = rows.exclude(event__visibility=SECRET)
    if as_of is not None:
        rows = rows.filter(event__start_tick__lte=as_of)
    part = rows.order_by("-event__start_tick", "-id").values_list("event_id", "element_id")[:MOST_EVENTS]
    return {event: f"{elements[element].name} is part of it" for event, element in part}


def _event_entry(event: TimelineEvent, reason: str, as_of: int | None) -> Entry:
    if as_of is not None and (event.end_tick or 0) > as_of:
        reason = "at this moment" if reason == BY_THEN else f"at this moment; {reason}"
    text = f"{when_label(event)}: {event.title} ({event.get_event_type_display().lower()})"
    people: Iterable[EventParticipant] = getattr(event, "told", [])
    names = [f"{one.element.name} ({one.role})" if one.role else one.element.name for one in people]
    if names:
        text = f"{text}\nWith {', '.join(names)}"
    if event.description.strip():
        text = f"{text}\n{_short(event.description, BODY)}"
    return _entry(RowKind.EVENT, event, event.title, reason, text)
