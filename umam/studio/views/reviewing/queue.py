"""Looking at the queue: the list, and one result of it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from umam.jobs.models import Job, Review
from umam.studio.ask.proposal import chosen_in
from umam.studio.reviewing import item as items
from umam.studio.reviewing import queue
from umam.studio.views.agents.place import host
from umam.studio.views.base import page, reader


@page
def review(request: HttpRequest) -> HttpResponse:
    """The queue, with its first result open."""
    return show(request, None)


@page
def item(request: HttpRequest, job_id: UUID) -> HttpResponse:
    return show(request, items.find_reviewable(reader(request), job_id))


def show(request: HttpRequest, job: Job | None, *, status: int = 200, **more: Any) -> HttpResponse:
    """The page with `job` open, else with the first that waits. `more` are what was typed and is wrong."""
    person, wanted = reader(request), queue.wanted_in(request.GET)
    place = queue.place_of(person, wanted, job)
    if job is None and place.ids:
        job = items.find_reviewable(person, place.ids[0])
        place = queue.place_of(person, wanted, job)
    around: dict[str, Any] = {
        "wanted": wanted,
        "query": wanted.query,
        "place": place,
        "job": job,
        "is_decided": job is not None and job.review != Review.PENDING,
        "decided": queue.decided_lately(person),
        "last": queue.last_decision(person),
        "here": request.path if job is None else "",
        **queue.listed(person, place),
        **queue.choices(person, wanted),
    }
    if request.GET.get("part") == "queue":
        return render(request, "review/queue.html", around)
    if job is not None:
        chosen = chosen_in(request.POST)
        around |= items.item_page(job, person, host=host(request), chosen=chosen)
        around |= {"accent": job.universe.accent, "settled": chosen}
    return render(request, "review/page.html", {**around, **more}, status=status)
