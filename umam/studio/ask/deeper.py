"""Texts that lie deeper in a result. A place says where, as `("emails", 0, "body")` for `emails.0.body`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

Place = tuple[str | int, ...]
EACH = "*"


def places(output: Mapping[str, Any], path: str) -> list[Place]:
    """Where the texts lie that `path` names; in it `*` stands for each entry of a list."""
    found: list[tuple[Place, Any]] = [((), output)]
    for step in path.split("."):
        found = [
            ((*place, key), value[key])
            for place, value in found
            for key in _keys(value, step)
        ]  # fmt: skip
    return [place for place, value in found if isinstance(value, str)]


def _keys(value: Any, step: str) -> Iterable[str | int]:
    if step == EACH:
        return range(len(value)) if isinstance(value, list) else ()
    return (step,) if isinstance(value, dict) and step in value else ()


def take(output: dict[str, Any], place: Place) -> str:
    """The text of a place, which is then no longer there."""
    return str(_holder(output, place).pop(place[-1]))


def put(output: dict[str, Any], place: Place, text: str) -> None:
    _holder(output, place)[place[-1]] = text


def fits(output: Mapping[str, Any], place: Place) -> bool:
    """Whether there is still something that lacks the text of this place."""
    try:
        holder = _holder(output, place)
        return isinstance(holder, dict) and place[-1] not in holder
    except (KeyError, IndexError, TypeError):
        return False


def _holder(output: Any, place: Place) -> Any:
    for step in place[:-1]:
        output = output[step]
    return output


def without(output: dict[str, Any], entries: Iterable[Place]) -> None:
    """Takes entries of lists out, the last first, so that the places of the others stay right."""
    for place in sorted(entries, key=lambda one: int(one[-1]), reverse=True):
        del _holder(output, place)[place[-1]]


def has_moved(before: list[Any], after: Any) -> bool:
    """Whether an entry stands, unchanged, where another one stood."""
    if not isinstance(after, list):
        return False
    return any(new != old and new in before for old, new in zip(before, after, strict=False))


def as_it_stood(place: Sequence[str | int], left_out: Iterable[Place]) -> Place:
    """A place in a result as it was before entries were left out of its list."""
    if len(place) < 2 or not isinstance(place[1], int):
        return tuple(place)
    number = place[1]
    for entry in sorted(one for one in left_out if one[0] == place[0]):
        number += int(entry[1]) <= number
    return (place[0], number, *place[2:])
