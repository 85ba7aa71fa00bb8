"""Secrets that the studio makes for itself: once, in a file that only its owner reads."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path


def kept_secret(path: Path, make: Callable[[], str]) -> str:
    """What the file holds; where there is none yet, what `make` gives, written there first.

    Two processes that start at once end with the same secret: the file appears whole or not at all, and
    whoever comes second takes what the first one wrote.
    """
    if not path.exists():
        _write_once(path, make())
    return path.read_text(encoding="ascii").strip()


def _write_once(path: Path, secret: str) -> None:
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # 0600 from the beginning
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secret)
            file.flush()
            os.fsync(file.fileno())  # what is sealed with it must not outlive it
        with suppress(FileExistsError):
            os.link(name, path)
    finally:
        os.unlink(name)
