"""What forms of dated things share: dates in the universe's calendar, who sees it, what a service refuses."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from storybible.models import Calendar, Visibility
from storybible.models.time import Dated
from storybible.selectors.time import keeper_of, span_of
from umam.lib.errors import Invalid, UmamError
from umam.universes.models import Universe

GREGORIAN = "gregorian"


class DatedForm(forms.Form):
    """Dates as text, the calendar where the universe has a choice, and who sees it."""

    starts = forms.CharField(
        required=False, max_length=60, label="When", widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    ends = forms.CharField(
        required=False, max_length=60, label="Until", widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    about = forms.BooleanField(required=False, label="Roughly: the date is not exact")
    calendar = forms.ChoiceField(required=False)
    visibility = forms.ChoiceField(
        choices=Visibility.choices, initial=Visibility.EVERYONE, label="Who sees it"
    )

    def __init__(self, universe: Universe, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.universe = universe
        self.calendars = {row.key: row for row in Calendar.objects.filter(universe=universe)}
        own = next((row for row in self.calendars.values() if row.is_default), None)
        choices = [(row.key, row.name) for row in self.calendars.values()]
        self.fields["calendar"].choices = [*choices, (GREGORIAN, "Gregorian")]  # type: ignore[attr-defined]
        self.initial.setdefault("calendar", own.key if own else GREGORIAN)
        if not self.calendars:
            del self.fields["calendar"]
        self.example = _example(own)

    def clean(self) -> dict[str, Any]:
        """Reads the dates, so that a wrong one stands at its field before anything is written."""
        cleaned = super().clean() or {}
        key = cleaned.get("calendar", GREGORIAN)
        cleaned["calendar"] = self.calendars.get(key)
        try:
            span_of(
                universe=self.universe,
                calendar=cleaned["calendar"],
                starts=cleaned.get("starts", ""),
                ends=cleaned.get("ends", ""),
            )
        except Invalid as error:
            self.refuse(error)
        return cleaned

    def refuse(self, error: UmamError | ValidationError) -> None:
        """Puts what a service says at the field it is about."""
        if isinstance(error, ValidationError):
            named = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
        else:
            named = {error.attr or "": [f"{error.message} {error.suggestion}".strip()]}
        for name, words in named.items():
            where = name.split(".")[0].split("[")[0]
            self.add_error(where if where in self.fields else None, words)

    @staticmethod
    def dates_of(row: Dated) -> dict[str, Any]:
        """The dates of a row as the form's initial values."""
        return {
            "starts": row.starts,
            "ends": row.ends,
            "about": row.about,
            "calendar": row.calendar.key if row.calendar else GREGORIAN,
        }


def _example(calendar: Calendar | None) -> str:
    """How a day is written in the calendar, from a day of its thirteenth century."""
    keeper = keeper_of(calendar)
    tick = keeper.parse("1204").start + 100 * 86_400
    return ", ".join(keeper.text(tick, precision) for precision in ("year", "month", "day", "minute"))
