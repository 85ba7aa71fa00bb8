"""Live events of the bible."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from umam.live.events import Event, universe_group


@dataclass(frozen=True, kw_only=True)
class BibleChanged(Event):
    """A row was written. It says which, never what: not everybody in the universe may see every row."""

    type: ClassVar[str] = "bible.changed"
    universe_id: str
    kind: str
    id: str
    action: str
    revision: int

    def groups(self) -> list[str]:
        return [universe_group(self.universe_id)]
