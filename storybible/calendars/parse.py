"""Take a written date apart, whatever calendar it belongs to. Nothing here knows how long a month is.

Read are 1204, 1204-03, 1204-03-17, each with a time (08:30 or 08:30:15, after a space or a T), with a sign,
with an era behind (312 AE), with names instead of numbers (1204-Midwinter-2), and dates in words
(17 March 1204, March 17, 1204, March 1204).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from umam.lib.errors import Invalid

LONGEST = 60

_YEAR = r"(?P<year>[+-]?(?:\d{1,3}(?:,\d{3})+|\d{1,18}))"
_NUMBERS = re.compile(rf"{_YEAR}(?:-(?P<month>\d{{1,3}})(?:-(?P<day>\d{{1,4}}))?)?")
_TIME = re.compile(
    r"(?:\s*,\s*|\s+|(?<=\d)t)(?P<hour>\d{1,3}):(?P<minute>\d{1,4})(?::(?P<second>\d{1,2})(?:[.,]\d{1,9})?)?"
    r"\s*(?P<zone>z|[+-]\d{2}:?\d{2})?$"
)
_DASHES = str.maketrans({"−": "-", "–": "-", "‐": "-", "‑": "-"})


@dataclass(frozen=True)
class Written:
    """The parts of a date as it was written. `month` is a number, a name, or None where none was given."""

    year: int
    month: int | str | None = None
    day: int | None = None
    hour: int | None = None
    minute: int = 0
    second: int | None = None
    offset: int = 0
    era: str = ""
    zoned: bool = False


def folded(name: str) -> str:
    """A name as it is compared: without regard to case, double spaces and kinds of dashes."""
    return " ".join(name.translate(_DASHES).split()).casefold()


def take_apart(text: str, *, names: Collection[str], eras: Collection[str], example: str) -> Written:
    """The parts of the text. `names` and `eras` are folded. Raises Invalid with the example."""
    if len(text) > LONGEST:
        raise Invalid(f"A date has at most {LONGEST} letters and digits.")
    rest, era = _cut_era(folded(text), eras)
    rest, time = _cut_time(rest)
    if not era:
        rest, era = _cut_era(rest, eras)
    found = _date(rest, names)
    if found is None or (time and found["day"] is None and not _names_one(found)):
        raise Invalid(f"“{text}” cannot be read as a date. Write it like {example}.")
    year = int((found["year"] or "").replace(",", ""))
    month = found["month"]
    return Written(
        year=year,
        month=int(month) if month is not None and month.isdecimal() else month,
        day=None if found["day"] is None else int(found["day"]),
        era=era,
        **_time(time),
    )


def _names_one(found: dict[str, str | None]) -> bool:
    """Whether a named part may be a single day, which then can have a time."""
    month = found["month"]
    return month is not None and not month.isdecimal()


def _cut_era(text: str, eras: Iterable[str]) -> tuple[str, str]:
    for era in sorted(eras, key=len, reverse=True):
        if text.endswith(f" {era}"):
            return text[: -len(era)].rstrip(), era
    return text, ""


def _cut_time(text: str) -> tuple[str, dict[str, str | None]]:
    found = _TIME.search(text)
    return (text[: found.start()], found.groupdict()) if found else (text, {})


def _time(given: dict[str, str | None]) -> dict[str, Any]:
    if not given:
        return {}
    parts: dict[str, Any] = {"hour": int(given["hour"] or 0), "minute": int(given["minute"] or 0)}
    if given["second"] is not None:
        parts["second"] = int(given["second"])
    zone = given["zone"]
    if zone:
        parts["zoned"] = True
        if zone != "z":
            parts["offset"] = _offset(zone)
    return parts


def _offset(zone: str) -> int:
    """The seconds of a zone like +02:00."""
    hours, minutes = int(zone[1:3]), int(zone[-2:])
    if hours > 23 or minutes > 59:
        raise Invalid(f"{zone} is no time zone.")
    return (-1 if zone[0] == "-" else 1) * (hours * 3600 + minutes * 60)


def _date(text: str, names: Collection[str]) -> dict[str, str | None] | None:
    found = _NUMBERS.fullmatch(text)
    if found:
        return found.groupdict()
    for name in sorted(names, key=len, reverse=True):
        if name in text:
            spelled = re.escape(name)
            for pattern in (
                rf"{_YEAR}-{spelled}(?:-(?P<day>\d{{1,4}}))?",
                rf"(?:(?P<day>\d{{1,4}})\.? )?{spelled} {_YEAR}",
                rf"{spelled} (?P<day>\d{{1,4}}), ?{_YEAR}",
            ):
                found = re.fullmatch(pattern, text)
                if found:
                    return {**found.groupdict(), "month": name}
    return None
