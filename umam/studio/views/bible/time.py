"""The timeline: a map and a list, one event, writing one, its history."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_POST

from storybible.documents import document
from storybible.models import Element, EventType, RowKind, TimelineEvent
from storybible.selectors.scope import of_seen_elements, visible_in
from storybible.selectors.time import default_calendar, when_label
from storybible.services import time as services
from storybible.words import markdown
from umam.lib.errors import NotFound, Stale, UmamError
from umam.studio import merging, settling, timeline_page
from umam.studio.curl import command
from umam.studio.event_form import EventDraft
from umam.studio.timeline_page import Asked
from umam.studio.views.base import page, reader
from umam.studio.views.bible import time_map
from umam.studio.views.bible.past import history_of
from umam.studio.views.bible.place import author, lay_ribbon, open_universe, surroundings
from umam.universes.models import Universe

LABELS = {
    "title": "Title",
    "type": "Type",
    "importance": "Weight",
    "when": "When",
    "description": "What happened",
    "visibility": "Who sees it",
    "participants": "Who took part",
    "elements": "What it is about",
}


@page
def timeline(request: HttpRequest, slug: str) -> HttpResponse:
    universe = open_universe(request, slug)
    around = surroundings(request, universe, "timeline")
    asked = Asked.read(request.GET, universe, reader(request))
    rows = timeline_page.events(universe, reader(request), asked)
    cursor = request.GET.get("cursor", "")
    part = timeline_page.page_of(timeline_page.with_people(rows, reader(request), universe), cursor)
    context: dict[str, Any] = {
        **around,
        "events": [(event, when_label(event)) for event in part.rows],
        "following": part.following,
        "asked": asked,
        "types": EventType.choices,
    }
    if cursor:
        return render(request, "storybible/timeline_rows.html", context)
    reach = timeline_page.extent(universe, reader(request))
    context |= {
        "calendar": default_calendar(universe),
        "is_empty": reach is None,
        "setup": time_map.setup(universe, reach, around["may_edit"]) if reach else None,
        "curl": command(
            around["host"],
            "GET",
            f"/api/universes/{universe.pk}/timeline",
            query={
                "from": asked.since,
                "to": asked.until,
                "event_type": asked.type,
                "participant": str(asked.participant.pk) if asked.participant else "",
            },
        ),
    }
    return render(request, "storybible/timeline.html", context)


def find_event(request: HttpRequest, universe: Universe, key: str, *, trashed: bool = False) -> TimelineEvent:
    """The event of that key that the reader may see. Raises NotFound."""
    rows = visible_in(TimelineEvent.objects.filter(key=key), reader(request), universe)
    rows = rows.select_related("calendar", "created_by", "updated_by")
    found = (rows if trashed else rows.filter(deleted_at=None)).first()
    if found is None:
        raise NotFound("There is no such event here.")
    found.universe = universe
    return found


@page
def event(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    universe = open_universe(request, slug)
    around = surroundings(request, universe, "timeline")
    person = reader(request)
    found = find_event(request, universe, key, trashed=around["may_edit"])
    seen = visible_in(Element.objects.alive(), person, universe)
    people = of_seen_elements(found.participant_rows.select_related("element"), around["may_edit"])
    nearby = timeline_page.neighbours(timeline_page.events(universe, person, Asked()), found)
    context: dict[str, Any] = {
        **around,
        "event": found,
        "when": when_label(found),
        "body": markdown(found.description, universe, person),
        "people": people,
        "things": seen.filter(event_links__event=found).order_by("name", "id"),
        "nearby": nearby,
        "curl": command(around["host"], "GET", f"/api/timeline/{found.pk}"),
    }
    response = render(request, "storybible/event.html", context)
    return lay_ribbon(response, universe, RowKind.EVENT.value, found.pk)


@page
def new(request: HttpRequest, slug: str) -> HttpResponse:
    universe = open_universe(request, slug, edit=True)
    if request.method != "POST":
        return _form(request, universe, EventDraft.blank(universe, reader(request), request.GET))
    draft = EventDraft.sent(universe, reader(request), request.POST)
    if not draft.is_right():
        return _form(request, universe, draft)
    try:
        made = services.create_event(universe=universe, author=author(request), **draft.values())
    except (UmamError, ValidationError) as error:
        draft.refuse(error)
        return _form(request, universe, draft)
    messages.success(request, f"{made} is on the timeline.")
    if request.POST.get("another"):
        return redirect(f"{reverse('studio:bible-event-new', args=[universe.slug])}?starts={made.starts}")
    return redirect("studio:bible-event", universe.slug, made.key)


@page
def edit(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    universe = open_universe(request, slug, edit=True)
    found = find_event(request, universe, key)
    if request.method != "POST":
        return _form(request, universe, EventDraft.of(found), found)
    draft = EventDraft.sent(universe, reader(request), request.POST)
    if not draft.is_right():
        return _form(request, universe, draft, found)
    values = settling.without_theirs(draft.values(), request.POST, {"type": "event_type"})
    expected = merging.number(request.POST.get("revision", ""))
    try:
        services.update_event(event=found, author=author(request), expected=expected, **values)
    except Stale:
        return _stale(request, universe, find_event(request, universe, key), draft)
    except (UmamError, ValidationError) as error:
        draft.refuse(error)
        return _form(request, universe, draft, found)
    messages.success(request, "Saved.")
    return redirect("studio:bible-event", universe.slug, found.key)


def _form(
    request: HttpRequest, universe: Universe, draft: EventDraft, event: TimelineEvent | None = None
) -> HttpResponse:
    around = surroundings(request, universe, "timeline")
    first = request.method == "GET"
    context: dict[str, Any] = {
        **around,
        "draft": draft,
        "form": draft.form,
        "event": event,
        "revision": (event.revision if event and first else request.POST.get("revision", "")) or "",
        "curl": _curl(around["host"], universe, event),
    }
    return render(request, "storybible/event_form.html", context, status=200 if first else 422)


def _curl(host: str, universe: Universe, event: TimelineEvent | None) -> str:
    body = {"title": event.title if event else "The lamp is lit", "in_world": {"start": "1204-03-17"}}
    if event is not None:
        body["in_world"] = {"start": event.starts}
        return command(host, "PUT", f"/api/timeline/{event.pk}", body=body, revision=event.revision)
    return command(host, "POST", f"/api/universes/{universe.pk}/timeline", body=body)


def _stale(request: HttpRequest, universe: Universe, event: TimelineEvent, draft: EventDraft) -> HttpResponse:
    """Both versions side by side. Everything that was typed is in the page and is sent again with it."""
    context: dict[str, Any] = {
        **surroundings(request, universe, "timeline"),
        "title": event.title,
        "row": event,
        "back_url": reverse("studio:bible-event", args=[universe.slug, event.key]),
        **settling.compared(
            kind=RowKind.EVENT,
            row_id=event.pk,
            mine=draft.document(),
            theirs=document(event),
            labels=LABELS,
            data=request.POST,
        ),
    }
    return render(request, "storybible/stale.html", context, status=412)


@page
@require_POST
def trash(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    universe = open_universe(request, slug, edit=True)
    found = find_event(request, universe, key)
    services.delete_event(event=found, author=author(request))
    messages.success(request, f"{found} is in the trash for 30 days. You can take it out here.")
    return redirect("studio:bible-event", universe.slug, found.key)


@page
@require_POST
def restore(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    universe = open_universe(request, slug, edit=True)
    found = find_event(request, universe, key, trashed=True)
    services.restore_event(event=found, author=author(request))
    messages.success(request, f"{found} is back.")
    return redirect("studio:bible-event", universe.slug, found.key)


@page
def history(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    universe = open_universe(request, slug)
    around = surroundings(request, universe, "timeline")
    found = find_event(request, universe, key, trashed=around["may_edit"])
    place = [universe.slug, found.key]
    context = {
        **around,
        **history_of(request, RowKind.EVENT, found, sees_all=around["may_edit"]),
        "back_url": reverse("studio:bible-event", args=place),
        "revert_url": reverse("studio:bible-event-revert", args=place),
        "api": f"/api/timeline/{found.pk}",
    }
    return render(request, "storybible/event_history.html", context)


@page
@require_POST
def revert(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    universe = open_universe(request, slug, edit=True)
    found = find_event(request, universe, key)
    number = merging.number(request.POST.get("number", "")) or 0
    services.revert_event(event=found, author=author(request), number=number)
    messages.success(request, f"{found} is as it was at revision {number}.")
    return redirect("studio:bible-event", universe.slug, found.key)


IN = "universes/<slug:slug>"
urlpatterns: list[Any] = [
    path(f"{IN}/timeline", timeline, name="bible-timeline"),
    path(f"{IN}/new-event", new, name="bible-event-new"),
    *time_map.urlpatterns,
    path(f"{IN}/timeline/<str:key>", event, name="bible-event"),
    path(f"{IN}/timeline/<str:key>/edit", edit, name="bible-event-edit"),
    path(f"{IN}/timeline/<str:key>/trash", trash, name="bible-event-trash"),
    path(f"{IN}/timeline/<str:key>/restore", restore, name="bible-event-restore"),
    path(f"{IN}/timeline/<str:key>/history", history, name="bible-event-history"),
    path(f"{IN}/timeline/<str:key>/revert", revert, name="bible-event-revert"),
]
