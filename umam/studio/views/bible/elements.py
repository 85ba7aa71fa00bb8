"""Elements: the list, many at once, one as an article, its history."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_POST

from storybible.models import Element, RowKind, Visibility
from storybible.selectors import history as past
from storybible.selectors.dashboard import GAPS
from storybible.selectors.scope import visible_in
from storybible.services import elements as services
from umam.lib.errors import UmamError
from umam.studio import merging
from umam.studio.curl import command
from umam.studio.element_list import ORDERS, Asked, elements_page, named, tags
from umam.studio.element_page import article, find_element
from umam.studio.entity_types import LOOKS, look_of
from umam.studio.views.base import back, page, reader, sentence
from umam.studio.views.bible.place import author, lay_ribbon, open_universe, surroundings
from umam.universes.models import Universe

AT_ONCE = 200


@page
def elements(request: HttpRequest, slug: str) -> HttpResponse:
    universe = open_universe(request, slug)
    asked = Asked.read(request.GET)
    cursor = request.GET.get("cursor", "")
    part = elements_page(universe, reader(request), asked, cursor)
    around = surroundings(request, universe, "elements")
    api = f"/api/universes/{universe.pk}/elements"
    question = {
        "entity_subtype": asked.type,
        "tag": asked.tag,
        "text": asked.text,
        "visibility": asked.visibility,
        "has_image": "false" if asked.gap == "image" else "",
        "ordering": "-updated_at" if asked.order == "updated" else "",
    }
    context: dict[str, Any] = {
        **around,
        "cards": part.rows,
        "following": part.following,
        "asked": asked,
        "looks": LOOKS,
        "look": look_of(asked.type) if asked.type else None,
        "gaps": [(key, gap[0]) for key, gap in GAPS.items()],
        "orders": ORDERS.items(),
        "visibilities": Visibility.choices,
        "curl": command(around["host"], "GET", api, query=question),
    }
    template = "storybible/elements_rows.html" if cursor else "storybible/elements.html"
    return render(request, template, context)


@page
def tag_list(request: HttpRequest, slug: str) -> HttpResponse:
    """The tags that are in use, as options for a field's list."""
    universe = open_universe(request, slug)
    return render(request, "storybible/parts/tag_options.html", {"tags": tags(universe, reader(request))})


@page
def names(request: HttpRequest, slug: str) -> HttpResponse:
    """Elements that fit what is typed after an @, for completion while one writes."""
    universe = open_universe(request, slug)
    found = named(universe, reader(request), request.GET.get("q", ""))
    told = [
        {"name": one.title, "key": one.key, "type": look_of(one.subtype).label, "summary": one.summary}
        for one in found
    ]
    return JsonResponse({"names": told})


@page
@require_POST
def many(request: HttpRequest, slug: str) -> HttpResponse:
    """One thing done to all the elements that were ticked."""
    universe = open_universe(request, slug, edit=True)
    wanted = [one for one in request.POST.getlist("pick") if _is_id(one)][:AT_ONCE]
    rows = visible_in(Element.objects.filter(pk__in=wanted, deleted_at=None), reader(request), universe)
    found = list(rows.order_by("name", "pk"))
    if not found:
        messages.error(request, "Tick one or more elements first.")
        return redirect(_list_url(request, universe))
    done, words = 0, ""
    for element in found:
        try:
            words = _do(request, element)
        except UmamError as error:
            messages.error(request, f"{element}: {sentence(error)}")
        else:
            done += 1
    if done:
        messages.success(request, f"{done} element{'s' if done != 1 else ''}: {words}")
    return redirect(_list_url(request, universe))


def _do(request: HttpRequest, element: Element) -> str:
    """The chosen action on one element, and what is said of it afterwards. Raises UmamError."""
    action, by = request.POST.get("action", ""), author(request)
    tag = request.POST.get("tag", "").strip()
    if action == "tag" and tag:
        services.update_element(element=element, author=by, tags=[*element.tags, tag])
        return f"tagged “{tag}”."
    if action == "untag" and tag:
        kept = [one for one in element.tags if one.casefold() != tag.casefold()]
        services.update_element(element=element, author=by, tags=kept)
        return f"“{tag}” taken off."
    if action == "visibility" and request.POST.get("visibility") in Visibility.values:
        wanted = Visibility(request.POST["visibility"])
        services.update_element(element=element, author=by, visibility=wanted.value)
        return f"seen by {wanted.label.lower()}."
    if action == "trash":
        services.delete_element(element=element, author=by)
        return "in the trash for 30 days."
    return "left as before, because nothing was chosen."


