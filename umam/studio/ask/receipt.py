"""What a model was shown of the bible, as people read it: in groups, a bar of tokens, what was left out.

It reads the receipt that is stored with a run, and the one of a context that is only tried.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Model
from django.urls import reverse

from agents.context import STABLE
from storybible.models import Element, RowKind, Scene, TimelineEvent
from storybible.selectors.scope import visible_in
from umam.accounts.models import User
from umam.universes import access
from umam.universes.models import Universe

MOST_TOKENS = 100_000
WORLD, STYLE = RowKind.WORLD_CONFIG.value, RowKind.STYLE_GUIDE.value
PAGES = {
    RowKind.ELEMENT.value: "studio:bible-element",
    RowKind.EVENT.value: "studio:bible-event",
    RowKind.SCENE.value: "studio:bible-scene",
}
HIDDEN_FROM_VIEWERS: dict[str, type[Model]] = {
    RowKind.ELEMENT.value: Element,
    RowKind.EVENT.value: TimelineEvent,
    RowKind.SCENE.value: Scene,
}


@dataclass(frozen=True)
class Line:
    """One thing of the bible: what it is, why it is there, and what it took."""

    title: str
    kind: str
    reason: str
    tokens: int
    url: str = ""
    note: str = ""


@dataclass(frozen=True)
class Group:
    key: str
    label: str
    words: str
    tokens: int
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Piece:
    """A part of the bar, in hundredths of the budget."""

    key: str
    label: str
    tokens: int
    x: float
    width: float


@dataclass(frozen=True)
class Receipt:
    budget: int
    tokens: int
    as_of: str
    groups: tuple[Group, ...]
    dropped: tuple[Group, ...]
    bar: tuple[Piece, ...]
    taste: tuple[str, ...] = ()
    unseen: int = 0
    lost: int = field(default=0)

    @property
    def more(self) -> int:
        """The next budget to try; 0 where there is no larger one."""
        return min(MOST_TOKENS, self.budget * 2) if self.budget < MOST_TOKENS else 0

    @property
    def free(self) -> int:
        return max(0, self.budget - self.tokens)


GROUPS = {
    "world": ("World", "its laws, always first"),
    "style": ("Style", "how it looks and sounds"),
    "bible": ("The whole bible", "it is small enough to be told whole"),
    "lines": ("A line for each", "so that nobody is invented twice"),
    "about": ("About this question", "named in it, tied to it, or pinned"),
}


def receipt_of(
    stored: Mapping[str, Any], universe: Universe, user: User, *, asker: UUID | None
) -> Receipt | None:
    """None where nothing was kept. What a viewer may not see is counted and not named.

    The taste is that of `asker`, and told to nobody else.
    """
    if not stored:
        return None
    told = list(stored.get("told") or [])
    dropped = list(stored.get("dropped") or [])
    seen = _seen(told + dropped, universe, user)
    in_full = {one["id"] for one in told if one["part"] == STABLE and not one["shortened"]}
    budget = int(stored.get("budget") or 0)
    sums = _sums(told)
    return Receipt(
        budget=budget,
        tokens=int(stored.get("tokens") or 0),
        as_of=str(stored.get("as_of") or ""),
        groups=tuple(_groups(_allowed(told, seen), sums, in_full, universe)),
        dropped=tuple(_dropped(_allowed(dropped, seen), universe)),
        bar=tuple(_bar(sums, budget)),
        taste=tuple(str(one) for one in stored.get("taste") or []) if asker == user.pk else (),
        unseen=len(told) - len(_allowed(told, seen)),
        lost=len(dropped),
    )


def _seen(entries: Sequence[Mapping[str, Any]], universe: Universe, user: User) -> set[str] | None:
    """Ids that a viewer may see; None for editors, who may see all that agents do."""
    if access.can_edit(user, universe.pk):
        return None
    found: set[str] = set()
    for kind, model in HIDDEN_FROM_VIEWERS.items():
        ids = [one["id"] for one in entries if one["kind"] == kind]
        rows: Any = model._default_manager.filter(pk__in=ids, deleted_at=None)
        found |= {str(pk) for pk in visible_in(rows, user, universe).values_list("pk", flat=True)}
    return found


def _allowed(entries: Iterable[Mapping[str, Any]], seen: set[str] | None) -> list[Mapping[str, Any]]:
    """Relations name two elements, so viewers are told of none."""
    return [one for one in entries if seen is None or one["kind"] in (WORLD, STYLE) or one["id"] in seen]


def _group_of(entry: Mapping[str, Any]) -> str:
    if entry["kind"] == WORLD:
        return "world"
    if entry["kind"] == STYLE:
        return "style"
    if entry["part"] != STABLE:
        return "about"
    return "lines" if entry["shortened"] else "bible"


def _sums(told: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    found = dict.fromkeys(GROUPS, 0)
    for one in told:
        found[_group_of(one)] += int(one["tokens"])
    return found


def _groups(
    told: Sequence[Mapping[str, Any]], sums: Mapping[str, int], in_full: set[str], universe: Universe
) -> Iterable[Group]:
    for key, (label, words) in GROUPS.items():
        lines = tuple(_line(one, in_full, universe) for one in told if _group_of(one) == key)
        if lines:
            yield Group(key, label, words, sums[key], lines)


def _line(entry: Mapping[str, Any], in_full: set[str], universe: Universe) -> Line:
    note = ""
    if entry.get("shortened") and entry.get("part") == STABLE:
        note = "one line" if entry["kind"] == RowKind.ELEMENT.value else "shortened"
    elif entry.get("shortened"):
        note = "in full above" if entry["id"] in in_full else "shortened"
    return Line(
        title=str(entry["title"]),
        kind=str(entry["kind"]),
        reason=str(entry["reason"]),
        tokens=int(entry.get("tokens") or 0),
        url=_url(entry, universe),
        note=note,
    )


def _url(entry: Mapping[str, Any], universe: Universe) -> str:
    if entry["kind"] in (WORLD, STYLE):
        name = "studio:bible-world" if entry["kind"] == WORLD else "studio:bible-style"
        return reverse(name, args=[universe.slug])
    page = PAGES.get(str(entry["kind"]))
    return reverse(page, args=[universe.slug, entry["key"]]) if page and entry.get("key") else ""


def _dropped(dropped: Sequence[Mapping[str, Any]], universe: Universe) -> Iterable[Group]:
    """By the cap that dropped them."""
    for cap in dict.fromkeys(str(one["reason"]) for one in dropped):
        lines = tuple(_line(one, set(), universe) for one in dropped if one["reason"] == cap)
        yield Group("dropped", cap, "", sum(one.tokens for one in lines), lines)


def _bar(sums: Mapping[str, int], budget: int) -> Iterable[Piece]:
    x = 0.0
    for key, tokens in sums.items():
        width = round(min(100.0 - x, 100.0 * tokens / budget), 2) if budget else 0.0
        if width > 0:
            yield Piece(key, GROUPS[key][0], tokens, round(x, 2), width)
        x += width


def ids_of(values: Iterable[Any]) -> list[str]:
    """Those of `values` that look like ids."""
    found = []
    for value in values:
        try:
            found.append(str(UUID(str(value))))
        except ValueError:
            continue
    return found
