"""Reads a `.env` file. Nothing but Python's own library: the set-up reads it before any package is there."""

from __future__ import annotations

import os
from pathlib import Path


class DotenvError(ValueError):
    """A line is no NAME=value. The text is one sentence."""


def load(path: Path) -> None:
    """Put the file's variables into the environment; what is set there already stays. No file is no error.

    Raises DotenvError.
    """
    try:
        text = path.read_text(encoding="utf8")
    except FileNotFoundError:
        return
    for name, value in parse(text, path.name).items():
        os.environ.setdefault(name, value)


def parse(text: str, file_name: str = ".env") -> dict[str, str]:
    """`NAME=value` a line; quotes round a value go, `#` begins a comment line. Raises DotenvError."""
    found: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        stripped = line.strip().removeprefix("export ")
        if not stripped or stripped.startswith("#"):
            continue
        name, equals, value = stripped.partition("=")
        if not equals or not name.strip().isidentifier():
            raise DotenvError(f"Line {number} of {file_name} is no NAME=value: {stripped[:40]!r}.")
        value = value.strip()
        if len(value) > 1 and value[0] == value[-1] and value[0] in "'\"":
            value = value[1:-1]
        found[name.strip()] = value
    return found
