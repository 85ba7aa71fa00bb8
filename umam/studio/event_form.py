"""The form of a timeline event, as it was typed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from storybible.documents.time import living_links, living_participants
from storybible.models import EventType, TimelineEvent
from umam.accounts.models import User
from umam.lib.errors import UmamError
from umam.studio.dated_form import DatedForm
from umam.studio.picking import Picked, picked
from umam.universes.models import Universe

IMPORTANCE = [(1, "Footnote"), (2, "Event"), (3, "Turning point")]
PICKS = {"participants": "participant", "elements": "element"}


class EventForm(DatedForm):
    title = forms.CharField(max_length=200)
    event_type = forms.ChoiceField(choices=EventType.choices, initial=EventType.OTHER, label="Type")
    importance = forms.TypedChoiceField(choices=IMPORTANCE, coerce=int, initial=2, label="Weight")
    description = forms.CharField(
        required=False,
        max_length=200_000,
        label="What happened",
        widget=forms.Textarea(attrs={"rows": 9, "data-mentions": "", "spellcheck": "true"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["starts"].required = True
        self.fields["starts"].help_text = f"As {self.example}."


@dataclass
class EventDraft:
    """An event as somebody is writing it: nothing typed is lost when something is wrong with it."""

    form: EventForm
    participants: list[Picked] = field(default_factory=list)
    elements: list[Picked] = field(default_factory=list)
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def blank(cls, universe: Universe, user: User, given: Mapping[str, Any]) -> EventDraft:
        """A new event; the address may say when, and who."""
        initial = {name: str(given.get(name, ""))[:200] for name in ("title", "starts", "event_type")}
        people, _ = picked(universe, user, [str(given.get("participant", ""))])
        form = EventForm(universe, initial={name: value for name, value in initial.items() if value})
        return cls(form, participants=people)

    @classmethod
    def of(cls, event: TimelineEvent) -> EventDraft:
        names = ("title", "event_type", "importance", "description", "visibility")
        initial = {name: getattr(event, name) for name in names}
        form = EventForm(event.universe, initial=initial | EventForm.dates_of(event))
        people = [Picked(row.element, row.role) for row in living_participants(event)]
        return cls(form, people, [Picked(row.element) for row in living_links(event)])

    @classmethod
    def sent(cls, universe: Universe, user: User, data: QueryDict) -> EventDraft:
        draft = cls(EventForm(universe, data))
        people = picked(universe, user, data.getlist("participant"), data.getlist("role"))
        things = picked(universe, user, data.getlist("element"))
        draft.participants, draft.elements = people[0], things[0]
        for name, strange in (("participants", people[1]), ("elements", things[1])):
            if strange:
                draft.errors[name] = f"There is no element “{strange[0]}” in {universe}."
        return draft

    def is_right(self) -> bool:
        return self.form.is_valid() and not self.errors

    def values(self) -> dict[str, Any]:
        """What the services take. Only after `is_right`."""
        return {
            **self.form.cleaned_data,
            "calendar": self.form.cleaned_data["calendar"],
            "participants": [{"element": one.element, "role": one.role} for one in self.participants],
            "elements": [one.element for one in self.elements],
        }

    def document(self) -> dict[str, Any]:
        """The draft in the shape of the event's document, to be compared with another version."""
        told = self.form.cleaned_data
        calendar = told["calendar"]
        return {
            "title": told["title"],
            "type": told["event_type"],
            "importance": told["importance"],
            "when": {
                "calendar": calendar.key if calendar else None,
                "from": told["starts"],
                "to": told["ends"],
                "about": told["about"],
            },
            "description": told["description"],
            "visibility": told["visibility"],
            "participants": [{"element": one.element.key, "role": one.role} for one in self.participants],
            "elements": [one.element.key for one in self.elements],
        }

    def refuse(self, error: UmamError | ValidationError) -> None:
        where = (getattr(error, "attr", None) or "").split(".")[0].split("[")[0]
        if where in PICKS:
            self.errors[where] = str(error)
        else:
            self.form.refuse(error)
