"""One universe, one song of three seconds and quick engines, as in `tests/media_pipeline`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.faults.orders import Orders
from tests.media_pipeline.conftest import (  # noqa: F401 - fixtures
    api,
    engines,
    make_film,
    owner,
    song,
    universe,
)
from umam.jobs.models import Job


@pytest.fixture
def orders(tmp_path: Path, settings: Any) -> Iterator[Orders]:
    """An ffmpeg for this process that can be told to fail."""
    found = Orders(tmp_path / "orders")
    settings.FFMPEG_BIN = str(found.program)
    yield found
    found.clear()


def steps(film: Job) -> dict[str, Job]:
    """The steps of a film by role."""
    return {job.role: job for job in film.children.all()}


def done(film: Job) -> set[str]:
    return {role for role, job in steps(film).items() if job.status == "completed"}
