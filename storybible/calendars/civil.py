"""The arithmetic of years, months and days, in whole numbers without end.

A year is a row of stretches: months, and days between them. In leap years stretches are longer by their leap
days. Which years leap repeats after `LeapRule.period` years, so that any year is found by division and a
short search, as near the year minus twelve thousand as today.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate
from math import lcm


@dataclass(frozen=True)
class Stretch:
    """Days with a name: a month with its number, or days outside of months, whose number is 0."""

    name: str
    days: int
    leap_days: int = 0
    month: int = 0
    in_week: bool = True


@dataclass(frozen=True)
class Leap:
    """Years that `every` divides, shifted by `offset`, leap; or do not, where an earlier rule said so."""

    every: int
    offset: int = 0
    leaps: bool = True

    def says(self, year: int) -> bool:
        return (year - self.offset) % self.every == 0


@dataclass(frozen=True)
class LeapRule:
    """The last rule that has a say about a year decides."""

    rules: tuple[Leap, ...] = ()

    @cached_property
    def period(self) -> int:
        return lcm(*(rule.every for rule in self.rules)) if self.rules else 1

    @cached_property
    def _leaping(self) -> list[int]:
        """The years of 0 up to the period that leap."""
        return [year for year in range(self.period) if self.leaps(year)]

    def leaps(self, year: int) -> bool:
        return next((rule.leaps for rule in reversed(self.rules) if rule.says(year)), False)

    def count(self, year: int) -> int:
        """How many years leap from year 0 up to this one, itself included; less than 0 before year 0."""
        whole, rest = divmod(year, self.period)
        return whole * len(self._leaping) + bisect_right(self._leaping, rest)


@dataclass(frozen=True)
class Day:
    """A day by its year, its stretch (an index) and its number in the stretch, which starts with 1."""

    year: int
    stretch: int
    number: int


@dataclass(frozen=True)
class Years:
    """Days by number, where day 0 is the first of year 1, and back."""

    stretches: tuple[Stretch, ...]
    leap: LeapRule = field(default_factory=LeapRule)

    def length(self, stretch: int, year: int) -> int:
        found = self.stretches[stretch]
        return found.days + (found.leap_days if self.leap.leaps(year) else 0)

    @cached_property
    def _starts(self) -> tuple[list[int], list[int]]:
        """Of a common year and of one that leaps: on which day each stretch starts, and its length behind."""
        common = accumulate((s.days for s in self.stretches), initial=0)
        leap = accumulate((s.days + s.leap_days for s in self.stretches), initial=0)
        return list(common), list(leap)

    @cached_property
    def _measures(self) -> tuple[int, int, int]:
        """Days of a common year, the leap days of a leap year, and the days of a whole period."""
        common, leap = (starts[-1] for starts in self._starts)
        leaps = self.leap.count(self.leap.period) - self.leap.count(0)
        return common, leap - common, common * self.leap.period + leaps * (leap - common)

    def first_day(self, year: int) -> int:
        common, more, _ = self._measures
        days = (year - 1) * common
        return days + (self.leap.count(year - 1) - self.leap.count(0)) * more if more else days

    def day_number(self, day: Day) -> int:
        in_year = self._starts[self.leap.leaps(day.year)][day.stretch]
        return self.first_day(day.year) + in_year + day.number - 1

    def day(self, number: int) -> Day:
        turns, rest = divmod(number, self._measures[2])
        year = self._year_of(rest)
        of_year = rest - self.first_day(year)
        starts = self._starts[self.leap.leaps(year)]
        stretch = bisect_right(starts, of_year) - 1
        return Day(turns * self.leap.period + year, stretch, of_year - starts[stretch] + 1)

    def _year_of(self, day: int) -> int:
        """The year of a day of the first period: by the average year, which is seldom off, else searched."""
        near = day * self.leap.period // self._measures[2] + 1
        for year in (near, near - 1, near + 1):
            if self.first_day(year) <= day < self.first_day(year + 1):
                return year
        return bisect_right(range(1, self.leap.period + 1), day, key=self.first_day)


@dataclass(frozen=True)
class Week:
    """Weekdays, which go on over the ends of months and years, and stand still on days outside of weeks."""

    names: tuple[str, ...] = ()
    first: int = 0

    def name(self, years: Years, inner: Years, day: Day) -> str:
        """The weekday of a day. `inner` are the years made of only those days that are in weeks."""
        if not self.names or not years.stretches[day.stretch].in_week:
            return ""
        gone = inner.day_number(day)
        return self.names[(gone + self.first) % len(self.names)]


def only_weeks(years: Years) -> Years:
    """The same years without their days outside of weeks; stretches keep their places."""
    inside = tuple(
        stretch if stretch.in_week else Stretch(stretch.name, 0, month=stretch.month)
        for stretch in years.stretches
    )
    return Years(inside, years.leap)
