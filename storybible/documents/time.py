"""Events and calendars as JSON."""

from __future__ import annotations

from typing import Any

from storybible.documents import documents
from storybible.models import Calendar, EventLink, EventParticipant, Scene, TimelineEvent


def when_document(row: TimelineEvent | Scene) -> dict[str, Any] | None:
    """The time of a row as people wrote it; None where it has none."""
    if not row.starts:
        return None
    return {
        "calendar": row.calendar.key if row.calendar else None,
        "from": row.starts,
        "to": row.ends,
        "about": row.about,
    }


def living_participants(event: TimelineEvent) -> list[EventParticipant]:
    """Who took part, in order, without those in the trash."""
    fetched = getattr(event, "_prefetched_objects_cache", {}).get("participant_rows")
    rows = event.participant_rows.select_related("element") if fetched is None else fetched
    return [row for row in rows if not row.element.in_trash]


def living_links(event: TimelineEvent) -> list[EventLink]:
    """What the event is about, by key, without what lies in the trash."""
    fetched = getattr(event, "_prefetched_objects_cache", {}).get("link_rows")
    rows = event.link_rows.select_related("element") if fetched is None else fetched
    return sorted((row for row in rows if not row.element.in_trash), key=lambda row: row.element.key)


@documents(TimelineEvent)
def event_document(event: TimelineEvent) -> dict[str, Any]:
    return {
        "key": event.key,
        "title": event.title,
        "description": event.description,
        "type": event.event_type,
        "importance": event.importance,
        "visibility": event.visibility,
        "when": when_document(event),
        "participants": [
            {"element": row.element.key, "role": row.role} for row in living_participants(event)
        ],
        "elements": [row.element.key for row in living_links(event)],
    }


@documents(Calendar)
def calendar_document(calendar: Calendar) -> dict[str, Any]:
    return {
        "key": calendar.key,
        "name": calendar.name,
        "definition": calendar.definition,
        "default": calendar.is_default,
    }
