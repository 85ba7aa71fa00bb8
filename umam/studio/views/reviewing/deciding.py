"""Deciding about one result. Each decision leads to the next one that waits, and can be taken back."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from agents.services import work
from agents.services.deciding import take_back
from storybible.selectors.history import Change
from umam.jobs.models import Job, Review, Source
from umam.lib.errors import Forbidden, Invalid, Stale, UmamError, WrongState
from umam.studio.ask.approving import approve
from umam.studio.ask.editing import EditForm
from umam.studio.ask.proposal import chosen_in
from umam.studio.reviewing import queue
from umam.studio.reviewing.item import differences, find_reviewable
from umam.studio.reviewing.words import decided_words, effect_words, refusal_words, short
from umam.studio.views.base import page, reader, sentence, status_of, written
from umam.studio.views.reviewing.queue import show
from umam.universes import access

View = Callable[[HttpRequest, Job], HttpResponse]


def _deciding(action: str) -> Callable[[View], Callable[..., HttpResponse]]:
    """A decision about one result. Where somebody else was quicker, the reader hears who, and goes on.

    Nothing that was written is lost by that: it is shown again, with what stands in its way.
    """

    def made(view: View) -> Callable[..., HttpResponse]:
        @wraps(view)
        def decided(request: HttpRequest, job_id: UUID) -> HttpResponse:
            job = find_reviewable(reader(request), job_id)
            try:
                if job.review != Review.PENDING:
                    raise WrongState(f"“{job}” does not wait for review.")
                return view(request, job)
            except WrongState as error:
                return _in_the_way(request, find_reviewable(reader(request), job_id), action, error)

        return cast(Callable[..., HttpResponse], page(decided))

    return made


def _in_the_way(request: HttpRequest, job: Job, action: str, error: WrongState) -> HttpResponse:
    if request.GET.get("part") == "changes":
        return HttpResponse(status=204)
    if action == "edit" and request.method == "POST":
        return _form_again(request, job, EditForm(job, request.POST), error)
    is_decided = job.review != Review.PENDING
    note = written(request, "note")
    if is_decided and (not note or note == job.review_note):
        messages.info(request, decided_words(job, reader(request)))
        return _next(request, _following(request, job))
    return _refused(request, job, action, error)


def _next(request: HttpRequest, following: UUID | None) -> HttpResponse:
    query = queue.wanted_in(request.GET).query
    url = reverse("studio:review-item", args=[following]) if following else reverse("studio:review")
    return redirect(f"{url}{query}")


def _done(request: HttpRequest, job: Job, following: UUID | None, words: str) -> HttpResponse:
    undo = reverse("studio:review-undo", args=[job.pk]) + queue.wanted_in(request.GET).query
    messages.success(request, words, extra_tags=f"undo:{undo}")
    return _next(request, following)


def _following(request: HttpRequest, job: Job) -> UUID | None:
    return queue.following(reader(request), queue.wanted_in(request.GET), job)


@require_POST
@_deciding("accept")
def accept(request: HttpRequest, job: Job) -> HttpResponse:
    following = _following(request, job)
    try:
        approve(job=job, by=reader(request), resolve=chosen_in(request.POST))
    except (Stale, Invalid) as error:
        return _refused(request, job, "accept", error)
    return _done(request, job, following, effect_words(job))


@require_POST
@_deciding("reject")
def reject(request: HttpRequest, job: Job) -> HttpResponse:
    following = _following(request, job)
    note = written(request, "note")
    if not note:
        return _refused(request, job, "reject", Invalid("Say in a few words why: the agents learn from it."))
    work.reject(job=job, by=reader(request), note=note[:2000])
    return _done(request, job, following, f"Rejected: {short(job)}.")


@require_POST
@_deciding("again")
def ask_again(request: HttpRequest, job: Job) -> HttpResponse:
    following = _following(request, job)
    try:
        work.ask_again(job=job, by=reader(request), note=written(request, "note"), source=Source.PAGE)
    except Invalid as error:
        return _refused(request, job, "again", error)
    return _done(request, job, following, "Asked again. The new answer comes here when it is ready.")


def _refused(request: HttpRequest, job: Job, action: str, error: UmamError) -> HttpResponse:
    fresh = find_reviewable(reader(request), job.pk)
    words = refusal_words(fresh, reader(request), error)
    wrong = {"action": action, "words": words, "note": request.POST.get("note", "")}
    return show(request, fresh, status=status_of(error), wrong=wrong)


@_deciding("edit")
def edit(request: HttpRequest, job: Job) -> HttpResponse:
    """The result as a form. Sent with `look` it only tells what differs from what the agent made."""
    access.require_edit(reader(request), job.universe_id)
    if request.method != "POST":
        return show(request, job, edit=EditForm(job))
    form = EditForm(job, request.POST)
    fits = form.is_valid()
    if request.GET.get("part") == "changes":
        return render(request, "review/changes.html", {"changes": _changed(form, job), "fits": fits})
    if "look" in request.POST:
        return show(request, job, edit=form, changes=_changed(form, job), has_looked=True)
    if not fits:
        return show(request, job, status=422, edit=form)
    return _approve_edited(request, job, form)


def _approve_edited(request: HttpRequest, job: Job, form: EditForm) -> HttpResponse:
    following = _following(request, job)
    try:
        approve(job=job, by=reader(request), output=form.edited(), resolve=chosen_in(request.POST))
    except Forbidden:
        raise
    except UmamError as error:
        return _form_again(request, find_reviewable(reader(request), job.pk), form, error)
    return _done(request, job, following, effect_words(job, edited=True))


def _form_again(request: HttpRequest, job: Job, form: EditForm, error: UmamError) -> HttpResponse:
    """What was typed, and why it did not count."""
    if isinstance(error, WrongState):
        error = WrongState(refusal_words(job, reader(request), error))
    form.refuse(error)
    return show(request, job, status=status_of(error), edit=form)


def _changed(form: EditForm, job: Job) -> list[Change]:
    return differences(job.output_data or {}, form.output()) if form.is_valid() else []


@page
@require_POST
def undo(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """Takes a decision back; the result waits again and stands open."""
    job = find_reviewable(reader(request), job_id)
    try:
        left = take_back(job=job, by=reader(request))
    except WrongState as error:
        messages.info(request, sentence(error))
    else:
        if left:
            messages.warning(request, f"It waits again, but for this: {' '.join(left)}")
        else:
            messages.success(request, f"Taken back: {short(job)} waits again.")
    return _next(request, job.pk)
