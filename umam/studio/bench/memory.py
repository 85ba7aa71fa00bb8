"""A worker's memory after many small films, and how good its guesses of the time left are."""

from __future__ import annotations

import statistics
import time
from dataclasses import dataclass
from pathlib import Path

import psutil
from django.conf import settings
from django.utils import timezone

from umam.accounts.models import User
from umam.assets import services as assets
from umam.assets.models import AssetSource
from umam.jobs.models import TERMINAL, Status
from umam.lib.errors import JobError
from umam.studio.bench.films import people, request, short_song
from umam.studio.bench.measure import family
from umam.studio.bench.place import Helpers, helpers, wait_for
from umam.studio.bench.report import Row
from umam.universes.models import Universe

FILMS, FIRST = 20, 5
SIZE = "320x180"
SECONDS = 4.0
LEARNING = 3
PATIENCE = 300.0
CELERY = ("-m", "celery", "-A", "umam.celery")


@dataclass(frozen=True)
class _Guess:
    """At a quarter of the way: what was said to be left, and what was left."""

    said: float
    was: float

    @property
    def error(self) -> float:
        return abs(self.said - self.was) / self.was


def _worker(name: str, queues: str, pool: str, slots: int) -> list[str]:
    quiet = ["--without-mingle", "--without-gossip", "--loglevel", "WARNING"]
    return ["worker", "-n", name, "-Q", queues, "-P", pool, "-c", str(slots), *quiet]


def measure(runs: int) -> list[Row]:
    universe, person = people("memory")
    folder = Path(settings.UMAM_WORK_DIR) / "tunes"
    folder.mkdir(parents=True, exist_ok=True)
    guesses: list[_Guess] = []
    sizes: list[float] = []
    with helpers() as beside:
        worker = _workers(beside)
        for number in range(FILMS):
            guess = _film(universe, person, folder, 200 + 7 * number)
            sizes.append(_memory(worker))
            if number >= LEARNING and guess:
                guesses.append(guess)
    return [_memory_row(sizes[FIRST - 1], sizes[-1]), _guess_row(guesses)]


def _workers(beside: Helpers) -> int:
    """The same workers that a studio has, with one process for media; returns its worker's process id."""
    beside.start("llm", *CELERY, *_worker("llm@bench", "llm,dead_letter", "threads", 4))
    beside.start("beat", *CELERY, "beat", "--pidfile=", "-s", settings.CELERY_BEAT_SCHEDULE_FILENAME)
    return beside.start("media", *CELERY, *_worker("media@bench", "default,media", "prefork", 1)).pid or 0


def _memory_row(few: float, many: float) -> Row:
    what = f"A worker's memory after {FILMS} films"
    return Row(what, f"{many / 1e6:.0f} MB", f"after {FIRST}, {few / 1e6:.0f} MB", many / few, 1.10)


def _guess_row(guesses: list[_Guess]) -> Row:
    off = statistics.median(guess.error for guess in guesses) if guesses else 1.0
    what, of = "Time left, said at a quarter of the way", f"median of {len(guesses)} films after {LEARNING}"
    return Row(what, f"off by {off:.0%}", of, off * 100, 35, unit="%")


def _film(universe: Universe, person: User, folder: Path, pitch: float) -> _Guess | None:
    path = short_song(folder, SECONDS, pitch)
    song = assets.ingest_file(
        path=path, name=path.name, universe=universe, by=person, source=AssetSource.UPLOAD
    )
    film = request(universe, person, song, size=SIZE)
    said: tuple[float, float] | None = None

    def over() -> bool:
        nonlocal said
        film.refresh_from_db()
        if said is None and film.progress >= 0.25 and film.eta_seconds is not None and film.eta_at:
            since = (timezone.now() - film.eta_at).total_seconds()
            said = (film.eta_seconds - since, time.monotonic())
        return film.status in TERMINAL

    wait_for(over, PATIENCE, "A film of the bench took too long.", every=0.1)
    if film.status != Status.COMPLETED:
        raise JobError(f"A film of the bench failed: {film.error_message}")
    return _Guess(said[0], max(0.1, time.monotonic() - said[1])) if said else None


def _memory(pid: int) -> float:
    """Bytes that the pool's process holds for itself."""
    pool = [process for process in family(pid) if process.pid != pid]
    return float(max((_own_bytes(process) for process in pool), default=0))


def _own_bytes(process: psutil.Process) -> int:
    try:
        return int(process.memory_full_info().uss)
    except psutil.Error:
        return 0
