"""The light table, one file, and what can be done with it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from umam.assets import services
from umam.assets.links import share_url
from umam.assets.models import Asset, AssetKind, AssetSource
from umam.assets.selectors import get_asset, open_share, usages
from umam.lib.errors import UmamError
from umam.studio import selectors
from umam.studio.context import current_universe, enter_universe
from umam.studio.views.base import back, page, reader, sentence
from umam.universes import access
from umam.universes.access import editable_universes, visible_universes

FILTERS = ("kind", "universe", "source", "text")


@page
def assets(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        return _upload(request)
    asked = {name: request.GET.get(name, "").strip() for name in FILTERS}
    trash = request.GET.get("trash") == "1"
    part = selectors.wall(reader(request), **asked, trash=trash, cursor=request.GET.get("cursor", ""))
    context: dict[str, Any] = {
        "assets": part.rows,
        "following": part.following,
        "asked": asked,
        "trash": trash,
        "kinds": AssetKind.choices,
        "sources": AssetSource.choices,
        "universes": visible_universes(reader(request)),
        "editable": editable_universes(reader(request)),
        "is_filtered": any(asked.values()) or trash,
    }
    template = "studio/assets_tiles.html" if request.GET.get("cursor") else "studio/assets.html"
    return render(request, template, context)


def _upload(request: HttpRequest) -> HttpResponse:
    """Takes in one or more files; each is told by name, whether it was taken or why not."""
    wanted = request.POST.get("universe_id", "")
    universe = access.require_edit(reader(request), wanted) if wanted else current_universe(request)
    if universe is None:
        return redirect("studio:universe-new")
    for upload in request.FILES.getlist("files"):
        try:
            asset = services.ingest_upload(universe=universe, by=reader(request), upload=upload)
        except UmamError as error:
            messages.error(request, sentence(error))
        else:
            messages.success(request, f"“{asset.name}” is in {universe.name}.")
    if not request.FILES:
        messages.error(request, "No file came along. Choose one or more, then send them.")
    return redirect("studio:assets")


@page
def asset(request: HttpRequest, asset_id: UUID) -> HttpResponse:
    found = get_asset(user=reader(request), asset_id=asset_id, trashed=True)
    enter_universe(request, found.universe)
    share = open_share(found)
    context: dict[str, Any] = {
        "asset": found,
        "accent": found.universe.accent,
        "may_edit": access.can_edit(reader(request), found.universe_id),
        "share": share,
        "share_url": share_url(share, request) if share else "",
        "usages": usages(found),
        **selectors.asset_detail(found, reader(request)),
    }
    return render(request, "studio/asset.html", context)


@page
@require_POST
def rename(request: HttpRequest, asset_id: UUID) -> HttpResponse:
    found = _found(request, asset_id)
    services.rename(asset=found, by=reader(request), name=request.POST.get("name", ""))
    messages.success(request, f"It is called “{found.name}” now.")
    return _to(found)


@page
@require_POST
def trash(request: HttpRequest, asset_id: UUID) -> HttpResponse:
    found = _found(request, asset_id)
    services.trash(asset=found, by=reader(request))
    messages.success(request, f"“{found.name}” is in the trash for 30 days. You can restore it here.")
    return _to(found)


@page
@require_POST
def restore(request: HttpRequest, asset_id: UUID) -> HttpResponse:
    found = _found(request, asset_id)
    services.restore(asset=found, by=reader(request))
    messages.success(request, f"“{found.name}” is back.")
    return _to(found)


@page
@require_POST
def share(request: HttpRequest, asset_id: UUID) -> HttpResponse:
    """Opens the asset's public link, or ends it."""
    found = _found(request, asset_id)
    if request.POST.get("end"):
        services.revoke_share(asset=found, by=reader(request))
        messages.success(request, "The public link is ended. Whoever has it sees nothing any more.")
    else:
        services.share(asset=found, by=reader(request))
        messages.success(request, "Whoever has the link below can see this file.")
    return redirect(back(request, reverse("studio:asset", args=[found.pk])))


def _found(request: HttpRequest, asset_id: UUID) -> Asset:
    return get_asset(user=reader(request), asset_id=asset_id, trashed=True)


def _to(found: Asset) -> HttpResponse:
    return redirect("studio:asset", found.pk)
