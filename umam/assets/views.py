"""Addresses that deliver files without an account: signed links, and public links that can be revoked."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from umam.assets import delivery, links, selectors
from umam.assets.models import Asset
from umam.lib.errors import NotFound

P = ParamSpec("P")


def _plain_not_found(view: Callable[P, HttpResponseBase]) -> Callable[P, HttpResponseBase]:
    """What is not there is one plain sentence: a player or an <img> shows no page."""

    @wraps(view)
    def answer(*args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        try:
            return view(*args, **kwargs)
        except NotFound as error:
            text = f"{error.message} {error.suggestion}".strip()
            headers = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
            return HttpResponse(text, status=404, content_type="text/plain; charset=utf-8", headers=headers)

    return answer


@require_safe
@_plain_not_found
def signed_link(request: HttpRequest, signed: str) -> HttpResponseBase:
    """A file or preview by a signed link; `?download` asks the browser to save it."""
    asset_id, what = links.read_link(signed)
    asset = Asset.objects.alive().filter(pk=asset_id).first()
    if asset is None:
        raise NotFound("This file is not here any more.")
    if what == "preview":
        return delivery.deliver_preview(request, asset)
    return delivery.deliver_file(request, asset, inline="download" not in request.GET)


@require_safe
@_plain_not_found
def share_link(request: HttpRequest, token: str) -> HttpResponseBase:
    """The file behind a public link, until it ends or is revoked."""
    asset = selectors.shared_asset(token)
    return delivery.deliver_file(request, asset, inline="download" not in request.GET, public=True)
