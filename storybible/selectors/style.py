"""Questions about the look of a universe."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.db.models import Prefetch

from storybible import colours
from storybible.models import StyleGuide, StyleReference
from umam.lib.errors import NotFound
from umam.universes.models import Universe

_SENTENCE = re.compile(r"(?<=[.!;])\s+|\n+")
_NEVER = re.compile(
    r"(?:never|no|not|avoid|without|do not|don['’]t)\b(?:\s+(?:show|use|paint|draw|any))*\s*", re.I
)


@dataclass(frozen=True)
class Swatch:
    """A colour of the palette and the text that reads best on it."""

    name: str
    hex: str
    text: str
    ratio: float

    @property
    def grade(self) -> str:
        return colours.grade(self.ratio)


def style_guide(universe: Universe) -> StyleGuide | None:
    """The universe's style guide with its reference images, if it has one."""
    references = StyleReference.objects.select_related("asset").filter(asset__deleted_at=None)
    rows = StyleGuide.objects.select_related("universe").prefetch_related(
        Prefetch("reference_rows", queryset=references.order_by("position", "id"))
    )
    return rows.filter(universe=universe).first()


def require_style_guide(universe: Universe) -> StyleGuide:
    """The universe's style guide. Raises NotFound."""
    found = style_guide(universe)
    if found is None:
        raise NotFound(
            f"{universe.name} has no style guide yet.",
            suggestion="Make one with POST: art_style, color_palette, mood, lighting, reference_images.",
        )
    return found


def swatches(guide: StyleGuide) -> list[Swatch]:
    """The palette as a board shows it."""
    board = []
    for colour in guide.palette:
        text, ratio = colours.text_on(colour["hex"])
        board.append(Swatch(colour.get("name", ""), colour["hex"], text, round(ratio, 2)))
    return board


def style_guide_prompt(universe: Universe) -> str:
    """The universe's look in one line, for whatever paints pictures; empty where nobody said anything."""
    guide = StyleGuide.objects.filter(universe=universe).first()
    return guide_prompt(guide) if guide is not None else ""


def guide_prompt(guide: StyleGuide) -> str:
    """One line: art style, mood, lighting, colours by name and hex, notes."""
    return _line(guide, guide.notes)


def wanted_and_unwanted(guide: StyleGuide) -> tuple[str, str]:
    """The same line without the notes that say what never to show, and these on their own.

    A model that paints what it reads paints the sun where it reads “never show the sun”.
    """
    sentences = [one.strip() for one in _SENTENCE.split(guide.notes) if one.strip()]
    unwanted = [one for one in sentences if _NEVER.match(one)]
    wanted = [one for one in sentences if one not in unwanted]
    refused = (_NEVER.sub("", one).rstrip(".!; ") for one in unwanted)
    return _line(guide, ". ".join(one.rstrip(".!; ") for one in wanted)), ", ".join(filter(None, refused))


def _line(guide: StyleGuide, notes: str) -> str:
    parts = [_plain(guide.art_style)]
    if guide.mood.strip():
        parts.append(f"mood: {_plain(guide.mood)}")
    if guide.lighting.strip():
        parts.append(f"lighting: {_plain(guide.lighting)}")
    if guide.palette:
        named = (f"{colour.get('name', '')} {colour['hex']}".strip() for colour in guide.palette)
        parts.append(f"colours: {', '.join(named)}")
    parts.append(_plain(notes))
    return "; ".join(part for part in parts if part)


def _plain(text: str) -> str:
    return " ".join(text.split()).rstrip(".;")
