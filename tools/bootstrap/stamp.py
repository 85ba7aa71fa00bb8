"""What a result was made from, so that nothing is made twice."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

from bootstrap.places import ROOT


def digest(paths: Iterable[Path], *facts: str) -> str:
    """One text for the names and contents of all files below `paths`, and for `facts`."""
    total = hashlib.sha256("\n".join(facts).encode())
    for path in paths:
        files = sorted(found for found in path.rglob("*") if found.is_file()) if path.is_dir() else [path]
        for file in files:
            if file.is_file():
                total.update(str(file.relative_to(ROOT)).encode())
                total.update(hashlib.sha256(file.read_bytes()).digest())
    return total.hexdigest()


def is_fresh(stamp: Path, made_from: str) -> bool:
    try:
        return stamp.read_text(encoding="ascii") == made_from
    except OSError:
        return False


def write(stamp: Path, made_from: str) -> None:
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(made_from, encoding="ascii")
