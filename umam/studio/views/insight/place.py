"""What every page about agents in a universe shows around itself."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from umam.studio.views.base import reader
from umam.studio.views.bible.place import surroundings
from umam.universes import access
from umam.universes.models import Role, Universe


def around(request: HttpRequest, universe: Universe, part: str) -> dict[str, Any]:
    """`part` is the inner tab that is lit."""
    return {
        **surroundings(request, universe, "agents"),
        "part": part,
        "is_owner": access.role_in(reader(request), universe.pk) == Role.OWNER,
    }
