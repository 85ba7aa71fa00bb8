"""Fields and forms that several of the bible's admin classes share."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelectMultiple
from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.widgets import UnfoldAdminSelectWidget

from storybible.admin.base import BibleForm, begin_in
from storybible.admin.rows import RowForm
from storybible.admin.widgets import AssetPicker, DateText
from storybible.models import Calendar, Element
from storybible.selectors import scope
from storybible.selectors.time import default_calendar
from umam.assets.models import Asset
from umam.universes import access
from umam.universes.models import Universe


def own_elements(request: HttpRequest | None) -> QuerySet[Element]:
    """The living elements that a person may name."""
    if request is None:
        return Element.objects.none()
    return scope.visible(Element.objects.filter(deleted_at=None), request.user)


def seen_elements(reader: Any) -> QuerySet[Element]:
    """The living elements that a reader sees, without an order: to limit other rows by."""
    return scope.visible(Element.objects.filter(deleted_at=None).order_by(), reader)


def names_of(rows: Iterable[Element]) -> str:
    return ", ".join(sorted((one.name for one in rows), key=str.casefold)) or "-"


def own_files(request: HttpRequest | None, kind: str) -> QuerySet[Asset]:
    """The living files of a kind that a person may use."""
    if request is None:
        return Asset.objects.none()
    return access.scope(Asset.objects.alive().filter(kind=kind), request.user)


def elements_field(model: Any, name: str, label: str, help_text: str = "") -> forms.ModelMultipleChoiceField:
    """Several elements, found by typing."""
    return forms.ModelMultipleChoiceField(
        Element.objects.none(),
        required=False,
        label=label,
        help_text=help_text,
        widget=AutocompleteSelectMultiple(model._meta.get_field(name), admin.site),
    )


def file_field(kind: str, label: str, *, required: bool = False) -> forms.ModelChoiceField:
    """One file, chosen from the wall of the universe's own."""
    return forms.ModelChoiceField(
        Asset.objects.none(), required=required, label=label, widget=AssetPicker(kind)
    )


class ElementsForm(BibleForm):
    """A form with fields of elements: they offer what its reader sees, and begin without the trash."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if not isinstance(field, forms.ModelMultipleChoiceField):
                continue
            field.queryset = own_elements(self.request)
            if name in self.initial:
                self.initial[name] = [
                    getattr(one, "pk", one)
                    for one in self.initial[name]
                    if getattr(one, "deleted_at", None) is None
                ]


class DatedForm(ElementsForm):
    """A form of a row with an in-world time: dates are typed in one of the universe's calendars."""

    calendar = forms.ModelChoiceField(
        Calendar.objects.none(),
        required=False,
        empty_label="Gregorian",
        widget=UnfoldAdminSelectWidget(),
        help_text="How the dates below are read.",
    )
    starts = forms.CharField(required=False, max_length=60, label="From", widget=DateText())
    ends = forms.CharField(
        required=False,
        max_length=60,
        label="To",
        widget=DateText(),
        help_text="Leave it empty where the first date says it all.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        universe = self._universe()
        field = self.fields.get("calendar")
        if not isinstance(field, forms.ModelChoiceField) or self.request is None:
            return
        mine = access.scope(Calendar.objects.all(), self.request.user)
        if universe is None:
            field.queryset = mine.select_related("universe")
            field.label_from_instance = _with_universe  # type: ignore[method-assign]
            return
        field.queryset = mine.filter(universe=universe)
        if self.instance._state.adding:
            usual = default_calendar(universe)
            self.initial.setdefault("calendar", usual.pk if usual else None)

    def _universe(self) -> Universe | None:
        if not self.instance._state.adding:
            return self.instance.universe  # type: ignore[no-any-return]
        if self.is_bound or self.request is None:
            return None
        return begin_in(self.request)


def _with_universe(obj: Any) -> str:
    return f"{obj.name} ({obj.universe})"


class FileRow(RowForm):
    """A file and what is said of it."""

    kind = "image"
    asset = file_field("image", "Picture", required=True)
    caption = forms.CharField(
        required=False, max_length=200, widget=forms.TextInput({"class": "bible-input"})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["asset"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = own_files(self.request, self.kind)
