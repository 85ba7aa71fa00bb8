"""The names people see. Stored files have generated names and never these."""

from __future__ import annotations

import unicodedata

LONGEST = 180
_FORBIDDEN = frozenset('<>"|*?')


def clean_name(raw: str, *, fallback: str = "file") -> str:
    """A name without path parts, control characters and quotes that would break a header or a shell.

    Letters of every script stay. Leading dashes and dots go, so that the name is no option and no hidden file
    where it is saved. A long name keeps its extension.
    """
    last = unicodedata.normalize("NFC", str(raw)).replace("\\", "/").rstrip("/").rpartition("/")[2]
    visible = "".join(" " if _hidden(char) else char for char in last)
    name = " ".join(visible.split()).lstrip("-. ").rstrip(". ")
    if len(name) > LONGEST:
        stem, dot, extension = name.rpartition(".")
        tail = f"{dot}{extension}" if dot and len(extension) <= 10 else ""
        name = (stem if tail else name)[: LONGEST - len(tail)].rstrip() + tail
    return name or fallback


def with_extension(name: str, extension: str) -> str:
    """The name under which a file is saved: its own extension where the name has none."""
    stem, dot, last = name.rpartition(".")
    if dot and stem and last.isalnum() and len(last) <= 5:
        return name
    return f"{name}.{extension}"


def _hidden(char: str) -> bool:
    # Category C: control, format (also what turns the direction of writing), surrogate, unassigned.
    return char in _FORBIDDEN or unicodedata.category(char)[0] == "C" or not char.isprintable()
