"""Scenes: the telling in its order, one to read, writing one, its history."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_POST

from storybible.documents import document
from storybible.models import Element, RowKind, Scene, SceneParticipant
from storybible.selectors.scope import of_seen_elements, visible_in
from storybible.selectors.time import when_label
from storybible.services import scenes as services
from storybible.words import markdown
from umam.lib.errors import NotFound, Stale, UmamError
from umam.studio import merging, settling
from umam.studio.curl import command
from umam.studio.scene_form import SceneDraft
from umam.studio.telling import ORDER, move_scene
from umam.studio.views.base import page, reader
from umam.studio.views.bible.past import history_of
from umam.studio.views.bible.place import author, lay_ribbon, open_universe, surroundings
from umam.universes.models import Universe

LENGTH = 60
LABELS = {
    "title": "Title",
    "text": "Text",
    "summary": "Summary",
    "location": "Where",
    "participants": "Who is in it",
    "when": "When",
    "visibility": "Who sees it",
}


def _rows(request: HttpRequest, universe: Universe) -> QuerySet[Scene]:
    return visible_in(Scene.objects.filter(deleted_at=None), reader(request), universe).order_by(*ORDER)


@page
def scenes(request: HttpRequest, slug: str) -> HttpResponse:
    universe = open_universe(request, slug)
    around = surroundings(request, universe, "scenes")
    text = request.GET.get("text", "").strip()[:100]
    rows = _rows(request, universe)
    if text:
        rows = rows.filter(Q(title__icontains=text) | Q(summary__icontains=text))
    start = merging.number(request.GET.get("cursor", "")) or 0
    seen = visible_in(Element.objects.alive(), reader(request), universe)
    cast = of_seen_elements(SceneParticipant.objects.select_related("element"), around["may_edit"])
    rows = rows.defer("text").prefetch_related(
        "calendar",
        Prefetch("location", queryset=seen),
        Prefetch("participant_rows", queryset=cast, to_attr="cast"),
    )
    found = list(rows[start : start + LENGTH + 1])
    context: dict[str, Any] = {
        **around,
        "scenes": [(start + place, row, when_label(row)) for place, row in enumerate(found[:LENGTH])],
        "following": str(start + LENGTH) if len(found) > LENGTH else "",
        "text": text,
        "may_order": around["may_edit"] and not text,
        "curl": command(around["host"], "GET", f"/api/universes/{universe.pk}/scenes"),
    }
    template = "storybible/scenes_rows.html" if start else "storybible/scenes.html"
    return render(request, template, context)


def find_scene(request: HttpRequest, universe: Universe, key: str, *, trashed: bool = False) -> Scene:
    """The scene of that key that the reader may see. Raises NotFound."""
    rows = visible_in(Scene.objects.filter(key=key), reader(request), universe)
    rows = rows.select_related("calendar", "location", "updated_by", "job")
    found = (rows if trashed else rows.filter(deleted_at=None)).first()
    if found is None:
        raise NotFound("There is no such scene here.")
    found.universe = universe
    return found


@page
def scene(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    universe = open_universe(request, slug)
    around = surroundings(request, universe, "scenes")
    person = reader(request)
    found = find_scene(request, universe, key, trashed=around["may_edit"])
    seen = visible_in(Element.objects.alive(), person, universe)
    keys = list(_rows(request, universe).values_list("pk", flat=True))
    place = keys.index(found.pk) if found.pk in keys else None
    context: dict[str, Any] = {
        **around,
        "scene": found,
        "when": when_label(found),
        "body": markdown(found.text, universe, person),
        "location": seen.filter(pk=found.location_id).first() if found.location_id else None,
        "people": of_seen_elements(found.participant_rows.select_related("element"), around["may_edit"]),
        "number": place + 1 if place is not None else None,
        "total": len(keys),
        "nearby": _nearby(keys, place),
        "words": len(found.text.split()),
        "curl": command(around["host"], "GET", f"/api/scenes/{found.pk}"),
    }
    response = render(request, "storybible/scene.html", context)
    return lay_ribbon(response, universe, RowKind.SCENE.value, found.pk)


def _nearby(keys: list[Any], place: int | None) -> dict[str, Scene | None]:
    """The scenes that are told just before and after."""
    if place is None:
        return {"before": None, "after": None}
    wanted = {"before": place - 1, "after": place + 1}
    ids = {name: keys[spot] for name, spot in wanted.items() if 0 <= spot < len(keys)}
    found = Scene.objects.defer("text").in_bulk(list(ids.values()))
    return {name: found.get(ids.get(name)) for name in wanted}


@page
def new(request: HttpRequest, slug: str) -> HttpResponse:
    universe = open_universe(request, slug, edit=True)
    if request.method != "POST":
        return _form(request, universe, SceneDraft.blank(universe, reader(request), request.GET))
    draft = SceneDraft.sent(universe, reader(request), request.POST)
    if not draft.is_right():
        return _form(request, universe, draft)
    try:
        made = services.create_scene(universe=universe, author=author(request), **draft.values())
    except (UmamError, ValidationError) as error:
        draft.refuse(error)
        return _form(request, universe, draft)
    messages.success(request, f"{made} is told last. Move it where it belongs in the list of scenes.")
    return redirect("studio:bible-scene", universe.slug, made.key)


@page
def edit(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    universe = open_universe(request, slug, edit=True)
    found = find_scene(request, universe, key)
    if request.method != "POST":
        return _form(request, universe, SceneDraft.of(found), found)
    draft = SceneDraft.sent(universe, reader(request), request.POST)
    if not draft.is_right():
        return _form(request, universe, draft, found)
    values = settling.without_theirs(draft.values(), request.POST)
    expected = merging.number(request.POST.get("revision", ""))
    try:
        services.update_scene(scene=found, author=author(request), expected=expected, **values)
    except Stale:
        return _stale(request, universe, find_scene(request, universe, key), draft)
    except (UmamError, ValidationError) as error:
        draft.refuse(error)
        return _form(request, universe, draft, found)
    messages.success(request, "Saved.")
    return redirect("studio:bible-scene", universe.slug, found.key)


def _form(
    request: HttpRequest, universe: Universe, draft: SceneDraft, scene: Scene | None = None
) -> HttpResponse:
    around = surroundings(request, universe, "scenes")
    first = request.method == "GET"
    if scene is not None:
        path_, method = f"/api/scenes/{scene.pk}", "PATCH"
    else:
        path_, method = f"/api/universes/{universe.pk}/scenes", "POST"
    body = {"title": scene.title if scene else "Low water", "text": "The tide went out further than ever."}
    context: dict[str, Any] = {
        **around,
        "draft": draft,
        "form": draft.form,
        "scene": scene,
        "revision": (scene.revision if scene and first else request.POST.get("revision", "")) or "",
        "curl": command(around["host"], method, path_, body=body, revision=scene.revision if scene else None),
    }
    return render(request, "storybible/scene_form.html", context, status=200 if first else 422)


def _stale(request: HttpRequest, universe: Universe, scene: Scene, draft: SceneDraft) -> HttpResponse:
    """Both versions side by side. Everything that was typed is in the page and is sent again with it."""
    context: dict[str, Any] = {
        **surroundings(request, universe, "scenes"),
        "title": scene.title,
        "row": scene,
        "back_url": reverse("studio:bible-scene", args=[universe.slug, scene.key]),
        **settling.compared(
            kind=RowKind.SCENE,
            row_id=scene.pk,
            mine=draft.document(),
            theirs=document(scene),
            labels=LABELS,
            data=request.POST,
        ),
    }
    return render(request, "storybible/stale.html", context, status=412)


@page
@require_POST
def move(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Brings a scene to another place of the telling, counted from 0."""
    universe = open_universe(request, slug, edit=True)
    found = find_scene(request, universe, key)
    place = merging.number(request.POST.get("place", ""))
    if place is not None:
        move_scene(scene=found, author=author(request), place=place)
    if request.headers.get("HX-Request"):
        return scenes(request, slug)
    return redirect("studio:bible-scenes", universe.slug)


