"""A place: its map, what one sees there, and the location of the bible that goes by its name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from storybible.models import Element, ElementName, EntityType
from storybible.names import fold
from storybible.selectors.scope import visible_in
from umam.accounts.models import User
from umam.jobs.models import Job
from umam.studio.ask.kinds.findings import findings
from umam.studio.ask.kinds.reading import rows, text
from umam.studio.place_map import draw
from umam.universes.models import Universe

KINDS = {"city": "City", "wilderness": "Wilderness", "structure": "Building"}


def present(job: Job, output: Mapping[str, Any], universe: Universe, user: User) -> dict[str, Any]:
    heard, meant = findings(rows(output.get("violations")), universe, user)
    return {
        "drawing": draw(output, ident=f"map-{job.pk}"),
        "kind": KINDS.get(text(output.get("type")), "Place"),
        "location": _location(universe, user, text(output.get("location_name"))),
        "heard": heard,
        "meant": meant,
    }


def _location(universe: Universe, user: User, name: str) -> Element | None:
    """The location of that name, if this person may see it."""
    named = ElementName.objects.filter(universe=universe, folded=fold(name)[:200]).values("element")
    found = Element.objects.filter(
        pk__in=named, entity_subtype=EntityType.LOCATION.value, deleted_at=None
    ).order_by("created_at")
    return visible_in(found, user, universe).first() if name else None