def _list_url(request: HttpRequest, universe: Universe) -> str:
    return back(request, reverse("studio:bible-elements", args=[universe.slug]))


def _is_id(text: str) -> bool:
    try:
        return bool(UUID(text))
    except ValueError:
        return False


@page
def element(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    universe = open_universe(request, slug)
    around = surroundings(request, universe, "elements")
    found = find_element(universe, reader(request), key, trashed=around["may_edit"])
    api = f"/api/elements/{found.pk}"
    context: dict[str, Any] = {
        **around,
        **article(found, reader(request)),
        "element": found,
        "look": look_of(found.entity_subtype),
        "curl": command(around["host"], "GET", api),
    }
    response = render(request, "storybible/element.html", context)
    return lay_ribbon(response, universe, RowKind.ELEMENT.value, found.pk)


@page
def element_history(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """The element's revisions; the one that is asked for (the latest else) with what it changed."""
    universe = open_universe(request, slug)
    around = surroundings(request, universe, "elements")
    found = find_element(universe, reader(request), key, trashed=around["may_edit"])
    rows = past.history(RowKind.ELEMENT, found.pk, only_seen_by_all=not around["may_edit"])
    revisions = list(rows.defer("document")[:100])
    latest = revisions[0].number if revisions else 0
    number = merging.number(request.GET.get("revision", "")) or latest
    context: dict[str, Any] = {
        **around,
        "element": found,
        "look": look_of(found.entity_subtype),
        "revisions": revisions,
    }
    if revisions:
        shown, before = past.revision(
            RowKind.ELEMENT, found.pk, number, only_seen_by_all=not around["may_edit"]
        )
        context["shown"] = shown
        context["changes"] = past.diff(before.document if before else None, shown.document)
    return render(request, "storybible/element_history.html", context)


@page
@require_POST
def element_revert(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    universe = open_universe(request, slug, edit=True)
    found = find_element(universe, reader(request), key)
    number = request.POST.get("number", "")
    services.revert_element(
        element=found, author=author(request), number=int(number) if number.isdecimal() else 0
    )
    messages.success(request, f"{found} is as it was at revision {number}.")
    return redirect("studio:bible-element", universe.slug, found.key)


@page
@require_POST
def element_trash(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    universe = open_universe(request, slug, edit=True)
    found = find_element(universe, reader(request), key)
    services.delete_element(element=found, author=author(request))
    messages.success(request, f"{found} is in the trash for 30 days. You can take it out here.")
    return redirect("studio:bible-element", universe.slug, found.key)


@page
@require_POST
def element_restore(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    universe = open_universe(request, slug, edit=True)
    found = find_element(universe, reader(request), key, trashed=True)
    services.restore_element(element=found, author=author(request))
    messages.success(request, f"{found} is back.")
    return redirect("studio:bible-element", universe.slug, found.key)


IN = "universes/<slug:slug>"
urlpatterns: list[Any] = [
    path(f"{IN}/elements", elements, name="bible-elements"),
    path(f"{IN}/elements-at-once", many, name="bible-elements-many"),
    path(f"{IN}/tags", tag_list, name="bible-tags"),
    path(f"{IN}/names", names, name="bible-names"),
    path(f"{IN}/elements/<str:key>", element, name="bible-element"),
    path(f"{IN}/elements/<str:key>/history", element_history, name="bible-element-history"),
    path(f"{IN}/elements/<str:key>/revert", element_revert, name="bible-element-revert"),
    path(f"{IN}/elements/<str:key>/trash", element_trash, name="bible-element-trash"),
    path(f"{IN}/elements/<str:key>/restore", element_restore, name="bible-element-restore"),
]
