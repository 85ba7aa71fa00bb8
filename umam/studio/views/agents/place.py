"""Where a page of agents stands: the universe whose bible is read, and what the reader may do there."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from umam.lib.errors import NotFound
from umam.lib.storable import storable
from umam.studio.ask import room
from umam.studio.context import current_universe, enter_universe
from umam.studio.views.base import reader
from umam.universes import access
from umam.universes.models import Universe


def here(request: HttpRequest) -> Universe | None:
    """The universe of the form or the address, which becomes the current one; else the one they are in."""
    wanted = request.POST.get("universe") or request.GET.get("universe")
    if not wanted:
        return current_universe(request)
    found = access.visible_universes(reader(request)).filter(slug=str(storable(wanted))[:120]).first()
    if found is None:
        raise NotFound("There is no such universe here.")
    enter_universe(request, found)
    return found


def surroundings(request: HttpRequest, universe: Universe | None) -> dict[str, Any]:
    person = reader(request)
    around: dict[str, Any] = {
        "universe": universe,
        "may_edit": universe is not None and access.can_edit(person, universe.pk),
        "only_demo": room.only_demo(universe, person),
        "host": host(request),
    }
    return around | ({"accent": universe.accent} if universe else {})


def host(request: HttpRequest) -> str:
    return f"{request.scheme}://{request.get_host()}"
