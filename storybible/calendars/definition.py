"""A calendar as JSON: what it may say, in words that name the place of a mistake.

    {"months": [{"name": "Frost", "days": 30, "leap_days": 0}, ...],
     "intercalary": [{"name": "Midwinter", "days": 1, "leap_days": 0, "after": 1, "in_week": false}],
     "weekdays": ["Moonday", ...], "first_weekday": "Moonday",
     "hours_per_day": 24, "minutes_per_hour": 60,
     "leap": [{"every": 4, "offset": 0, "not": false}, ...],
     "eras": [{"name": "Age of Embers", "short": "AE", "starts": 1, "backwards": false, "first": 1}],
     "epoch": "0001-01-01"}

Only `months` with their names and days must be there. `after` is the month that the days follow, 0 for
before the first; they have `days` in a common year and `leap_days` more in a leap year. `epoch` is the
Gregorian date, or the tick, at which year 1 begins.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import lcm
from typing import Any, Final

from storybible.calendars.gregorian import gregorian
from storybible.calendars.parse import folded
from storybible.calendars.protocol import FIRST_TICK, LAST_TICK
from umam.lib.errors import Invalid

MOST_MONTHS: Final = 60
MOST_DAYS: Final = 1000
MOST_WEEKDAYS: Final = 30
MOST_INTERCALARY: Final = 60
MOST_RULES: Final = 10
LONGEST_PERIOD: Final = 100_000
MOST_ERAS: Final = 50
LONGEST_NAME: Final = 30
LONGEST_SHORT: Final = 8
FARTHEST_YEAR: Final = 10**12

_KEYS = {
    "months",
    "intercalary",
    "weekdays",
    "first_weekday",
    "hours_per_day",
    "minutes_per_hour",
    "leap",
    "eras",
    "epoch",
}


def cleaned(definition: Any) -> dict[str, Any]:
    """The definition with every default said, in one order. Raises Invalid at `definition`."""
    given = _object(definition, "The definition", _KEYS)
    months = [_stretch(one, f"Month {n}") for n, one in _list(given, "months", MOST_MONTHS)]
    if not months:
        raise wrong("A calendar needs at least one month, as {“months”: [{“name”: “Frost”, “days”: 30}]}.")
    between = [
        _stretch(one, f"Intercalary day {n}", last_month=len(months))
        for n, one in _list(given, "intercalary", MOST_INTERCALARY)
    ]
    weekdays = [_name(one, f"Weekday {n}") for n, one in _list(given, "weekdays", MOST_WEEKDAYS)]
    found = {
        "months": months,
        "intercalary": between,
        "weekdays": weekdays,
        "first_weekday": _first_weekday(given, weekdays),
        "hours_per_day": _number(given, "hours_per_day", "The definition", (1, 100), 24),
        "minutes_per_hour": _number(given, "minutes_per_hour", "The definition", (1, 1000), 60),
        "leap": [_rule(one, n) for n, one in _list(given, "leap", MOST_RULES)],
        "eras": [_era(one, n) for n, one in _list(given, "eras", MOST_ERAS)],
        "epoch": _epoch(given.get("epoch", 0)),
    }
    _check_whole(found)
    return found


def _check_whole(found: dict[str, Any]) -> None:
    """What no part can know alone."""
    stretches = [*found["months"], *found["intercalary"]]
    names = _once([one["name"] for one in stretches], "months and days between them")
    _once(found["weekdays"], "weekdays")
    eras = _once(
        [word for era in found["eras"] for word in dict.fromkeys((era["short"], era["name"]))], "eras"
    )
    for name in names:
        if any(name == era or name.endswith(f" {era}") for era in eras):
            raise wrong(f"“{name}” ends like an era is called, so that dates could be read in two ways.")
    if sum(one["days"] for one in stretches) < 1:
        raise wrong("A year has at least one day.")
    if lcm(*(rule["every"] for rule in found["leap"]), 1) > LONGEST_PERIOD:
        raise wrong(
            f"The leap rules repeat only after more than {LONGEST_PERIOD:,} years; use rounder numbers."
        )
    forwards = [era["starts"] for era in found["eras"] if not era["backwards"]]
    late = next(
        (e for e in found["eras"] if e["backwards"] and forwards and e["starts"] >= min(forwards)), None
    )
    if late:
        raise wrong(f"{late['name']} counts backwards, so it must lie before every era that counts forwards.")


def wrong(message: str) -> Invalid:
    return Invalid(message, attr="definition")


def _object(given: Any, where: str, known: set[str]) -> dict[str, Any]:
    if not isinstance(given, dict):
        raise wrong(f"{where} must be a JSON object.")
    strange = next((str(key) for key in given if key not in known), None)
    if strange is not None:
        raise wrong(f"{where} has no “{strange[:40]}”; it knows {', '.join(sorted(known))}.")
    return given


def _list(given: dict[str, Any], key: str, most: int) -> Iterable[tuple[int, Any]]:
    found = given.get(key)
    if found is None:
        found = []
    if not isinstance(found, list):
        raise wrong(f"“{key}” must be a list.")
    if len(found) > most:
        raise wrong(f"“{key}” has {len(found)} entries; at most {most} are possible.")
    return enumerate(found, start=1)


def _number(
    given: dict[str, Any], key: str, where: str, between: tuple[int, int], default: int | None = None
) -> int:
    least, most = between
    found = given.get(key, default)
    if isinstance(found, bool) or not isinstance(found, int) or not least <= found <= most:
        raise wrong(f"{where}: “{key}” is a whole number from {least:,} to {most:,}.")
    return found


def _flag(given: dict[str, Any], key: str, where: str) -> bool:
    found = given.get(key, False)
    if not isinstance(found, bool):
        raise wrong(f"{where}: “{key}” is true or false.")
    return found


def _name(found: Any, where: str, most: int = LONGEST_NAME) -> str:
    name = " ".join(found.split()) if isinstance(found, str) else ""
    if not name or len(name) > most:
        raise wrong(f"{where} needs a name of 1 to {most} letters.")
    if not name[0].isalpha() or not name.isprintable() or "," in name:
        raise wrong(f"{where}: “{name}” must begin with a letter and have no comma.")
    return name


def _stretch(given: Any, where: str, last_month: int | None = None) -> dict[str, Any]:
    """A month; or, where the number of the last month is given, days between months."""
    between = last_month is not None
    row = _object(given, where, {"name", "days", "leap_days"} | ({"after", "in_week"} if between else set()))
    name = _name(row.get("name"), where)
    found: dict[str, Any] = {
        "name": name,
        "days": _number(row, "days", name, (0, MOST_DAYS), 1 if between else None),
        "leap_days": _number(row, "leap_days", name, (0, MOST_DAYS), 0),
    }
    if found["days"] + found["leap_days"] < 1:
        raise wrong(f"{name} has no day at all.")
    if last_month is not None:
        found["after"] = _number(row, "after", name, (0, last_month))
        found["in_week"] = _flag(row, "in_week", name)
    return found


def _first_weekday(given: dict[str, Any], weekdays: list[str]) -> str:
    first = given.get("first_weekday") or (weekdays[0] if weekdays else "")
    if not isinstance(first, str) or (first and first not in weekdays):
        raise wrong("“first_weekday”, the day on which year 1 begins, is none of the weekdays.")
    return first


def _rule(given: Any, number: int) -> dict[str, Any]:
    where = f"Leap rule {number}"
    row = _object(given, where, {"every", "offset", "not"})
    every = _number(row, "every", where, (1, LONGEST_PERIOD))
    return {
        "every": every,
        "offset": _number(row, "offset", where, (0, every - 1), 0),
        "not": _flag(row, "not", where),
    }


def _era(given: Any, number: int) -> dict[str, Any]:
    row = _object(given, f"Era {number}", {"name", "short", "starts", "backwards", "first"})
    name = _name(row.get("name"), f"Era {number}")
    return {
        "name": name,
        "short": _name(
            row.get("short") or name[:LONGEST_SHORT], f"The abbreviation of {name}", LONGEST_SHORT
        ),
        "starts": _number(row, "starts", name, (-FARTHEST_YEAR, FARTHEST_YEAR)),
        "backwards": _flag(row, "backwards", name),
        "first": _number(row, "first", name, (0, 1), 1),
    }


def _epoch(given: Any) -> int | str:
    if isinstance(given, str):
        try:
            gregorian.parse(given)
        except Invalid as error:
            raise wrong(f"The epoch is a Gregorian date. {error.message}") from None
        return " ".join(given.split())
    if isinstance(given, bool) or not isinstance(given, int) or not FIRST_TICK <= given <= LAST_TICK:
        raise wrong("The epoch is a Gregorian date like 0001-01-01, or a number of seconds since then.")
    return given


def _once(names: list[str], what: str) -> set[str]:
    """The names as they are compared. Raises Invalid for one that comes twice."""
    seen: set[str] = set()
    for name in names:
        if folded(name) in seen:
            raise wrong(f"“{name}” comes twice among the {what}.")
        seen.add(folded(name))
    return seen
