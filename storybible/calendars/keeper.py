"""A calendar of years, months and days, on the axis of ticks."""

from __future__ import annotations

from functools import cached_property

from storybible.calendars.civil import Day, Week, Years, only_weeks
from storybible.calendars.eras import Era, Eras, counted
from storybible.calendars.parse import Written, folded, take_apart
from storybible.calendars.protocol import DAY, MINUTE, MONTH, SECOND, YEAR, Fields, Span, within_reach
from umam.lib.errors import Invalid

SECONDS_PER_MINUTE = 60


class CivilKeeper:
    """Reads and writes the dates of years made of stretches. `epoch` is the tick at which year 1 begins."""

    takes_zones = False

    def __init__(
        self,
        *,
        name: str,
        years: Years,
        week: Week | None = None,
        eras: Eras | None = None,
        hours_per_day: int = 24,
        minutes_per_hour: int = 60,
        epoch: int = 0,
        short_names: dict[str, int] | None = None,
    ) -> None:
        self.name = name
        self.years = years
        self.week = week or Week()
        self.eras = eras or Eras()
        self.hours_per_day = hours_per_day
        self.minutes_per_hour = minutes_per_hour
        self.hour = minutes_per_hour * SECONDS_PER_MINUTE
        self.day = hours_per_day * self.hour
        self.epoch = epoch
        self._names = {folded(s.name): place for place, s in enumerate(years.stretches)} | (short_names or {})
        self._months = {s.month: place for place, s in enumerate(years.stretches) if s.month}
        self._inner = only_weeks(years)

    # --- reading -------------------------------------------------------------------------------------------

    def parse(self, text: str) -> Span:
        written = take_apart(text, names=self._names, eras=self._era_names, example=self._example)
        year = self._year(written)
        if written.month is None:
            return self._span(self.years.first_day(year), self.years.first_day(year + 1), YEAR)
        stretch = self._stretch(written.month)
        length = self.years.length(stretch, year)
        if length == 0:
            raise Invalid(f"There is no {self.years.stretches[stretch].name} in the year {self.year(year)}.")
        number = written.day
        if number is None and (self._is_one_day(stretch, length) or written.hour is not None):
            number = self._only_day(stretch, length)
        if number is None:
            first = self.years.day_number(Day(year, stretch, 1))
            return self._span(first, first + length, MONTH)
        if not 1 <= number <= length:
            days = "1 day" if length == 1 else f"{length} days"
            raise Invalid(f"{self._month(stretch, year)} has {days}, so there is no day {number} in it.")
        return self._moment(self.years.day_number(Day(year, stretch, number)), written)

    def _year(self, written: Written) -> int:
        if not written.era:
            return written.year
        era = self._era_names[written.era]
        if written.year < 0:
            raise Invalid(f"A year in an era has no minus sign: {-written.year} {era.short}.")
        return era.year(written.year)

    def _stretch(self, month: int | str) -> int:
        place = self._names.get(month) if isinstance(month, str) else self._months.get(month)
        if place is None:
            last = max(self._months)
            names = [self.years.stretches[self._months[n]].name for n in (1, last)]
            raise Invalid(
                f"There is no month {month}: the year has {last}, from {names[0]} (1) to {names[1]} ({last})."
            )
        return place

    def _is_one_day(self, stretch: int, length: int) -> bool:
        return not self.years.stretches[stretch].month and length == 1

    def _only_day(self, stretch: int, length: int) -> int:
        if length > 1:
            raise Invalid(f"Say which day of {self.years.stretches[stretch].name} it is; it has {length}.")
        return 1

    def _span(self, first_day: int, end_day: int, precision: str) -> Span:
        start, end = (self.epoch + number * self.day for number in (first_day, end_day))
        return within_reach(Span(start, end, precision))

    def _moment(self, day: int, written: Written) -> Span:
        if written.hour is None:
            return self._span(day, day + 1, DAY)
        second = written.second or 0
        if written.hour >= self.hours_per_day:
            raise Invalid(f"There is no hour {written.hour}: a day runs from 0 to {self.hours_per_day - 1}.")
        if written.minute >= self.minutes_per_hour or second >= SECONDS_PER_MINUTE:
            last = self.minutes_per_hour - 1
            raise Invalid(f"Minutes run from 0 to {last} and seconds from 0 to {SECONDS_PER_MINUTE - 1}.")
        if written.zoned and not self.takes_zones:
            raise Invalid("Time zones belong to Gregorian dates; leave the zone out.")
        tick = self.epoch + day * self.day + written.hour * self.hour - written.offset
        tick += written.minute * SECONDS_PER_MINUTE + second
        if written.second is None:
            return within_reach(Span(tick, tick + SECONDS_PER_MINUTE, MINUTE))
        return within_reach(Span(tick, tick + 1, SECOND))

    # --- writing -------------------------------------------------------------------------------------------

    def fields(self, tick: int) -> Fields:
        day, rest = self._day(tick)
        stretch = self.years.stretches[day.stretch]
        era = self.eras.of(day.year)
        return {
            "year": day.year,
            "month": stretch.month,
            "month_name": stretch.name,
            "day": day.number,
            "hour": rest // self.hour,
            "minute": rest % self.hour // SECONDS_PER_MINUTE,
            "second": rest % SECONDS_PER_MINUTE,
            "weekday": self.week.name(self.years, self._inner, day),
            "era": era.short if era else "",
        }

    def label(self, start_tick: int, precision: str, about: bool = False) -> str:
        day, rest = self._day(start_tick)
        said = self.year(day.year)
        if precision != YEAR:
            said = self._month(day.stretch, day.year)
            length = self.years.length(day.stretch, day.year)
            if precision != MONTH and not self._is_one_day(day.stretch, length):
                said = f"{day.number} {said}"
        if precision in {MINUTE, SECOND}:
            said = f"{said}, {self._clock(rest, precision)}"
        return f"about {said}" if about else said

    def text(self, tick: int, precision: str) -> str:
        day, rest = self._day(tick)
        year, era = self._typed_year(day.year)
        parts = [year]
        if precision != YEAR:
            stretch = self.years.stretches[day.stretch]
            parts.append(f"{stretch.month:02d}" if stretch.month else stretch.name)
            if precision != MONTH and not self._is_one_day(
                day.stretch, self.years.length(day.stretch, day.year)
            ):
                parts.append(f"{day.number:02d}")
        clock = f" {self._clock(rest, precision)}" if precision in {MINUTE, SECOND} else ""
        return f"{'-'.join(parts)}{clock}{era}"

    def year(self, year: int) -> str:
        """A year as people read it."""
        era = self.eras.of(year)
        return f"{counted(era.number(year))} {era.short}" if era else counted(year)

    def _typed_year(self, year: int) -> tuple[str, str]:
        """A year as it is typed, and the era behind the date: left out where the number says the same."""
        era = self.eras.of(year)
        if era is None or era.number(year) == year:
            return str(year), ""
        return str(era.number(year)), f" {era.short}"

    def _month(self, stretch: int, year: int) -> str:
        return f"{self.years.stretches[stretch].name} {self.year(year)}"

    def _clock(self, rest: int, precision: str) -> str:
        hour, minute = divmod(rest // SECONDS_PER_MINUTE, self.minutes_per_hour)
        clock = f"{hour:02d}:{minute:02d}"
        return f"{clock}:{rest % SECONDS_PER_MINUTE:02d}" if precision == SECOND else clock

    def _day(self, tick: int) -> tuple[Day, int]:
        number, rest = divmod(tick - self.epoch, self.day)
        return self.years.day(number), rest

    @cached_property
    def _era_names(self) -> dict[str, Era]:
        return self.eras.names

    @cached_property
    def _example(self) -> str:
        eras = f" or 312 {self.eras.eras[-1].short}" if self.eras.eras else ""
        return f"1204, 1204-03, 1204-03-17, 1204-03-17 08:30{eras}"
