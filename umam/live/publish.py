"""The one door for live events.

`publish` sends after the commit, never before, from one background event loop a process (a loop per call
costs more than the work it reports). Events are hints, the database is the truth: when Redis is away they
are dropped, never raised.
"""

from __future__ import annotations

import asyncio
import logging
import os
import threading
from functools import partial

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.conf import settings
from django.db import transaction
from redis.exceptions import RedisError

from umam.live.events import Event

logger = logging.getLogger(__name__)

# More than this many events waiting means that Redis does not take them; later ones are dropped.
MOST_WAITING = 5000


def publish(event: Event) -> None:
    """Sends `event` to its groups once the current transaction is committed."""
    transaction.on_commit(partial(_send_rollback_unsafe, event))


def _send_rollback_unsafe(event: Event) -> None:
    if settings.UMAM_LIVE_IN_BACKGROUND:
        _sender().put(event)
    else:
        async_to_sync(_deliver)(event)


async def _deliver(event: Event) -> None:
    layer = get_channel_layer()
    message = {"type": event.handler, "event": event.payload()}
    try:
        for group in event.groups():
            await layer.group_send(group, message)
    except (OSError, RedisError) as error:
        logger.debug("Dropped %s: %s", event.type, error)


class _Sender:
    """A thread with an event loop that sends the events of this process in order."""

    def __init__(self) -> None:
        self.pid = os.getpid()
        self.loop = asyncio.new_event_loop()
        self.waiting = 0
        self.queue: asyncio.Queue[Event] = asyncio.Queue()
        threading.Thread(target=self._run, name="live-events", daemon=True).start()

    def put(self, event: Event) -> None:
        if self.waiting < MOST_WAITING:
            self.waiting += 1
            self.loop.call_soon_threadsafe(self.queue.put_nowait, event)

    def _run(self) -> None:
        asyncio.set_event_loop(self.loop)
        self.loop.run_until_complete(self._work())

    async def _work(self) -> None:
        while True:
            event = await self.queue.get()
            await _deliver(event)
            self.waiting -= 1


_lock = threading.Lock()
_current: _Sender | None = None


def _sender() -> _Sender:
    """The sender of this process: a fork does not carry threads over, so each process makes its own."""
    global _current
    with _lock:
        if _current is None or _current.pid != os.getpid():
            _current = _Sender()
        return _current


def _forget_after_fork() -> None:
    global _current, _lock
    _lock = threading.Lock()
    _current = None


os.register_at_fork(after_in_child=_forget_after_fork)
