"""What the studio is made of: one command line for each part, the same that a service file would hold."""

from __future__ import annotations

import os
import signal
import socket
import sys
from pathlib import Path

from django.conf import settings

from agents.llm import providers
from agents.llm.errors import LlmNotConfigured
from umam.settings import env
from umam.studio.supervisor.child import Part
from umam.studio.supervisor.valkey import Valkey

MOST_WORKERS = 8
LLM_THREADS = 16


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def media_workers() -> int:
    """Processes that make media at once: UMAM_MEDIA_WORKERS, else one for each core, eight at most."""
    return env.integer("UMAM_MEDIA_WORKERS", 0) or min(cores(), MOST_WORKERS)


def broker(valkey: Valkey) -> Part:
    # SIGTERM, not SIGKILL: it writes what it holds to disk and is gone in an instant.
    return Part("valkey", "The broker", valkey.command(), grace=5.0, death_signal=signal.SIGTERM)


def web(listener: socket.socket) -> Part:
    number = listener.fileno()
    return Part("web", "The web server", _manage("web", "--fd", str(number)), pass_fds=(number,))


def demo() -> Part:
    """Runs once. A process of its own: the libraries it needs shall not stay in the supervisor's memory."""
    return Part("demo", "The demo", _manage("demo"))


def media_worker() -> Part:
    return _worker("media", "default,media", "prefork", media_workers())


def llm_worker() -> Part:
    """Language models are waited for, not computed here: threads, and many of them.

    It also keeps house (`dead_letter`: the tick and the sweeper), which must never stand behind a film.
    """
    return _worker("llm", "llm,dead_letter", "threads", LLM_THREADS)


def gpu_worker() -> Part:
    """Models held in the process itself: one process, so that each is loaded once."""
    return _worker("gpu", "gpu", "prefork", 1)


def beat() -> Part:
    command = _celery("beat", "--schedule", settings.CELERY_BEAT_SCHEDULE_FILENAME, "--pidfile=")
    return Part("beat", "The clock", command)


def llm_server(port: int) -> Part:
    return Part("llm-server", "The local language model", _manage("llm_server", "--port", str(port)))


def needs_local_llm() -> bool:
    """True when no other language model is configured and nobody runs the local one elsewhere."""
    if settings.UMAM_LOCAL_LLM_URL:
        return False
    try:
        return providers.configured().is_demo
    except LlmNotConfigured:
        return str(settings.UMAM_LLM["provider"]) in {"auto", "local"}


def environment(valkey: Valkey | None, llm_url: str) -> dict[str, str]:
    """What every part finds in its environment: the broker, and the data directory for all they write."""
    data = Path(settings.UMAM_DATA_DIR)
    found = {**os.environ, "UMAM_DATA_DIR": str(data), "PYTHONUNBUFFERED": "1"}
    found["TMPDIR"] = str(data / "tmp")
    found.setdefault("PYTHONPYCACHEPREFIX", str(data / "cache" / "python"))
    # Without bytecode every process would compile all it imports, several seconds each time.
    found.pop("PYTHONDONTWRITEBYTECODE", None)
    found.setdefault("XDG_CACHE_HOME", str(data / "cache"))
    found.setdefault("HF_HOME", str(data / "cache" / "huggingface"))
    found.setdefault("UMAM_MEDIA_THREADS", str(max(1, cores() // media_workers())))
    if valkey is not None:
        found["REDIS_URL"] = valkey.url
    if llm_url:
        found["UMAM_LOCAL_LLM_URL"] = llm_url
    return found


def _manage(*args: str) -> tuple[str, ...]:
    return (sys.executable, str(settings.BASE_DIR / "manage.py"), *args)


def _celery(*args: str) -> tuple[str, ...]:
    return (sys.executable, "-m", "celery", "-A", "umam.celery", *args)


def _worker(name: str, queues: str, pool: str, processes: int) -> Part:
    options = ["--pool", pool, "--concurrency", str(processes), "--hostname", f"{name}-{os.getpid()}@%h"]
    # Mingle and gossip let workers talk to each other on start; here they have nothing to say.
    quiet = ["--without-mingle", "--without-gossip", "--loglevel", "INFO"]
    return Part(name, f"The {name} worker", _celery("worker", "--queues", queues, *options, *quiet))
