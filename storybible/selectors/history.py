"""What became of a row over time: its revisions, and what differs between two states of it."""

from __future__ import annotations

import dataclasses
import difflib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from storybible.models import Revision, Visibility
from umam.lib.errors import NotFound

Document = Mapping[str, Any]

# What has more lines or words than this on a side is shown as a whole: comparing may take their product.
MOST_PARTS = 2000
_WORD = re.compile(r"\s+|\w+|[^\w\s]")
# By which of its fields an entry of a list is known as the same.
_IDENTITIES = ("element", "sha256", "key", "hex", "name")


@dataclass(frozen=True)
class Piece:
    """Some words of a text, and what happened to them: same, added or removed."""

    what: str
    text: str


@dataclass(frozen=True)
class Change:
    """What differs in one field. Entries of lists are named by their place: `traits.personality`.

    For a text `words` tells it word by word; for a list of words `added` and `removed` tell which.
    """

    field: str
    before: Any
    after: Any
    words: list[Piece] = dataclasses.field(default_factory=list)
    added: list[str] = dataclasses.field(default_factory=list)
    removed: list[str] = dataclasses.field(default_factory=list)


def history(kind: str, row_id: UUID | str, *, only_seen_by_all: bool = False) -> QuerySet[Revision]:
    """The revisions of a row, the latest first.

    only_seen_by_all: for people who may not edit, without the states in which the row was hidden from them.
    """
    rows = Revision.objects.filter(kind=kind, row_id=row_id).select_related("by").order_by("-number")
    if only_seen_by_all:
        hidden = [one for one in Visibility.values if one != Visibility.EVERYONE]
        rows = rows.exclude(document__visibility__in=hidden)
    return rows


def revision(
    kind: str, row_id: UUID | str, number: int, *, only_seen_by_all: bool = False
) -> tuple[Revision, Revision | None]:
    """A revision of a row and the one before it, if there was one. Raises NotFound."""
    rows = history(kind, row_id, only_seen_by_all=only_seen_by_all)
    found = list(rows.filter(number__lte=number)[:2])
    if not found or found[0].number != number:
        raise NotFound(f"There is no revision {number}.")
    return found[0], found[1] if len(found) == 2 else None


def diff(before: Document | None, after: Document) -> list[Change]:
    """What differs between two documents of the same kind, field by field, in the order of `after`."""
    before = before or {}
    names = [*after, *(name for name in before if name not in after)]
    return [change for name in names for change in _compare(name, before.get(name), after.get(name))]


def _compare(name: str, before: Any, after: Any) -> list[Change]:
    if before == after or (not _told(before) and not _told(after)):
        return []
    sides = [side for side in (before, after) if side is not None]
    if all(isinstance(side, dict) for side in sides) and len(sides) == 2 and not _identity(before):
        return [
            change
            for part in dict.fromkeys([*after, *before])
            for change in _compare(f"{name}.{part}", before.get(part), after.get(part))
        ]
    if all(isinstance(side, list) for side in sides):
        return _compare_lists(name, before or [], after or [])
    if all(isinstance(side, str) for side in sides):
        return [Change(name, before, after, words=compare_words(before or "", after or ""))]
    return [Change(name, before, after)]


def _told(value: Any) -> bool:
    """Whether the value says anything: a field that came empty is no change."""
    return value not in (None, "", [], {})


def _identity(entry: Any) -> str | None:
    if not isinstance(entry, Mapping):
        return None
    return next((str(entry[name]) for name in _IDENTITIES if entry.get(name)), None)


def _compare_lists(name: str, before: Sequence[Any], after: Sequence[Any]) -> list[Change]:
    if any(isinstance(entry, Mapping) for entry in [*before, *after]):
        return _compare_entries(name, before, after)
    old, new = [str(entry) for entry in before], [str(entry) for entry in after]
    added, removed = [one for one in new if one not in old], [one for one in old if one not in new]
    return [Change(name, list(before), list(after), added=added, removed=removed)]


def _compare_entries(name: str, before: Sequence[Any], after: Sequence[Any]) -> list[Change]:
    """Entries that are objects, each compared with the one of the same identity; then their order."""
    old, new = _by_identity(before), _by_identity(after)
    changes: list[Change] = []
    for identity in dict.fromkeys([*new, *old]):
        a, b = old.get(identity), new.get(identity)
        if a == b:
            continue
        place = f"{name}.{identity}"
        if a is None or b is None or set(a) != set(b):
            changes.append(Change(place, a, b))
            continue
        for part in b:
            changes += _compare(f"{place}.{part}", a[part], b[part])
    if not changes:
        changes.append(Change(name, list(before), list(after)))
    return changes


def _by_identity(entries: Iterable[Any]) -> dict[str, Any]:
    return {_identity(entry) or str(place): entry for place, entry in enumerate(entries)}


def compare_words(before: str, after: str) -> list[Piece]:
    """Two texts word by word. Lines first: only what lies between equal lines is compared by words."""
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    start = _equal_at_start(old, new)
    end = _equal_at_start(old[start:][::-1], new[start:][::-1])
    pieces: list[Piece] = []
    _add(pieces, "same", "".join(new[:start]))
    _compare_parts(pieces, old[start : len(old) - end], new[start : len(new) - end], _compare_lines)
    _add(pieces, "same", "".join(new[len(new) - end :]))
    return pieces


def _equal_at_start(old: Sequence[str], new: Sequence[str]) -> int:
    pairs = enumerate(zip(old, new, strict=False))
    return next((place for place, (a, b) in pairs if a != b), min(len(old), len(new)))


def _compare_lines(pieces: list[Piece], before: str, after: str) -> None:
    _compare_parts(pieces, _WORD.findall(before), _WORD.findall(after), _replace)


def _replace(pieces: list[Piece], before: str, after: str) -> None:
    _add(pieces, "removed", before)
    _add(pieces, "added", after)


def _compare_parts(
    pieces: list[Piece],
    old: Sequence[str],
    new: Sequence[str],
    differing: Callable[[list[Piece], str, str], None],
) -> None:
    """Tell what two sequences share; what they do not is handed to `differing`, joined."""
    if not old or not new or max(len(old), len(new)) > MOST_PARTS:
        _replace(pieces, "".join(old), "".join(new))
        return
    for what, a, b, c, d in difflib.SequenceMatcher(None, old, new).get_opcodes():
        if what == "equal":
            _add(pieces, "same", "".join(new[c:d]))
        else:
            differing(pieces, "".join(old[a:b]), "".join(new[c:d]))


def _add(pieces: list[Piece], what: str, text: str) -> None:
    if not text:
        return
    if pieces and pieces[-1].what == what:
        pieces[-1] = Piece(what, pieces[-1].text + text)
    else:
        pieces.append(Piece(what, text))
