"""Relations: the graph with its list, writing a tie, its history."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_GET, require_POST

from storybible.documents import document
from storybible.models import Relation, RowKind
from storybible.selectors.relations import relations_in
from storybible.services import relations as services
from umam.lib.errors import NotFound, Stale, UmamError
from umam.studio import graph_page, merging, settling
from umam.studio.curl import command
from umam.studio.entity_types import LOOKS
from umam.studio.graph_page import Asked
from umam.studio.relation_form import RelationDraft
from umam.studio.views.base import page, reader
from umam.studio.views.bible.answers import data
from umam.studio.views.bible.past import history_of
from umam.studio.views.bible.place import author, open_universe, surroundings
from umam.universes.models import Universe

LABELS = {
    "source": "From",
    "type": "Is",
    "target": "To",
    "note": "Note",
    "strength": "Strength",
    "when": "When",
    "visibility": "Who sees it",
}


@page
def relations(request: HttpRequest, slug: str) -> HttpResponse:
    universe = open_universe(request, slug)
    around = surroundings(request, universe, "relations")
    known = graph_page.offered_types(universe)
    asked = Asked.read(request.GET, universe, reader(request), known)
    found = graph_page.answer(universe, reader(request), asked)
    context: dict[str, Any] = {
        **around,
        "asked": asked,
        "found": found,
        "nodes": graph_page.listed(found),
        "ties": known,
        "looks": LOOKS,
        "is_empty": not found["edges"] and not asked.is_filtered and asked.centre is None,
        "curl": command(
            around["host"],
            "GET",
            f"/api/universes/{universe.pk}/graph",
            query={"centre": asked.centre.key if asked.centre else "", "hops": str(asked.hops)},
        ),
    }
    return render(request, "storybible/graph.html", context)


@data
@require_GET
def graph_data(request: HttpRequest, slug: str) -> HttpResponse:
    """What the drawing shows, for the same question as the page's."""
    universe = open_universe(request, slug)
    known = graph_page.offered_types(universe)
    asked = Asked.read(request.GET, universe, reader(request), known)
    return JsonResponse(graph_page.answer(universe, reader(request), asked))


def find_relation(
    request: HttpRequest, universe: Universe, relation_id: UUID, *, trashed: bool = False
) -> Relation:
    """The tie that the reader may see. Raises NotFound."""
    rows = relations_in(universe, reader(request)).filter(pk=relation_id)
    found = (rows if trashed else rows.filter(deleted_at=None)).first()
    if found is None:
        raise NotFound("There is no such relation here.")
    return found


@page
def new(request: HttpRequest, slug: str) -> HttpResponse:
    universe = open_universe(request, slug, edit=True)
    if request.method != "POST":
        return _form(request, universe, RelationDraft.blank(universe, reader(request), request.GET))
    draft = RelationDraft.sent(universe, reader(request), request.POST)
    if not draft.is_right():
        return _form(request, universe, draft)
    try:
        made = services.create_relation(universe=universe, author=author(request), **draft.values())
    except (UmamError, ValidationError) as error:
        draft.refuse(error)
        return _form(request, universe, draft)
    messages.success(request, f"{made}: that holds now.")
    if request.POST.get("another"):
        address = reverse("studio:bible-relation-new", args=[universe.slug])
        return redirect(f"{address}?source={made.source.key}")
    return redirect(_around(universe, made))


def _around(universe: Universe, relation: Relation) -> str:
    """The graph around the tie."""
    return f"{reverse('studio:bible-graph', args=[universe.slug])}?centre={relation.source.key}"


@page
def edit(request: HttpRequest, slug: str, relation_id: UUID) -> HttpResponse:
    universe = open_universe(request, slug, edit=True)
    found = find_relation(request, universe, relation_id, trashed=True)
    if request.method != "POST":
        return _form(request, universe, RelationDraft.of(found), found)
    draft = RelationDraft.sent(universe, reader(request), request.POST)
    if not draft.is_right():
        return _form(request, universe, draft, found)
    values = settling.without_theirs(draft.values(), request.POST)
    expected = merging.number(request.POST.get("revision", ""))
    try:
        services.update_relation(relation=found, author=author(request), expected=expected, **values)
    except Stale:
        return _stale(request, universe, find_relation(request, universe, relation_id), draft)
    except (UmamError, ValidationError) as error:
        draft.refuse(error)
        return _form(request, universe, draft, found)
    messages.success(request, "Saved.")
    return redirect(_around(universe, find_relation(request, universe, relation_id)))


