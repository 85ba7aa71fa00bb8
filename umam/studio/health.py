"""Is everything there that the studio works with? Each check says what it found in a few words."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import DatabaseError, connection
from django.utils import timezone
from redis import Redis
from redis.exceptions import RedisError

from media_pipeline.engines.registry import engine
from umam.jobs.models import WorkerSeen
from umam.lib.errors import UmamError
from umam.lib.ffmpeg import ffmpeg_path

WORKER_SILENCE = timedelta(seconds=30)
LEAST_FREE_BYTES = 1024**3


@dataclass(frozen=True)
class Check:
    """`needed` checks decide whether the studio is ready; the others only inform."""

    key: str
    ok: bool
    detail: str
    needed: bool = True


def all_checks() -> list[Check]:
    return [check() for check in (database, broker, storage, disk, workers, ffmpeg, engines, gpu)]


def database() -> Check:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return Check("database", False, "The database does not answer.")
    return Check("database", True, connection.vendor)


def broker() -> Check:
    try:
        with Redis.from_url(settings.REDIS_URL, socket_timeout=2, socket_connect_timeout=2) as redis:
            version = redis.info("server").get("redis_version", "")
    except (RedisError, OSError):
        return Check("broker", False, "Redis does not answer; jobs wait in the database until it does.")
    return Check("broker", True, f"Redis protocol {version}")


def storage() -> Check:
    name = f"health/{uuid4().hex}"
    try:
        kept = default_storage.save(name, ContentFile(b"ok"))
        default_storage.delete(kept)
    except (OSError, ImproperlyConfigured):
        return Check("storage", False, "Files cannot be written.")
    return Check("storage", True, type(default_storage._wrapped).__name__)  # type: ignore[attr-defined]


def disk() -> Check:
    free = shutil.disk_usage(settings.UMAM_WORK_DIR).free
    return Check("disk", free > LEAST_FREE_BYTES, f"{free / 1024**3:.1f} GB free for work", needed=False)


def workers() -> Check:
    alive = WorkerSeen.objects.filter(seen_at__gt=timezone.now() - WORKER_SILENCE)
    slots = sum(worker.slots for worker in alive)
    queues = sorted({queue for worker in alive for queue in worker.queues})
    missing = sorted({"default", "llm", "media"} - set(queues))
    if missing:
        return Check("workers", False, f"Nobody works on: {', '.join(missing)}.")
    return Check("workers", True, f"{slots} jobs at once on {', '.join(queues)}")


def ffmpeg() -> Check:
    try:
        return Check("ffmpeg", True, ffmpeg_path().rsplit("/", 1)[-1])
    except UmamError as error:
        return Check("ffmpeg", False, error.message)


def engines() -> Check:
    found = []
    for capability in ("transcribe", "image", "clip"):
        try:
            chosen = engine(capability)
        except UmamError as error:
            return Check("engines", False, error.message)
        found.append(f"{capability}: {chosen.label}{' (embedded)' if chosen.embedded else ''}")
    return Check("engines", True, ", ".join(found))


def gpu() -> Check:
    """Asks the driver's own tool: importing torch for a look would cost a gigabyte."""
    present = shutil.which("nvidia-smi") is not None
    detail = "NVIDIA driver present" if present else "none; engines run on the CPU"
    return Check("gpu", present, detail, needed=False)
