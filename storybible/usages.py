"""Where a file is used in the story bible: told on the file's page."""

from __future__ import annotations

from django.db.models import Q
from django.urls import reverse

from storybible.models import Element, ElementImage, Visibility
from umam.assets.models import Asset
from umam.assets.selectors import Usage

MOST = 20


def elements(asset: Asset) -> list[Usage]:
    """The living elements that show this file as a picture or as their model.

    Whoever may see the file reads this, so an element that is hidden from some is not named.
    """
    pictured = Q(pk__in=ElementImage.objects.filter(asset=asset).values("element"))
    rows = Element.objects.filter(pictured | Q(model=asset), universe=asset.universe_id, deleted_at=None)
    return [_usage(asset, element) for element in rows.select_related("universe")[:MOST]]


def _usage(asset: Asset, element: Element) -> Usage:
    what = "3D model" if element.model_id == asset.pk else "Picture"
    if element.visibility != Visibility.EVERYONE:
        return Usage(f"{what} of an element that is not shown to everyone")
    page = reverse("studio:bible-element", args=[element.universe.slug, element.key])
    return Usage(f"{what} of “{element}”", page)
