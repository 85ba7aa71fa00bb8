"""How many tokens a text is, about: no two models count alike, so this errs on the high side."""

from __future__ import annotations

import math
import re

# Scripts whose signs are a token each, more or less; what comes before are Latin letters and signs.
_OTHER = re.compile("[^\x00-\u024f]")


def tokens_in(text: str) -> int:
    """About four characters a token in English, fewer in other scripts."""
    other = 0 if text.isascii() else len(_OTHER.findall(text))
    return math.ceil((len(text) - other) / 4 + other / 1.5)


def cut_to(text: str, tokens: int) -> str:
    """The beginning of `text` within `tokens`, ended at a word with “…” where something is missing."""
    if tokens_in(text) <= tokens:
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if tokens_in(text[:middle]) < tokens else (low, middle - 1)
    return f"{text[:low].rsplit(' ', 1)[0].rstrip()}…" if low else ""
