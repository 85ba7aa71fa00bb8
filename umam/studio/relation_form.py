"""The form of a tie between two elements."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from storybible.models import Relation
from storybible.selectors.relations import relation_types
from umam.accounts.models import User
from umam.lib.errors import UmamError
from umam.studio.dated_form import DatedForm
from umam.studio.entity_types import look_of
from umam.studio.picking import Picked, picked
from umam.universes.models import Universe


class RelationForm(DatedForm):
    type = forms.ChoiceField(label="Is")
    note = forms.CharField(required=False, max_length=400)
    strength = forms.IntegerField(
        required=False,
        min_value=-100,
        max_value=100,
        initial=0,
        widget=forms.NumberInput(attrs={"type": "range", "step": 5}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = relation_types(self.universe)
        self.fields["type"].choices = [(one.key, one.label) for one in self.known]  # type: ignore[attr-defined]
        self.fields["starts"].label, self.fields["ends"].label = "Since", "Until"

    def clean_strength(self) -> int:
        return self.cleaned_data["strength"] or 0

    @property
    def limits(self) -> dict[str, dict[str, str]]:
        """What each type ties, in words, for those that are particular."""
        return {
            one.key: {
                "source": " or ".join(look_of(kind).label for kind in one.source_types),
                "target": " or ".join(look_of(kind).label for kind in one.target_types),
                "inverse": one.inverse_label,
            }
            for one in self.known
        }


@dataclass
class RelationDraft:
    """A tie as somebody is writing it."""

    form: RelationForm
    source: list[Picked] = field(default_factory=list)
    target: list[Picked] = field(default_factory=list)
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def blank(cls, universe: Universe, user: User, given: Mapping[str, Any]) -> RelationDraft:
        ends = {name: picked(universe, user, [str(given.get(name, ""))])[0] for name in ("source", "target")}
        initial: dict[str, Any] = {"type": str(given.get("type", ""))} if given.get("type") else {}
        return cls(RelationForm(universe, initial=initial), source=ends["source"], target=ends["target"])

    @classmethod
    def of(cls, relation: Relation) -> RelationDraft:
        initial: dict[str, Any] = {
            name: getattr(relation, name) for name in ("note", "strength", "visibility")
        }
        initial["type"] = relation.type.key
        if relation.starts or relation.ends:
            initial |= RelationForm.dates_of(relation)
        form = RelationForm(relation.universe, initial=initial)
        return cls(form, [Picked(relation.source)], [Picked(relation.target)])

    @classmethod
    def sent(cls, universe: Universe, user: User, data: QueryDict) -> RelationDraft:
        draft = cls(RelationForm(universe, data))
        for name in ("source", "target"):
            chosen, strange = picked(universe, user, data.getlist(name)[:1])
            setattr(draft, name, chosen)
            if strange:
                draft.errors[name] = f"There is no element “{strange[0]}” in {universe}."
            elif not chosen:
                draft.errors[name] = "Choose an element."
        return draft

    def is_right(self) -> bool:
        return self.form.is_valid() and not self.errors

    def values(self) -> dict[str, Any]:
        """What the services take. Only after `is_right`."""
        return {
            **self.form.cleaned_data,
            "source": self.source[0].element,
            "target": self.target[0].element,
        }

    def document(self) -> dict[str, Any]:
        told = self.form.cleaned_data
        calendar = told["calendar"]
        dates = {
            "calendar": calendar.key if calendar else None,
            "from": told["starts"],
            "to": told["ends"],
            "about": told["about"],
        }
        return {
            "source": self.source[0].element.key,
            "type": told["type"],
            "target": self.target[0].element.key,
            "note": told["note"],
            "strength": told["strength"],
            "visibility": told["visibility"],
            "when": dates if told["starts"] or told["ends"] else None,
        }

    def refuse(self, error: UmamError | ValidationError) -> None:
        where = getattr(error, "attr", None) or ""
        if where in ("source", "target"):
            self.errors[where] = f"{error}"
        else:
            self.form.refuse(error)
