"""Questions about in-world time: calendars, what a date means, what happened between two moments."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import F, Prefetch, QuerySet

from storybible import calendars
from storybible.calendars import Keeper, Span, gregorian
from storybible.models import Calendar, EventLink, EventParticipant, TimelineEvent, Visibility
from storybible.models.time import Dated
from storybible.selectors.scope import of_seen_elements, visible, visible_in
from storybible.selectors.spans import during, remembered
from umam.lib.errors import Invalid, NotFound
from umam.universes.access import Person, can_edit
from umam.universes.models import Universe

# What lists do not show of an element that takes part.
_NOT_SHOWN = tuple(f"element__{name}" for name in ("body", "summary", "aliases", "tags"))
_TOLD = (
    *("id", "key", "title", "event_type", "importance"),
    *("start_tick", "end_tick", "precision", "about", "revision"),
)


def keeper_of(calendar: Calendar | None) -> Keeper:
    """Who reads and writes the dates of a calendar; without one, the Gregorian."""
    if calendar is None:
        return gregorian
    known: tuple[Any, Keeper] | None = calendar.__dict__.get("_keeper")
    if known is None or known[0] is not calendar.definition:
        known = (calendar.definition, calendars.custom(calendar.definition, calendar.name))
        calendar.__dict__["_keeper"] = known
    return known[1]


def default_calendar(universe: Universe) -> Calendar | None:
    """The calendar in which new dates of the universe are written; None is the Gregorian."""
    return Calendar.objects.filter(universe=universe, is_default=True).first()


def find_calendar(universe: Universe, name: str | UUID | None, *, attr: str = "calendar") -> Calendar | None:
    """The universe's calendar with this id or key; None for nothing and for “gregorian”. Raises Invalid."""
    if name is None or str(name).strip().lower() in {"", "gregorian"}:
        return None
    wanted = str(name).strip()
    try:
        named: dict[str, Any] = {"pk": UUID(wanted)}
    except ValueError:
        named = {"key": wanted}
    found = Calendar.objects.filter(universe=universe, **named).first()
    if found is None:
        raise Invalid(f"{universe.name} has no calendar “{wanted[:60]}”.", attr=attr)
    return found


def read_date(calendar: Calendar | None, text: str, *, attr: str) -> Span:
    """What a written date means. Raises Invalid at `attr`."""
    try:
        return keeper_of(calendar).parse(text)
    except Invalid as error:
        raise Invalid(error.message, attr=attr) from None


def read_moment(universe: Universe, text: str, *, attr: str) -> Span:
    """A date as it is asked by: an ISO timestamp, or one of the universe's own calendar, or a Gregorian one.

    Raises Invalid at `attr` for what is none of them.
    """
    own = None if calendars.is_timestamp(text) else default_calendar(universe)
    try:
        return read_date(own, text, attr=attr)
    except Invalid as error:
        if own is None:
            raise
        try:
            return gregorian.parse(text)
        except Invalid:
            raise error from None


def span_of(
    *, universe: Universe, calendar: Calendar | None, starts: str, ends: str
) -> tuple[int | None, int | None, str]:
    """From when to when, and how exactly the start is known.

    Without `ends` it lasts as long as its start is exact: 1204 is the whole year. `ends` counts to the end of
    its own precision. Raises Invalid at `starts` or `ends`, and at `calendar` for one of another universe.
    """
    if calendar is not None and calendar.universe_id != universe.pk:
        raise Invalid(f"{universe.name} has no such calendar.", attr="calendar")
    starts, ends = " ".join(starts.split()), " ".join(ends.split())
    first = read_date(calendar, starts, attr="starts") if starts else None
    last = read_date(calendar, ends, attr="ends") if ends else None
    if first and last and last.end <= first.start:
        keeper = keeper_of(calendar)
        end, start = (keeper.label(span.start, span.precision) for span in (last, first))
        raise Invalid(f"It ends before it starts: {end} is earlier than {start}.", attr="ends")
    exact = first or last
    if exact is None:
        return None, None, ""
    return first.start if first else None, (last or exact).end, exact.precision


def when_label(row: Dated) -> str:
    """When something holds, in words; empty where nobody said."""
    keeper = keeper_of(row.calendar)
    start = _label(keeper, row.starts, row.start_tick, row.precision)
    end = _label(keeper, row.ends)
    if start and end:
        said = f"{start} to {end}" if start != end else start
    elif end:
        said = f"until {end}"
    else:
        said = f"since {start}" if start and row.end_tick is None else start
    return f"about {said}" if said and row.about else said


def _label(keeper: Keeper, text: str, tick: int | None = None, precision: str = "") -> str:
    if not text:
        return ""
    if tick is not None and precision:
        return keeper.label(tick, precision)
    try:
        span = keeper.parse(text)
    except Invalid:  # a date that nobody checked is shown as it stands
        return text
    return keeper.label(span.start, span.precision)


def in_world(row: Dated) -> dict[str, Any] | None:
    """The time of a row as the API shows it; None where it has none. `calendar` None is the Gregorian."""
    if not row.starts and not row.ends:
        return None
    return {
        "calendar": str(row.calendar_id) if row.calendar_id else None,
        "start": row.starts or None,
        "end": row.ends or None,
        "precision": row.precision,
        "about": row.about,
        "label": when_label(row),
    }


