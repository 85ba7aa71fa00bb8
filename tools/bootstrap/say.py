"""What a person reads: plain lines, and one sentence when it cannot go on."""

from __future__ import annotations

import contextlib
import sys


class Problem(Exception):
    """The set-up cannot go on. The text is one clear sentence: what is wrong, and what to do."""


def say(text: str) -> None:
    with contextlib.suppress(BrokenPipeError):  # nobody reads any more: no reason to stop
        print(text, flush=True)


def complain(text: str) -> None:
    with contextlib.suppress(BrokenPipeError):
        print(text, file=sys.stderr, flush=True)
