"""Questions about assets."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string

from umam.assets.models import Asset, AssetQuerySet, AssetShare
from umam.lib.errors import NotFound
from umam.universes import access
from umam.universes.access import Person
from umam.universes.models import Universe


@dataclass(frozen=True)
class Usage:
    """One place that uses an asset: what it is, and where people find it."""

    label: str
    url: str = ""


UsageHook = Callable[[Asset], list[Usage]]


def visible_assets(user: Person) -> AssetQuerySet:
    """All assets of the universes somebody may see, those in the trash included."""
    rows: AssetQuerySet = access.scope(Asset.objects.all(), user)  # type: ignore[assignment]
    return rows


def get_asset(*, user: Person, asset_id: UUID | str, trashed: bool = False) -> Asset:
    """An asset that the user may see. Raises NotFound; for one in the trash too, unless `trashed`."""
    rows = visible_assets(user).select_related("universe")
    asset = (rows if trashed else rows.alive()).filter(pk=asset_id).first()
    if asset is None:
        raise NotFound("There is no such asset here.")
    return asset


def get_asset_of(*, universe: Universe, asset_id: UUID | str, attr: str | None = None) -> Asset:
    """An asset of this very universe, for ids that came inside a body. Raises NotFound."""
    asset = Asset.objects.alive().filter(universe=universe, pk=asset_id).first()
    if asset is None:
        raise NotFound(f"There is no such asset in {universe.name}.", attr=attr)
    return asset


def open_share(asset: Asset) -> AssetShare | None:
    """The public link of an asset, where it has one that is still good."""
    share = asset.shares.filter(revoked_at=None).first()
    return share if share is not None and share.is_open else None


def shared_asset(token: str) -> Asset:
    """The asset behind a public link. Raises NotFound for an unknown, ended or revoked one."""
    share = AssetShare.objects.select_related("asset").filter(token=token).first()
    if share is None or not share.is_open or share.asset.in_trash:
        raise NotFound("This link has ended or never was.")
    return share.asset


def usages(asset: Asset) -> list[Usage]:
    """Where an asset is used, as told by the rooms above (`UMAM_ASSET_USAGES`)."""
    found: list[Usage] = []
    for path in settings.UMAM_ASSET_USAGES:
        hook: Any = import_string(path)
        found += hook(asset)
    return found
