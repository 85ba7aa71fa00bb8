"""The tests: quick ones on all cores first, then those that need the computer for themselves."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from pathlib import Path

from bootstrap.browser import SETTING, ensure_browser, known_browser
from bootstrap.places import PYTHON, ROOT, data_dir, environment
from bootstrap.say import complain, say

ALONE = "e2e or studio"
COVERAGE_GOAL = "80"
NOTHING_TO_TEST = 5


def run_suite(arguments: list[str]) -> int:
    """All tests with the coverage goal; with `arguments` just pytest with them."""
    (data_dir() / "tmp").mkdir(parents=True, exist_ok=True)
    if arguments:
        os.environ[SETTING] = known_browser()
        return _pytest(*arguments)
    os.environ[SETTING] = ensure_browser()
    shutil.rmtree(_coverage_file().parent, ignore_errors=True)
    _coverage_file().parent.mkdir(parents=True)
    began = time.monotonic()
    workers = str(max(2, len(os.sched_getaffinity(0)))) if hasattr(os, "sched_getaffinity") else "2"
    measured = ["--cov", "--cov-report=", "--durations=10"]
    quick = _pytest("-q", "-n", workers, "--dist", "worksteal", "-m", f"not ({ALONE})", *measured)
    alone = _pytest("-q", "-m", ALONE, *measured, "--cov-append")
    covered = _python("-m", "coverage", "report", "--format=total", f"--fail-under={COVERAGE_GOAL}")
    say(f"The tests took {time.monotonic() - began:.0f} s.")
    for name, status in (("quick tests", quick), ("browser and studio tests", alone), ("coverage", covered)):
        if status:
            complain(f"FAILED: the {name}.")
    return 1 if quick or alone or covered else 0


def _pytest(*arguments: str) -> int:
    status = _python("-m", "pytest", *arguments)
    return 0 if status == NOTHING_TO_TEST else status


def _python(*arguments: str) -> int:
    env = {**environment(), "COVERAGE_FILE": str(_coverage_file())}
    return subprocess.run([PYTHON, *arguments], cwd=ROOT, env=env, check=False).returncode


def _coverage_file() -> Path:
    return data_dir() / "coverage" / "data"
