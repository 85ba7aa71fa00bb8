"""Signed links to a file or its preview, good for at most UMAM_LINK_SECONDS, usable in <img> and <video>.

Whoever has one may fetch that one file until it ends, so they are made only for people who may see the asset.
The moment in the signature is that of a slot, not of the call: within a slot a page shows the same address
again, and browsers need not fetch the picture again.
"""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Literal
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner, b62_encode
from django.http import HttpRequest
from django.urls import reverse

from umam.assets.models import Asset, AssetShare
from umam.lib.errors import NotFound

What = Literal["file", "preview"]
SLOT_SECONDS = 300


class _SlotSigner(TimestampSigner):
    def timestamp(self) -> str:
        return b62_encode(int(time.time()) // SLOT_SECONDS * SLOT_SECONDS)


def _signer() -> _SlotSigner:
    return _SlotSigner(salt="umam.assets.links")


def file_url(asset: Asset) -> str:
    """A path on this host that delivers the asset's file for some minutes."""
    return _url(asset, "file")


def preview_url(asset: Asset) -> str | None:
    """A path on this host that delivers the asset's preview for some minutes; None where it has none."""
    return _url(asset, "preview") if asset.preview else None


def _url(asset: Asset, what: What) -> str:
    return reverse("asset-link", args=[_signer().sign(f"{asset.pk.hex}.{what}")])


def read_link(signed: str) -> tuple[UUID, What]:
    """What a signed link names. Raises NotFound for an expired, changed or forged one."""
    age = timedelta(seconds=settings.UMAM_LINK_SECONDS)
    try:
        asset_id, _, what = _signer().unsign(signed, max_age=age).partition(".")
        return UUID(asset_id), "preview" if what == "preview" else "file"
    except (BadSignature, ValueError):
        raise NotFound("This link has ended or never was.", suggestion="Open the page again.") from None


def share_url(share: AssetShare, request: HttpRequest | None = None) -> str:
    """The public address behind a share: absolute where the host is known."""
    path = reverse("asset-share-link", args=[share.token])
    return absolute(path, request)


def absolute(path: str, request: HttpRequest | None) -> str:
    base = urlsplit(settings.UMAM_PUBLIC_URL)
    if base.netloc:
        return f"{base.scheme}://{base.netloc}{path}"
    return request.build_absolute_uri(path) if request is not None else path
