"""What can be done with the events of a timeline."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from django.db import IntegrityError, transaction

from storybible.models import (
    Action,
    Calendar,
    Element,
    EventLink,
    EventParticipant,
    EventType,
    Revision,
    RowKind,
    TimelineEvent,
    Visibility,
)
from storybible.names import one_line, readable
from storybible.services.calendars import WHEN, dated, dated_again, moved
from storybible.services.dating import DEFAULT, CalendarChoice
from storybible.services.keeping import Author, free_key, keep, locked, take_back, throw_away, write_fields
from storybible.services.people import named
from umam.lib.errors import Conflict, Invalid, NotFound, WrongState
from umam.universes.models import Universe

PLAIN = ("title", "description", "event_type", "importance", "visibility")
FIELDS = frozenset({*PLAIN, *WHEN, "participants", "elements"})
LONGEST_TEXT = 200_000
_NOT_CHECKED = ["universe", "calendar", "created_by", "updated_by"]


def create_event(
    *,
    universe: Universe,
    author: Author,
    title: str,
    starts: str,
    ends: str = "",
    calendar: CalendarChoice = DEFAULT,
    description: str = "",
    event_type: str = EventType.OTHER,
    importance: int = 2,
    about: bool = False,
    participants: Iterable[Any] = (),
    elements: Iterable[Element] = (),
    visibility: str = Visibility.EVERYONE,
    key: str = "",
) -> TimelineEvent:
    """A new event. Its dates are written in the calendar; without `ends` it lasts as long as `starts` says.

    participants: elements, or `{"element": Element, "role": str}`. Raises Invalid at the field that is wrong,
    and Conflict for a key that is taken.
    """
    author.require_edit(universe)
    plain = _cleaned(
        {
            "title": title,
            "description": description,
            "event_type": event_type,
            "importance": importance,
            "visibility": visibility,
        }
    )
    event = TimelineEvent(universe=universe, created_by=author.by, updated_by=author.by, **plain)
    with transaction.atomic():
        when = dated(universe=universe, calendar=calendar, starts=starts, ends=ends, about=about)
        _check_time(when)
        for name, value in when.items():
            setattr(event, name, value)
        _insert(event, key)
        _write_participants(event, participants)
        _write_links(event, elements)
        keep(event, kind=RowKind.EVENT, action=Action.CREATED, author=author)
    return event


def _insert(event: TimelineEvent, key: str) -> None:
    """Insert the row with its own key, or with a free one; another request may take the same at once."""
    for _ in range(1 if key else 5):
        event.key = key or free_key(TimelineEvent, event.universe, event.title)
        event.clean_fields(exclude=_NOT_CHECKED)
        try:
            with transaction.atomic():
                event.save(force_insert=True)
            return
        except IntegrityError:
            continue
    raise Conflict(
        f"An event of {event.universe.name} has the key “{event.key}” already, maybe one in the trash.",
        attr="key",
    )


def update_event(
    *, event: TimelineEvent, author: Author, expected: int | None = None, **changes: Any
) -> TimelineEvent:
    """Change what is given, by the names of `create_event` without the key; lists are replaced as a whole.

    Raises Stale where somebody wrote it since the revision `expected`. Writes nothing when nothing differs.
    """
    return _change(event, author, expected, changes, Action.CHANGED)


def move_event(
    *, event: TimelineEvent, author: Author, start_tick: int, expected: int | None = None
) -> TimelineEvent:
    """Bring the event to the moment of its precision that holds the tick. It lasts as long as before."""
    return _change(event, author, expected, {"start_tick": start_tick}, Action.CHANGED)


def _change(
    event: TimelineEvent, author: Author, expected: int | None, changes: Mapping[str, Any], action: Action
) -> TimelineEvent:
    if unknown := set(changes) - FIELDS - {"start_tick"}:
        raise TypeError(f"An event has no {', '.join(sorted(unknown))}.")
    author.require_edit(event.universe)
    with transaction.atomic():
        mine = locked(TimelineEvent, event.pk, expected)
        if mine.in_trash:
            raise WrongState(f"{mine} is in the trash.", suggestion="Take it out first.")
        mine.universe = event.universe
        changed = _apply(mine, changes)
        if changed:
            keep(mine, kind=RowKind.EVENT, action=action, author=author, changed=changed)
    return mine


def _apply(event: TimelineEvent, changes: Mapping[str, Any]) -> list[str]:
    values = _cleaned({name: changes[name] for name in PLAIN if name in changes})
    when = {name: changes[name] for name in WHEN if name in changes}
    if "start_tick" in changes:
        when = moved(event, changes["start_tick"])
    if when:
        values |= dated_again(universe=event.universe, row=event, changes=when)
        _check_time(values)
    changed = write_fields(event, values)
    if "participants" in changes and _write_participants(event, changes["participants"]):
        changed.append("participants")
    if "elements" in changes and _write_links(event, changes["elements"]):
        changed.append("elements")
    return changed


def _check_time(when: Mapping[str, Any]) -> None:
    if when["start_tick"] is None:
        raise Invalid("Say when it happened, as 1204 or 1204-03-17.", attr="starts")


def _cleaned(values: Mapping[str, Any]) -> dict[str, Any]:
    """Plain fields as they are kept. Raises Invalid; the model's own checks come after."""
    found = dict(values)
    for name in ("title", "event_type", "visibility"):
        if name in found:
            found[name] = one_line(found[name], attr=name)
    if found.get("title") == "":
        raise Invalid("An event needs a title.", attr="title")
    if found.get("event_type", EventType.OTHER) not in EventType.values:
        known = ", ".join(EventType.values)
        raise Invalid(
            f"“{found['event_type'][:40]}” is no type of event; there are {known}.", attr="event_type"
        )
    if "description" in found:
        found["description"] = readable(found["description"], attr="description")
        if len(found["description"]) > LONGEST_TEXT:
            raise Invalid(f"The text is longer than {LONGEST_TEXT:,} characters.", attr="description")
    importance = found.get("importance", 2)
    if isinstance(importance, bool) or not isinstance(importance, int) or not 1 <= importance <= 3:
        raise Invalid("Importance is 1 (a footnote), 2 or 3 (a turning point).", attr="importance")
    return found


