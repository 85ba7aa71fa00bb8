"""The history of universes in the admin: who changed what. Only to look."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.db.models.fields.json import KT
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.decorators import display

from storybible.models import Revision, RowKind
from umam.universes import access
from umam.universes.admin_base import TenantAdmin, tenant_filter

_MODELS = {
    RowKind.ELEMENT: "element",
    RowKind.EVENT: "timelineevent",
    RowKind.RELATION: "relation",
    RowKind.SCENE: "scene",
    RowKind.WORLD_CONFIG: "worldconfig",
    RowKind.STYLE_GUIDE: "styleguide",
    RowKind.CALENDAR: "calendar",
}


def admin_address(kind: str, row_id: Any) -> str:
    """Where a row of the bible is edited."""
    try:
        return reverse(f"admin:storybible_{_MODELS[RowKind(kind)]}_change", args=[row_id])
    except NoReverseMatch:
        return ""


@admin.register(Revision)
class RevisionAdmin(TenantAdmin):
    list_display: ClassVar = ["created_at", "row", "kind", "action", "what", "by", "source", "universe"]
    list_filter: ClassVar = ["kind", "action", "source", tenant_filter("universe")]
    list_select_related: ClassVar = ["by", "universe"]
    list_per_page = 50
    show_full_result_count = False
    date_hierarchy = "created_at"
    ordering: ClassVar = ["-created_at", "-id"]
    list_display_links = None
    actions: ClassVar[list[str]] = []
    fields: ClassVar = ["created_at", "row", "kind", "number", "action", "what", "by", "source", "note"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Of the universes that somebody may change: older states may tell what is hidden from viewers."""
        rows: QuerySet[Any] = access.editable(super().get_queryset(request), request.user)
        rows = rows.defer("document")
        return rows.annotate(  # type: ignore[no-any-return]
            row_name=KT("document__name"), row_title=KT("document__title")
        )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return list(self.fields)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @display(description="Row")
    def row(self, revision: Any) -> SafeString | str:
        title = revision.row_name or revision.row_title or revision.get_kind_display()
        url = admin_address(revision.kind, revision.row_id)
        return format_html('<a class="bible-link" href="{}">{}</a>', url, title) if url else title

    @display(description="Changed")
    def what(self, revision: Revision) -> str:
        return ", ".join(name.replace("_", " ") for name in revision.changed) or "-"
