"""The keeper of a calendar that a universe made up."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

from storybible.calendars.civil import Leap, LeapRule, Stretch, Week, Years
from storybible.calendars.definition import cleaned
from storybible.calendars.eras import Era, Eras
from storybible.calendars.gregorian import gregorian
from storybible.calendars.keeper import CivilKeeper
from storybible.calendars.protocol import Keeper

__all__ = ["cleaned", "custom"]


def custom(definition: dict[str, Any], name: str = "This calendar") -> Keeper:
    """The keeper of a definition, which is checked. Raises Invalid at `definition`."""
    try:
        return _kept(json.dumps(definition, sort_keys=True), name)
    except (TypeError, ValueError, RecursionError):  # nothing that JSON can say
        return _made(definition, name)


@lru_cache(maxsize=128)
def _kept(definition: str, name: str) -> Keeper:
    return _made(json.loads(definition), name)


def _made(definition: Any, name: str) -> Keeper:
    found = cleaned(definition)
    weekdays = tuple(found["weekdays"])
    epoch = found["epoch"]
    return CivilKeeper(
        name=name,
        years=Years(_stretches(found), LeapRule(tuple(_leap(rule) for rule in found["leap"]))),
        week=Week(weekdays, weekdays.index(found["first_weekday"]) if weekdays else 0),
        eras=Eras(tuple(Era(**era) for era in found["eras"])),
        hours_per_day=found["hours_per_day"],
        minutes_per_hour=found["minutes_per_hour"],
        epoch=epoch if isinstance(epoch, int) else gregorian.parse(epoch).start,
    )


def _leap(rule: dict[str, Any]) -> Leap:
    return Leap(rule["every"], rule["offset"], not rule["not"])


def _stretches(found: dict[str, Any]) -> tuple[Stretch, ...]:
    """Months in their order, each followed by the days that come after it."""
    after: dict[int, list[Stretch]] = {}
    for row in found["intercalary"]:
        between = Stretch(row["name"], row["days"], row["leap_days"], in_week=row["in_week"])
        after.setdefault(row["after"], []).append(between)
    stretches = after.get(0, [])
    for number, row in enumerate(found["months"], start=1):
        stretches.append(Stretch(row["name"], row["days"], row["leap_days"], number))
        stretches += after.get(number, [])
    return tuple(stretches)
