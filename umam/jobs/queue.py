"""Messages about jobs. A message is a hint that a row is ready; a lost or doubled one does no harm.

The broker may be down at any moment: sending never raises, and the sweeper sends again what was not sent.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Iterable
from datetime import timedelta
from functools import partial

from django.core.cache import cache
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from kombu.exceptions import ChannelError, KombuError
from redis.exceptions import RedisError

from umam.celery import app
from umam.jobs.models import PARKED, Job, Status

logger = logging.getLogger(__name__)

RUN = "umam.jobs.run"
TICK = "umam.jobs.tick"
SWEEP = "umam.jobs.sweep"
DEAD_LETTER = "umam.jobs.dead_letter"
HOUSEKEEPING = "umam.jobs.housekeeping"

# What a worker may take: never leased, woken, and its needs met.
READY = Q(lease=None, wake_at=None) & (
    Q(status=Status.PENDING, released_at__isnull=False)
    | Q(status=Status.PROCESSING, waiting_for__in=sorted(PARKED))
)
# A message that nobody took after this long is thought lost, if its queue is empty.
LOST_AFTER = timedelta(seconds=30)
_BROKER_ERRORS = (KombuError, RedisError, OSError)
_TICK_KEY = "jobs.last_tick"
Ready = tuple[uuid.UUID, str]


def dispatch_on_commit(*jobs: Job) -> None:
    rows = [(job.pk, job.queue) for job in jobs]
    transaction.on_commit(partial(dispatch, rows), robust=True)


def dispatch(rows: Iterable[Ready]) -> int:
    """Send a message for each ready job that has none yet; returns how many were sent."""
    sent = 0
    for job_id, queue in rows:
        waiting = Job.objects.filter(READY, pk=job_id)
        if not waiting.filter(dispatched_at=None).update(dispatched_at=timezone.now()):
            continue
        if not _send(RUN, [str(job_id)], queue):
            waiting.update(dispatched_at=None)
            break  # the next ones would only wait for the same broken connection
        sent += 1
    return sent


def dispatch_undispatched(limit: int = 500) -> int:
    """Send what was released but not sent: the broker was away, or the sender died before it sent."""
    rows = Job.objects.filter(READY, dispatched_at=None).order_by("created_at")
    return dispatch(rows.values_list("pk", "queue")[:limit])


def dispatch_lost(limit: int = 100) -> int:
    """Send again where a queue has run empty but a job that was sent to it still waits."""
    stale = Job.objects.filter(READY, dispatched_at__lt=timezone.now() - LOST_AFTER).order_by("created_at")
    rows = list(stale.values_list("pk", "queue")[:limit])
    empty = {queue for queue in {queue for _, queue in rows} if length(queue) == 0}
    lost = [(job_id, queue) for job_id, queue in rows if queue in empty]
    Job.objects.filter(READY, pk__in=[job_id for job_id, _ in lost]).update(dispatched_at=None)
    return dispatch(lost)


def wake_due(limit: int = 500) -> int:
    """Take up jobs whose time has come: an attempt to repeat, a provider to ask again."""
    due = Job.objects.filter(wake_at__lte=timezone.now(), lease=None)
    due = due.filter(status__in=[Status.PENDING, Status.PROCESSING]).order_by("wake_at")
    mine = []
    for job_id, queue, wake_at in due.values_list("pk", "queue", "wake_at")[:limit]:
        row = Job.objects.filter(pk=job_id, wake_at=wake_at, lease=None)
        if row.update(wake_at=None, dispatched_at=None):
            mine.append((job_id, queue))
    return dispatch(mine)


def send_dead_letter(job: Job, reason: str) -> None:
    """On commit, tell the `dead_letter` queue of a job whose attempts are used up."""
    arguments = [str(job.pk), reason]
    transaction.on_commit(partial(_send, DEAD_LETTER, arguments, "dead_letter"), robust=True)


def length(queue: str) -> int | None:
    """Messages that wait in a queue, or None where the broker does not answer."""
    try:
        with app.connection_for_write() as connection, connection.channel() as channel:
            declared = channel.queue_declare(queue, passive=True)  # type: ignore[attr-defined]
            return int(declared.message_count)
    except ChannelError:
        return 0  # Redis keeps no empty list, so a queue without messages is not there
    except _BROKER_ERRORS:
        return None


def note_tick() -> None:
    """Leave word that the beat beats; the health page reads it."""
    try:
        cache.set(_TICK_KEY, timezone.now().isoformat(), timeout=3600)
    except _BROKER_ERRORS:
        logger.debug("The cache did not take the time of the tick.")


def seconds_since_tick() -> float | None:
    """Seconds since the last tick, or None when none is known."""
    try:
        seen = parse_datetime(str(cache.get(_TICK_KEY) or ""))
    except _BROKER_ERRORS:
        return None
    return (timezone.now() - seen).total_seconds() if seen else None


def _send(task: str, arguments: list[str], queue: str) -> bool:
    try:
        app.send_task(task, args=arguments, queue=queue, retry=False)
    except _BROKER_ERRORS as error:
        logger.warning("%s for %s was not sent, the sweeper will: %s", task, arguments[0], error)
        return False
    return True
