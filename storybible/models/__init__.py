"""The tables of the story bible."""

from storybible.models.base import BibleRow, Source, Visibility
from storybible.models.elements import (
    Element,
    ElementImage,
    ElementName,
    ElementTag,
    EntityType,
    Trait,
    TraitTemplate,
    TraitType,
)
from storybible.models.records import Action, Mention, Revision, RowKind, SearchEntry
from storybible.models.relations import Relation, RelationType
from storybible.models.scenes import Scene, SceneParticipant
from storybible.models.time import Calendar, EventLink, EventParticipant, EventType, TimelineEvent
from storybible.models.world import OptionKind, StyleGuide, StyleReference, WorldConfig, WorldOption

__all__ = [
    "Action",
    "BibleRow",
    "Calendar",
    "Element",
    "ElementImage",
    "ElementName",
    "ElementTag",
    "EntityType",
    "EventLink",
    "EventParticipant",
    "EventType",
    "Mention",
    "OptionKind",
    "Relation",
    "RelationType",
    "Revision",
    "RowKind",
    "Scene",
    "SceneParticipant",
    "SearchEntry",
    "Source",
    "StyleGuide",
    "StyleReference",
    "TimelineEvent",
    "Trait",
    "TraitTemplate",
    "TraitType",
    "Visibility",
    "WorldConfig",
    "WorldOption",
]
