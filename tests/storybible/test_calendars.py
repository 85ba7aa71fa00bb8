"""Dates of every calendar: read, written, counted; and definitions that make no sense."""

from __future__ import annotations

import copy
import random
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from storybible.calendars import cleaned, custom, gregorian
from storybible.calendars.protocol import FIRST_TICK, LAST_TICK, PRECISIONS
from umam.lib.errors import Invalid

DAY = 86_400
ZERO = datetime(1, 1, 1, tzinfo=UTC)

# Twelve months of thirty days, days between them, a leap day of its own, three eras, a week of ten days.
DALE = {
    "months": [{"name": f"Moon {letter}", "days": 30} for letter in "ABCDEFGHIJKL"],
    "intercalary": [
        {"name": "Midwinter", "after": 1},
        {"name": "Shieldmeet", "after": 7, "days": 0, "leap_days": 1},
        {"name": "Long Feast", "after": 12, "days": 2, "leap_days": 1},
        {"name": "First Light", "after": 0, "in_week": True},
    ],
    "weekdays": ["Anday", "Beday", "Ceday", "Deday", "Eday", "Efday", "Geday", "Haday", "Iday", "Jotday"],
    "leap": [{"every": 4}],
    "eras": [
        {"name": "Before the Dale", "short": "BD", "starts": 0, "backwards": True},
        {"name": "Dale Reckoning", "short": "DR", "starts": 1},
        {"name": "Second Age", "short": "SA", "starts": 3001, "first": 0},
    ],
    "epoch": "-1000-03-01",
}

# A short year, long hours, a day that is no whole Gregorian one.
RING = {
    "months": [{"name": "Rise", "days": 7}, {"name": "Fall", "days": 5, "leap_days": 3}],
    "hours_per_day": 10,
    "minutes_per_hour": 100,
    "leap": [{"every": 3, "offset": 1}, {"every": 9, "offset": 1, "not": True}],
    "epoch": 12345,
}
# A month that is there only in leap years.
EMBOLISMIC = {
    "months": [{"name": "Nisan", "days": 354}, {"name": "Adar", "days": 0, "leap_days": 30}],
    "leap": [{"every": 19, "offset": n} for n in (0, 3, 6, 8, 11, 14, 17)],
    "weekdays": ["One", "Two", "Three", "Four", "Five", "Six", "Seven"],
    "first_weekday": "Three",
}
# All extra days at once, seldom: the average year tells little of where a year begins.
SELDOM = {"months": [{"name": "All", "days": 1, "leap_days": 1000}], "leap": [{"every": 5000, "offset": 17}]}

KEEPERS = {
    "gregorian": gregorian,
    "dale": custom(DALE),
    "ring": custom(RING),
    "embolismic": custom(EMBOLISMIC),
    "seldom": custom(SELDOM),
}


def ticks(count: int, seed: int) -> list[int]:
    """Moments near zero, near our time, and as far away as the axis goes."""
    dice = random.Random(seed)
    reaches = (10**5, 10**8, 10**11, 10**14, 10**17, 9 * 10**18)
    return [dice.randint(-dice.choice(reaches), dice.choice(reaches)) for _ in range(count)]


@pytest.mark.parametrize("name", KEEPERS)
def test_every_tick_is_written_and_read_back(name):
    keeper = KEEPERS[name]
    for tick in ticks(800, seed=7):
        for precision in PRECISIONS:
            span = keeper.parse(keeper.text(tick, precision))
            assert span.start <= tick < span.end, (tick, precision)
            assert keeper.text(span.start, precision) == keeper.text(tick, precision)
            assert keeper.parse(keeper.label(tick, precision)) == span
        assert keeper.parse(keeper.text(tick, "second")).start == tick


@pytest.mark.parametrize("name", KEEPERS)
def test_years_follow_each_other_without_gap(name):
    keeper = KEEPERS[name]
    for year in (-10_000_003, -401, -5, -1, 0, 1, 3, 2999, 3000, 9999, 123_456_789):
        years = [keeper.parse(f"{number}") for number in range(year, year + 25)]
        for earlier, later in pairwise(years):
            assert earlier.end == later.start


@pytest.mark.parametrize("name", KEEPERS)
def test_days_of_some_years_one_after_another(name):
    keeper = KEEPERS[name]
    day, weekdays = keeper.parse("-2-01-01"), []
    for _ in range(1500):
        parts = keeper.fields(day.start)
        assert (parts["hour"], parts["minute"], parts["second"]) == (0, 0, 0)
        assert keeper.fields(day.end - 1)["day"] == parts["day"]
        weekdays.append(parts["weekday"])
        following = keeper.parse(keeper.text(day.end, "day"))
        assert following.start == day.end
        day = following
    inside = [one for one in weekdays if one]
    week = list(dict.fromkeys(inside))
    assert all(week[place % len(week)] == one for place, one in enumerate(inside))


