"""Findings of the consistency check that are meant to be."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from agents.models import Waiver
from agents.services import policy
from umam.lib.errors import NotFound
from umam.studio.ask.kinds.findings import RULES
from umam.studio.views.base import page, reader
from umam.studio.views.bible.place import open_universe
from umam.studio.views.insight.place import around

MOST = 300
SALT = "umam.waiver"
# As long as a message with its undo may stand on a page that is left open.
UNDO_SECONDS = 3600
KEPT = ("rule", "fingerprint", "evidence", "reason")


@page
def waivers(request: HttpRequest, slug: str) -> HttpResponse:
    universe = open_universe(request, slug)
    rows = list(Waiver.objects.filter(universe=universe).select_related("by")[: MOST + 1])
    context = {
        **around(request, universe, "waivers"),
        "waivers": [(one, _rule(one)) for one in rows[:MOST]],
        "are_more": len(rows) > MOST,
    }
    return render(request, "insight/waivers.html", context)


def _rule(row: Waiver) -> str:
    return RULES.get(row.rule) or row.rule.replace("-", " ").capitalize()


@page
@require_POST
def lift(request: HttpRequest, slug: str, waiver_id: UUID) -> HttpResponse:
    universe = open_universe(request, slug, edit=True)
    found = Waiver.objects.filter(pk=waiver_id, universe=universe).first()
    if found is None:
        raise NotFound("There is no such waiver here.")
    kept = signing.dumps({name: getattr(found, name) for name in KEPT}, salt=SALT, compress=True)
    policy.lift_waiver(waiver=found, by=reader(request))
    undo = f"{reverse('studio:agent-waiver-keep', args=[slug])}?kept={kept}"
    messages.success(request, "The finding speaks again.", extra_tags=f"undo:{undo}")
    return redirect("studio:agent-waivers", slug)


@page
@require_POST
def keep_again(request: HttpRequest, slug: str) -> HttpResponse:
    """Undoes a lift: what is kept is signed, so that it is only what was lifted."""
    universe = open_universe(request, slug, edit=True)
    try:
        kept: dict[str, Any] = signing.loads(request.GET.get("kept", ""), salt=SALT, max_age=UNDO_SECONDS)
    except signing.BadSignature:
        raise NotFound("This cannot be undone any more.") from None
    policy.waive(universe=universe, by=reader(request), **kept)
    messages.success(request, "It is meant to be again.")
    return redirect("studio:agent-waivers", slug)
