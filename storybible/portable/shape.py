"""The shape of an exported bible, version 1, as Python knows it and as JSON Schema says it.

Rows know each other by `key`, files by the SHA-256 of their content. There are no ids and no times in it, so
that the same bible gives the same bytes, wherever and whenever it is exported.
"""

from __future__ import annotations

from typing import Any, Final

from storybible.models import EntityType, EventType, OptionKind, TraitType, Visibility

FORMAT: Final = "umam.bible"
VERSION: Final = 1
# In this order they are written and read: later ones name earlier ones.
SINGLES: Final = ("world_config", "style_guide")
LISTS: Final = (
    "world_options",
    "relation_types",
    "trait_templates",
    "calendars",
    "elements",
    "relations",
    "events",
    "scenes",
)

_KEY = {"type": "string", "minLength": 1, "maxLength": 120, "pattern": r"^[-\w]+$"}
_NAME = {"type": "string", "minLength": 1, "maxLength": 200}
_TEXT = {"type": "string", "maxLength": 1_000_000}
_SHORT = {"type": "string", "maxLength": 400}
_WORDS = {"type": "array", "items": {"type": "string", "maxLength": 400}, "maxItems": 500}
_VISIBILITY = {"enum": list(Visibility.values)}
_KEYS = {"type": "array", "items": _KEY, "maxItems": 10_000}


def _object(required: list[str], /, **properties: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "required": required,
        "properties": properties,
        "additionalProperties": False,
    }


def _or_null(shape: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": [shape, {"type": "null"}]}


def _rows(name: str) -> dict[str, Any]:
    return {"type": "array", "items": {"$ref": f"#/$defs/{name}"}}


_FILE = {
    "sha256": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
    "name": _NAME,
    "kind": {"enum": ["image", "model"]},
}
_PICTURE = _object(["sha256", "name", "kind"], **_FILE, caption={"type": "string", "maxLength": 200})
_WHEN = _object(
    ["from"],
    calendar=_or_null(_KEY),
    **{"from": {"type": "string", "maxLength": 60}, "to": {"type": "string", "maxLength": 60}},
    about={"type": "boolean"},
)
_TRAIT = _object(
    ["key", "type", "value"],
    key=_KEY,
    label={"type": "string", "maxLength": 80},
    type={"enum": list(TraitType.values)},
    value={"type": ["string", "number", "boolean", "array"], "items": {"type": "string"}},
)
_PARTICIPANT = _object(["element"], element=_KEY, role={"type": "string", "maxLength": 80})

_DEFS: dict[str, Any] = {
    "world_option": _object(
        ["kind", "key", "label"],
        kind={"enum": list(OptionKind.values)},
        key=_KEY,
        label=_SHORT,
        description=_SHORT,
        level={"type": "integer"},
        position={"type": "integer"},
    ),
    "relation_type": _object(
        ["key", "label"],
        key=_KEY,
        label=_SHORT,
        inverse_label=_SHORT,
        symmetric={"type": "boolean"},
        acyclic={"type": "boolean"},
        source_types={"type": "array", "items": {"enum": list(EntityType.values)}},
        target_types={"type": "array", "items": {"enum": list(EntityType.values)}},
        colour={"type": "string", "maxLength": 7},
        position={"type": "integer"},
    ),
    "trait_template": _object(
        ["entity_subtype", "key", "label", "trait_type"],
        entity_subtype={"enum": list(EntityType.values)},
        key=_KEY,
        label=_SHORT,
        trait_type={"enum": list(TraitType.values)},
        help=_SHORT,
        required={"type": "boolean"},
        hidden={"type": "boolean"},
        position={"type": "integer"},
    ),
    "calendar": _object(
        ["key", "name", "definition"],
        key=_KEY,
        name=_NAME,
        definition={"type": "object"},
        default={"type": "boolean"},
    ),
    "element": _object(
        ["key", "name", "type"],
        key=_KEY,
        name=_NAME,
        type={"enum": list(EntityType.values)},
        visibility=_VISIBILITY,
        summary=_SHORT,
        body=_TEXT,
        aliases=_WORDS,
        tags=_WORDS,
        traits={"type": "array", "items": _TRAIT, "maxItems": 500},
        images={"type": "array", "items": _PICTURE, "maxItems": 500},
        model=_or_null(_object(["sha256", "name", "kind"], **_FILE)),
    ),
    "relation": _object(
        ["key", "type", "source", "target"],
        key=_KEY,
        type=_KEY,
        source=_KEY,
        target=_KEY,
        note=_SHORT,
        strength={"type": "integer", "minimum": -100, "maximum": 100},
        visibility=_VISIBILITY,
        when=_or_null(_WHEN),
    ),
    "event": _object(
        ["key", "title", "when"],
        key=_KEY,
        title=_NAME,
        description=_TEXT,
        type={"enum": list(EventType.values)},
        importance={"type": "integer", "minimum": 0, "maximum": 10},
        visibility=_VISIBILITY,
        when=_WHEN,
        participants={"type": "array", "items": _PARTICIPANT, "maxItems": 10_000},
        elements=_KEYS,
    ),
    "scene": _object(
        ["key", "title"],
        key=_KEY,
        title=_NAME,
        text=_TEXT,
        summary=_SHORT,
        visibility=_VISIBILITY,
        position={"type": "integer", "minimum": 0},
        location=_or_null(_KEY),
        participants=_KEYS,
        when=_or_null(_WHEN),
    ),
    "world_config": _object(
        [], **{kind: _or_null(_KEY) for kind in OptionKind.values}, rules=_WORDS, notes=_TEXT
    ),
    "style_guide": _object(
        [],
        art_style=_SHORT,
        palette={
            "type": "array",
            "maxItems": 100,
            "items": _object(["hex"], name=_SHORT, hex={"type": "string", "pattern": "^#[0-9a-fA-F]{6}$"}),
        },
        mood=_SHORT,
        lighting=_SHORT,
        notes=_TEXT,
        references={"type": "array", "items": _PICTURE, "maxItems": 500},
    ),
}

SCHEMA: Final[dict[str, Any]] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "A story bible of UMAM",
    **_object(
        ["format", "version", "universe"],
        format={"const": FORMAT},
        version={"const": VERSION},
        universe=_object(
            ["name"],
            name={"type": "string", "minLength": 1, "maxLength": 120},
            description={"type": "string", "maxLength": 100_000},
            accent={"type": "string", "pattern": "^#[0-9a-fA-F]{6}$"},
        ),
        **{name: _or_null({"$ref": f"#/$defs/{name}"}) for name in SINGLES},
        **{name: _rows(name.removesuffix("s")) for name in LISTS},
    ),
    "$defs": _DEFS,
}
