"""Where a page of the bible stands: its universe, what the reader may do there, and the way back to it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from storybible.models import Source
from storybible.services.keeping import Author
from umam.lib.errors import NotFound
from umam.studio.context import enter_universe
from umam.studio.views.base import reader
from umam.universes import access
from umam.universes.models import Universe

RIBBON = "umam_ribbon"


def open_universe(request: HttpRequest, slug: str, *, edit: bool = False) -> Universe:
    """The universe of the address, which becomes the reader's current one.

    Raises NotFound where the reader may not see it, and Forbidden where `edit` is wanted and not theirs.
    """
    found = access.visible_universes(reader(request)).filter(slug=slug).first()
    if found is None:
        raise NotFound("There is no such universe here.")
    if edit:
        access.require_edit(reader(request), found.pk)
    enter_universe(request, found)
    return found


def surroundings(request: HttpRequest, universe: Universe, here: str) -> dict[str, Any]:
    """What every page of the bible shows around itself. `here` is the tab that is lit."""
    return {
        "universe": universe,
        "accent": universe.accent,
        "here": here,
        "may_edit": access.can_edit(reader(request), universe.pk),
        "host": f"{request.scheme}://{request.get_host()}",
    }


def author(request: HttpRequest) -> Author:
    """The reader as the author of what a page writes."""
    return Author(by=reader(request), source=Source.PAGE)


def lay_ribbon(response: HttpResponse, universe: Universe, kind: str, row_id: UUID) -> HttpResponse:
    """Remembers in the browser what was read last, so that the universe opens there."""
    value = f"{universe.pk}.{kind}.{row_id}"
    response.set_cookie(RIBBON, value, max_age=30 * 86400, samesite="Lax", httponly=True)
    return response


def ribbon(request: HttpRequest, universe: Universe) -> tuple[str, UUID] | None:
    """The kind and the id of what was read last in this universe."""
    where, kind, row_id = [*request.COOKIES.get(RIBBON, "").split("."), "", "", ""][:3]
    if where != str(universe.pk):
        return None
    try:
        return kind, UUID(row_id)
    except ValueError:
        return None
