"""The tables of a large world and what is written of them."""

from __future__ import annotations

from storybible.fill.pour import Sheet
from storybible.models import (
    Element,
    ElementName,
    ElementTag,
    EventLink,
    EventParticipant,
    Mention,
    Relation,
    Scene,
    SceneParticipant,
    SearchEntry,
    TimelineEvent,
    Trait,
)

_KEPT = ("id", "revision", "created_at", "updated_at", "universe_id", "key", "visibility")
_DATED = ("starts", "ends", "start_tick", "end_tick", "precision", "about")
_VALUES = ("value_text", "value_number", "value_boolean", "value_list")

ELEMENTS = Sheet(Element, (*_KEPT, "name", "entity_subtype", "summary", "body", "aliases", "tags"))
NAMES = Sheet(ElementName, ("universe_id", "element_id", "folded", "is_alias"))
TAGS = Sheet(ElementTag, ("universe_id", "element_id", "tag"))
TRAITS = Sheet(Trait, ("element_id", "key", "label", "position", "trait_type", *_VALUES))
EVENTS = Sheet(TimelineEvent, (*_KEPT, *_DATED, "title", "description", "event_type", "importance"))
PARTICIPANTS = Sheet(EventParticipant, ("event_id", "element_id", "role", "position"))
LINKS = Sheet(EventLink, ("event_id", "element_id"))
RELATIONS = Sheet(Relation, (*_KEPT, *_DATED, "type_id", "source_id", "target_id", "note", "strength"))
SCENES = Sheet(Scene, (*_KEPT, *_DATED, "title", "text", "summary", "location_id", "position"))
CAST = Sheet(SceneParticipant, ("scene_id", "element_id", "position"))
ENTRIES = Sheet(
    SearchEntry,
    (
        *("universe_id", "kind", "row_id", "key", "visibility"),
        *("subtype", "title", "names", "tags", "text", "summary", "calls"),
    ),
    many_at_once=True,
)
MENTIONS = Sheet(Mention, ("universe_id", "kind", "row_id", "target_id"))
