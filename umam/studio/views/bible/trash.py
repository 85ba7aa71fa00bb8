"""What was thrown away within the last 30 days, and the way back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_POST

from storybible.models import Element, Relation, RowKind, Scene, TimelineEvent
from umam.lib.errors import NotFound
from umam.studio.views.base import page
from umam.studio.views.bible.place import author, open_universe, surroundings

MOST = 100


@dataclass(frozen=True)
class Bin:
    """One kind of row in the trash. `restore` is the dotted path of the service that takes one back."""

    kind: str
    label: str
    icon: str
    model: Any
    restore: str
    related: tuple[str, ...] = ()

    def take_back(self, **given: Any) -> Any:
        module, _, name = self.restore.rpartition(".")
        service: Callable[..., Any] = getattr(import_module(module), name)
        return service(**given)


BINS: tuple[Bin, ...] = (
    Bin("element", "Elements", icon="book-open", model=Element,
        restore="storybible.services.elements.restore_element"),
    Bin("event", "Timeline events", icon="calendar-days", model=TimelineEvent,
        restore="storybible.services.time.restore_event"),
    Bin("scene", "Scenes", icon="scroll-text", model=Scene,
        restore="storybible.services.scenes.restore_scene"),
    Bin("relation", "Relations", icon="waypoints", model=Relation,
        restore="storybible.services.relations.restore_relation", related=("type", "source", "target")),
)  # fmt: skip
BY_KIND = {one.kind: one for one in BINS}
assert set(BY_KIND) <= set(RowKind.values)


@page
def trash(request: HttpRequest, slug: str) -> HttpResponse:
    """For those who may edit: what is hidden from others stays hidden in the trash."""
    universe = open_universe(request, slug, edit=True)
    found = []
    for one in BINS:
        rows = one.model.objects.filter(universe=universe).exclude(deleted_at=None)
        rows = rows.select_related("updated_by", *one.related).order_by("-deleted_at", "id")
        found.append((one, list(rows[:MOST])))
    context = {
        **surroundings(request, universe, "trash"),
        "bins": [(one, rows) for one, rows in found if rows],
        "most": MOST,
    }
    return render(request, "storybible/trash.html", context)


@page
@require_POST
def restore(request: HttpRequest, slug: str, kind: str, row_id: UUID) -> HttpResponse:
    universe = open_universe(request, slug, edit=True)
    one = BY_KIND.get(kind)
    row = one.model.objects.filter(universe=universe, pk=row_id).first() if one else None
    if one is None or row is None:
        raise NotFound("There is no such thing in the trash.")
    row = one.take_back(**{kind: row, "author": author(request)})
    messages.success(request, f"“{row}” is back.")
    return redirect("studio:bible-trash", universe.slug)


IN = "universes/<slug:slug>"
urlpatterns: list[Any] = [
    path(f"{IN}/trash", trash, name="bible-trash"),
    path(f"{IN}/trash/<str:kind>/<uuid:row_id>/restore", restore, name="bible-trash-restore"),
]
