"""The departure board, one job, and what can be done with it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from media_pipeline.services.music_video import KIND as FILM
from umam.jobs import services
from umam.jobs.handlers import handlers
from umam.jobs.models import Job
from umam.jobs.selectors import input_for, visible_jobs
from umam.lib.errors import NotFound
from umam.studio import selectors
from umam.studio.context import enter_universe
from umam.studio.views.base import back, page, reader, written
from umam.universes.access import visible_universes

FILTERS = ("state", "kind", "universe", "text")


@page
def jobs(request: HttpRequest) -> HttpResponse:
    asked = {name: request.GET.get(name, "").strip() for name in FILTERS}
    part = selectors.board(reader(request), **asked, cursor=request.GET.get("cursor", ""))
    context: dict[str, Any] = {
        "rows": selectors.pictured(part.rows),
        "following": part.following,
        "asked": asked,
        "states": [(key, label) for key, (label, _) in selectors.STATES.items()],
        "kinds": sorted((one.label, key) for key, one in handlers().items()),
        "universes": visible_universes(reader(request)),
        "is_filtered": any(asked.values()),
    }
    template = "studio/jobs_rows.html" if request.GET.get("cursor") else "studio/jobs.html"
    return render(request, template, context)


@page
def job(request: HttpRequest, job_id: UUID) -> HttpResponse:
    found = _find(request, job_id)
    enter_universe(request, found.universe)
    context: dict[str, Any] = {
        "job": found,
        "given": input_for(found, reader(request)),
        "accent": found.universe.accent,
        "film_url": reverse("studio:film", args=[found.root_id]) if _film_kind(found) == FILM else "",
        **selectors.job_detail(found, reader(request)),
    }
    part = "studio/job_live.html" if request.GET.get("part") == "live" else "studio/job.html"
    return render(request, part, context)


@page
@require_POST
def cancel(request: HttpRequest, job_id: UUID) -> HttpResponse:
    found = _find(request, job_id)
    services.cancel(job=found, by=reader(request))
    messages.success(request, f"“{found}” is cancelled. What was finished is kept for a retry.")
    return redirect(back(request))


@page
@require_POST
def retry(request: HttpRequest, job_id: UUID) -> HttpResponse:
    found = _find(request, job_id)
    services.retry(job=found, by=reader(request))
    messages.success(request, f"“{found}” runs again, from where it stopped.")
    return redirect(back(request))


@page
@require_POST
def review(request: HttpRequest, job_id: UUID) -> HttpResponse:
    found = _find(request, job_id)
    note = written(request, "note")
    if request.POST.get("decision") == "approve":
        services.approve(job=found, by=reader(request), note=note)
        messages.success(request, f"“{found}” is approved.")
    else:
        services.reject(job=found, by=reader(request), note=note)
        messages.success(request, f"“{found}” is rejected.")
    return redirect(back(request))


def _find(request: HttpRequest, job_id: UUID) -> Job:
    rows = visible_jobs(reader(request))
    found = rows.select_related("universe", "requested_by", "parent", "reused_from").filter(pk=job_id).first()
    if found is None:
        raise NotFound("There is no such job here.")
    return found


def _film_kind(found: Job) -> str:
    return found.parent.kind if found.parent else found.kind
