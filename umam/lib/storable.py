"""Text that every database keeps.

PostgreSQL takes no null character in any text or JSON, and no database takes half of a pair of surrogates.
JSON can say both, as "\\u0000" and "\\ud83d".
"""

from __future__ import annotations

import re
from typing import Any

UNSTORABLE = "The text holds characters that are no letters of any script."
_NEVER_KEPT = re.compile("[\0\ud800-\udfff]")
_SUSPECT = re.compile(r"\0|\\u0000|\\ud[89a-f]", re.IGNORECASE)


def may_hide_unstorable(document: str) -> bool:
    """Whether it is worth the trouble to read a JSON text and look for such characters."""
    return _SUSPECT.search(document) is not None


def unstorable_at(value: Any) -> str | None:
    """Where the first such character is, as "traits.0.value"; "" for the value itself, None for nowhere."""
    if isinstance(value, str):
        return "" if _NEVER_KEPT.search(value) else None
    if isinstance(value, dict):
        if any(unstorable_at(name) is not None for name in value):
            return ""
        parts = list(value.items())
    elif isinstance(value, list | tuple):
        parts = list(enumerate(value))
    else:
        return None
    for name, part in parts:
        inside = unstorable_at(part)
        if inside is not None:
            return f"{name}.{inside}" if inside else str(name)
    return None


def storable(value: Any) -> Any:
    """The value, lists and dictionaries inside it included, without the characters that no database keeps."""
    if isinstance(value, str):
        return _NEVER_KEPT.sub("", value)
    if isinstance(value, dict):
        return {storable(name): storable(part) for name, part in value.items()}
    if isinstance(value, list):
        return [storable(part) for part in value]
    return value
