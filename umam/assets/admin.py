"""Assets in the admin: a wall of previews, a player, and the trash. Files come and go by the services."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.defaultfilters import filesizeformat
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from unfold.decorators import action, display

from umam.accounts.models import User
from umam.assets import links, selectors, services
from umam.assets.models import Asset, AssetKind
from umam.lib.errors import UmamError
from umam.universes.admin_base import TenantAdmin, tenant_filter

# Read whole only where one asset is shown: they are the heavy columns of a row.
_HEAVY = ("peaks", "probe", "provenance")
_LINK = "text-primary-600 dark:text-primary-400"


class TrashFilter(admin.SimpleListFilter):
    title = "trash"
    parameter_name = "trash"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", "In the trash"), ("all", "Everything")]

    def choices(self, changelist: Any) -> Any:
        choices = list(super().choices(changelist))
        choices[0]["display"] = "In use"
        return choices

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() == "all":
            return queryset
        return (
            queryset.exclude(deleted_at=None) if self.value() == "yes" else queryset.filter(deleted_at=None)
        )


@admin.register(Asset)
class AssetAdmin(TenantAdmin):
    list_display = [
        "thumbnail",
        "name",
        "kind_label",
        "universe",
        "measure",
        "file_size",
        "created_by",
        "created_at",
    ]
    list_display_links = ["thumbnail", "name"]
    list_filter = ["kind", "source", tenant_filter("universe"), TrashFilter]
    list_select_related = ["universe", "created_by"]
    list_per_page = 50
    show_full_result_count = False
    search_fields = ["name", "sha256"]
    date_hierarchy = "created_at"
    ordering = ["-created_at", "id"]
    actions = ["to_trash", "from_trash", "for_ever"]
    fieldsets = [
        (None, {"fields": ["shown", "name", "universe", "kind", "state", "public_link", "download"]}),
        (
            "File",
            {"fields": ["mime", "file_size", "width", "height", "duration", "fps", "digest", "probe"]},
        ),
        (
            "Where it comes from",
            {
                "fields": [
                    "source",
                    "made_of",
                    "provenance",
                    "created_by",
                    "created_at",
                    "updated_at",
                    "used_by",
                ]
            },
        ),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = super().get_queryset(request)
        one = request.resolver_match is not None and "object_id" in request.resolver_match.kwargs
        return rows if one else rows.defer(*_HEAVY)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        named = [name for _, options in self.fieldsets for name in options["fields"]]
        return [name for name in named if name != "name"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False  # files are uploaded on the studio's pages or by API

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False  # the trash is the way out: see the actions

    def save_model(self, request: HttpRequest, obj: Asset, form: Any, change: bool) -> None:
        services.rename(asset=obj, by=_user(request), name=obj.name)

    # Columns and fields

    @display(description="")
    def thumbnail(self, asset: Asset) -> SafeString | str:
        url = links.preview_url(asset)
        if url is None:
            return AssetKind(asset.kind).label
        return format_html(
            '<img src="{}" alt="" loading="lazy" width="96" height="54" '
            'style="object-fit:contain;max-height:54px;border-radius:6px">',
            url,
        )

    @display(
        description="Kind",
        ordering="kind",
        label={"audio": "info", "image": "success", "video": "warning", "model": "primary"},
    )
    def kind_label(self, asset: Asset) -> tuple[str, str]:
        return asset.kind, AssetKind(asset.kind).label

    @display(description="Length or size", ordering="duration")
    def measure(self, asset: Asset) -> str:
        parts = []
        if asset.width and asset.height:
            parts.append(f"{asset.width} × {asset.height}")
        if asset.duration is not None:
            minutes, seconds = divmod(asset.duration, 60)
            parts.append(f"{minutes:.0f}:{seconds:04.1f}")
        return ", ".join(parts)

    @display(description="SHA-256")
    def digest(self, asset: Asset) -> SafeString:
        return format_html('<span style="overflow-wrap:anywhere">{}</span>', asset.sha256)

    @display(description="File size", ordering="size")
    def file_size(self, asset: Asset) -> str:
        return filesizeformat(asset.size)

    @display(description="")
    def shown(self, asset: Asset) -> SafeString | str:
        """The thing itself: a player, a picture, or a link."""
        if asset.in_trash:
            return "In the trash: restore it to look at it."
        url, preview = links.file_url(asset), links.preview_url(asset) or ""
        if asset.kind == AssetKind.AUDIO:
            wave = '<img src="{}" alt="Waveform" style="max-width:640px;width:100%;height:96px">'
            player = '<br><audio controls preload="none" src="{}" style="width:100%;max-width:640px"></audio>'
            return format_html(wave + player, preview, url)
        if asset.kind == AssetKind.VIDEO:
            film = '<video controls preload="none" src="{}" poster="{}" style="width:100%;max-width:640px">'
            return format_html(film + "</video>", url, preview)
        if asset.kind == AssetKind.IMAGE:
            return format_html('<img src="{}" alt="{}" style="max-width:640px;width:100%">', url, asset.name)
        if asset.kind == AssetKind.MODEL:
            return render_to_string("storybible/model_viewer.html", {"asset": asset})
        return format_html('<a class="{}" href="{}">Open the file</a>', _LINK, url)

    @display(description="Trash")
    def state(self, asset: Asset) -> str:
        return f"In the trash since {asset.deleted_at:%Y-%m-%d %H:%M} UTC" if asset.deleted_at else "In use"

    @display(description="Public link")
    def public_link(self, asset: Asset) -> SafeString | str:
        share = selectors.open_share(asset)
        if share is None:
            return "None"
        return format_html('<a class="{0}" href="{1}">{1}</a>', _LINK, links.share_url(share))

    @display(description="Download")
    def download(self, asset: Asset) -> SafeString:
        address = reverse("api-asset-download", args=[asset.pk])
        return format_html('<a class="{}" href="{}">Download</a>', _LINK, address)

    @display(description="Made of")
    def made_of(self, asset: Asset) -> SafeString | str:
        rows = ((_LINK, _admin_url(parent), parent.name) for parent in asset.parents.all()[:50])
        return format_html_join(", ", '<a class="{}" href="{}">{}</a>', rows) or "Nothing else"

    @display(description="Used by")
    def used_by(self, asset: Asset) -> SafeString | str:
        rows = ((_LINK, usage.url or "#", usage.label) for usage in selectors.usages(asset)[:50])
        return format_html_join(", ", '<a class="{}" href="{}">{}</a>', rows) or "Nothing"

    # Actions, each by its service, which checks the rights for every row

    @action(description="Move to the trash", permissions=["change"])
    def to_trash(self, request: HttpRequest, queryset: QuerySet[Asset]) -> None:
        self._each(request, queryset, services.trash, "moved to the trash")

    @action(description="Restore from the trash", permissions=["change"])
    def from_trash(self, request: HttpRequest, queryset: QuerySet[Asset]) -> None:
        self._each(request, queryset, services.restore, "restored")

    @action(description="Remove for ever (only what is in the trash)", permissions=["change"])
    def for_ever(self, request: HttpRequest, queryset: QuerySet[Asset]) -> None:
        self._each(request, queryset, services.purge, "removed for ever")

    def _each(self, request: HttpRequest, rows: QuerySet[Asset], act: Callable[..., Any], done: str) -> None:
        count = 0
        for asset in rows:
            try:
                act(asset=asset, by=_user(request))
                count += 1
            except UmamError as error:
                self.message_user(request, f"{asset.name}: {error.message}", messages.ERROR)
        if count:
            self.message_user(
                request, f"{count} {'asset' if count == 1 else 'assets'} {done}.", messages.SUCCESS
            )


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


def _admin_url(asset: Asset) -> str:
    return reverse("admin:assets_asset_change", args=[asset.pk])
