"""Universes in the admin, with a dashboard: what there is, what is missing, what moved.

The class of the universes' own room is replaced by one that knows the bible; the room itself may not.
"""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse

from storybible.admin.records import admin_address
from storybible.admin.widgets import ADMIN_MEDIA
from storybible.models import StyleGuide, WorldConfig
from storybible.selectors import dashboard
from storybible.selectors.time import default_calendar, keeper_of
from umam.universes import access
from umam.universes.admin import UniverseAdmin
from umam.universes.models import Universe

MOST_ON_INDEX = 6

admin.site.unregister(Universe)


@admin.register(Universe)
class BibleUniverseAdmin(UniverseAdmin):
    change_form_outer_before_template = "admin/storybible/dashboard.html"

    @property
    def media(self) -> Any:
        return super().media + ADMIN_MEDIA

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> Any:
        universe = self.get_object(request, object_id)
        board = board_of(universe, request) if universe is not None else None
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), "board": board})


def board_of(universe: Universe, request: HttpRequest) -> dict[str, Any]:
    """Everything that the dashboard of a universe shows."""
    user = request.user
    edits = access.can_edit(user, universe.pk)
    changes = dashboard.last_changes(universe, user, limit=8)
    return {
        "universe": universe,
        "counts": dashboard.counts(universe, user),
        "gaps": dashboard.gaps(universe) if edits else [],
        "changes": [(one, admin_address(one.kind, one.row_id)) for one in changes],
        "periods": _bars(universe) if edits else [],
        "edits": edits,
        "world": _one(WorldConfig, universe, "worldconfig"),
        "style": _one(StyleGuide, universe, "styleguide"),
    }


def _one(model: Any, universe: Universe, name: str) -> str:
    """Where the one row of a universe is changed, or made."""
    pk = model.objects.filter(universe=universe).values_list("pk", flat=True).first()
    if pk is not None:
        return reverse(f"admin:storybible_{name}_change", args=[pk])
    return f"{reverse(f'admin:storybible_{name}_add')}?universe={universe.pk}"


def _bars(universe: Universe) -> list[dict[str, Any]]:
    """Events over time as bars of 0 to 100."""
    found = dashboard.periods(universe)
    if len(found) < 2:
        return []
    most = max(one.count for one in found)
    keeper = keeper_of(default_calendar(universe))
    return [
        {
            "label": keeper.label(one.start_tick, "year", False),
            "count": one.count,
            "height": round(100 * one.count / most),
        }
        for one in found
    ]


def index(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """The admin's first page: the reader's universes, the latest first (unfold's `DASHBOARD_CALLBACK`)."""
    mine = access.visible_universes(request.user).order_by("-updated_at", "pk")[:MOST_ON_INDEX]
    boards = [
        {
            "universe": one,
            "counts": dashboard.counts(one, request.user),
            "changes": [
                (change, admin_address(change.kind, change.row_id))
                for change in dashboard.last_changes(one, request.user, limit=3)
            ],
            "address": reverse("admin:universes_universe_change", args=[one.pk]),
        }
        for one in mine
    ]
    return {**context, "boards": boards}