def _write_participants(event: TimelineEvent, given: Iterable[Any]) -> bool:
    """Make exactly these take part, in this order. Tells whether anything changed."""
    now = list(event.participant_rows.select_related("element"))
    wanted = named(event.universe, given, attr="participants", now=now)
    if [(row.element_id, row.role) for row in now] == [(one.element_id, one.role) for one in wanted]:
        return False
    event.participant_rows.all().delete()
    EventParticipant.objects.bulk_create(
        EventParticipant(event=event, element_id=one.element_id, role=one.role, position=place)
        for place, one in enumerate(wanted)
    )
    return True


def _write_links(event: TimelineEvent, given: Iterable[Element]) -> bool:
    """Make the event be about exactly these. Tells whether anything changed."""
    now = list(event.link_rows.select_related("element"))
    old = {row.element_id for row in now}
    wanted = {one.element_id: one for one in named(event.universe, given, attr="elements", now=now)}
    if old == set(wanted):
        return False
    event.link_rows.exclude(element_id__in=wanted).delete()
    EventLink.objects.bulk_create(EventLink(event=event, element_id=pk) for pk in wanted if pk not in old)
    return True


def delete_event(*, event: TimelineEvent, author: Author, expected: int | None = None) -> TimelineEvent:
    return throw_away(event, kind=RowKind.EVENT, author=author, expected=expected)


def restore_event(*, event: TimelineEvent, author: Author) -> TimelineEvent:
    return take_back(event, kind=RowKind.EVENT, author=author)


def revert_event(
    *, event: TimelineEvent, author: Author, number: int, expected: int | None = None
) -> TimelineEvent:
    """Bring the event back to what it was at a revision, as a revision of its own. Its key stays.

    Elements that are gone by now are left out, and the new revision's note says which. Raises Conflict where
    its calendar is gone.
    """
    revision = Revision.objects.filter(kind=RowKind.EVENT, row_id=event.pk, number=number).first()
    if revision is None:
        raise NotFound(f"{event} has no revision {number}.")
    told = revision.document
    found = alive_by_key(
        event.universe, [*(one["element"] for one in told["participants"]), *told["elements"]]
    )
    changes = {
        **{name: told[name] for name in ("title", "description", "importance", "visibility")},
        "event_type": told["type"],
        **when_of(event.universe, told["when"]),
        "participants": [
            {"element": found[one["element"]], "role": one["role"]}
            for one in told["participants"]
            if one["element"] in found
        ],
        "elements": [found[key] for key in told["elements"] if key in found],
    }
    named_then = [*(one["element"] for one in told["participants"]), *told["elements"]]
    author = noting(author, number, [key for key in dict.fromkeys(named_then) if key not in found])
    return _change(event, author, expected, changes, Action.REVERTED)


def alive_by_key(universe: Universe, keys: Iterable[str]) -> dict[str, Element]:
    rows = Element.objects.filter(universe=universe, key__in=list(keys), deleted_at=None)
    return {row.key: row for row in rows}


def when_of(universe: Universe, when: Mapping[str, Any] | None) -> dict[str, Any]:
    """The dates of a document as changes of a row. Raises Conflict where the calendar is gone."""
    if when is None:
        return {"calendar": None, "starts": "", "ends": "", "about": False}
    calendar = None
    if when["calendar"]:
        calendar = Calendar.objects.filter(universe=universe, key=when["calendar"]).first()
        if calendar is None:
            raise Conflict(f"It was dated in the calendar “{when['calendar']}”, which is not there any more.")
    return {"calendar": calendar, "starts": when["from"], "ends": when["to"], "about": when["about"]}


def noting(author: Author, number: int, missing: list[str]) -> Author:
    """The author, with a note on what was brought back and what is missing."""
    note = f"Back to revision {number}."
    if missing:
        note = f"{note} Not there any more: {', '.join(missing)}."
    note = " ".join(part for part in (author.note, note) if part)
    return replace(author, note=note if len(note) <= 200 else f"{note[:199]}…")