class TestGregorian:
    def test_is_what_datetime_says_from_year_1_to_9999(self):
        dice = random.Random(3)
        last = int((datetime(9999, 12, 31, tzinfo=UTC) - ZERO).total_seconds())
        for tick in [0, last, *(dice.randint(0, last) for _ in range(5000))]:
            moment = ZERO + timedelta(seconds=tick)
            parts = gregorian.fields(tick)
            mine = [parts[name] for name in ("year", "month", "day", "hour", "minute", "second")]
            assert mine == list(moment.timetuple()[:6])
            assert parts["weekday"] == moment.strftime("%A")
            assert gregorian.parse(moment.isoformat()).start == tick
            assert gregorian.iso(tick) == moment.isoformat().replace("+00:00", "Z")

    @pytest.mark.parametrize(
        ("text", "label", "typed"),
        [
            ("1204", "1204", "1204"),
            ("-12000", "12,001 BCE", "-12000"),
            ("0", "1 BCE", "0000"),
            ("12,000 BCE", "12,000 BCE", "-11999"),
            ("12,000 BC", "12,000 BCE", "-11999"),
            ("80 CE", "80 CE", "0080"),
            ("1204-03", "March 1204", "1204-03"),
            ("1204-3-7", "7 March 1204", "1204-03-07"),
            ("March 1204", "March 1204", "1204-03"),
            ("17 March 1204", "17 March 1204", "1204-03-17"),
            ("17. mar 1204", "17 March 1204", "1204-03-17"),
            ("March 17, 1204", "17 March 1204", "1204-03-17"),
            ("−43-03-15", "15 March 44 BCE", "-0043-03-15"),
            ("15 March 44 BCE, 12:00", "15 March 44 BCE, 12:00", "-0043-03-15 12:00"),
            ("1204-03-17 08:30", "17 March 1204, 08:30", "1204-03-17 08:30"),
            ("1204-03-17T08:30:15", "17 March 1204, 08:30:15", "1204-03-17 08:30:15"),
            ("1204-03-17T08:30:15.250Z", "17 March 1204, 08:30:15", "1204-03-17 08:30:15"),
            ("1204-03-17T00:30:00+02:00", "16 March 1204, 22:30:00", "1204-03-16 22:30:00"),
            ("+12004-02-29", "29 February 12,004", "12004-02-29"),
            ("123456789", "123,456,789", "123456789"),
        ],
    )
    def test_reads_and_writes(self, text, label, typed):
        span = gregorian.parse(text)
        assert gregorian.label(span.start, span.precision) == label
        assert gregorian.text(span.start, span.precision) == typed

    def test_says_about(self):
        assert gregorian.label(0, "year", about=True) == "about 1 CE"

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("1203-02-29", "February 1203 has 28 days, so there is no day 29 in it."),
            ("1204-02-30", "February 1204 has 29 days, so there is no day 30 in it."),
            ("1900-02-29", "February 1900 has 28 days"),
            ("1204-13", "There is no month 13: the year has 12, from January (1) to December (12)."),
            ("1204-00-01", "There is no month 0"),
            ("1204-04-00", "April 1204 has 30 days"),
            ("1204-03-17 24:00", "There is no hour 24"),
            ("1204-03-17 08:60", "Minutes run from 0 to 59"),
            ("1204-03-17T08:30:00+99:00", "is no time zone"),
            ("1204 08:30", "cannot be read as a date"),
            ("0 BCE", "There is no year 0 BCE"),
            ("-5 BCE", "no minus sign"),
            ("soon", "“soon” cannot be read as a date. Write it like 1204, 1204-03"),
            ("", "cannot be read"),
            ("300000000000", "too far away"),
            ("-999999999999999999", "too far away"),
            ("1" * 61, "at most 60"),
            ("<b>1204</b>", "cannot be read"),
        ],
    )
    def test_refuses_with_a_sentence(self, text, said):
        with pytest.raises(Invalid) as refusal:
            gregorian.parse(text)
        assert said in refusal.value.message

    def test_reaches_what_the_database_holds(self):
        for tick in (FIRST_TICK, FIRST_TICK // 2, LAST_TICK // 2, LAST_TICK - 1):
            assert gregorian.parse(gregorian.text(tick, "second")).start == tick
        with pytest.raises(Invalid):
            gregorian.parse(gregorian.text(LAST_TICK + 1, "second"))


class TestCustom:
    keeper = custom(DALE)

    @pytest.mark.parametrize(
        ("text", "label", "precision"),
        [
            ("312", "312 DR", "year"),
            ("312 DR", "312 DR", "year"),
            ("312 dale reckoning", "312 DR", "year"),
            ("12 BD", "12 BD", "year"),
            ("-11", "12 BD", "year"),
            ("0 SA", "0 SA", "year"),
            ("3001", "0 SA", "year"),
            ("312-02-30", "30 Moon B 312 DR", "day"),
            ("312-moon b-30", "30 Moon B 312 DR", "day"),
            ("312-Midwinter", "Midwinter 312 DR", "day"),
            ("312-midwinter 08:30", "Midwinter 312 DR, 08:30", "minute"),
            ("Midwinter 5 SA", "Midwinter 5 SA", "day"),
            ("312-Shieldmeet", "Shieldmeet 312 DR", "day"),
            ("312-Long Feast", "Long Feast 312 DR", "month"),
            ("312-Long Feast-3", "3 Long Feast 312 DR", "day"),
            ("3 Long Feast 312 DR", "3 Long Feast 312 DR", "day"),
            ("312-02-03 08:30 SA", "3 Moon B 312 SA, 08:30", "minute"),
        ],
    )
    def test_reads_and_writes(self, text, label, precision):
        span = self.keeper.parse(text)
        assert (self.keeper.label(span.start, span.precision), span.precision) == (label, precision)
        assert self.keeper.parse(label) == span

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("312-01-31", "Moon A 312 DR has 30 days, so there is no day 31 in it."),
            ("312-13", "the year has 12, from Moon A (1) to Moon L (12)"),
            ("313-Shieldmeet", "There is no Shieldmeet in the year 313 DR."),
            ("313-Long Feast-3", "Long Feast 313 DR has 2 days"),
            ("312-Long Feast 08:30", "Say which day of Long Feast it is"),
            ("0 DR", "There is no year 0 DR: Dale Reckoning begins with 1."),
            ("312-01-01 08:30Z", "Time zones belong to Gregorian dates"),
            ("312-Midsummer", "cannot be read as a date"),
        ],
    )
    def test_refuses_with_a_sentence(self, text, said):
        with pytest.raises(Invalid) as refusal:
            self.keeper.parse(text)
        assert said in refusal.value.message

    def test_begins_where_its_epoch_says(self):
        start = gregorian.parse("-1000-03-01").start
        assert self.keeper.parse("1").start == start
        assert self.keeper.parse("1").end - start == (12 * 30 + 1 + 2 + 1) * DAY
        assert self.keeper.parse("4").end - self.keeper.parse("4").start == (12 * 30 + 4 + 2) * DAY

    def test_days_between_months_have_no_month_and_may_have_no_weekday(self):
        inside, outside = (
            self.keeper.fields(self.keeper.parse(f"1-{name}").start) for name in ("First Light", "Midwinter")
        )
        assert (inside["month"], inside["month_name"], inside["weekday"]) == (0, "First Light", "Anday")
        assert (outside["month"], outside["weekday"]) == (0, "")

    def test_hours_and_minutes_are_its_own(self):
        ring = custom(RING)
        span = ring.parse("1-01-01 09:99")
        assert span.start == 12345 + (9 * 100 + 99) * 60
        assert ring.parse("1-01-02").start == 12345 + 10 * 100 * 60
        with pytest.raises(Invalid, match="There is no hour 10"):
            ring.parse("1-01-01 10:00")

    def test_every_year_may_leap_or_none(self):
        always = custom({"months": [{"name": "All", "days": 10, "leap_days": 1}], "leap": [{"every": 1}]})
        never = custom({"months": [{"name": "All", "days": 10, "leap_days": 1}]})
        assert always.parse("7").end - always.parse("7").start == 11 * DAY
        assert never.parse("7").end - never.parse("7").start == 10 * DAY

    def test_is_the_gregorian_where_it_is_defined_so(self):
        months = [
            "January",
            "February",
            "March",
            "April",
            "May",
            "June",
            "July",
            "August",
            "September",
            "October",
            "November",
            "December",
        ]
        days = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        twin = custom(
            {
                "months": [
                    {"name": name, "days": count, "leap_days": int(name == "February")}
                    for name, count in zip(months, days, strict=True)
                ],
                "weekdays": ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
                "leap": [{"every": 4}, {"every": 100, "not": True}, {"every": 400}],
            }
        )
        for tick in ticks(2000, seed=11):
            mine, theirs = twin.fields(tick), gregorian.fields(tick)
            assert {**mine, "era": ""} == {**theirs, "era": ""}


