"""The variations of a video strategy: looking at them moving, and choosing one."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from agents.services import strategy
from umam.jobs.models import Job, Source
from umam.lib.errors import NotFound
from umam.studio.ask.kinds import result_of
from umam.studio.ask.result import find_work
from umam.studio.views.base import back, page, reader
from umam.universes import access


def _strategy(request: HttpRequest, job_id: UUID) -> Job:
    job = find_work(reader(request), job_id)
    if job.kind != strategy.KIND:
        raise NotFound("There is no such video strategy here.")
    return job


@page
def takes(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """The variations alone, as a page that follows their clips asks for them."""
    return _shown(request, _strategy(request, job_id))


def _shown(request: HttpRequest, job: Job) -> HttpResponse:
    may_edit = access.can_edit(reader(request), job.universe_id)
    around = {"job": job, "universe": job.universe, "may_edit": may_edit}
    return render(request, "agents/parts/takes.html", {**around, **result_of(job, reader(request))})


@page
@require_POST
def previews(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """Asks for the moving pictures. Sent by the page itself when somebody who may edit first looks."""
    job = _strategy(request, job_id)
    strategy.preview(job=job, by=reader(request), source=Source.PAGE)
    if request.headers.get("HX-Request"):
        return _shown(request, job)
    return _back(request, job)


@page
@require_POST
def choose(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """Films one of them. Pressed twice it is filmed once."""
    job = _strategy(request, job_id)
    given = request.POST.get("index", "")
    index = int(given) if given.isdecimal() and len(given) < 3 else -1
    strategy.choose(job=job, by=reader(request), index=index, source=Source.PAGE)
    return _back(request, job, f"#take-{job.pk}-{index}")


def _back(request: HttpRequest, job: Job, part: str = "") -> HttpResponse:
    """To the page it was sent from: the result's own, a question's, or the review."""
    return redirect(f"{back(request, reverse('studio:agent-work', args=[job.pk]))}{part}")
