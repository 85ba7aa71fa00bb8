"""The labelled axis of the timeline, and steps along it, in any calendar.

Only the calendar knows how long its months are: places are found by reading and writing dates, never by
counting seconds.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from storybible.calendars.protocol import (
    DAY,
    FIRST_TICK,
    LAST_TICK,
    MINUTE,
    MONTH,
    SECOND,
    YEAR,
    Keeper,
    Span,
)
from umam.lib.errors import Invalid

MOST_MARKS = 120
MOST_STEPS = 400
NICE = (1, 2, 5)
DAYS = (1, 2, 5, 10)
MONTHS = (1, 2, 3, 4, 6)
HOURS = (1, 2, 3, 6, 12)
MINUTES = (1, 2, 5, 10, 15, 30)


@dataclass(frozen=True)
class Mark:
    """A place of the ruler. `strong` begins something larger: a year among months, a day among hours."""

    tick: int
    label: str
    strong: bool = False


def marks(keeper: Keeper, first: int, last: int, count: int) -> list[Mark]:
    """About `count` places from `first` to `last`, at round dates of the calendar."""
    first, last = max(first, FIRST_TICK), min(last, LAST_TICK)
    step = max(1, (last - first) // max(1, count))
    middle = (first + last) // 2
    year, month, day = (_length(keeper, middle, unit) for unit in (YEAR, MONTH, DAY))
    if step > year * 0.55:
        found = _years(keeper, first, last, step / year)
    elif step > month * 0.55:
        found = _months(keeper, first, last, _round(MONTHS, step / month))
    elif step > day * 0.55:
        found = _days(keeper, first, last, _round(DAYS, step / day))
    else:
        found = _clock(keeper, first, last, step)
    return _some(found, first, last)


def moved(keeper: Keeper, tick: int, precision: str, by: int) -> int:
    """The start of the moment `by` units of its precision later, or earlier where it is less than 0."""
    by = max(-MOST_STEPS, min(MOST_STEPS, by))
    span = _span(keeper, tick, precision)
    if precision in (SECOND, MINUTE):
        return span.start + by * (span.end - span.start)
    for _ in range(abs(by)):
        span = _span(keeper, span.end if by > 0 else span.start - 1, precision)
    return span.start


def _span(keeper: Keeper, tick: int, precision: str) -> Span:
    return keeper.parse(keeper.text(tick, precision))


def _length(keeper: Keeper, tick: int, unit: str) -> int:
    span = _span(keeper, tick, unit)
    return max(1, span.end - span.start)


def _round(steps: tuple[int, ...], wanted: float) -> int:
    return next((step for step in steps if step >= wanted), steps[-1])


def _nice(wanted: float) -> int:
    """The next of 1, 2, 5, 10, 20, 50, ..."""
    power = 1
    while True:
        for step in NICE:
            if step * power >= wanted:
                return step * power
        power *= 10


def _some(found: Iterator[Mark], first: int, last: int) -> list[Mark]:
    kept: list[Mark] = []
    for mark in found:
        if mark.tick >= last or len(kept) >= MOST_MARKS:
            break
        if mark.tick >= first:
            kept.append(mark)
    return kept


def _years(keeper: Keeper, first: int, last: int, wanted: float) -> Iterator[Mark]:
    step = _nice(wanted)
    year = keeper.fields(first)["year"] // step * step
    for number in range(year, year + step * (MOST_MARKS * 2), step):
        try:
            tick = _year(keeper, number)
        except Invalid:  # out of reach, or a year that this calendar does not have
            continue
        yield Mark(tick, keeper.label(tick, YEAR), number % (step * 5) == 0 and step > 1)


def _year(keeper: Keeper, number: int) -> int:
    """Where a year begins. Before zero a round number of its era is meant: 2000 BCE is the year -1999."""
    tick = keeper.parse(str(number)).start
    era = keeper.fields(tick)["era"]
    if number < 0 and era:
        counted = keeper.parse(f"{-number} {era}").start
        if keeper.fields(counted)["year"] == number + 1:
            return counted
    return tick


def _months(keeper: Keeper, first: int, last: int, step: int) -> Iterator[Mark]:
    """Every `step`th month of a year, the first always."""
    span = _span(keeper, first, YEAR)
    place, year = 0, span
    month = _span(keeper, span.start, MONTH)
    while month.start < last:
        if month.start >= year.end:
            year = _span(keeper, month.start, YEAR)
            place = 0
        if place % step == 0:
            yield Mark(month.start, keeper.label(month.start, MONTH), month.start == year.start)
        place += 1
        month = _span(keeper, month.end, MONTH)


def _days(keeper: Keeper, first: int, last: int, step: int) -> Iterator[Mark]:
    """Every `step`th day of a month, the first always; not one that would touch the next month's first."""
    day = _span(keeper, _span(keeper, first, MONTH).start, DAY)
    month = _span(keeper, day.start, MONTH)
    while day.start < last:
        if day.start >= month.end:
            month = _span(keeper, day.start, MONTH)
        place = (day.start - month.start) // (day.end - day.start)
        crowded = step > 1 and month.end - day.start < (day.end - day.start) * step * 0.6
        if place % step == 0 and not crowded:
            yield Mark(day.start, keeper.label(day.start, DAY), place == 0)
        day = _span(keeper, day.end, DAY)


def _clock(keeper: Keeper, first: int, last: int, step: int) -> Iterator[Mark]:
    """Hours and minutes, counted from midnight, which carries its date."""
    day = _span(keeper, first, DAY)
    minute = _length(keeper, first, MINUTE)
    hour = _hour(keeper, day, minute)
    length = (
        hour * _round(HOURS, step / hour) if step > hour * 0.55 else minute * _round(MINUTES, step / minute)
    )
    while day.start < last:
        begin = day.start + max(0, (first - day.start) // length) * length
        for tick in range(begin, min(day.end, last), length):
            midnight = tick == day.start
            moment = keeper.fields(tick)
            words = f"{moment['hour']:02d}:{moment['minute']:02d}"
            yield Mark(tick, keeper.label(tick, DAY) if midnight else words, midnight)
        day = _span(keeper, day.end, DAY)


def _hour(keeper: Keeper, day: Span, minute: int) -> int:
    """The length of an hour: where the clock first says one."""
    low, high = 1, (day.end - day.start) // minute
    while low < high:
        middle = (low + high) // 2
        if keeper.fields(day.start + middle * minute)["hour"] >= 1:
            high = middle
        else:
            low = middle + 1
    return low * minute
