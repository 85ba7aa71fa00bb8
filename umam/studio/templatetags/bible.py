"""Template tags of the bible's pages: types, values of traits, what changed."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from django import template

from storybible.models import Visibility
from storybible.selectors.history import Change
from umam.assets.links import file_url, preview_url
from umam.assets.models import Asset
from umam.studio import merging
from umam.studio.entity_types import look_of

register = template.Library()

FIELD_WORDS = {
    "name": "Name",
    "title": "Title",
    "type": "Type",
    "visibility": "Who sees it",
    "summary": "Summary",
    "body": "Article",
    "aliases": "Other names",
    "tags": "Tags",
    "images": "Picture",
    "model": "3D model",
    "traits": "Trait",
}


class Mark(NamedTuple):
    icon: str


# Written as `icon=`, by which the build finds which drawings the pages need.
MARKS = {"everyone": Mark(icon="globe"), "team": Mark(icon="users-round"), "secret": Mark(icon="lock")}


@register.filter
def type_icon(entity_subtype: str) -> str:
    return look_of(entity_subtype).icon


@register.filter
def type_label(entity_subtype: str) -> str:
    return look_of(entity_subtype).label


@register.filter
def visibility_icon(visibility: str) -> str:
    return MARKS.get(visibility, MARKS["everyone"]).icon


@register.filter
def visibility_words(visibility: str) -> str:
    return str(Visibility(visibility).label) if visibility in Visibility.values else visibility


@register.filter
def change_label(change: Change) -> str:
    """`traits.eye-colour.value` as `Trait: eye colour`, `variations.1.prompt` as `Variation 2: prompt`."""
    name, _, rest = change.field.partition(".")
    label = FIELD_WORDS.get(name, name.replace("_", " ").capitalize())
    place, _, further = rest.partition(".")
    if name not in FIELD_WORDS and place.isdecimal():
        label, rest = f"{label.removesuffix('s')} {int(place) + 1}", further
    told = change.after if isinstance(change.after, dict) else change.before
    if isinstance(told, dict) and (called := told.get("label") or told.get("name")):
        return f"{label}: {called}"
    part = rest.removesuffix(".value").removesuffix(".caption")
    if name == "images" and rest.endswith(".caption"):
        return "Caption of a picture"
    if not part or re.fullmatch(r"[0-9a-f]{40,}.*", part):
        return label
    return f"{label}: {part.replace('-', ' ').replace('.', ', ')}"


@register.filter
def told(value: Any) -> str:
    """A value of a document as people read it."""
    return merging.told(value)


@register.filter
def field_list(names: list[str]) -> str:
    """Names of changed fields in one line: `summary, 3D model`."""
    words = (FIELD_WORDS.get(name, name.replace("_", " ")) for name in names)
    return ", ".join(word if word[:2].isupper() or word[0].isdigit() else word.lower() for word in words)


@register.filter
def initial(name: str) -> str:
    """The first letter or figure of a name, without its article, for where there is no picture."""
    plain = re.sub(r"^(the|an|a)\s+(?=\w)", "", str(name), flags=re.IGNORECASE)
    return next((letter.upper() for letter in plain if letter.isalnum()), "?")


@register.filter
def thumb(asset: Asset) -> str:
    """The address of a small picture of an asset; of the file itself where none is drawn."""
    return preview_url(asset) or file_url(asset)
