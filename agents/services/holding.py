"""The one order in which decisions lock rows: the whole work, its job, the agent's run, then the bible."""

from __future__ import annotations

from umam.jobs import graph
from umam.jobs.models import Job


def hold(job: Job) -> Job:
    """The job as it stands now, held until the transaction ends. Call it before the run's row is locked.

    Reviewing writes the job before its run: whoever locked the run first would wait for each other with it.
    """
    graph.lock_root(job.parent_id)
    # Not the key: rows that point at the job may be written meanwhile.
    return Job.objects.select_for_update(no_key=True, of=("self",)).get(pk=job.pk)
