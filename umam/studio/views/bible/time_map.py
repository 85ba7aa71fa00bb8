"""What the map of time asks while it is looked at and worked on, and how a typed date is read."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.views.decorators.http import require_GET, require_http_methods

from storybible.calendars import PRECISIONS
from storybible.calendars.protocol import FIRST_TICK, LAST_TICK
from storybible.models import TimelineEvent
from storybible.selectors.scope import visible_in
from storybible.selectors.time import default_calendar, find_calendar, keeper_of, read_date, when_label
from storybible.services import time as services
from umam.lib.errors import Invalid, NotFound
from umam.studio import timeline_page
from umam.studio.picking import offered
from umam.studio.time_ruler import marks, moved
from umam.studio.timeline_page import LANES, Asked
from umam.studio.views.base import page, reader
from umam.studio.views.bible.answers import body_of, data, whole, within
from umam.studio.views.bible.place import author, open_universe
from umam.universes.models import Universe

RULER_SECONDS = 300
MOST_MARKS = 80


def setup(universe: Universe, reach: tuple[int, int], may_edit: bool) -> dict[str, Any]:
    """What the map must know to begin."""
    place = [universe.slug]
    calendar = default_calendar(universe)
    # The ruler is kept by the browser: a changed calendar must have another address.
    version = f"?calendar={calendar.pk}.{calendar.revision}" if calendar else ""
    return {
        "window": reverse("studio:bible-time-window", args=place),
        "ruler": reverse("studio:bible-time-ruler", args=place) + version,
        "moment": reverse("studio:bible-time-moment", args=place),
        "from": reach[0],
        "to": reach[1],
        "may_edit": may_edit,
    }


@data
@require_GET
def window(request: HttpRequest, slug: str) -> HttpResponse:
    universe = open_universe(request, slug)
    asked = Asked.read(request.GET, universe, reader(request))
    lanes = request.GET.get("lanes", "one")
    answer = timeline_page.window(
        universe,
        reader(request),
        asked,
        first=within(request.GET.get("from", FIRST_TICK), "from"),
        last=within(request.GET.get("to", LAST_TICK), "to"),
        lanes=lanes if lanes in LANES else "one",
    )
    return JsonResponse(answer)


@data
@require_GET
def ruler(request: HttpRequest, slug: str) -> HttpResponse:
    universe = open_universe(request, slug)
    first, last = (within(request.GET.get(name, ""), name) for name in ("from", "to"))
    count = max(1, min(MOST_MARKS, whole(request.GET.get("count", 10), "count")))
    if last <= first:
        raise Invalid("The ruler runs from an earlier to a later time.", attr="to")
    found = marks(keeper_of(default_calendar(universe)), first, last, count)
    answer = JsonResponse(
        {"marks": [{"tick": one.tick, "label": one.label, "strong": one.strong} for one in found]}
    )
    answer["Cache-Control"] = f"private, max-age={RULER_SECONDS}"
    return answer


@data
@require_GET
def moment(request: HttpRequest, slug: str) -> HttpResponse:
    """A tick in words, as exact as asked."""
    universe = open_universe(request, slug)
    precision = request.GET.get("precision", "day")
    if precision not in PRECISIONS:
        raise Invalid(f"A precision is one of {', '.join(PRECISIONS)}.", attr="precision")
    tick = within(request.GET.get("tick", ""), "tick")
    return JsonResponse({"label": keeper_of(default_calendar(universe)).label(tick, precision)})


@data
@require_http_methods(["PATCH"])
def move(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Brings an event to another time: `start_tick`, or `by` so many units of its precision."""
    universe = open_universe(request, slug, edit=True)
    rows = visible_in(TimelineEvent.objects.filter(key=key, deleted_at=None), reader(request), universe)
    found = rows.select_related("calendar").first()
    if found is None:
        raise NotFound("There is no such event here.")
    found.universe = universe
    sent = body_of(request)
    if "by" in sent:
        steps = whole(sent["by"], "by")
        tick = moved(keeper_of(found.calendar), found.start_tick or 0, found.precision, steps)
    else:
        tick = whole(sent.get("start_tick"), "start_tick")
    services.move_event(
        event=found,
        author=author(request),
        start_tick=tick,
        expected=whole(sent["revision"], "revision") if sent.get("revision") else None,
    )
    fresh = timeline_page.with_people(rows, reader(request), universe).get()
    told = timeline_page.as_json(fresh, timeline_page.Addresses(universe))
    return JsonResponse({"event": told, "message": f"{fresh} is at {when_label(fresh)} now."})


@data
@require_GET
def pick(request: HttpRequest, slug: str) -> HttpResponse:
    """Elements that fit what was typed into a picker."""
    universe = open_universe(request, slug)
    types = [one for one in request.GET.get("types", "").split(",") if one]
    text = " ".join(request.GET.get("q", "").split())[:120]
    return JsonResponse({"elements": offered(universe, reader(request), text, types)})


@page
@require_GET
def read(request: HttpRequest, slug: str) -> HttpResponse:
    """What the dates mean that are being typed, in words, or what is wrong with them."""
    universe = open_universe(request, slug)
    context: dict[str, Any] = {"said": [], "wrong": []}
    given = request.GET.get("calendar")
    try:
        calendar = default_calendar(universe) if given is None else find_calendar(universe, given)
    except Invalid:
        calendar = None
    for name in ("starts", "ends"):
        text = request.GET.get(name, "").strip()[:80]
        if not text:
            continue
        try:
            span = read_date(calendar, text, attr=name)
        except Invalid as error:
            context["wrong"].append(error.message)
            continue
        context["said"].append(_words(calendar, span.start, span.precision))
    if request.GET.get("about") and context["said"]:
        context["said"][0] = f"about {context['said'][0]}"
    return render(request, "storybible/event_date.html", context)


def _words(calendar: Any, tick: int, precision: str) -> str:
    keeper = keeper_of(calendar)
    weekday = keeper.fields(tick)["weekday"] if precision not in ("year", "month") else ""
    return f"{weekday}, {keeper.label(tick, precision)}" if weekday else keeper.label(tick, precision)


IN = "universes/<slug:slug>"
urlpatterns: list[Any] = [
    path(f"{IN}/time/window", window, name="bible-time-window"),
    path(f"{IN}/time/ruler", ruler, name="bible-time-ruler"),
    path(f"{IN}/time/moment", moment, name="bible-time-moment"),
    path(f"{IN}/time/read", read, name="bible-time-read"),
    path(f"{IN}/pick", pick, name="bible-pick"),
    path(f"{IN}/timeline/<str:key>/move", move, name="bible-event-move"),
]