@page
@require_POST
def trash(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    universe = open_universe(request, slug, edit=True)
    found = find_scene(request, universe, key)
    services.delete_scene(scene=found, author=author(request))
    messages.success(request, f"{found} is in the trash for 30 days. You can take it out here.")
    return redirect("studio:bible-scene", universe.slug, found.key)


@page
@require_POST
def restore(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    universe = open_universe(request, slug, edit=True)
    found = find_scene(request, universe, key, trashed=True)
    services.restore_scene(scene=found, author=author(request))
    messages.success(request, f"{found} is back.")
    return redirect("studio:bible-scene", universe.slug, found.key)


@page
def history(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    universe = open_universe(request, slug)
    around = surroundings(request, universe, "scenes")
    found = find_scene(request, universe, key, trashed=around["may_edit"])
    place = [universe.slug, found.key]
    context = {
        **around,
        **history_of(request, RowKind.SCENE, found, sees_all=around["may_edit"]),
        "back_url": reverse("studio:bible-scene", args=place),
        "revert_url": reverse("studio:bible-scene-revert", args=place),
    }
    return render(request, "storybible/event_history.html", context)


@page
@require_POST
def revert(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    universe = open_universe(request, slug, edit=True)
    found = find_scene(request, universe, key)
    number = merging.number(request.POST.get("number", "")) or 0
    services.revert_scene(scene=found, author=author(request), number=number)
    messages.success(request, f"{found} is as it was at revision {number}.")
    return redirect("studio:bible-scene", universe.slug, found.key)


IN = "universes/<slug:slug>"
urlpatterns: list[Any] = [
    path(f"{IN}/scenes", scenes, name="bible-scenes"),
    path(f"{IN}/new-scene", new, name="bible-scene-new"),
    path(f"{IN}/scenes/<str:key>", scene, name="bible-scene"),
    path(f"{IN}/scenes/<str:key>/edit", edit, name="bible-scene-edit"),
    path(f"{IN}/scenes/<str:key>/move", move, name="bible-scene-move"),
    path(f"{IN}/scenes/<str:key>/trash", trash, name="bible-scene-trash"),
    path(f"{IN}/scenes/<str:key>/restore", restore, name="bible-scene-restore"),
    path(f"{IN}/scenes/<str:key>/history", history, name="bible-scene-history"),
    path(f"{IN}/scenes/<str:key>/revert", revert, name="bible-scene-revert"),
]
