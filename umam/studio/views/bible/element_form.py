"""Writing an element: a new one, a change, and what to do when somebody else was quicker."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_POST

from storybible.documents import document
from storybible.documents.elements import file_document, living_images, living_model
from storybible.models import Element, Revision, RowKind, Visibility
from storybible.services import elements as services
from umam.assets.models import Asset
from umam.lib.errors import Stale, UmamError
from umam.studio import merging
from umam.studio.curl import command
from umam.studio.element_form import Draft, Picture, files_of
from umam.studio.element_page import find_element
from umam.studio.entity_types import LOOKS, look_of
from umam.studio.trait_form import merged_rows, read_rows
from umam.studio.views.base import page, reader
from umam.studio.views.bible.place import author, open_universe, surroundings
from umam.universes.models import Universe

PICTURES = 24
FILES = ("image", "pick", "remove-image", "model")
LABELS = {
    "name": "Name",
    "type": "Type",
    "visibility": "Who sees it",
    "summary": "Summary",
    "body": "Article",
    "aliases": "Other names",
    "tags": "Tags",
    "images": "Pictures",
    "model": "3D model",
}


@page
def new(request: HttpRequest, slug: str) -> HttpResponse:
    universe = open_universe(request, slug, edit=True)
    if request.method != "POST":
        return _form(request, universe, Draft.blank(universe, request.GET))
    draft = _sent(request, universe)
    if _only_traits(request) or not draft.is_right():
        return _form(request, universe, draft)
    try:
        made = services.create_element(universe=universe, author=author(request), **draft.values())
    except (UmamError, ValidationError) as error:
        draft.refuse(error)
        return _form(request, universe, draft)
    messages.success(request, f"{made} is in {universe}.")
    if request.POST.get("another"):
        address = reverse("studio:bible-element-new", args=[universe.slug])
        return redirect(f"{address}?type={made.entity_subtype}")
    return redirect("studio:bible-element", universe.slug, made.key)


@page
def edit(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    universe = open_universe(request, slug, edit=True)
    found = find_element(universe, reader(request), key)
    if request.method != "POST":
        pictures = [Picture(row.asset, row.caption) for row in living_images(found)]
        return _form(request, universe, Draft.of(found, pictures), found)
    draft = _sent(request, universe)
    if _only_traits(request) or not draft.is_right():
        return _form(request, universe, draft, found)
    expected = merging.number(request.POST.get("revision", ""))
    values = draft.values()
    if request.POST.get("merge"):
        values = _merged(values, found, merging.chosen(request.POST))
    try:
        services.update_element(element=found, author=author(request), expected=expected, **values)
    except Stale:
        return _stale(request, universe, find_element(universe, reader(request), key), draft)
    except (UmamError, ValidationError) as error:
        draft.refuse(error)
        return _form(request, universe, draft, found)
    messages.success(request, "Saved.")
    return redirect("studio:bible-element", universe.slug, found.key)


def _sent(request: HttpRequest, universe: Universe) -> Draft:
    draft = Draft.sent(universe, request.POST)
    draft.take_in(reader(request), request.FILES)
    add = request.POST.get("add", "")
    if add:
        rows = read_rows(request.POST)
        draft.traits = merged_rows(rows, request.POST.get("entity_subtype", ""), universe, add)
    return draft


def _only_traits(request: HttpRequest) -> bool:
    """A button of the traits was pressed where no script runs: show the form again, with one row more."""
    return bool(request.POST.get("add") or request.POST.get("drop"))


def _form(
    request: HttpRequest, universe: Universe, draft: Draft, element: Element | None = None
) -> HttpResponse:
    around = surroundings(request, universe, "elements")
    first = request.method == "GET"
    revision = element.revision if element and first else request.POST.get("revision", "")
    subtype = str(draft.form["entity_subtype"].value() or "character")
    context: dict[str, Any] = {
        **around,
        "draft": draft,
        "form": draft.form,
        "element": element,
        "revision": revision or "",
        "looks": LOOKS,
        "look": look_of(subtype),
        "visibilities": Visibility.choices,
        "models": Asset.objects.alive().filter(universe=universe, kind="model").order_by("name")[:100],
        "curl": _curl(around["host"], universe, element, subtype),
    }
    wrong = request.method == "POST" and not _only_traits(request)
    return render(request, "storybible/element_form.html", context, status=422 if wrong else 200)


def _curl(host: str, universe: Universe, element: Element | None, subtype: str) -> str:
    if element is not None:
        body = {"summary": element.summary or "One sentence that says what it is."}
        return command(host, "PATCH", f"/api/elements/{element.pk}", body=body, revision=element.revision)
    traits = [{"trait_key": "eye-colour", "trait_value": "grey", "trait_type": "text"}]
    body = {"name": "Mara Venn", "entity_subtype": subtype, "summary": "Keeper of the last light."}
    return command(host, "POST", f"/api/universes/{universe.pk}/elements", body={**body, "traits": traits})


# When somebody else was quicker


def _stale(request: HttpRequest, universe: Universe, element: Element, draft: Draft) -> HttpResponse:
    """Both versions side by side. Everything that was typed is in the page and is sent again with it."""
    began = request.POST.get("base") or request.POST.get("revision", "")
    base = Revision.objects.filter(
        kind=RowKind.ELEMENT, row_id=element.pk, number=merging.number(began) or 0
    ).first()
    mine, theirs = _flat(_as_document(draft)), _flat(document(element))
    context: dict[str, Any] = {
        **surroundings(request, universe, "elements"),
        "title": element.name,
        "row": element,
        "back_url": reverse("studio:bible-element", args=[universe.slug, element.key]),
        "differences": merging.differences(
            _flat(base.document) if base else theirs,
            mine,
            theirs,
            labels=LABELS | _trait_labels(theirs) | _trait_labels(mine),
            chosen=merging.chosen(request.POST),
        ),
        "carried": merging.carried(request.POST, without=("base", *FILES)),
        "images": [one.asset.pk for one in draft.images],
        "model": draft.model,
        "base": began,
    }
    return render(request, "storybible/stale.html", context, status=412)


def _as_document(draft: Draft) -> dict[str, Any]:
    values = draft.values()
    names = ("name", "visibility", "summary", "body", "aliases", "tags")
    return {
        **{name: values[name] for name in names},
        "type": values["entity_subtype"],
        "traits": [
            {"key": one["key"], "label": one["label"], "type": one["trait_type"], "value": one["value"]}
            for one in values["traits"]
        ],
        "images": [{**file_document(one.asset), "caption": one.caption} for one in draft.images],
        "model": file_document(draft.model) if draft.model else None,
    }


def _flat(told: dict[str, Any]) -> dict[str, Any]:
    """A document of an element with each trait as a field of its own."""
    flat = {name: told.get(name) for name in LABELS}
    return flat | {f"trait.{one['key']}": one for one in told.get("traits", [])}


def _trait_labels(flat: dict[str, Any]) -> dict[str, str]:
    return {name: one["label"] for name, one in flat.items() if name.startswith("trait.") and one}


def _merged(values: dict[str, Any], element: Element, chosen: dict[str, str]) -> dict[str, Any]:
    """What was typed, with the fields for which the reader chose the other version."""
    theirs = {name for name, side in chosen.items() if side == merging.THEIRS}
    now: dict[str, Any] = {
        name: getattr(element, name) for name in ("name", "visibility", "summary", "body", "aliases", "tags")
    }
    now["type"] = element.entity_subtype
    now["images"] = [{"asset": row.asset, "caption": row.caption} for row in living_images(element)]
    now["model"] = living_model(element)
    merged = dict(values)
    for name in theirs & set(now):
        merged["entity_subtype" if name == "type" else name] = now[name]
    kept = [one for one in values["traits"] if f"trait.{one['key']}" not in theirs]
    taken = [
        {"key": one.key, "label": one.label, "trait_type": one.trait_type, "value": one.value}
        for one in element.traits.all()
        if f"trait.{one.key}" in theirs
    ]
    order = {one["key"]: place for place, one in enumerate(values["traits"])}
    merged["traits"] = sorted([*kept, *taken], key=lambda one: order.get(one["key"], len(order)))
    return merged


# Parts of the form that the page asks for


@page
@require_POST
def traits(request: HttpRequest, slug: str) -> HttpResponse:
    """The rows of the traits for the type that is chosen now, with what is typed already. Writes nothing."""
    universe = open_universe(request, slug, edit=True)
    rows = merged_rows(
        read_rows(request.POST),
        request.POST.get("entity_subtype", ""),
        universe,
        request.POST.get("add", ""),
    )
    draft = Draft.sent(universe, request.POST)
    draft.traits = rows
    context = {"draft": draft, "universe": universe}
    return render(request, "storybible/parts/traits.html", context)


@page
def pictures(request: HttpRequest, slug: str) -> HttpResponse:
    """Pictures of the universe to choose from, the latest first."""
    universe = open_universe(request, slug)
    picked = files_of(universe, request.GET.getlist("pick"), "image")
    rows = Asset.objects.alive().filter(universe=universe, kind="image")
    rows = rows.exclude(pk__in=[one.pk for one in picked])
    text = request.GET.get("q", "").strip()[:100]
    if text:
        rows = rows.filter(name__icontains=text)
    shown = list(rows.order_by("-created_at", "id")[: PICTURES + 1])
    context = {"picked": picked, "pictures": shown[:PICTURES], "more": len(shown) > PICTURES, "q": text}
    return render(request, "storybible/parts/picture_options.html", context)


IN = "universes/<slug:slug>"
urlpatterns: list[Any] = [
    path(f"{IN}/new-element", new, name="bible-element-new"),
    path(f"{IN}/elements/<str:key>/edit", edit, name="bible-element-edit"),
    path(f"{IN}/element-traits", traits, name="bible-element-traits"),
    path(f"{IN}/pictures", pictures, name="bible-pictures"),
]
