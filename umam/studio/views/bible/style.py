"""The look of a universe: the swatch board and the reference wall, and the form that changes them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import path, reverse

from storybible.colours import clean_hex
from storybible.documents import document
from storybible.documents.elements import file_document
from storybible.models import Revision, RowKind, StyleGuide
from storybible.selectors.style import guide_prompt, style_guide, swatches
from storybible.services.style import set_style_guide
from umam.lib.errors import Invalid, Stale, UmamError
from umam.studio import merging
from umam.studio.curl import command
from umam.studio.element_form import Picture, files_of, receive
from umam.studio.views.base import page, reader, refuse
from umam.studio.views.bible.place import author, open_universe, surroundings
from umam.universes.models import Universe

MOST_COLOURS = 24
FILES = ("image", "pick", "remove-image")
LABELS = {
    "art_style": "Art style",
    "palette": "Palette",
    "mood": "Mood",
    "lighting": "Lighting",
    "notes": "Notes",
    "references": "Reference pictures",
}


@dataclass
class Colour:
    hex: str = "#808080"
    name: str = ""
    error: str = ""


class StyleForm(forms.Form):
    art_style = forms.CharField(
        required=False,
        max_length=200,
        label="Art style",
        widget=forms.TextInput(attrs={"placeholder": "Ink and watercolour on rough paper"}),
    )
    mood = forms.CharField(
        required=False, max_length=200, widget=forms.TextInput(attrs={"placeholder": "Quiet, a little cold"})
    )
    lighting = forms.CharField(
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"placeholder": "Low sun through fog, lanterns at night"}),
    )
    notes = forms.CharField(
        required=False,
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="What pictures should always or never show.",
    )


class Draft:
    """A style guide as somebody is writing it."""

    def __init__(self, form: StyleForm, palette: list[Colour], images: list[Picture]) -> None:
        self.form, self.palette, self.images = form, palette, images
        self.errors: dict[str, str] = {}

    @classmethod
    def of(cls, guide: StyleGuide | None) -> Draft:
        if guide is None:
            return cls(StyleForm(), [Colour("#1f2a44", ""), Colour("#d9a441", ""), Colour("#efe6d5", "")], [])
        words = ("art_style", "mood", "lighting", "notes")
        palette = [Colour(one["hex"], one.get("name", "")) for one in guide.palette]
        images = [Picture(row.asset, row.caption) for row in guide.reference_rows.all()]
        return cls(StyleForm(initial={name: getattr(guide, name) for name in words}), palette, images)

    @classmethod
    def sent(cls, universe: Universe, data: QueryDict) -> Draft:
        pairs = zip(data.getlist("colour-hex"), data.getlist("colour-name"), strict=False)
        palette = [Colour(code.strip(), " ".join(name.split())) for code, name in pairs]
        removed = set(data.getlist("remove-image"))
        ids = [one for one in (*data.getlist("image"), *data.getlist("pick")) if one not in removed]
        images = [
            Picture(one, data.get(f"caption-{one.pk}", "").strip()[:200])
            for one in files_of(universe, ids, "image")
        ]
        rows = [one for one in palette if one.hex or one.name][:MOST_COLOURS]
        return cls(StyleForm(data), rows, images)

    def is_right(self) -> bool:
        for colour in self.palette:
            try:
                colour.hex = clean_hex(colour.hex)
            except Invalid as error:
                colour.error = error.message
        plain = self.form.is_valid()
        return plain and not self.errors and not any(one.error for one in self.palette)

    @property
    def picture_error(self) -> str:
        return self.errors.get("images") or self.errors.get("references", "")

    def values(self) -> dict[str, Any]:
        return {
            **self.form.cleaned_data,
            "palette": [{"name": one.name, "hex": one.hex} for one in self.palette],
            "references": [{"asset": one.asset, "caption": one.caption} for one in self.images],
        }


@page
def style(request: HttpRequest, slug: str) -> HttpResponse:
    universe = open_universe(request, slug)
    around = surroundings(request, universe, "style")
    guide = style_guide(universe)
    context: dict[str, Any] = {
        **around,
        "guide": guide,
        "swatches": swatches(guide) if guide else [],
        "references": guide.reference_rows.all() if guide else [],
        "prompt": guide_prompt(guide) if guide else "",
        "curl": command(around["host"], "GET", f"/api/universes/{universe.pk}/style-guide"),
    }
    return render(request, "storybible/style.html", context)


@page
def style_edit(request: HttpRequest, slug: str) -> HttpResponse:
    universe = open_universe(request, slug, edit=True)
    guide = style_guide(universe)
    if request.method != "POST":
        return _form(request, universe, guide, Draft.of(guide))
    draft = Draft.sent(universe, request.POST)
    receive(universe, reader(request), request.FILES.getlist("uploads"), draft.images, draft.errors)
    if not draft.is_right():
        return _form(request, universe, guide, draft)
    values = draft.values()
    if request.POST.get("merge") and guide is not None:
        theirs = {name for name, side in merging.chosen(request.POST).items() if side == merging.THEIRS}
        now = {name: getattr(guide, name) for name in ("art_style", "mood", "lighting", "notes", "palette")}
        now["references"] = [
            {"asset": row.asset, "caption": row.caption} for row in guide.reference_rows.all()
        ]
        values |= {name: value for name, value in now.items() if name in theirs}
    try:
        set_style_guide(
            universe=universe,
            author=author(request),
            expected=merging.number(request.POST.get("revision", "")),
            **values,
        )
    except Stale:
        return _stale(request, universe, draft)
    except UmamError as error:
        _refuse(draft, error)
        return _form(request, universe, guide, draft)
    except ValidationError as error:
        draft.form.add_error(None, error)
        return _form(request, universe, guide, draft)
    messages.success(request, "Saved.")
    return redirect("studio:bible-style", universe.slug)


def _refuse(draft: Draft, error: UmamError) -> None:
    where = {"color_palette": "palette", "reference_images": "references"}.get(error.attr or "", error.attr)
    if where in {"palette", "references"}:
        draft.errors[where] = f"{error.message} {error.suggestion}".strip()
    else:
        refuse(draft.form, error)


def _form(request: HttpRequest, universe: Universe, guide: StyleGuide | None, draft: Draft) -> HttpResponse:
    around = surroundings(request, universe, "style")
    bound = draft.form.is_bound
    body = {"art_style": "ink and watercolour", "color_palette": [{"name": "Fog", "hex": "#cdd3d6"}]}
    context: dict[str, Any] = {
        **around,
        "draft": draft,
        "form": draft.form,
        "fresh_colour": Colour(),
        "revision": request.POST.get("revision", "") if bound else (guide.revision if guide else ""),
        "curl": command(
            around["host"],
            "PUT" if guide else "POST",
            f"/api/universes/{universe.pk}/style-guide",
            body=body,
            revision=guide.revision if guide else None,
        ),
    }
    return render(request, "storybible/style_form.html", context, status=422 if bound else 200)


def _stale(request: HttpRequest, universe: Universe, draft: Draft) -> HttpResponse:
    guide = style_guide(universe)
    assert guide is not None, "only a row that is there can be newer"
    began = request.POST.get("base") or request.POST.get("revision", "")
    base = Revision.objects.filter(
        kind=RowKind.STYLE_GUIDE, row_id=guide.pk, number=merging.number(began) or 0
    ).first()
    theirs = document(guide)
    mine = draft.values()
    mine["references"] = [{**file_document(one.asset), "caption": one.caption} for one in draft.images]
    context: dict[str, Any] = {
        **surroundings(request, universe, "style"),
        "title": "Style",
        "row": guide,
        "back_url": reverse("studio:bible-style", args=[universe.slug]),
        "differences": merging.differences(
            base.document if base else theirs,
            mine,
            theirs,
            labels=LABELS,
            chosen=merging.chosen(request.POST),
        ),
        "carried": merging.carried(request.POST, without=("base", *FILES)),
        "images": [one.asset.pk for one in draft.images],
        "base": began,
    }
    return render(request, "storybible/stale.html", context, status=412)


IN = "universes/<slug:slug>"
urlpatterns: list[Any] = [
    path(f"{IN}/style", style, name="bible-style"),
    path(f"{IN}/style/edit", style_edit, name="bible-style-edit"),
]
