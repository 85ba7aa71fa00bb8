"""What can be done with calendars, and the dates of rows that must follow."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone
from django.utils.text import slugify

from storybible import calendars
from storybible.models import (
    Action,
    Calendar,
    Mention,
    Relation,
    Revision,
    RowKind,
    Scene,
    SearchEntry,
    TimelineEvent,
)
from storybible.names import one_line
from storybible.portable.chunks import batched
from storybible.selectors.time import keeper_of, span_of
from storybible.services.dating import DEFAULT, CalendarChoice, chosen_calendar
from storybible.services.keeping import Author, free_key, keep, locked, write_fields
from umam.lib.errors import Conflict, Invalid, NotFound
from umam.universes.models import Universe

BATCH = 500
DATED: dict[str, type[TimelineEvent] | type[Scene] | type[Relation]] = {
    "event": TimelineEvent,
    "scene": Scene,
    "relation": Relation,
}
_DATES = ("starts", "ends", "start_tick", "end_tick", "precision")
WHEN = frozenset({"calendar", "starts", "ends", "about"})


def save_calendar(
    *,
    universe: Universe,
    author: Author,
    name: str,
    definition: dict[str, Any],
    is_default: bool = False,
    calendar: Calendar | None = None,
    key: str = "",
    expected: int | None = None,
) -> Calendar:
    """Make a calendar, or change the one that is given; its key stays.

    Every date written in it is read anew. Raises Invalid at `definition` for one that makes no sense,
    Conflict where a date would not exist any more, and Stale as every change.
    """
    author.require_edit(universe)
    given = one_line(name, attr="name")
    if not given:
        raise Invalid("A calendar needs a name.", attr="name")
    values = {"name": given, "definition": calendars.cleaned(definition), "is_default": bool(is_default)}
    with transaction.atomic():
        # The calendars of a universe are written one at a time, so that only one becomes its default.
        Universe.objects.select_for_update(no_key=True).get(pk=universe.pk)
        if calendar is None:
            return _create(universe, author, values, key)
        return _change(universe, author, locked(Calendar, calendar.pk, expected), values)


def _create(universe: Universe, author: Author, values: dict[str, Any], key: str) -> Calendar:
    row = Calendar(universe=universe, created_by=author.by, updated_by=author.by, **values)
    row.key = key or free_key(Calendar, universe, slugify(row.name)[:50] or "calendar")
    row.clean_fields(exclude=["universe", "created_by", "updated_by"])
    if Calendar.objects.filter(universe=universe, key=row.key).exists():
        raise Conflict(f"{universe.name} has a calendar with the key “{row.key}” already.", attr="key")
    if row.is_default:
        _take_the_default(universe, author)
    row.save(force_insert=True)
    keep(row, kind=RowKind.CALENDAR, action=Action.CREATED, author=author)
    return row


def _change(universe: Universe, author: Author, row: Calendar, values: dict[str, Any]) -> Calendar:
    if row.universe_id != universe.pk:
        raise NotFound(f"{universe.name} has no such calendar.")
    if values["is_default"] and not row.is_default:
        _take_the_default(universe, author)
    changed = write_fields(row, values)
    if "definition" in changed:
        _read_dates_anew(universe, row)
    if changed:
        keep(row, kind=RowKind.CALENDAR, action=Action.CHANGED, author=author, changed=changed)
    return row


def _take_the_default(universe: Universe, author: Author) -> None:
    for other in Calendar.objects.filter(universe=universe, is_default=True):
        write_fields(other, {"is_default": False})
        keep(other, kind=RowKind.CALENDAR, action=Action.CHANGED, author=author, changed=["is_default"])


def _read_dates_anew(universe: Universe, calendar: Calendar) -> None:
    """Bring the ticks of all rows that are dated in the calendar up to its definition."""
    for model in DATED.values():
        rows = model._default_manager.filter(calendar=calendar)
        for batch in batched(list(rows.values_list("pk", flat=True)), BATCH):
            dates = model._default_manager.filter(pk__in=batch).values_list("pk", *_DATES)
            _write_dates(model, [new for old in dates if (new := _read_anew(universe, calendar, old)) != old])
        # Where the ticks are the same, names of months and eras may be others.
        rows.update(updated_at=timezone.now())


def _read_anew(universe: Universe, calendar: Calendar, row: tuple[Any, ...]) -> tuple[Any, ...]:
    """The columns of a row as its dates mean them now."""
    pk, starts, ends, start_tick, end_tick, _ = row
    try:
        first, last, precision = span_of(universe=universe, calendar=calendar, starts=starts, ends=ends)
    except Invalid as error:
        raise _lost(pk, ends if error.attr == "ends" else starts, error) from None
    # A side that was open, as the end of a tie that still holds, stays open.
    open_start, open_end = start_tick is None, end_tick is None
    return pk, starts, ends, None if open_start else first, None if open_end else last, precision


def _lost(pk: UUID, written: str, error: Invalid) -> Conflict:
    found = (model._default_manager.filter(pk=pk).first() for model in DATED.values())
    row = next(one for one in found if one is not None)
    where = " (in the trash)" if row.in_trash else ""
    return Conflict(
        f"“{row}”{where} is dated {written}, which this calendar would no longer know. {error.message}",
        suggestion="Give it another date first.",
        attr="definition",
    )


def _write_dates(model: type[TimelineEvent] | type[Scene] | type[Relation], rows: list[Any]) -> None:
    """By hand, for a calendar may date tens of thousands of rows: `bulk_update` takes a minute for them."""
    quote = connection.ops.quote_name
    to_key = model._meta.pk.get_db_prep_value
    with connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE {quote(model._meta.db_table)} SET start_tick = %s, end_tick = %s, precision = %s "  # noqa: S608
            "WHERE id = %s",
            [(start, end, precision, to_key(pk, connection)) for pk, _, _, start, end, precision in rows],
        )


def uses(calendar: Calendar) -> dict[str, int]:
    """How many rows of each kind are dated in a calendar, those in the trash included."""
    return {what: model._default_manager.filter(calendar=calendar).count() for what, model in DATED.items()}


def delete_calendar(*, calendar: Calendar, author: Author, expected: int | None = None) -> None:
    """Remove a calendar for ever. Raises Conflict while anything is dated in it."""
    author.require_edit(calendar.universe)
    with transaction.atomic():
        row = locked(Calendar, calendar.pk, expected)
        counts = {what: count for what, count in uses(row).items() if count}
        if counts:
            said = ", ".join(f"{n} {what}{'' if n == 1 else 's'}" for what, n in counts.items())
            raise Conflict(
                f"{row} is in use by {said}, the trash included.",
                suggestion="Write those dates in another calendar first.",
            )
        keep(row, kind=RowKind.CALENDAR, action=Action.DELETED, author=author)
        for model in (SearchEntry, Mention):
            model._default_manager.filter(kind=RowKind.CALENDAR, row_id=row.pk).delete()
        row.delete()


def revert_calendar(*, calendar: Calendar, author: Author, number: int) -> Calendar:
    """Bring name and definition back to what they were at a revision; the default stays."""
    revision = Revision.objects.filter(kind=RowKind.CALENDAR, row_id=calendar.pk, number=number).first()
    if revision is None:
        raise NotFound(f"{calendar} has no revision {number}.")
    told = revision.document
    return save_calendar(
        universe=calendar.universe,
        author=author,
        name=told["name"],
        definition=told["definition"],
        is_default=calendar.is_default,
        calendar=calendar,
    )


def dated(
    *, universe: Universe, calendar: CalendarChoice, starts: str, ends: str, about: bool
) -> dict[str, Any]:
    """The columns that say when an event or a scene is; all empty without a start.

    Called inside the transaction that writes them: the calendar's definition is held until it ends. Raises
    Invalid at `calendar`, `starts` or `ends`.
    """
    starts, ends = one_line(starts, attr="starts"), one_line(ends, attr="ends")
    if ends and not starts:
        raise Invalid("Say when it starts, too.", attr="starts")
    held = chosen_calendar(universe, calendar) if starts else None
    if held is not None:
        held = locked(Calendar, held.pk)
    first, last, precision = span_of(universe=universe, calendar=held, starts=starts, ends=ends)
    return {
        "calendar": held,
        "starts": starts,
        "ends": ends,
        "start_tick": first,
        "end_tick": last,
        "precision": precision,
        "about": bool(about and starts),
    }


def dated_again(*, universe: Universe, row: TimelineEvent | Scene, changes: dict[str, Any]) -> dict[str, Any]:
    """The columns after a change of some of `WHEN`; what is not given stays."""
    now: CalendarChoice = row.calendar if row.starts else DEFAULT
    return dated(
        universe=universe,
        calendar=changes.get("calendar", now),
        starts=changes.get("starts", row.starts),
        ends=changes.get("ends", row.ends),
        about=changes.get("about", row.about),
    )


def moved(row: TimelineEvent | Scene, start_tick: int) -> dict[str, str]:
    """`starts` and `ends` of the row brought to another time, as exact and about as long as now."""
    keeper = keeper_of(row.calendar)
    if row.start_tick is None:
        raise Invalid("It has no time that could be moved.", attr="starts")
    starts = keeper.text(start_tick, row.precision)
    if not row.ends:
        return {"starts": starts}
    gone = keeper.parse(starts).start - row.start_tick
    end = keeper.parse(row.ends)
    # The middle of the last day (or year) is what moves: leap days must not push it over an edge.
    return {"starts": starts, "ends": keeper.text((end.start + end.end) // 2 + gone, end.precision)}
