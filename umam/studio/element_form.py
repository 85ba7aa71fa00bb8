"""The form of an element: plain fields, typed traits, pictures and a 3D model, as they were typed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from storybible.models import Element, EntityType, TraitType, Visibility
from umam.accounts.models import User
from umam.assets import services as assets
from umam.assets.models import Asset
from umam.lib.errors import UmamError
from umam.studio.trait_form import TraitRow, merged_rows, read_rows, rows_of
from umam.universes.models import Universe


class ElementForm(forms.Form):
    """What is one value a field. Aliases and tags are written one a line; the page shows them as chips."""

    entity_subtype = forms.ChoiceField(choices=EntityType.choices, label="Type")
    name = forms.CharField(max_length=200)
    summary = forms.CharField(
        required=False,
        max_length=400,
        help_text="One sentence that says what it is. Lists, hover cards and agents read it first.",
        widget=forms.Textarea(attrs={"rows": 2, "data-count": "400"}),
    )
    body = forms.CharField(
        required=False,
        max_length=200_000,
        label="Article",
        widget=forms.Textarea(attrs={"rows": 10, "data-mentions": "", "spellcheck": "true"}),
    )
    aliases = forms.CharField(
        required=False,
        max_length=12_000,
        label="Other names",
        widget=forms.Textarea(attrs={"rows": 2, "data-chips": "line", "data-chip": "name"}),
        help_text="Mentions of these names lead here too.",
    )
    tags = forms.CharField(
        required=False,
        max_length=4_000,
        widget=forms.Textarea(attrs={"rows": 2, "data-chips": "comma", "data-chip": "tag"}),
    )
    visibility = forms.ChoiceField(choices=Visibility.choices, initial=Visibility.EVERYONE)

    def clean_aliases(self) -> list[str]:
        return lines(self.cleaned_data["aliases"])

    def clean_tags(self) -> list[str]:
        return lines(self.cleaned_data["tags"].replace(",", "\n"))


def lines(text: str) -> list[str]:
    """The lines that hold something, each once."""
    return list(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))


@dataclass
class Picture:
    asset: Asset
    caption: str = ""


@dataclass
class Draft:
    """An element as somebody is writing it: nothing typed or sent is lost when something is wrong with it."""

    universe: Universe
    form: ElementForm
    traits: list[TraitRow]
    images: list[Picture] = field(default_factory=list)
    model: Asset | None = None
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def blank(cls, universe: Universe, given: Mapping[str, Any]) -> Draft:
        """A new element; the address may name its type and name."""
        subtype = str(given.get("type", ""))
        subtype = subtype if subtype in EntityType.values else EntityType.CHARACTER.value
        initial = {"entity_subtype": subtype, "name": str(given.get("name", ""))[:200]}
        return cls(universe, ElementForm(initial=initial), merged_rows([], subtype, universe))

    @classmethod
    def of(cls, element: Element, images: Iterable[Picture]) -> Draft:
        initial = {
            "entity_subtype": element.entity_subtype,
            "name": element.name,
            "summary": element.summary,
            "body": element.body,
            "aliases": "\n".join(element.aliases),
            "tags": "\n".join(element.tags),
            "visibility": element.visibility,
        }
        rows = merged_rows(rows_of(element), element.entity_subtype, element.universe)
        model = element.model if element.model and not element.model.in_trash else None
        return cls(element.universe, ElementForm(initial=initial), rows, list(images), model)

    @classmethod
    def sent(cls, universe: Universe, data: QueryDict) -> Draft:
        """What the form sent, without its files."""
        form = ElementForm(data)
        rows = merged_rows(read_rows(data), data.get("entity_subtype", ""), universe)
        draft = cls(universe, form, rows)
        removed = set(data.getlist("remove-image"))
        wanted = [one for one in (*data.getlist("image"), *data.getlist("pick")) if one not in removed]
        found = files_of(universe, wanted, "image")
        draft.images = [Picture(one, data.get(f"caption-{one.pk}", "").strip()[:200]) for one in found]
        models = files_of(universe, [data.get("model", "")], "model")
        draft.model = models[0] if models else None
        return draft

    def take_in(self, by: User, files: MultiValueDict[str, Any]) -> None:
        """Takes in the files that came along."""
        receive(self.universe, by, files.getlist("uploads"), self.images, self.errors)
        models: list[Picture] = []
        receive(self.universe, by, files.getlist("model-upload"), models, self.errors, kind="model")
        if models:
            self.model = models[-1].asset

    def is_right(self) -> bool:
        plain = self.form.is_valid()
        typed = [row.check() for row in self.traits]
        keys: set[str] = set()
        for row in self.traits:
            if row.is_given and row.key in keys:
                row.error = "There is a trait of this name already."
            if row.is_given:
                keys.add(row.key)
        return plain and all(typed) and not self.errors and not any(row.error for row in self.traits)

    def values(self) -> dict[str, Any]:
        """What the services take. Only after `is_right`."""
        return {
            **self.form.cleaned_data,
            "traits": [row.given() for row in self.traits if row.is_given],
            "images": [{"asset": one.asset, "caption": one.caption} for one in self.images],
            "model": self.model,
        }

    def refuse(self, error: UmamError | ValidationError) -> None:
        """Puts what a service says at the field it is about."""
        if isinstance(error, ValidationError):
            named = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
        else:
            named = {error.attr or "": [f"{error.message} {error.suggestion}".strip()]}
        for name, messages in named.items():
            where = name.split(".")[0].split("[")[0]
            if where in {"images", "model", "traits"}:
                self.errors[where] = " ".join(messages)
            else:
                self.form.add_error(where if where in self.form.fields else None, messages)

    @property
    def first_traits(self) -> list[TraitRow]:
        return [row for row in self.traits if row.at_once]

    @property
    def more_traits(self) -> list[TraitRow]:
        return [row for row in self.traits if not row.at_once]

    @property
    def trait_types(self) -> list[tuple[str, str]]:
        return list(TraitType.choices)


def receive(
    universe: Universe,
    by: User,
    uploads: Iterable[Any],
    into: list[Picture],
    errors: dict[str, str],
    *,
    kind: str = "image",
) -> None:
    """Takes in files and adds them to those of a form; what is wrong with one stands in `errors`.

    They stay in the universe even when the form is not right yet, so that nobody has to send them twice.
    """
    at = "images" if kind == "image" else kind
    known = {picture.asset.pk for picture in into}
    for upload in uploads:
        try:
            made = assets.ingest_upload(universe=universe, by=by, upload=upload, kinds=(kind,))
        except UmamError as error:
            errors[at] = f"{errors.get(at, '')} {error.message} {error.suggestion}".strip()
            continue
        if made.pk not in known:
            known.add(made.pk)
            into.append(Picture(made))


def files_of(universe: Universe, ids: Iterable[str], kind: str) -> list[Asset]:
    """Living files of the universe in this order; an id that is gone or not ours is left out."""
    wanted = [one for one in dict.fromkeys(ids) if _is_id(one)]
    rows = Asset.objects.alive().filter(universe=universe, kind=kind, pk__in=wanted)
    found = {str(row.pk): row for row in rows}
    return [found[one] for one in wanted if one in found]


def _is_id(text: str) -> bool:
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False
