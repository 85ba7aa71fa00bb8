"""The dates of rows that may be undated, as ties and scenes are."""

from __future__ import annotations

from enum import Enum
from typing import Any

from storybible.models import Calendar
from storybible.selectors.time import default_calendar, span_of
from umam.lib.errors import Invalid
from umam.universes.models import Universe


class UseDefault(Enum):
    """Stands for the universe's own calendar where nobody chose one; None is the Gregorian."""

    DEFAULT = "default"


DEFAULT = UseDefault.DEFAULT
CalendarChoice = Calendar | None | UseDefault


def chosen_calendar(universe: Universe, choice: CalendarChoice) -> Calendar | None:
    """The calendar meant. Raises Invalid for one of another universe."""
    if isinstance(choice, UseDefault):
        return default_calendar(universe)
    if choice is not None and choice.universe_id != universe.pk:
        raise Invalid(f"That calendar is not of {universe.name}.", attr="calendar")
    return choice


def span_values(
    *, universe: Universe, calendar: Calendar | None, starts: str, ends: str, about: bool
) -> dict[str, Any]:
    """The columns of a `Dated` row whose sides may be open: no start is always, no end is still.

    Raises Invalid at `starts` or `ends`.
    """
    starts, ends = " ".join(starts.split()), " ".join(ends.split())
    values: dict[str, Any] = {"starts": starts, "ends": ends, "about": bool(about and (starts or ends))}
    if not starts and not ends:
        return {**values, "calendar": None, "start_tick": None, "end_tick": None, "precision": ""}
    first, last, precision = span_of(universe=universe, calendar=calendar, starts=starts, ends=ends)
    return {
        **values,
        "calendar": calendar,
        "start_tick": first,
        "end_tick": last if ends else None,
        "precision": precision,
    }
