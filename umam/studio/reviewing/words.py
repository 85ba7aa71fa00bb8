"""Decisions in words."""

from __future__ import annotations

from django.utils.text import Truncator

from agents.models import AgentRun
from umam.accounts.models import User
from umam.jobs.models import Job, Review
from umam.lib.errors import UmamError, WrongState
from umam.studio.templatetags.agents import asked
from umam.studio.templatetags.studio import ago

DECIDED = {
    Review.APPROVED.value: "approved",
    Review.EDITED.value: "edited and approved",
    Review.REJECTED.value: "rejected",
}
LONG = 70


def short(job: Job) -> str:
    return f"“{Truncator(asked(job)).chars(LONG)}”"


def decided_words(job: Job, reader: User) -> str:
    """Who decided about a result and when, for somebody who comes too late."""
    who = "The studio"
    if job.reviewed_by is not None:
        who = "You" if job.reviewed_by == reader else job.reviewed_by.get_short_name()
    when = ago(job.reviewed_at) if job.reviewed_at else "meanwhile"
    return f"{who} {DECIDED.get(job.review, 'decided about')} {short(job)} {when}."


def refusal_words(job: Job, reader: User, error: UmamError) -> str:
    """Why a decision did not count: somebody was quicker, or what stands in its way."""
    if isinstance(error, WrongState) and job.review in DECIDED:
        return decided_words(job, reader)
    return f"{error.message} {error.suggestion}".strip()


def effect_words(job: Job, *, edited: bool = False) -> str:
    """What an approval did, once it is made."""
    applied = AgentRun.objects.filter(pk=job.pk).values_list("applied", flat=True).first() or []
    labels = ", ".join(str(one["label"]) for one in applied)
    if labels:
        said = "Approved with your changes" if edited else "Approved"
        return f"{said}. In the bible now: {Truncator(labels).chars(120)}."
    return f"Approved with your changes: {short(job)}." if edited else f"Approved: {short(job)}."
