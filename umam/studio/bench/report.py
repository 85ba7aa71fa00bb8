"""The table of a run: what was measured, against what, the ratio, and whether it keeps the promise."""

from __future__ import annotations

import datetime
import platform
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from umam.studio.supervisor.parts import cores

HEAD = ("What", "Ours", "Compared with", "Result", "Goal", "")


@dataclass(frozen=True)
class Row:
    """One promise. `goal` bounds `result` from above, or from below where `at_least` says so."""

    what: str
    ours: str
    reference: str
    result: float
    goal: float
    at_least: bool = False
    unit: str = "×"

    @property
    def kept(self) -> bool:
        return self.result >= self.goal if self.at_least else self.result <= self.goal

    def cells(self) -> tuple[str, ...]:
        sign = "≥" if self.at_least else "≤"
        verdict = "kept" if self.kept else "MISSED"
        return (
            self.what,
            self.ours,
            self.reference,
            f"{self.result:.2f} {self.unit}",
            f"{sign} {self.goal:g} {self.unit}",
            verdict,
        )


def as_text(rows: Sequence[Row]) -> str:
    """A table of aligned columns for the terminal."""
    lines = [HEAD, *(row.cells() for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEAD))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    )


def as_markdown(rows: Sequence[Row]) -> str:
    """The same as a page that can be kept."""
    when = datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%d %H:%M UTC")
    title = (
        f"# Measured {when}\n\n{cores()} cores, {platform.machine()}, Python {platform.python_version()}. "
    )
    how = "Processor time, median of interleaved runs, warm; latencies are wall-clock.\n"
    table = ["| " + " | ".join(HEAD) + " |", "|" + " --- |" * len(HEAD)]
    table += ["| " + " | ".join(row.cells()) + " |" for row in rows]
    return f"{title}{how}\n" + "\n".join(table) + "\n"


def write(rows: Sequence[Row], path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(as_markdown(rows), encoding="utf8")
