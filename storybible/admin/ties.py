"""The ties of an element, as inlines of its form: those that go out from it and those that lead to it."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.http import HttpRequest
from unfold.admin import TabularInline
from unfold.forms import PaginationInlineFormSet
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from storybible.admin.base import ScopedFields
from storybible.models import Element, Relation
from storybible.selectors import scope
from storybible.selectors.relations import relation_types
from storybible.services import relations as services
from storybible.services.keeping import Author
from umam.universes import access


class TieForm(forms.ModelForm):
    """One tie. The service sees to what a tie may be."""

    type = forms.ChoiceField(label="Tie", widget=UnfoldAdminSelectWidget())
    note = forms.CharField(required=False, max_length=400, widget=UnfoldAdminTextInputWidget())
    starts = forms.CharField(
        required=False,
        max_length=60,
        label="From",
        widget=UnfoldAdminTextInputWidget({"placeholder": "always", "class": "bible-short"}),
    )
    ends = forms.CharField(
        required=False,
        max_length=60,
        label="To",
        widget=UnfoldAdminTextInputWidget({"placeholder": "still", "class": "bible-short"}),
    )
    choices: ClassVar[list[tuple[str, str]]] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["type"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "Choose"), *self.choices]
        if self.instance.type_id:
            self.initial["type"] = self.instance.type.key

    def _post_clean(self) -> None:
        """Leave the row as it is: the service writes it."""


class TieFormSet(PaginationInlineFormSet):
    far_end: ClassVar[str] = ""
    near_end: ClassVar[str] = ""

    def validate_unique(self) -> None:
        """The service says which ties may be there at the same time."""

    def save(self, commit: bool = True) -> list[Any]:
        return []

    def write_ties(self, author: Author, element: Element) -> None:
        """Make, change and put into the trash what the rows say."""
        for form in self.initial_forms:
            if form in self.deleted_forms:
                services.delete_relation(relation=form.instance, author=author)
            elif form.has_changed():
                told = {name: form.cleaned_data[name] for name in form.changed_data if name != "id"}
                services.update_relation(relation=form.instance, author=author, **told)
        for form in self.extra_forms:
            if form.has_changed() and not self._should_delete_form(form):
                values = {
                    name: value
                    for name, value in form.cleaned_data.items()
                    if name not in ("id", "DELETE", self.near_end)
                }
                ends = {self.near_end: element, self.far_end: values.pop(self.far_end)}
                services.create_relation(universe=element.universe, author=author, **ends, **values)


class _FromHere(TieFormSet):
    near_end, far_end = "source", "target"


class _ToHere(TieFormSet):
    near_end, far_end = "target", "source"


class _Ties(ScopedFields, TabularInline):
    model = Relation
    form = TieForm
    extra = 0
    tab = True
    hide_title = True
    per_page = 50
    far_end: ClassVar[str] = ""

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["type", self.far_end, "note", "starts", "ends"]

    def get_autocomplete_fields(self, request: HttpRequest) -> list[str]:
        return [self.far_end]

    def get_queryset(self, request: HttpRequest) -> Any:
        """Living ties whose other end is to be seen, too."""
        rows = scope.visible(super().get_queryset(request).filter(deleted_at=None), request.user)
        rows = rows.filter(**{f"{self.far_end}__deleted_at": None})
        return rows.select_related("type", "source", "target").order_by("type__position", "id")

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        made = super().get_formset(request, obj, **kwargs)
        made.form.choices = self.type_choices(obj)
        return made

    def type_choices(self, obj: Element | None) -> list[tuple[str, str]]:
        return [(one.key, one.label) for one in relation_types(obj.universe if obj else None)]

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return obj is None or access.can_edit(request.user, obj.universe_id)

    has_add_permission = has_change_permission = has_delete_permission = has_view_permission


class TiesFromHere(_Ties):
    fk_name = "source"
    formset = _FromHere
    far_end = "target"
    verbose_name = "relation"
    verbose_name_plural = "Relations"


class TiesToHere(_Ties):
    fk_name = "target"
    formset = _ToHere
    far_end = "source"
    verbose_name = "relation to it"
    verbose_name_plural = "Relations to it"

    def type_choices(self, obj: Element | None) -> list[tuple[str, str]]:
        """Read from here: “child of” leads to the parent's row."""
        types = relation_types(obj.universe if obj else None)
        return [(one.key, one.inverse_label or one.label) for one in types]
