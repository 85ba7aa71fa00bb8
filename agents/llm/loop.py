"""One background event loop a process, on which every call of a language model runs.

pydantic-ai's models and their connection pools belong to the event loop that first used them: shared by
threads they fail with "bound to a different event loop". Here they all live on the one thread below, so a
worker of sixteen threads shares connections, and a call can be given up from the thread that waits for it.
"""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import Future, wait
from typing import Any, TypeVar

from umam.lib.errors import Cancelled

T = TypeVar("T")

POLL_SECONDS = 0.5

_lock = threading.Lock()
_loop: asyncio.AbstractEventLoop | None = None


def _forget_after_fork() -> None:
    # The thread stayed in the parent: a child starts its own on first use.
    global _lock, _loop
    _lock = threading.Lock()
    _loop = None


os.register_at_fork(after_in_child=_forget_after_fork)


def _running_loop() -> asyncio.AbstractEventLoop:
    global _loop
    with _lock:
        if _loop is None:
            _loop = asyncio.new_event_loop()
            threading.Thread(target=_loop.run_forever, name="llm-loop", daemon=True).start()
        return _loop


def refuse_in_event_loop() -> None:
    """Raise RuntimeError when this thread runs an event loop: waiting would stop all else on it."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return
    raise RuntimeError("A language model must not be called from a running event loop. Submit a job instead.")


def run(work: Callable[[], Coroutine[Any, Any, T]], should_stop: Callable[[], bool] | None = None) -> T:
    """Run `work()` on the background loop, wait for it, and give its result or raise its error.

    `should_stop` is asked twice a second, on the calling thread, so it may use the database. Once it says yes
    the call is given up and `Cancelled` raised. `work` must bound its own time.
    """
    refuse_in_event_loop()
    future: Future[T] = asyncio.run_coroutine_threadsafe(work(), _running_loop())
    try:
        while should_stop is not None and not wait([future], POLL_SECONDS).done:
            if should_stop():
                raise Cancelled
        return future.result()
    finally:
        # Cancelled, or interrupted from outside: nobody will read the answer, so stop paying for it.
        future.cancel()
