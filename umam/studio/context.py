"""What every page of the studio knows: the reader's universes, the one they are in, theme and rail."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from umam.accounts.models import User
from umam.studio import nav, selectors
from umam.studio.accent import DEFAULT_ACCENT
from umam.universes.access import visible_universes
from umam.universes.models import Universe

THEMES = ("system", "night", "day")
THEME_COOKIE = "umam_theme"


def studio(request: HttpRequest) -> dict[str, Any]:
    """Everything that asks the database is lazy: pages of the admin pay nothing for it."""
    counts: Any = SimpleLazyObject(lambda: _counts(request))
    theme = request.COOKIES.get(THEME_COOKIE, "system")
    return {
        "studio_theme": theme if theme in THEMES else "system",
        "studio_nav": nav.entries(request),
        "studio_accent": SimpleLazyObject(lambda: current_accent(request)),
        "studio_universes": SimpleLazyObject(lambda: list(visible_universes(request.user)[:50])),
        "studio_running": SimpleLazyObject(lambda: counts[0]),
        "studio_review": SimpleLazyObject(lambda: counts[1]),
        "studio_universe": SimpleLazyObject(lambda: current_universe(request)),
    }


def _counts(request: HttpRequest) -> tuple[int, int]:
    return selectors.rail_counts(request.user) if isinstance(request.user, User) else (0, 0)


def current_universe(request: HttpRequest) -> Universe | None:
    """The universe the reader is in: the one they opened last, else their personal one, else the first."""
    if not request.user.is_authenticated:
        return None
    universes = visible_universes(request.user)
    chosen = request.session.get("universe")
    found = universes.filter(pk=chosen).first() if chosen else None
    return found or universes.filter(personal_of=request.user).first() or universes.first()


def current_accent(request: HttpRequest) -> str:
    universe = current_universe(request)
    return universe.accent if universe is not None else DEFAULT_ACCENT


def enter_universe(request: HttpRequest, universe: Universe) -> None:
    """Makes `universe` the one that new things go to."""
    if request.session.get("universe") != str(universe.pk):
        request.session["universe"] = str(universe.pk)