def event_timestamp(row: Dated) -> str | None:
    """The start as an ISO timestamp; None where the row is dated in another calendar than the Gregorian."""
    return gregorian.iso(row.start_tick) if row.calendar_id is None and row.start_tick is not None else None


def with_people(rows: QuerySet[TimelineEvent], *, hidden_too: bool) -> QuerySet[TimelineEvent]:
    """The events with calendar, participants and linked elements, without those in the trash.

    hidden_too: also elements that only editors see.
    """
    people = people_of_events(hidden_too=hidden_too)
    links = _seen(EventLink.objects.order_by("element__name", "pk"), hidden_too)
    return rows.prefetch_related(
        "calendar", Prefetch("participant_rows", people), Prefetch("link_rows", links)
    )


def people_of_events(*, hidden_too: bool) -> QuerySet[EventParticipant]:
    """Participants that may be told, with their elements as lists show them."""
    return _seen(EventParticipant.objects.order_by("position", "pk"), hidden_too)


def _seen(rows: QuerySet[Any], hidden_too: bool) -> QuerySet[Any]:
    return of_seen_elements(rows, hidden_too).select_related("element").defer(*_NOT_SHOWN)


def events_of(universe: Universe, user: Person) -> QuerySet[TimelineEvent]:
    """The events of a universe that a person may see, those in the trash too, with all that they name."""
    rows = visible_in(TimelineEvent.objects.all(), user, universe)
    return with_people(rows, hidden_too=can_edit(user, universe.pk))


def get_event(*, user: Person, event_id: UUID, trashed: bool = False) -> TimelineEvent:
    """An event that the person may see. Raises NotFound; for one in the trash too, unless `trashed`."""
    rows = visible(TimelineEvent.objects.select_related("universe", "calendar"), user).filter(pk=event_id)
    found = (rows if trashed else rows.filter(deleted_at=None)).first()
    if found is None:
        raise NotFound("There is no such event here.")
    return found


def events_with(elements: Iterable[Any], *, hidden_too: bool) -> QuerySet[Any, Any]:
    """Ids of the events in which at least one of the elements takes part."""
    return of_seen_elements(
        EventParticipant.objects.filter(element_id__in=list(elements)), hidden_too
    ).values("event")


def events_about(elements: Iterable[Any], *, hidden_too: bool) -> QuerySet[Any, Any]:
    """Ids of the events that are linked with at least one of the elements."""
    return of_seen_elements(EventLink.objects.filter(element_id__in=list(elements)), hidden_too).values(
        "event"
    )


@dataclass(frozen=True)
class Happening:
    """An event as a map of time needs it. `participants` are keys of elements."""

    id: UUID
    key: str
    title: str
    event_type: str
    importance: int
    start_tick: int
    end_tick: int
    precision: str
    about: bool
    revision: int
    participants: tuple[str, ...] = ()


def timeline_window(
    universe: Universe,
    user: Person,
    start_tick: int,
    end_tick: int,
    *,
    participants: Iterable[Any] = (),
    types: Iterable[str] = (),
    limit: int = 2000,
) -> list[Happening]:
    """What happens in `start_tick` <= t < `end_tick`, by its start, for a map of time.

    What began earlier and still lasts is among it. Where there is more than `limit`, the weightiest is told:
    by importance, then by how long it lasts. Takes the same few queries for any number of events.

    participants: ids of elements of which at least one takes part.
    """
    chosen = {"participants": sorted(str(one) for one in participants), "types": sorted(types)}
    hidden_too = can_edit(user, universe.pk)
    rows: QuerySet[TimelineEvent] = TimelineEvent.objects.filter(universe=universe, deleted_at=None)
    if not hidden_too:
        rows = rows.filter(visibility=Visibility.EVERYONE)
    if chosen["participants"]:
        rows = rows.filter(pk__in=events_with(chosen["participants"], hidden_too=hidden_too))
    if chosen["types"]:
        rows = rows.filter(event_type__in=chosen["types"])
    rows = during(rows, universe, start_tick, end_tick)
    ids = list(rows.order_by("start_tick", "pk").values_list("pk", flat=True)[: limit + 1])
    if len(ids) > limit:
        what = f"{start_tick} {end_tick} {limit} {hidden_too} {chosen}"
        ids = remembered(universe, what, lambda: _weightiest(rows, limit))
    people = _keys_of_participants(ids, hidden_too)
    told = TimelineEvent.objects.filter(pk__in=ids).order_by("start_tick", "pk").values_list(*_TOLD)
    return [Happening(*one, participants=tuple(people.get(one[0], ()))) for one in told]  # type: ignore[misc]


def _keys_of_participants(events: list[UUID], hidden_too: bool) -> dict[UUID, list[str]]:
    rows = of_seen_elements(EventParticipant.objects.filter(event__in=events), hidden_too)
    found: dict[UUID, list[str]] = {}
    for event, key in rows.order_by("position", "pk").values_list("event_id", "element__key"):
        found.setdefault(event, []).append(key)
    return found


def _weightiest(rows: QuerySet[TimelineEvent], limit: int) -> list[Any]:
    weighed = rows.order_by("-importance", F("start_tick") - F("end_tick"), "pk")
    return list(weighed.values_list("pk", flat=True)[:limit])
