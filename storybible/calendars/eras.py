"""Eras: names for years counted from a beginning, or backwards from an end."""

from __future__ import annotations

from dataclasses import dataclass

from storybible.calendars.parse import folded
from umam.lib.errors import Invalid


@dataclass(frozen=True)
class Era:
    """Years from `starts` on; `backwards` those up to it, counted into the past. `first` is 1, or 0."""

    name: str
    short: str
    starts: int
    backwards: bool = False
    first: int = 1

    def number(self, year: int) -> int:
        return (self.starts - year if self.backwards else year - self.starts) + self.first

    def year(self, number: int) -> int:
        """The year with this number in the era. Raises Invalid before its first."""
        if number < self.first:
            raise Invalid(f"There is no year {number} {self.short}: {self.name} begins with {self.first}.")
        gone = number - self.first
        return self.starts - gone if self.backwards else self.starts + gone


@dataclass(frozen=True)
class Eras:
    """The eras of a calendar, found by year, by name or by abbreviation."""

    eras: tuple[Era, ...] = ()
    other_names: tuple[tuple[str, int], ...] = ()

    @property
    def names(self) -> dict[str, Era]:
        found = {folded(name): self.eras[place] for name, place in self.other_names}
        for era in self.eras:
            found[folded(era.name)] = era
            found[folded(era.short)] = era
        return found

    def of(self, year: int) -> Era | None:
        """The latest era that has begun; else the nearest one that counts back to the year."""
        begun = [era for era in self.eras if not era.backwards and era.starts <= year]
        if begun:
            return max(begun, key=lambda era: era.starts)
        before = [era for era in self.eras if era.backwards and era.starts >= year]
        return min(before, key=lambda era: era.starts) if before else None


def counted(number: int) -> str:
    """A year's number as it is read, with separators where it is long."""
    return f"{number:,}" if abs(number) >= 10_000 else str(number)
