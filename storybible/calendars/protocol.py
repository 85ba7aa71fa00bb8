"""What every way of counting time can do, and the words that all of them share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Protocol, TypedDict

from umam.lib.errors import Invalid

YEAR: Final = "year"
MONTH: Final = "month"
DAY: Final = "day"
MINUTE: Final = "minute"
SECOND: Final = "second"
PRECISIONS: Final = (YEAR, MONTH, DAY, MINUTE, SECOND)

# What a BIGINT column holds; ticks are seconds.
FIRST_TICK: Final = -(2**63)
LAST_TICK: Final = 2**63 - 1


@dataclass(frozen=True)
class Span:
    """What a written date covers: `start` <= t < `end`, as exact as it was written."""

    start: int
    end: int
    precision: str


class Fields(TypedDict):
    """A moment taken apart. `month` is 0 on days that lie outside all months; `weekday` may be empty."""

    year: int
    month: int
    month_name: str
    day: int
    hour: int
    minute: int
    second: int
    weekday: str
    era: str


class Keeper(Protocol):
    """Reads and writes the dates of one calendar. Years are whole numbers with a zero and negative ones."""

    name: str

    def parse(self, text: str) -> Span:
        """What the text means. Raises Invalid with a sentence for people."""

    def label(self, start_tick: int, precision: str, about: bool = False) -> str:
        """The moment as people read it, with era and month names."""

    def text(self, tick: int, precision: str) -> str:
        """The moment as it is typed; `parse` reads it back to the span that holds the tick."""

    def fields(self, tick: int) -> Fields:
        """The moment taken apart."""


def within_reach(span: Span) -> Span:
    """The span itself. Raises Invalid for one that no database column holds."""
    if span.start < FIRST_TICK or span.end > LAST_TICK:
        raise Invalid("That is too far away: time here reaches 292 thousand million years both ways.")
    return span
