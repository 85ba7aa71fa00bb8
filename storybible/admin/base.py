"""The base of the bible's admin classes: services do the writing, and what they refuse is an error of a form.

Django's admin saves the form, then the inlines. Here both are collected and handed to one call of a service,
inside the admin's transaction. What the service refuses is caught around that transaction: nothing
was written, and the same form is shown once more with the message at its field and all that was typed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timesince import timesince
from unfold.decorators import action

from storybible.admin.problems import problem_of, remember, remembered
from storybible.admin.widgets import ADMIN_MEDIA
from storybible.models import Revision, Source, Visibility
from storybible.models.base import Kept
from storybible.services.keeping import Author
from umam.accounts.models import User
from umam.lib.errors import Stale, UmamError
from umam.universes import access
from umam.universes.admin_base import TenantAdmin, choices_for
from umam.universes.models import Universe

Refusal = (UmamError, ValidationError)
SHORT_VISIBILITY = [
    (Visibility.EVERYONE, "Everyone"),
    (Visibility.TEAM, "Editors, agents"),
    (Visibility.SECRET, "Editors only"),
]
_SESSION_KEY = "admin_universe"


def author_of(request: HttpRequest) -> Author:
    assert isinstance(request.user, User)
    return Author(by=request.user, source=Source.ADMIN)


def begin_in(request: HttpRequest) -> Universe | None:
    """The universe that a new row is most likely for: the one asked for, the last one, or the only one."""
    mine = access.editable_universes(request.user)
    wish = request.GET.get("universe") or request.session.get(_SESSION_KEY)
    if wish:
        try:
            found = mine.filter(pk=wish).first()
        except ValidationError:
            found = None
        if found is not None:
            return found
    few = list(mine.order_by("-updated_at", "pk")[:2])
    return few[0] if len(few) == 1 else None


class BibleForm(forms.ModelForm):
    """A form that knows the revision its writer began with, and shows what a service refused."""

    request: ClassVar[HttpRequest | None] = None
    revision_seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance._state.adding and hasattr(self.instance, "revision"):
            self.initial["revision_seen"] = self.instance.revision

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        pk = None if self.instance._state.adding else self.instance.pk
        problem = remembered(self.request, pk)
        if problem is not None:
            problem.show_in(self)
        return cleaned

    @property
    def told(self) -> dict[str, Any]:
        """The values that somebody changed."""
        names = [name for name in self.changed_data if name != "revision_seen"]
        return {name: self.cleaned_data[name] for name in names if name in self.cleaned_data}


class ScopedFields:
    """Selects of a class that is not a `TenantAdmin` itself, as inlines are, offer own rows only."""

    admin_site: Any

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        kwargs.setdefault("queryset", choices_for(self.admin_site, db_field, request))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)  # type: ignore[misc]


class ServiceAdmin(TenantAdmin):
    """An admin class whose rows are written by services alone. Subclasses say how by the methods below."""

    form = BibleForm
    show_full_result_count = False
    list_per_page = 50
    warn_unsaved_form = True
    change_form_before_template = "admin/storybible/form_top.html"
    # Names that services give to what the form calls otherwise.
    error_names: ClassVar[dict[str, str]] = {}

    def create(self, author: Author, form: Any, lists: dict[str, Any]) -> Model:
        """Make the row that a form describes. `lists` are the rows of the inlines by their name."""
        raise NotImplementedError

    def update(
        self, author: Author, row: Any, expected: int | None, told: dict[str, Any], lists: dict[str, Any]
    ) -> Model:
        """Change a row by what was typed."""
        raise NotImplementedError

    def remove(self, author: Author, row: Any) -> object:
        raise NotImplementedError

    def after(self, author: Author, row: Any, formsets: Sequence[Any]) -> None:
        """What else a form brought, once its row is written: rows with a history of their own."""

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        """Without the universe for somebody who sees only one."""
        shown = list(super().get_list_display(request))
        if "universe" in shown[1:] and access.visible_universes(request.user)[:2].count() < 2:
            shown.remove("universe")
        return shown

    # Forms

    @property
    def media(self) -> forms.Media:
        media: forms.Media = super().media + ADMIN_MEDIA
        return media

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        form.request = request  # this class of a form was made for this request
        return form

    def get_changelist_form(self, request: HttpRequest, **kwargs: Any) -> Any:
        form = super().get_changelist_form(request, **{"form": ListForm, **kwargs})
        form.request = request
        return form

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        found: dict[str, Any] = super().get_changeform_initial_data(request)
        universe = begin_in(request)
        if universe is not None:
            found["universe"] = universe.pk
        return found

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        if request.method != "POST":
            return super().changeform_view(request, object_id, form_url, extra_context)
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except Stale as error:
            self._show_both(request, object_id, error)
        except Refusal as error:
            self._remember(request, error)
        return super().changeform_view(request, object_id, form_url, extra_context)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        if request.method != "POST":
            return super().changelist_view(request, extra_context)
        try:
            return super().changelist_view(request, extra_context)
        except Refusal as error:
            self._remember(request, error)
        return super().changelist_view(request, extra_context)

    def _remember(self, request: HttpRequest, error: UmamError | ValidationError) -> None:
        pk = getattr(request, "bible_row", None)
        remember(request, problem_of(error, pk=pk, names=self.error_names))

    def _show_both(self, request: HttpRequest, object_id: str | None, error: Stale) -> None:
        """Keep what was typed, tell what others wrote meanwhile, and let the next save overwrite it."""
        row = self.get_object(request, object_id) if object_id else None
        if row is None:
            self._remember(request, error)
            return
        seen = int(request.POST.get("revision_seen") or 0)
        lines = [error.message, *self._news(row, seen)]
        lines.append("What you typed is still here. Save again to put it in place of theirs.")
        remember(request, problem_of(ValidationError(lines), pk=row.pk))
        data = request.POST.copy()
        data["revision_seen"] = str(row.revision)
        request.POST = data  # type: ignore[assignment]

    def _news(self, row: Kept, seen: int) -> list[str]:
        newer = Revision.objects.filter(row_id=row.pk, number__gt=seen).select_related("by")
        lines = []
        for one in newer.order_by("number")[:5]:
            who = one.by.get_short_name() if one.by else "The studio"
            what = ", ".join(name.replace("_", " ") for name in one.changed) or "nothing by name"
            lines.append(f"{who}, {timesince(one.created_at)} ago: {one.get_action_display()} ({what}).")
            for name in one.changed:
                value = getattr(row, name, None)
                if isinstance(value, str) and value:
                    lines.append(f"{name.replace('_', ' ').capitalize()} is now “{value[:200]}”.")
        return lines

    # Writing

    def save_model(self, request: HttpRequest, obj: Model, form: Any, change: bool) -> None:
        """Nothing yet: `save_related` has the inlines too."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Sequence[Any], change: bool) -> None:
        author = author_of(request)
        request.bible_row = form.instance.pk if change else None  # type: ignore[attr-defined]
        lists = {one.list_name: one.rows for one in formsets if hasattr(one, "list_name")}
        if change:
            # A fresh row: the form wrote into its own before anybody checked it.
            row = self.model._default_manager.get(pk=form.instance.pk)
            expected = form.cleaned_data.get("revision_seen")
            row = self.update(author, row, expected, form.told, lists)
        else:
            row = self.create(author, form, lists)
        self.after(author, row, formsets)
        form.instance.__dict__.update(row.__dict__)
        universe = self.universe_of(row)
        if universe is not None:
            request.session[_SESSION_KEY] = str(universe.pk)

    def construct_change_message(
        self, request: HttpRequest, form: Any, formsets: Any, add: bool = False
    ) -> list[dict[str, Any]]:
        if add:
            return [{"added": {}}]
        fields = [name for name in form.changed_data if name != "revision_seen"]
        return [{"changed": {"fields": fields}}]

    def delete_model(self, request: HttpRequest, obj: Model) -> None:
        self.remove(author_of(request), obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        for row in queryset:
            self.delete_model(request, row)

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> Any:
        try:
            return super().delete_view(request, object_id, extra_context)
        except UmamError as error:
            self.message_user(request, f"{error.message} {error.suggestion}".strip(), messages.ERROR)
            return redirect(self.address("change", object_id))

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> tuple[Any, Any, Any, Any]:
        """Only the rows themselves: nothing else goes with them."""
        rows = [str(one) for one in objs]
        refused = any(not self.has_delete_permission(request, one) for one in objs)
        needed = {str(self.opts.verbose_name)} if refused else set()
        return rows, {str(self.opts.verbose_name_plural): len(rows)}, needed, []

    def each(
        self, request: HttpRequest, rows: QuerySet[Any], act: Callable[[Author, Any], Any], done: str
    ) -> None:
        """Do something to each of the chosen rows, and tell of those that could not be."""
        author, count = author_of(request), 0
        for row in rows:
            try:
                act(author, row)
                count += 1
            except UmamError as error:
                self.message_user(request, f"{row}: {error.message}", messages.ERROR)
        if count:
            name = self.opts.verbose_name if count == 1 else self.opts.verbose_name_plural
            self.message_user(request, f"{count} {name} {done}.", messages.SUCCESS)

    @action(description="Delete", permissions=["delete"])
    def delete_selected(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        self.each(request, queryset, self.remove, "deleted")

    def address(self, what: str, pk: object) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_{what}", args=[pk])


class ListForm(BibleForm):
    """A row of an editable list. Fields that somebody else changed since the list was shown are told."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["revision_seen"]
        self.now = dict(self.initial)
        for name, field in self.fields.items():
            field.show_hidden_initial = not isinstance(field, forms.ModelChoiceField)
            field.widget.attrs["aria-label"] = f"{field.label or name.capitalize()} of {self.instance}"
        seen = self.fields.get("visibility")
        if isinstance(seen, forms.ChoiceField):
            seen.choices = SHORT_VISIBILITY

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        for name in self.told:
            field = self[name]
            if not field.field.show_hidden_initial or field.html_initial_name not in self.data:
                continue
            began = field.field.to_python(self.data[field.html_initial_name])
            if began != self.now.get(name, "") and cleaned and cleaned[name] != self.now.get(name, ""):
                self.add_error(name, f"Somebody changed it meanwhile to “{self.now[name]}”. Save to replace.")
                data = self.data.copy()  # type: ignore[attr-defined]
                data[field.html_initial_name] = self.now[name]
                self.data = data
        return cleaned
