"""Runs a program quietly, keeps what it said, and finds the reason when it fails."""

from __future__ import annotations

import re
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from queue import Empty, Queue
from threading import Thread

from bootstrap.places import ROOT, data_dir, environment, setup_log
from bootstrap.say import Problem, say

NEWS_SECONDS = 20.0
TAIL_LINES = 200

_REASONS = (
    (re.compile(r"No space left on device|ENOSPC"), "the disk is full: free some space and try again"),
    (re.compile(r"Permission denied|EACCES|Read-only file system|EROFS"), "a file may not be written"),
    (
        re.compile(r"Could not find a version|No matching distribution|ETARGET|E404|404 Not Found"),
        "a package was not found in the registry",
    ),
    (
        re.compile(
            r"Temporary failure in name resolution|Name or service not known|Connection refused|"
            r"NewConnectionError|ENOTFOUND|ECONNREFUSED|ETIMEDOUT|EAI_AGAIN|Network is unreachable|timed out"
        ),
        "the package registry cannot be reached: check the connection or the proxy",
    ),
)


def run(
    command: Sequence[str | Path],
    doing: str,
    *,
    cwd: Path = ROOT,
    extra_env: Mapping[str, str] | None = None,
) -> None:
    """Run `command`, writing what it says to the log of the set-up. A line every 20 s says that it goes on.

    Raises Problem with one sentence: `doing` failed, and why.
    """
    log = setup_log()
    log.parent.mkdir(parents=True, exist_ok=True)
    (data_dir() / "tmp").mkdir(parents=True, exist_ok=True)
    began = time.monotonic()
    tail: list[str] = []
    try:
        process = subprocess.Popen(
            [str(part) for part in command],
            cwd=cwd,
            env={**environment(), **(extra_env or {})},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        )
    except OSError as error:
        raise Problem(
            f"{doing} failed: {Path(str(command[0])).name} cannot be run ({error.strerror})."
        ) from None
    with log.open("a", encoding="utf8") as file:
        file.write(f"\n$ {' '.join(str(part) for part in command)}\n")
        for line in _lines_with_news(process, doing, began):
            file.write(line)
            tail = [*tail[-TAIL_LINES:], line]
    status = process.wait()
    if status < 0:
        raise Problem(f"{doing} failed: it was ended by {signal.Signals(-status).name}. Try again.")
    if status:
        raise Problem(f"{doing} failed: {_reason(tail)}. All that was said is in {log}.")


def _lines_with_news(process: subprocess.Popen[str], doing: str, began: float) -> Iterator[str]:
    lines: Queue[str | None] = Queue()

    def read() -> None:
        assert process.stdout is not None
        for line in process.stdout:
            lines.put(line)
        lines.put(None)

    Thread(target=read, daemon=True).start()
    next_news = time.monotonic() + NEWS_SECONDS
    while True:
        try:
            line = lines.get(timeout=1.0)
        except Empty:
            line = ""
        if line is None:
            return
        if line:
            yield line
        if time.monotonic() >= next_news:
            next_news += NEWS_SECONDS
            say(f"  {doing} goes on, {time.monotonic() - began:.0f} s so far.")


def _reason(tail: list[str]) -> str:
    text = "".join(tail)
    for pattern, reason in _REASONS:
        if pattern.search(text):
            return reason
    errors = [line.strip() for line in tail if re.match(r"\s*(ERROR|npm error|error)\b", line, re.IGNORECASE)]
    telling = [line for line in errors if len(line.split()) > 4 and "complete log" not in line]
    spoken = (
        telling[:1]
        or [line.strip() for line in tail if line.strip() and "WARNING" not in line][-1:]
        or ["it did not say why"]
    )
    return spoken[0].rstrip(".")[:300]


def check_space(folder: Path, needed: int, what: str) -> None:
    """Raises Problem when the disk of `folder` has fewer than `needed` bytes free."""
    existing = folder
    while not existing.exists():
        existing = existing.parent
    free = shutil.disk_usage(existing).free
    if free < needed:
        raise Problem(
            f"{what} needs {needed / 1e9:.1f} GB of disk space and {existing} has {free / 1e9:.1f} GB free: "
            "free some space and try again."
        )
