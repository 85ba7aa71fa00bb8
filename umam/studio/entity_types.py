"""How the eight types of elements are called and drawn on the pages."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Look:
    key: str
    label: str
    plural: str
    icon: str
    words: str


LOOKS: tuple[Look, ...] = (
    Look("character", "Character", "Characters", icon="user-round", words="Somebody who wants something"),
    Look("location", "Location", "Locations", icon="map-pin", words="Somewhere things happen"),
    Look("item", "Item", "Items", icon="gem", words="A thing one can hold, lose or want"),
    Look("faction", "Faction", "Factions", icon="flag", words="People who pull in one direction"),
    Look("event", "Event", "Events", icon="sparkles", words="Something that changed the world"),
    Look("concept", "Concept", "Concepts", icon="lightbulb", words="An idea, a law or a belief"),
    Look("species", "Species", "Species", icon="paw-print", words="A kind of living being"),
    Look("technology", "Technology", "Technologies", icon="cpu", words="A way to do what could not be done"),
)
BY_KEY = {look.key: look for look in LOOKS}


def look_of(entity_subtype: str) -> Look:
    """The look of a type; of an unknown one a plain one, so that a page never fails on it."""
    return BY_KEY.get(entity_subtype) or Look(
        entity_subtype, entity_subtype.capitalize(), entity_subtype.capitalize(), icon="file", words=""
    )
