"""What the search palette finds in the bibles: rows of the current universe, then of the others."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from storybible.models import RowKind
from storybible.selectors.search import Found, search
from umam.accounts.models import User
from umam.studio.entity_types import look_of
from umam.universes.models import Universe

HERE, ELSEWHERE = 8, 4


@dataclass(frozen=True)
class Hit:
    """A row with the icon and the word for what it is. `elsewhere` where it is not of this universe."""

    found: Found
    icon: str
    label: str
    elsewhere: bool

    @property
    def words(self) -> str:
        """What tells it from others: where the words stand, else what it is about."""
        return self.found.snippet or self.found.summary


def found_in_bibles(user: User, universe: Universe | None, text: str) -> dict[str, list[Hit]]:
    """A few of each; nothing before something is typed."""
    here = search(universe, user, text, limit=HERE) if universe is not None else []
    others = search(None, user, text, limit=ELSEWHERE, but=universe) if text else []
    return {"bible": list(_hits(here, elsewhere=False)), "bibles": list(_hits(others, elsewhere=True))}


def _hits(rows: list[Found], *, elsewhere: bool) -> Iterator[Hit]:
    for row in rows:
        icon, label = _look(row)
        yield Hit(row, icon, label, elsewhere)


def _look(row: Found) -> tuple[str, str]:
    if row.kind == RowKind.ELEMENT:
        look = look_of(row.subtype)
        return look.icon, look.label
    return KINDS[row.kind]


def _kind(*, icon: str, label: str) -> tuple[str, str]:
    return icon, label


KINDS = {
    RowKind.EVENT.value: _kind(icon="milestone", label="Event on the timeline"),
    RowKind.SCENE.value: _kind(icon="scroll-text", label="Scene"),
    RowKind.WORLD_CONFIG.value: _kind(icon="globe", label="World"),
    RowKind.STYLE_GUIDE.value: _kind(icon="palette", label="Style"),
}
