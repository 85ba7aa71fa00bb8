"""One piece of an agent's work: looking at it, and everything that can be done with it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from agents.models import Waiver
from agents.services import policy, work
from umam.jobs.models import Job, Review, Source
from umam.lib.errors import Forbidden, Invalid, NotFound, Stale, UmamError, WrongState
from umam.studio.ask import approving
from umam.studio.ask.editing import EditForm
from umam.studio.ask.proposal import chosen_in
from umam.studio.ask.result import find_work, work_page
from umam.studio.context import enter_universe
from umam.studio.reviewing.words import refusal_words
from umam.studio.views.agents.place import host
from umam.studio.views.base import back, page, reader, status_of, written
from umam.universes import access


@page
def result(request: HttpRequest, job_id: UUID) -> HttpResponse:
    job = find_work(reader(request), job_id)
    enter_universe(request, job.universe)
    part = "agents/work_live.html" if request.GET.get("part") == "live" else "agents/work.html"
    return render(request, part, work_page(job, reader(request), host=host(request)))


def _shown(request: HttpRequest, job_id: UUID, *, status: int, **more: Any) -> HttpResponse:
    """The page again, with what was typed and what was wrong with it."""
    job = find_work(reader(request), job_id)
    shown = work_page(job, reader(request), host=host(request), chosen=chosen_in(request.POST))
    return render(request, "agents/work.html", {**shown, **more}, status=status)


def _refused(request: HttpRequest, job_id: UUID, action: str, error: UmamError) -> HttpResponse:
    typed = {name: value for name, value in request.POST.items() if name != "csrfmiddlewaretoken"}
    words = refusal_words(find_work(reader(request), job_id), reader(request), error)
    wrong = {"action": action, "words": words, "typed": typed}
    return _shown(request, job_id, status=status_of(error), wrong=wrong)


def _to(job: Job) -> HttpResponse:
    return redirect(reverse("studio:agent-work", args=[job.pk]))


@page
@require_POST
def approve(request: HttpRequest, job_id: UUID) -> HttpResponse:
    job = find_work(reader(request), job_id)
    try:
        approving.approve(job=job, by=reader(request), resolve=chosen_in(request.POST))
    except (Stale, Invalid) as error:
        return _refused(request, job_id, "approve", error)
    messages.success(request, _approved(job_id, request))
    return _to(job)


def _approved(job_id: UUID, request: HttpRequest) -> str:
    run = getattr(find_work(reader(request), job_id), "agent_run", None)
    made = ", ".join(str(one["label"]) for one in run.applied) if run else ""
    return f"Approved. In the bible now: {made}." if made else "Approved."


@page
def edit(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """The result as a form; sending it approves what it says."""
    job = find_work(reader(request), job_id)
    access.require_edit(reader(request), job.universe_id)
    if request.method == "POST":
        return _approve_edited(request, job)
    _require_waiting(job)
    return _shown(request, job_id, status=200, edit=EditForm(job))


def _approve_edited(request: HttpRequest, job: Job) -> HttpResponse:
    """Whatever refuses it is said in the form: nothing that was typed is lost."""
    form = EditForm(job, request.POST)
    if not form.is_valid():
        return _shown(request, job.pk, status=422, edit=form)
    try:
        _require_waiting(job)
        approving.approve(job=job, by=reader(request), output=form.edited(), resolve=chosen_in(request.POST))
    except Forbidden:
        raise
    except UmamError as error:
        return _form_again(request, job.pk, form, error)
    messages.success(request, _approved(job.pk, request))
    return _to(job)


def _require_waiting(job: Job) -> None:
    if job.review != Review.PENDING:
        raise WrongState(f"“{job}” does not wait for review.", suggestion="Ask again for another version.")


def _form_again(request: HttpRequest, job_id: UUID, form: EditForm, error: UmamError) -> HttpResponse:
    if isinstance(error, WrongState):
        error = WrongState(refusal_words(find_work(reader(request), job_id), reader(request), error))
    form.refuse(error)
    return _shown(request, job_id, status=status_of(error), edit=form)


@page
@require_POST
def reject(request: HttpRequest, job_id: UUID) -> HttpResponse:
    job = find_work(reader(request), job_id)
    note = written(request, "note")
    if not note:
        wanted = Invalid("Say in a few words why: the agents learn from it.", attr="note")
        return _refused(request, job_id, "reject", wanted)
    try:
        work.reject(job=job, by=reader(request), note=note[:2000])
    except WrongState as error:
        return _refused(request, job_id, "reject", error)
    messages.success(request, "Rejected. Nothing of it goes into the bible.")
    return _to(job)


@page
@require_POST
def ask_again(request: HttpRequest, job_id: UUID) -> HttpResponse:
    job = find_work(reader(request), job_id)
    try:
        again = work.ask_again(job=job, by=reader(request), note=written(request, "note"), source=Source.PAGE)
    except (Invalid, WrongState) as error:
        return _refused(request, job_id, "again", error)
    return _to(again)


@page
@require_POST
def more_context(request: HttpRequest, job_id: UUID) -> HttpResponse:
    job = find_work(reader(request), job_id)
    wanted = request.POST.get("tokens", "")
    tokens = int(wanted) if wanted.isdecimal() and len(wanted) < 8 else 0
    return _to(work.with_more_context(job=job, by=reader(request), tokens=tokens, source=Source.PAGE))


@page
@require_POST
def keep(request: HttpRequest, job_id: UUID) -> HttpResponse:
    job = find_work(reader(request), job_id)
    try:
        approving.keep(job=job, by=reader(request), resolve=chosen_in(request.POST))
    except (Stale, Invalid) as error:
        return _refused(request, job_id, "keep", error)
    messages.success(request, "It is in the bible. You can undo that here.")
    return _to(job)


@page
@require_POST
def undo(request: HttpRequest, job_id: UUID) -> HttpResponse:
    job = find_work(reader(request), job_id)
    left = work.undo(job=job, by=reader(request))
    if left:
        messages.warning(request, f"Undone, but for this: {' '.join(left)}")
    else:
        messages.success(request, "Undone. The bible is as it was before.")
    return _to(job)


@page
@require_POST
def waive(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """Says that a finding is meant to be."""
    job = find_work(reader(request), job_id)
    asked = {name: written(request, name) for name in ("rule", "fingerprint", "reason")}
    found = _finding(job, asked["fingerprint"])
    try:
        policy.waive(
            universe=job.universe, by=reader(request), **asked, evidence=str(found.get("evidence", ""))
        )
    except Invalid as error:
        return _refused(request, job_id, f"waive-{asked['fingerprint']}", error)
    messages.success(request, "It is meant to be, and stays silent from now on.")
    return _to_findings(request, job)


def _to_findings(request: HttpRequest, job: Job) -> HttpResponse:
    """Where the finding was seen: on the review page, or on the page of the work itself."""
    came_from = back(request)
    if came_from.startswith(reverse("studio:review")):
        return redirect(came_from)
    return redirect(f"{reverse('studio:agent-work', args=[job.pk])}#findings")


def _finding(job: Job, fingerprint: str) -> dict[str, Any]:
    output = job.output_data or {}
    rows = [*(output.get("violations") or []), *(output.get("waived") or [])]
    found = next((one for one in rows if one.get("fingerprint") == fingerprint), None)
    if not fingerprint or found is None:
        raise NotFound("There is no such finding here.")
    return dict(found)


@page
@require_POST
def lift(request: HttpRequest, job_id: UUID, waiver_id: UUID) -> HttpResponse:
    """Lets a finding speak again."""
    job = find_work(reader(request), job_id)
    found = Waiver.objects.filter(pk=waiver_id, universe=job.universe).first()
    if found is None:
        raise NotFound("There is no such waiver here.")
    policy.lift_waiver(waiver=found, by=reader(request))
    messages.success(request, "The finding speaks again.")
    return _to_findings(request, job)
