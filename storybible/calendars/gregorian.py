"""The proleptic Gregorian calendar: the axis of ticks itself, and ISO 8601 timestamps.

Years are astronomical, as in ISO 8601: year 0 is 1 BCE, and -12000 is 12,001 BCE. A date without a zone is
UTC; one with a zone is brought to UTC.
"""

from __future__ import annotations

import re
from typing import Final

from storybible.calendars.civil import Leap, LeapRule, Stretch, Week, Years
from storybible.calendars.eras import Era, Eras, counted
from storybible.calendars.keeper import CivilKeeper

_LENGTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_TIMESTAMP = re.compile(r"[+-]?\d{4,12}-\d{2}-\d{2}T\d{2}:\d{2}", re.IGNORECASE)

YEARS: Final = Years(
    tuple(
        Stretch(name, days, leap_days=int(name == "February"), month=place)
        for place, (name, days) in enumerate(zip(_MONTHS, _LENGTHS, strict=True), start=1)
    ),
    LeapRule((Leap(4), Leap(100, leaps=False), Leap(400))),
)
BCE: Final = Era("Before the Common Era", "BCE", 0, backwards=True)
CE: Final = Era("Common Era", "CE", 1)


class GregorianKeeper(CivilKeeper):
    takes_zones = True

    def __init__(self) -> None:
        super().__init__(
            name="Gregorian",
            years=YEARS,
            week=Week(_WEEKDAYS),
            eras=Eras((BCE, CE), other_names=(("BC", 0), ("AD", 1))),
            short_names={name[:3].casefold(): place for place, name in enumerate(_MONTHS)},
        )

    def year(self, year: int) -> str:
        """The era is said only where a bare number would puzzle."""
        return counted(year) if year >= 100 else super().year(year)

    def iso(self, tick: int) -> str:
        """The tick as an ISO 8601 timestamp; years of more than four digits have a sign, as ISO wants it."""
        clock = self.fields(tick)
        date = f"{_iso_year(clock['year'])}-{clock['month']:02d}-{clock['day']:02d}"
        return f"{date}T{clock['hour']:02d}:{clock['minute']:02d}:{clock['second']:02d}Z"

    def _typed_year(self, year: int) -> tuple[str, str]:
        return f"-{-year:04d}" if year < 0 else f"{year:04d}", ""


def _iso_year(year: int) -> str:
    if year < 0:
        return f"-{-year:04d}"
    return f"{year:04d}" if year <= 9999 else f"+{year}"


def is_timestamp(text: str) -> bool:
    """Whether the text is written as an ISO timestamp, which is Gregorian whatever the universe counts by."""
    return _TIMESTAMP.match(text.strip()) is not None


gregorian: Final = GregorianKeeper()
