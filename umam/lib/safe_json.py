"""JSON from strangers: its size, its depth and the number of its parts are measured before it is read.

A few kilobytes of brackets can overflow a parser's stack, and some megabytes of empty lists can unpack to a
hundred times their size.
"""

from __future__ import annotations

import json
import math
import re
from typing import Any, NoReturn

import numpy as np

# A string that never ends counts as well, and nothing is tried twice: each byte is walked over once.
_STRING = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z)', re.DOTALL)
_WAYS = np.zeros(256, dtype=np.int8)
_WAYS[[ord("["), ord("{")]] = 1
_WAYS[[ord("]"), ord("}")]] = -1
_PARTS = np.zeros(256, dtype=bool)
_PARTS[[ord(char) for char in "[{,"]] = True


class UnsafeJson(ValueError):
    """The text is no JSON, or more of it than is allowed. The message ends a sentence about the file."""


def loads(data: bytes, *, depth: int = 64, parts: int = 1_000_000) -> Any:
    """Reads JSON that is nested at most `depth` deep and has at most `parts` values. Raises UnsafeJson.

    Numbers must be finite, and no name may stand twice in one object: readers disagree on which one counts.
    """
    if data.count(b'"') > 8 * parts:
        raise UnsafeJson(f"has more than {parts:,} parts")
    bare = np.frombuffer(_STRING.sub(b"", data), dtype=np.uint8)
    if int(np.count_nonzero(_PARTS[bare])) > parts:
        raise UnsafeJson(f"has more than {parts:,} parts")
    ways = _WAYS[bare]
    ways = ways[ways != 0]
    if ways.size and int(np.cumsum(ways, dtype=np.int32).max()) > depth:
        raise UnsafeJson(f"is nested more than {depth} deep")
    try:
        return json.loads(
            data.decode("utf-8-sig"), parse_constant=_refuse, parse_float=_finite, object_pairs_hook=_object
        )
    except UnsafeJson:
        raise
    except (ValueError, RecursionError) as error:
        raise UnsafeJson("is no proper JSON") from error


def _refuse(name: str) -> NoReturn:
    raise UnsafeJson(f"holds a number that is none: {name[:20]}")


def _finite(digits: str) -> float:
    value = float(digits)
    return value if math.isfinite(value) else _refuse(digits)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise UnsafeJson("names a value twice")
    return found
