"""Two people changed the same thing: what differs, and which version of each field is to stay."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict

from storybible.selectors.history import Piece, compare_words

MINE, THEIRS = "mine", "theirs"
KEEP = "keep-"
# Not carried over from the form that came too late.
OWN = ("csrfmiddlewaretoken", "revision", "merge")


@dataclass(frozen=True)
class Difference:
    """A field with both versions. `choice` is what the page proposes: the side that changed it."""

    name: str
    label: str
    mine: str
    theirs: str
    choice: str
    both: bool
    words: list[Piece] = field(default_factory=list)


def differences(
    base: Mapping[str, Any],
    mine: Mapping[str, Any],
    theirs: Mapping[str, Any],
    *,
    labels: Mapping[str, str],
    chosen: Mapping[str, str],
) -> list[Difference]:
    """Fields of two flat documents that differ. `base` is what both began with, `chosen` earlier answers."""
    found = []
    for name in dict.fromkeys([*mine, *theirs]):
        a, b = mine.get(name), theirs.get(name)
        if same(a, b):
            continue
        untouched = same(a, base.get(name))
        both = not untouched and not same(b, base.get(name))
        choice = chosen.get(name) or (THEIRS if untouched else MINE)
        told_a, told_b = told(a), told(b)
        words = compare_words(told_b, told_a) if len(told_a) + len(told_b) > 200 else []
        label = labels.get(name, name.replace("_", " ").capitalize())
        found.append(Difference(name, label, told_a, told_b, choice, both, words))
    return found


def same(one: Any, other: Any) -> bool:
    """Equal, or both say nothing."""
    return one == other or (one in (None, "", [], {}) and other in (None, "", [], {}))


def told(value: Any) -> str:
    """A value of a document as people read it."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, list | tuple):
        return "\n".join(told(one) for one in value)
    if isinstance(value, Mapping):
        if "value" in value:
            return told(value["value"])
        if "hex" in value:
            return f"{value.get('name', '')} {value['hex']}".strip()
        words = [str(value[name]) for name in ("caption", "name", "title", "key") if value.get(name)]
        return ", ".join(words[:2])
    if isinstance(value, float):
        return f"{value:.15g}"
    return str(value)


def chosen(data: QueryDict) -> dict[str, str]:
    """The answers of the merging page: field to side."""
    return {
        name.removeprefix(KEEP): value
        for name, value in data.items()
        if name.startswith(KEEP) and value in (MINE, THEIRS)
    }


def carried(data: QueryDict, without: Iterable[str] = ()) -> list[tuple[str, str]]:
    """Everything else that was typed, to be sent again."""
    left_out = {*OWN, *without}
    return [
        (name, str(value))
        for name, values in data.lists()
        if name not in left_out and not name.startswith(KEEP)
        for value in values
    ]


def number(text: str) -> int | None:
    """The revision that a form began with."""
    return int(text) if text.isdecimal() and len(text) < 10 else None
