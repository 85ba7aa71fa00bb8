"""What engines are given to work with, without a job."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest


class Context:
    """Counts what it is told. `stop_after`: how many answers of should_stop() are no."""

    def __init__(self, work_dir: Path, stop_after: int | None = None) -> None:
        self.work_dir = work_dir
        self.told: list[tuple[float, str]] = []
        self.stop_after = stop_after
        self.asked = 0

    def progress(self, fraction: float, note: str = "") -> None:
        self.told.append((fraction, note))

    def should_stop(self) -> bool:
        self.asked += 1
        return self.stop_after is not None and self.asked > self.stop_after


@pytest.fixture
def engine_context(tmp_path: Path) -> Callable[..., Context]:
    """engine_context(stop_after=3) -> a context with a work folder of its own."""

    def make(stop_after: int | None = None) -> Context:
        folder = tmp_path / "work"
        folder.mkdir(exist_ok=True)
        return Context(folder, stop_after)

    return make
