"""The answer to a request for long work, for the views of every room.

`accepted(request, job)` answers 202 with the job and its address. With `?wait=` it holds the answer until the
job ends, then answers 200: each waiter holds a thread but no database connection, and there are few of them.
"""

from __future__ import annotations

import threading
import time
from typing import Final

from django.db import connection
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from umam.jobs import selectors
from umam.jobs.api.serializers import JobSerializer
from umam.jobs.models import Job
from umam.lib.errors import Invalid

LONGEST_WAIT: Final = 60.0
MOST_WAITERS: Final = 32
_FIRST_LOOK, _LAST_LOOK = 0.05, 0.5
_waiters = threading.BoundedSemaphore(MOST_WAITERS)


def accepted(request: Request, job: Job) -> Response:
    """202 with the job and its Location; after a `?wait=` that saw its end, 200."""
    seconds = wanted_wait(request)
    ended = seconds > 0 and wait_for(job, seconds)
    shown = JobSerializer(selectors.reload(job), context={"request": request}).data
    code = status.HTTP_200_OK if ended else status.HTTP_202_ACCEPTED
    return Response(shown, status=code, headers={"Location": f"/api/jobs/{job.pk}"})


def idempotency_key(request: Request) -> str | None:
    """The request's Idempotency-Key, or None. Raises Invalid for one that is too long."""
    key = str(request.headers.get("Idempotency-Key") or "").strip()
    if len(key) > 200:
        raise Invalid("An Idempotency-Key has at most 200 characters.", attr="Idempotency-Key")
    return key or None


def wanted_wait(request: Request) -> float:
    raw = request.query_params.get("wait")
    if raw is None:
        return 0.0
    try:
        seconds = float(raw)
    except ValueError:
        seconds = -1.0
    if not 0 <= seconds <= LONGEST_WAIT:
        raise Invalid(f"Wait between 0 and {LONGEST_WAIT:.0f} seconds.", attr="wait")
    return seconds


def wait_for(job: Job, seconds: float) -> bool:
    """Look again and again until the job has ended; False after `seconds`, or at once in a crowd."""
    if not _waiters.acquire(blocking=False):
        return False
    try:
        until = time.monotonic() + seconds
        pause = _FIRST_LOOK
        while not selectors.finished(job.pk):
            if time.monotonic() >= until:
                return False
            _let_go_of_the_database()
            time.sleep(min(pause, max(0.0, until - time.monotonic())))
            pause = min(_LAST_LOOK, pause * 1.5)
        return True
    finally:
        _waiters.release()


def _let_go_of_the_database() -> None:
    if not connection.in_atomic_block:
        connection.close()
