"""Reads outputs that people may have edited: what is not of the shape that was expected counts as absent."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any


def text(value: object) -> str:
    return "" if value is None else str(value)


def rows(value: object) -> list[Mapping[str, Any]]:
    """The entries of a list of objects."""
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []


def lines(value: object) -> list[str]:
    """The entries of a list of words."""
    return [one for one in value if isinstance(one, str) and one] if isinstance(value, list) else []


def number(value: object, *, low: float = 0.0, high: float = 1.0) -> float:
    """A number pulled between two borders; the lower one, or 0, where there is none."""
    absent = max(low, 0.0)
    try:
        found = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        return absent
    return min(high, max(low, found)) if math.isfinite(found) else absent
