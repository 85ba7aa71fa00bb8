"""Taking a decision back: the result waits again, the bible is as before, nothing was learnt from it.

What a person had edited is put by in the run's `edited`, to go on from.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from agents import changes as change_sets
from agents.changes import Applied
from agents.models import AgentRun
from agents.registry import agents
from agents.services.holding import hold
from agents.taste import unlearn_review
from umam.accounts.models import User
from umam.jobs import services as jobs
from umam.jobs.models import Job, Review
from umam.universes import access


def take_back(*, job: Job, by: User) -> list[str]:
    """Undo an approval or a rejection. Returns what of it had to be left in the bible, in words.

    Raises WrongState where nothing is decided, or somebody else took it back meanwhile.
    """
    access.require_edit(by, job.universe_id)
    decision, decided_by = job.review, job.reviewed_by
    with transaction.atomic():
        now = hold(job)
        run = AgentRun.objects.select_for_update().filter(job=job).first()
        original = run.original if run is not None and decision == Review.EDITED else None
        jobs.reopen(job=job, by=by, output_data=original or None)
        if run is not None and decision == Review.EDITED:
            run.edited = dict(now.output_data or {})
        left = _out_of_the_bible(run, job, by) if run is not None else []
        unlearn_review(job=job, by=decided_by)
        if run is not None and decided_by is not None:
            run.choices = [_untaught(one, decided_by) for one in run.choices]
            run.save(update_fields=["choices"])
    if decision != Review.REJECTED and job.kind in agents() and agents()[job.kind].personal:
        left.append("What it put into your memory stays there: change it on that page.")
    return left


def _untaught(choice: dict[str, Any], by: User) -> dict[str, Any]:
    """A choice whose lesson was taken back with the decision: choosing the same again teaches it again."""
    return {**choice, "untaught": True} if choice["by"] == str(by.pk) else choice


def _out_of_the_bible(run: AgentRun, job: Job, by: User) -> list[str]:
    left: list[str] = []
    if run.applied and run.undone_at is None:
        applied = [Applied.model_validate(one) for one in run.applied]
        left = change_sets.undo(applied, universe=job.universe, by=by)
        run.undone_at, run.undone_by = timezone.now(), by
    run.resolutions = {}  # the next approval may settle conflicts in another way
    run.save(update_fields=["edited", "resolutions", "undone_at", "undone_by"])
    return left
