"""Admin classes of rows with a history, and of rows with a trash."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timesince import timesince
from unfold.decorators import action, display

from storybible.admin.base import ServiceAdmin, author_of
from storybible.admin.rights import rights_of
from storybible.models import RowKind
from storybible.models.base import BibleRow
from storybible.selectors import history
from storybible.services.keeping import Author
from umam.lib.errors import UmamError
from umam.universes import access
from umam.universes.admin_base import TenantAdmin

MOST_REVISIONS = 40


class KeptAdmin(ServiceAdmin):
    """Rows of which every state is kept: it can be read what changed, and an earlier state brought back."""

    kind: ClassVar[RowKind]

    def revert(self, author: Author, row: Any, number: int) -> object:
        raise NotImplementedError

    def get_urls(self) -> list[URLPattern]:
        name = f"{self.opts.app_label}_{self.opts.model_name}_revert"
        view = self.admin_site.admin_view(self.revert_view)
        return [path("<uuid:pk>/revert/<int:number>/", view, name=name), *super().get_urls()]

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> Any:
        """The latest states of a row, each with what differs from the one before."""
        row = self.get_object(request, object_id)
        if row is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not self.has_view_or_change_permission(request, row):
            raise PermissionDenied
        universe = self.universe_of(row)
        edits = universe is not None and access.can_edit(request.user, universe.pk)
        found = list(history.history(self.kind, row.pk, only_seen_by_all=not edits)[: MOST_REVISIONS + 1])
        before = [*(one.document for one in found[1:]), None]
        lines = [
            {"revision": one, "changes": history.diff(old, one.document) if old is not None else []}
            for one, old in zip(found, before, strict=True)
        ]
        context = {
            **self.admin_site.each_context(request),
            "title": f"History of {row}",
            "subtitle": None,
            "object": row,
            "opts": self.opts,
            "revisions": lines[:MOST_REVISIONS],
            "may_revert": self.has_change_permission(request, row),
            **(extra_context or {}),
        }
        return TemplateResponse(request, "admin/storybible/object_history.html", context)

    def revert_view(self, request: HttpRequest, pk: Any, number: int) -> HttpResponseBase:
        def act(author: Author, row: Any) -> object:
            return self.revert(author, row, number)

        return self._act(request, pk, act, f"is as it was at revision {number}")

    def _act(
        self, request: HttpRequest, pk: Any, act: Callable[[Author, Any], object], done: str
    ) -> HttpResponseBase:
        """Do something to one row that its reader may see; the service says whether they may change it."""
        if request.method != "POST":
            return HttpResponse(status=405, headers={"Allow": "POST"})
        row = self.get_object(request, str(pk))
        if row is None or not super().has_change_permission(request):
            return redirect(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")
        try:
            act(author_of(request), row)
        except UmamError as error:
            self.message_user(request, f"{error.message} {error.suggestion}".strip(), messages.ERROR)
        else:
            self.message_user(request, f"{row} {done}.", messages.SUCCESS)
        return redirect(self.address("change", pk))


class BibleAdmin(KeptAdmin):
    """Rows of the bible proper: with visibility, a trash and a history."""

    page_name: ClassVar[str] = ""

    def restore(self, author: Author, row: Any) -> object:
        raise NotImplementedError

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """What `scope.visible` lets through, asked by the ids of universes: large lists are quicker so."""
        rows: QuerySet[Any] = super(TenantAdmin, self).get_queryset(request)
        return rights_of(request).visible(rows).select_related("universe")

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """The list, whose rows know whether their reader sees hidden elements."""
        changelist = super().get_changelist_instance(request)
        rights = rights_of(request)
        for row in changelist.result_list:
            row.shows_all = rights.edits(row.universe_id)
        return changelist

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """What is in the trash can be looked at and taken back, but not changed there."""
        if isinstance(obj, BibleRow) and obj.in_trash:
            return False
        return super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        if isinstance(obj, BibleRow) and obj.in_trash:
            return False
        return super().has_delete_permission(request, obj)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return [*super().get_readonly_fields(request, obj), *(["universe"] if obj is not None else [])]

    def view_on_site(self, obj: Any) -> str | None:  # type: ignore[override]
        try:
            return reverse(self.page_name, args=[obj.universe.slug, obj.key]) if self.page_name else None
        except NoReverseMatch:
            return None

    def get_urls(self) -> list[URLPattern]:
        name = f"{self.opts.app_label}_{self.opts.model_name}_restore"
        view = self.admin_site.admin_view(self.restore_view)
        return [path("<uuid:pk>/restore/", view, name=name), *super().get_urls()]

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """The row, which knows who looks at it: its fields tell nobody of what is hidden from them."""
        row = super().get_object(request, object_id, from_field)
        if row is not None:
            row.shown_to = request.user
        return row

    def restore_view(self, request: HttpRequest, pk: Any) -> HttpResponseBase:
        return self._act(request, pk, self.restore, "is back from the trash")

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> Any:
        return super().delete_view(request, object_id, {**(extra_context or {}), "to_trash": True})

    @display(description="Changed", ordering="updated_at")
    def changed(self, row: Any) -> SafeString:
        shown = '<time datetime="{}" title="{}" class="bible-when">{} ago</time>'
        moment = row.updated_at
        ago = timesince(moment, depth=1)
        return format_html(shown, moment.isoformat(), f"{moment:%Y-%m-%d %H:%M} UTC", ago)

    @action(description="Move to the trash", permissions=["delete"])
    def delete_selected(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        self.each(request, queryset, self.remove, "moved to the trash")

    @action(description="Restore from the trash", permissions=["change"])
    def restore_selected(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        self.each(request, queryset, self.restore, "restored")
