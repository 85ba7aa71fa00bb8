"""The desk, and the search palette."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from umam.studio import nav, selectors
from umam.studio.ask import room
from umam.studio.context import current_universe
from umam.studio.palette import found_in_bibles
from umam.studio.views.base import page, reader


@page
def home(request: HttpRequest) -> HttpResponse:
    part = "studio/home_live.html" if request.GET.get("part") == "live" else "studio/home.html"
    return render(request, part, {**selectors.desk(reader(request)), **room.waiting(reader(request))})


@page
def search(request: HttpRequest) -> HttpResponse:
    """The palette's list: places of the studio and things of the reader's universes."""
    text = request.GET.get("q", "").strip()[:100]
    here = current_universe(request)
    context = {
        "q": text,
        "places": [place for place in nav.everywhere(request, here) if text.lower() in place.label.lower()],
        **found_in_bibles(reader(request), here, text),
        **selectors.found(reader(request), text),
    }
    return render(request, "studio/parts/found.html", context)
