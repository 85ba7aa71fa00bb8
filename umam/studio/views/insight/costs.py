"""What language models cost in a universe, and the ledger as a file."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from umam.studio.insight import costs as selectors
from umam.studio.views.base import page
from umam.studio.views.bible.place import open_universe
from umam.studio.views.insight.place import around


@page
@require_GET
def costs(request: HttpRequest, slug: str) -> HttpResponse:
    universe = open_universe(request, slug)
    found = selectors.costs_page(universe, selectors.days_in(request.GET), request.GET.get("of", ""))
    return render(request, "insight/costs.html", {**around(request, universe, "costs"), **found})


@page
@require_GET
def ledger(request: HttpRequest, slug: str) -> HttpResponse:
    """Every call, for those who may edit: it names who asked what."""
    universe = open_universe(request, slug, edit=True)
    days = selectors.days_in(request.GET)
    answer = StreamingHttpResponse(selectors.ledger(universe, days), content_type="text/csv; charset=utf-8")
    name = f"{universe.slug}-costs-{timezone.now():%Y-%m-%d}-{days}-days.csv"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer  # type: ignore[return-value]