def _form(
    request: HttpRequest, universe: Universe, draft: RelationDraft, relation: Relation | None = None
) -> HttpResponse:
    around = surroundings(request, universe, "relations")
    first = request.method == "GET"
    body = {"type": "mentor-of", "source": "…", "target": "…", "note": ""}
    path_ = f"/api/relations/{relation.pk}" if relation else f"/api/universes/{universe.pk}/relations"
    context: dict[str, Any] = {
        **around,
        "draft": draft,
        "form": draft.form,
        "relation": relation,
        "revision": (relation.revision if relation and first else request.POST.get("revision", "")) or "",
        "curl": command(around["host"], "PATCH" if relation else "POST", path_, body=body),
    }
    return render(request, "storybible/graph_form.html", context, status=200 if first else 422)


def _stale(
    request: HttpRequest, universe: Universe, relation: Relation, draft: RelationDraft
) -> HttpResponse:
    """Both versions side by side. Everything that was typed is in the page and is sent again with it."""
    context: dict[str, Any] = {
        **surroundings(request, universe, "relations"),
        "title": str(relation),
        "row": relation,
        "back_url": _around(universe, relation),
        **settling.compared(
            kind=RowKind.RELATION,
            row_id=relation.pk,
            mine=draft.document(),
            theirs=document(relation),
            labels=LABELS,
            data=request.POST,
        ),
    }
    return render(request, "storybible/stale.html", context, status=412)


@page
@require_POST
def trash(request: HttpRequest, slug: str, relation_id: UUID) -> HttpResponse:
    universe = open_universe(request, slug, edit=True)
    found = find_relation(request, universe, relation_id)
    services.delete_relation(relation=found, author=author(request))
    messages.success(request, f"“{found}” is in the trash for 30 days.")
    return redirect("studio:bible-relation-edit", universe.slug, found.pk)


@page
@require_POST
def restore(request: HttpRequest, slug: str, relation_id: UUID) -> HttpResponse:
    universe = open_universe(request, slug, edit=True)
    found = find_relation(request, universe, relation_id, trashed=True)
    services.restore_relation(relation=found, author=author(request))
    messages.success(request, f"“{found}” holds again.")
    return redirect(_around(universe, found))


@page
def history(request: HttpRequest, slug: str, relation_id: UUID) -> HttpResponse:
    universe = open_universe(request, slug)
    around = surroundings(request, universe, "relations")
    found = find_relation(request, universe, relation_id, trashed=around["may_edit"])
    place = [universe.slug, found.pk]
    context = {
        **around,
        **history_of(request, RowKind.RELATION, found, sees_all=around["may_edit"]),
        "back_url": _around(universe, found),
        "revert_url": reverse("studio:bible-relation-revert", args=place),
    }
    return render(request, "storybible/event_history.html", context)


@page
@require_POST
def revert(request: HttpRequest, slug: str, relation_id: UUID) -> HttpResponse:
    universe = open_universe(request, slug, edit=True)
    found = find_relation(request, universe, relation_id)
    number = merging.number(request.POST.get("number", "")) or 0
    services.revert_relation(relation=found, author=author(request), number=number)
    messages.success(request, f"It is as it was at revision {number}.")
    return redirect(_around(universe, find_relation(request, universe, relation_id)))


IN = "universes/<slug:slug>"
urlpatterns: list[Any] = [
    path(f"{IN}/relations", relations, name="bible-graph"),
    path(f"{IN}/graph-data", graph_data, name="bible-graph-data"),
    path(f"{IN}/new-relation", new, name="bible-relation-new"),
    path(f"{IN}/relations/<uuid:relation_id>/edit", edit, name="bible-relation-edit"),
    path(f"{IN}/relations/<uuid:relation_id>/trash", trash, name="bible-relation-trash"),
    path(f"{IN}/relations/<uuid:relation_id>/restore", restore, name="bible-relation-restore"),
    path(f"{IN}/relations/<uuid:relation_id>/history", history, name="bible-relation-history"),
    path(f"{IN}/relations/<uuid:relation_id>/revert", revert, name="bible-relation-revert"),
]