class TestDefinition:
    def test_defaults_are_said(self):
        found = cleaned({"months": [{"name": "  Long   Month ", "days": 30}]})
        assert found["months"] == [{"name": "Long Month", "days": 30, "leap_days": 0}]
        assert (found["hours_per_day"], found["minutes_per_hour"], found["epoch"]) == (24, 60, 0)
        assert cleaned(found) == found

    def test_what_is_cleaned_means_the_same(self):
        tick = 10**11
        assert custom(cleaned(DALE)).fields(tick) == custom(DALE).fields(tick)

    @pytest.mark.parametrize(
        ("change", "said"),
        [
            ({"months": []}, "at least one month"),
            ({"months": "January"}, "“months” must be a list"),
            ({"months": [{"name": f"M{n}", "days": 1} for n in range(61)]}, "at most 60"),
            ({"months": [{"name": "Frost"}]}, "Frost: “days” is a whole number from 0 to 1,000"),
            ({"months": [{"name": "Frost", "days": 1001}]}, "from 0 to 1,000"),
            ({"months": [{"name": "Frost", "days": True}]}, "from 0 to 1,000"),
            ({"months": [{"name": "Frost", "days": 1.5}]}, "from 0 to 1,000"),
            ({"months": [{"name": "Frost", "days": 0}]}, "Frost has no day at all"),
            (
                {"months": [{"name": "Frost", "days": 0, "leap_days": 1}], "intercalary": []},
                "at least one day",
            ),
            ({"months": [{"name": "", "days": 3}]}, "Month 1 needs a name"),
            ({"months": [{"name": "3rd", "days": 3}]}, "must begin with a letter"),
            (
                {"months": [{"name": "A", "days": 3}, {"name": "a", "days": 3}], "intercalary": []},
                "comes twice",
            ),
            ({"months": [{"name": "A", "days": 3, "moon": 1}]}, "Month 1 has no “moon”"),
            ({"months": ["Frost"]}, "Month 1 must be a JSON object"),
            ({"weekdays": [f"W{n}" for n in range(31)]}, "at most 30"),
            ({"weekdays": ["One", "one"]}, "comes twice among the weekdays"),
            ({"first_weekday": "Nosuchday"}, "none of the weekdays"),
            ({"hours_per_day": 0}, "“hours_per_day” is a whole number"),
            ({"minutes_per_hour": 1001}, "“minutes_per_hour” is a whole number"),
            ({"leap": [{"every": 0}]}, "Leap rule 1: “every”"),
            ({"leap": [{"every": 4, "offset": 4}]}, "“offset”"),
            ({"leap": [{"every": 4, "not": 1}]}, "true or false"),
            ({"leap": [{"every": n} for n in (9973, 9967)]}, "repeat only after more than"),
            ({"intercalary": [{"name": "Feast", "after": 13}]}, "Feast: “after”"),
            ({"intercalary": [{"name": "Feast"}]}, "Feast: “after”"),
            ({"intercalary": [{"name": "Moon A", "after": 1}]}, "comes twice"),
            ({"eras": [{"name": "Age", "short": "AG"}]}, "Age: “starts”"),
            ({"eras": [{"name": "Age", "short": "ABCDEFGHI", "starts": 1}]}, "1 to 8 letters"),
            ({"eras": [{"name": "Age", "short": "A", "starts": 1}] * 2}, "comes twice among the eras"),
            ({"eras": [{"name": "Old", "short": "B", "starts": 1}]}, "ends like an era is called"),
            (
                {
                    "eras": [
                        {"name": "Now", "short": "NO", "starts": 1},
                        {"name": "Then", "short": "TH", "starts": 9, "backwards": True},
                    ]
                },
                "before every era",
            ),
            ({"epoch": "1204-02-30"}, "The epoch is a Gregorian date. February 1204"),
            ({"epoch": [1]}, "a number of seconds"),
            ({"moons": 2}, "The definition has no “moons”"),
        ],
    )
    def test_mistakes_are_named(self, change, said):
        with pytest.raises(Invalid) as refusal:
            custom({**copy.deepcopy(DALE), **change})
        assert said in refusal.value.message
        assert refusal.value.attr == "definition"

    @pytest.mark.parametrize("given", [None, [], "months", {}, {1: 2}, {"months": {1}}])
    def test_what_is_no_definition_at_all(self, given):
        with pytest.raises(Invalid):
            custom(given)
