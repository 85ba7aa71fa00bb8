"""Any output in words: fields with labels, lists, prose and colours, as deep as it goes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

# What the page says elsewhere: who wrote it, what it cost, how sure the agent is.
ELSEWHERE = frozenset({"model", "usage", "note", "confidence", "seed"})
PROSE = 140
DEEPEST = 6
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_CODE = re.compile(r"[a-z]+(?:_[a-z0-9]+)+")
_LABELS = {"seo": "SEO", "url": "Address", "id": "Id", "ids": "Ids", "html": "HTML"}


@dataclass(frozen=True)
class Told:
    """One value: `kind` is text, prose, number, colour, list or group."""

    label: str
    kind: str
    text: str = ""
    items: tuple[str, ...] = ()
    parts: tuple[Told, ...] = field(default=())


def readable(output: Mapping[str, Any]) -> list[Told]:
    found = (_told(name, value, 0) for name, value in output.items() if name not in ELSEWHERE)
    return [one for one in found if one is not None]


def label_of(name: str) -> str:
    return _LABELS.get(name) or name.replace("_", " ").replace("-", " ").strip().capitalize()


def _told(name: str, value: Any, depth: int) -> Told | None:
    label = label_of(name)
    if value in (None, "", [], {}):
        return None
    if isinstance(value, bool):
        return Told(label, "text", "Yes" if value else "No")
    if isinstance(value, int | float):
        return Told(label, "number", f"{value:.6g}" if isinstance(value, float) else str(value))
    if isinstance(value, str):
        return _words(label, value)
    if depth >= DEEPEST:
        return Told(label, "text", str(value)[:400])
    if isinstance(value, Mapping):
        parts = [_told(str(key), one, depth + 1) for key, one in value.items()]
        return Told(label, "group", parts=tuple(one for one in parts if one))
    return _several(label, list(value), depth)


def _words(label: str, value: str) -> Told:
    if _COLOUR.fullmatch(value):
        return Told(label, "colour", value)
    if _CODE.fullmatch(value):  # one of the agent's own words, as `fpv_drone`
        return Told(label, "text", value.replace("_", " "))
    return Told(label, "prose" if len(value) > PROSE or "\n" in value else "text", value)


def _several(label: str, values: list[Any], depth: int) -> Told:
    if all(isinstance(one, str | int | float) for one in values):
        return Told(label, "list", items=tuple(str(one) for one in values))
    parts = [_told(_title(one, number), one, depth + 1) for number, one in enumerate(values, 1)]
    return Told(label, "group", parts=tuple(one for one in parts if one))


def _title(value: Any, number: int) -> str:
    """What names a row of a list: its own title, else its place."""
    if isinstance(value, Mapping):
        for name in ("title", "name", "label", "key"):
            if isinstance(value.get(name), str) and value[name]:
                return str(value[name])[:80]
    return str(number)
