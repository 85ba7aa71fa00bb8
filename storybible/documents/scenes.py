"""Scenes as JSON."""

from __future__ import annotations

from typing import Any

from storybible.documents import documents
from storybible.documents.time import when_document
from storybible.models import Element, Scene, SceneParticipant


def living_cast(scene: Scene) -> list[SceneParticipant]:
    """Who is in the scene, in order, without those in the trash."""
    fetched = getattr(scene, "_prefetched_objects_cache", {}).get("participant_rows")
    rows = scene.participant_rows.select_related("element") if fetched is None else fetched
    return [row for row in rows if not row.element.in_trash]


def living_location(scene: Scene) -> Element | None:
    """Where the scene is, unless the place lies in the trash."""
    place = scene.location
    return None if place is None or place.in_trash else place


@documents(Scene)
def scene_document(scene: Scene) -> dict[str, Any]:
    place = living_location(scene)
    return {
        "key": scene.key,
        "title": scene.title,
        "text": scene.text,
        "summary": scene.summary,
        "visibility": scene.visibility,
        "position": scene.position,
        "location": place.key if place else None,
        "participants": [row.element.key for row in living_cast(scene)],
        "when": when_document(scene),
    }
