"""The laws of a universe: its configuration as one reads it, and the form that changes it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse

from storybible.documents import document
from storybible.models import OptionKind, Revision, RowKind, WorldConfig, WorldOption
from storybible.selectors.world import KINDS, options, world_config
from storybible.services.world import set_world_config
from storybible.words import markdown
from umam.lib.errors import Stale, UmamError
from umam.studio import merging
from umam.studio.curl import command
from umam.studio.views.base import page, reader, refuse
from umam.studio.views.bible.place import author, open_universe, surroundings
from umam.universes.models import Universe

QUESTIONS = {
    "genre": "What kind of story is it?",
    "physics": "How does nature behave?",
    "magic_system": "Is there magic?",
    "tech_level": "What can people build?",
    "tone": "How should it feel?",
}
LABELS = {kind.value: str(kind.label) for kind in OptionKind} | {"rules": "Laws", "notes": "Notes"}


@dataclass(frozen=True)
class Choice:
    """One side of a world: what may be chosen there, and what is."""

    kind: str
    label: str
    question: str
    options: list[WorldOption]
    chosen: str

    @property
    def option(self) -> WorldOption | None:
        return next((one for one in self.options if one.key == self.chosen), None)


class WorldForm(forms.Form):
    """Keys of options, laws one a line, and free notes."""

    rules = forms.CharField(
        required=False,
        max_length=40_000,
        label="Laws",
        widget=forms.Textarea(attrs={"rows": 5, "placeholder": "No faster-than-light travel"}),
        help_text="One a line. They always hold, and agents get them as rules.",
    )
    notes = forms.CharField(
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 6, "data-mentions": ""}),
        help_text="Anything else that holds everywhere. Markdown.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind in KINDS:
            self.fields[kind] = forms.CharField(required=False, max_length=60, label=LABELS[kind])

    def values(self) -> dict[str, Any]:
        data = self.cleaned_data
        chosen = {kind: data[kind] or None for kind in KINDS}
        return {**chosen, "rules": data["rules"].splitlines(), "notes": data["notes"]}


@page
def world(request: HttpRequest, slug: str) -> HttpResponse:
    universe = open_universe(request, slug)
    around = surroundings(request, universe, "world")
    config = world_config(universe)
    api = f"/api/universes/{universe.pk}/world-config"
    context: dict[str, Any] = {
        **around,
        "config": config,
        "choices": _choices(universe, _keys(config)),
        "notes": markdown(config.notes, universe, reader(request)) if config else "",
        "curl": command(around["host"], "GET", api),
    }
    return render(request, "storybible/world.html", context)


@page
def world_edit(request: HttpRequest, slug: str) -> HttpResponse:
    universe = open_universe(request, slug, edit=True)
    config = world_config(universe)
    if request.method != "POST":
        told = {"rules": "\n".join(config.rules), "notes": config.notes} if config else {}
        return _form(request, universe, config, WorldForm(initial={**told, **_keys(config)}))
    form = WorldForm(request.POST)
    if not form.is_valid():
        return _form(request, universe, config, form)
    values = form.values()
    if request.POST.get("merge") and config is not None:
        theirs = {name for name, side in merging.chosen(request.POST).items() if side == merging.THEIRS}
        values |= {name: getattr(config, name) for name in theirs & set(values)}
    try:
        set_world_config(
            universe=universe,
            author=author(request),
            expected=merging.number(request.POST.get("revision", "")),
            **values,
        )
    except Stale:
        return _stale(request, universe, form)
    except UmamError as error:
        refuse(form, error)
        return _form(request, universe, config, form)
    except ValidationError as error:
        form.add_error(None, error)
        return _form(request, universe, config, form)
    messages.success(request, "Saved.")
    return redirect("studio:bible-world", universe.slug)


def _keys(config: WorldConfig | None) -> dict[str, str]:
    if config is None:
        return {}
    found = {kind: getattr(config, kind) for kind in KINDS}
    return {kind: option.key for kind, option in found.items() if option is not None}


def _choices(universe: Universe, chosen: dict[str, str]) -> list[Choice]:
    offered: dict[str, list[WorldOption]] = {kind: [] for kind in KINDS}
    for option in options(universe=universe):
        offered[option.kind].append(option)
    return [
        Choice(kind, LABELS[kind], QUESTIONS[kind], offered[kind], chosen.get(kind, "")) for kind in KINDS
    ]


def _form(
    request: HttpRequest, universe: Universe, config: WorldConfig | None, form: WorldForm
) -> HttpResponse:
    around = surroundings(request, universe, "world")
    chosen = {kind: str(form[kind].value() or "") for kind in KINDS}
    revision = request.POST.get("revision", "") if form.is_bound else (config.revision if config else "")
    body = {"genre": chosen["genre"] or "fantasy", "rules": ["No faster-than-light travel"]}
    context: dict[str, Any] = {
        **around,
        "form": form,
        "choices": [(choice, form[choice.kind]) for choice in _choices(universe, chosen)],
        "revision": revision,
        "curl": command(
            around["host"],
            "PUT" if config else "POST",
            f"/api/universes/{universe.pk}/world-config",
            body=body,
            revision=config.revision if config else None,
        ),
    }
    return render(request, "storybible/world_form.html", context, status=422 if form.errors else 200)


def _stale(request: HttpRequest, universe: Universe, form: WorldForm) -> HttpResponse:
    config = world_config(universe)
    assert config is not None, "only a row that is there can be newer"
    began = request.POST.get("base") or request.POST.get("revision", "")
    base = Revision.objects.filter(
        kind=RowKind.WORLD_CONFIG, row_id=config.pk, number=merging.number(began) or 0
    ).first()
    theirs = document(config)
    mine = form.values()
    mine["rules"] = [line.strip() for line in mine["rules"] if line.strip()]
    context: dict[str, Any] = {
        **surroundings(request, universe, "world"),
        "title": "World",
        "row": config,
        "back_url": reverse("studio:bible-world", args=[universe.slug]),
        "differences": merging.differences(
            base.document if base else theirs,
            mine,
            theirs,
            labels=LABELS,
            chosen=merging.chosen(request.POST),
        ),
        "carried": merging.carried(request.POST, without=("base",)),
        "base": began,
    }
    return render(request, "storybible/stale.html", context, status=412)


IN = "universes/<slug:slug>"
urlpatterns: list[Any] = [
    path(f"{IN}/world", world, name="bible-world"),
    path(f"{IN}/world/edit", world_edit, name="bible-world-edit"),
]
