"""The card that a mention shows."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from storybible.models import Element, ElementImage
from storybible.selectors.scope import visible_in
from umam.lib.errors import NotFound
from umam.studio.entity_types import look_of
from umam.studio.views.base import page, reader
from umam.universes import access


@page
def card(request: HttpRequest, slug: str, element_id: UUID) -> HttpResponse:
    """Who that is: face, type, name and one sentence. To look is not to enter the universe."""
    user = reader(request)
    universe = access.visible_universes(user).filter(slug=slug).first()
    if universe is None:
        raise NotFound("There is no such universe here.")
    rows = Element.objects.filter(pk=element_id, deleted_at=None).defer("body")
    element = visible_in(rows, user, universe).first()
    if element is None:
        raise NotFound("There is no such element here.")
    faces = ElementImage.objects.filter(element=element, asset__deleted_at=None).select_related("asset")
    face = faces.order_by("position", "id").first()
    context = {"element": element, "face": face, "look": look_of(element.entity_subtype)}
    response = render(request, "storybible/parts/hover_card.html", context)
    response["Cache-Control"] = "private, max-age=30"
    return response


urlpatterns = [path("universes/<slug:slug>/hover/<uuid:element_id>", card, name="bible-hover")]
