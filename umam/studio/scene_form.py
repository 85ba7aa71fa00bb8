"""The form of a scene, as it was typed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from storybible.documents.scenes import living_cast, living_location
from storybible.models import Scene
from umam.accounts.models import User
from umam.lib.errors import UmamError
from umam.studio.dated_form import DatedForm
from umam.studio.picking import Picked, picked
from umam.universes.models import Universe

PICKS = ("location", "participants")


class SceneForm(DatedForm):
    title = forms.CharField(max_length=200)
    text = forms.CharField(
        required=False,
        max_length=500_000,
        widget=forms.Textarea(attrs={"rows": 22, "data-mentions": "", "spellcheck": "true"}),
    )
    summary = forms.CharField(
        required=False,
        max_length=400,
        help_text="One or two sentences. Lists and agents read it first.",
        widget=forms.Textarea(attrs={"rows": 3, "data-count": "400"}),
    )


@dataclass
class SceneDraft:
    """A scene as somebody is writing it: nothing typed is lost when something is wrong with it."""

    form: SceneForm
    location: list[Picked] = field(default_factory=list)
    participants: list[Picked] = field(default_factory=list)
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def blank(cls, universe: Universe, user: User, given: Mapping[str, Any]) -> SceneDraft:
        place, _ = picked(universe, user, [str(given.get("location", ""))])
        people, _ = picked(universe, user, [str(given.get("participant", ""))])
        return cls(SceneForm(universe), place, people)

    @classmethod
    def of(cls, scene: Scene) -> SceneDraft:
        initial = {name: getattr(scene, name) for name in ("title", "text", "summary", "visibility")}
        if scene.starts or scene.ends:
            initial |= SceneForm.dates_of(scene)
        place = living_location(scene)
        people = [Picked(row.element) for row in living_cast(scene)]
        return cls(SceneForm(scene.universe, initial=initial), [Picked(place)] if place else [], people)

    @classmethod
    def sent(cls, universe: Universe, user: User, data: QueryDict) -> SceneDraft:
        draft = cls(SceneForm(universe, data))
        draft.location, no_place = picked(universe, user, data.getlist("location")[:1])
        draft.participants, nobody = picked(universe, user, data.getlist("participant"))
        for name, strange in (("location", no_place), ("participants", nobody)):
            if strange:
                draft.errors[name] = f"There is no element “{strange[0]}” in {universe}."
        return draft

    def is_right(self) -> bool:
        return self.form.is_valid() and not self.errors

    def values(self) -> dict[str, Any]:
        """What the services take. Only after `is_right`."""
        return {
            **self.form.cleaned_data,
            "location": self.location[0].element if self.location else None,
            "participants": [one.element for one in self.participants],
        }

    def document(self) -> dict[str, Any]:
        """The draft in the shape of the scene's document, to be compared with another version."""
        told = self.form.cleaned_data
        calendar = told["calendar"]
        dates = {
            "calendar": calendar.key if calendar else None,
            "from": told["starts"],
            "to": told["ends"],
            "about": told["about"],
        }
        return {
            "title": told["title"],
            "text": told["text"],
            "summary": told["summary"],
            "location": self.location[0].element.key if self.location else None,
            "participants": [one.element.key for one in self.participants],
            "when": dates if told["starts"] else None,
            "visibility": told["visibility"],
        }

    def refuse(self, error: UmamError | ValidationError) -> None:
        where = (getattr(error, "attr", None) or "").split(".")[0].split("[")[0]
        if where in PICKS:
            self.errors[where] = str(error)
        else:
            self.form.refuse(error)
