"""Inlines whose rows are one list: written as a whole by the service of the row they belong to.

Django's inlines know each row by its primary key, and lose what was typed when somebody else wrote the list
meanwhile. Here rows are what is typed, in the order of the screen; the service compares them with what there
is and says at once what changed.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.forms.models import inlineformset_factory
from django.http import HttpRequest
from unfold.admin import TabularInline
from unfold.forms import PaginationInlineFormSet

from storybible.admin.base import ScopedFields
from storybible.admin.widgets import OrderField
from umam.universes import access


class RowForm(forms.ModelForm):
    """One row of a list. The model's checks are left to the service, which sees the list as a whole."""

    request: ClassVar[HttpRequest | None] = None
    place = OrderField()

    def _post_clean(self) -> None:
        """Do not make an instance: no row is written from here."""

    def as_row(self) -> dict[str, Any]:
        """What the service gets."""
        return {name: value for name, value in self.cleaned_data.items() if name in (self._meta.fields or ())}


class RowsFormSet(PaginationInlineFormSet):
    """Every form is a new one, filled with a row there is or with nothing."""

    list_name: ClassVar[str] = ""
    spare = 0

    def __init__(self, data: Any = None, files: Any = None, **options: Any) -> None:
        instance = options.get("instance")
        options["queryset"] = self.model._default_manager.none()
        if data is None:
            rows = self.rows_of(instance) if instance is not None and not instance._state.adding else []
            self.extra = len(rows) + self.spare
            options["initial"] = rows
        super().__init__(data=data, files=files, **options)

    def rows_of(self, instance: Any) -> list[dict[str, Any]]:
        raise NotImplementedError

    def initial_form_count(self) -> int:
        return 0

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields.pop(self.model._meta.pk.name, None)
        if index is not None and not self.is_bound:
            form.initial.setdefault("place", index)

    def validate_unique(self) -> None:
        """The service says what may be there once."""

    def save(self, commit: bool = True) -> list[Any]:
        return []

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The rows in the order of the screen, without those that were taken out or left empty."""
        kept = [
            (number if form.cleaned_data.get("place") is None else form.cleaned_data["place"], number, form)
            for number, form in enumerate(self.forms)
            if form.has_changed() and not self._should_delete_form(form)
        ]
        return [form.as_row() for _, _, form in sorted(kept, key=lambda one: one[:2])]


class RowsInline(ScopedFields, TabularInline):
    """An inline of such rows. Whoever may change the parent may change them."""

    form: ClassVar[type[RowForm]] = RowForm
    formset: ClassVar[type[RowsFormSet]] = RowsFormSet
    fk_name: str | None = None
    extra = 0
    tab = True
    hide_title = True
    list_fields: ClassVar[list[str]] = []

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return [*self.list_fields, "place"]

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        made: Any = inlineformset_factory(
            self.parent_model,
            self.model,
            form=self.form,
            formset=self.formset,
            fk_name=self.fk_name,
            fields=[name for name in self.list_fields if name not in self.form.declared_fields],
            formfield_callback=lambda field, **more: self.formfield_for_dbfield(field, request, **more),
            extra=0,
            can_delete=True,
            can_delete_extra=True,
        )
        made.form._meta.fields = list(self.list_fields)
        made.form.request = request  # these classes were made for this request
        return made

    def may(self, request: HttpRequest, obj: Any) -> bool:
        if obj is None or obj._state.adding:
            return True
        universe_id = getattr(obj, "universe_id", None)
        trashed = getattr(obj, "deleted_at", None) is not None
        return not trashed and universe_id is not None and access.can_edit(request.user, universe_id)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.may(request, obj)

    has_add_permission = has_change_permission = has_delete_permission = has_view_permission
