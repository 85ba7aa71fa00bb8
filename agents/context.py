"""What a model is shown of a universe, within a budget of tokens, and the receipt of it.

Two parts. The `stable` one does not depend on the question: the world's configuration and style first, then
what `agents.stable` says of everybody. It stands at the head of every call, byte for byte the same until the
bible changes, so that providers' caches hit. The `selected` part is what this question is about, in full.
Both with their tags stay within the budget.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from agents.llm.tokens import cut_to, tokens_in
from agents.shelf import Dropped, Shelf, Told, framed_entry, harmless
from agents.stable import fill_stable
from storybible.selectors.context import BibleContext, Pin, bible_for
from storybible.selectors.time import read_moment
from umam.universes.models import Universe

__all__ = ["DEFAULT_TOKENS", "SELECTED", "STABLE", "Context", "Dropped", "Told", "context_for", "harmless"]

DEFAULT_TOKENS = 8000
# Of the budget: what world and style are sure of, and what the stable part may take in all.
WORLD_SHARE, STYLE_SHARE, STABLE_SHARE = 0.35, 0.1, 0.84
STABLE, SELECTED = "stable", "selected"


@dataclass(frozen=True)
class Context:
    """What goes to the model and the receipt of it. `tick` is the moment of the world, None for any."""

    stable: str
    selected: str
    budget: int
    as_of: str = ""
    tick: int | None = None
    told: tuple[Told, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    rules: tuple[str, ...] = ()

    @property
    def tokens(self) -> int:
        return tokens_in(self.stable) + tokens_in(self.selected)

    def receipt(self) -> dict[str, Any]:
        """JSON-ready: kept with the job, shown on its page."""
        return {
            "budget": self.budget,
            "tokens": self.tokens,
            "stable_tokens": tokens_in(self.stable),
            "as_of": self.as_of,
            "told": [asdict(one) for one in self.told],
            "dropped": [asdict(one) for one in self.dropped],
        }

    @property
    def digest(self) -> str:
        return hashlib.sha256(f"{self.stable}\0{self.selected}".encode()).hexdigest()


def context_for(
    universe: Universe,
    *,
    text: str = "",
    pins: Sequence[Pin] = (),
    as_of: str = "",
    budget: int = DEFAULT_TOKENS,
) -> Context:
    """What a model is shown for this question. Raises Invalid at `as_of` for a date that cannot be read."""
    tick = read_moment(universe, as_of, attr="as_of").start if as_of.strip() else None
    found = bible_for(universe, text=text, pins=pins, as_of=tick)
    share = int(budget * STABLE_SHARE)
    stable = Shelf(STABLE, "bible", share)
    dropped = [Dropped(one.kind, one.id, one.title, one.reason) for one in found.left_out]
    dropped += _put_world(stable, found, budget)
    is_whole = fill_stable(stable, universe, tick)
    selected = Shelf(SELECTED, "relevant", budget - share + (0 if is_whole else max(0, stable.left)))
    in_full = {one.id for one in stable.told if not one.shortened}
    dropped += _put_selected(selected, found, in_full)
    return Context(
        stable=stable.text,
        selected=selected.text,
        budget=budget,
        as_of=as_of.strip(),
        tick=tick,
        told=(*stable.told, *selected.told),
        dropped=tuple(dropped),
        rules=tuple(found.rules),
    )


def _put_world(shelf: Shelf, found: BibleContext, budget: int) -> list[Dropped]:
    """World and style come first and always; too long a text is cut, never left out."""
    dropped = []
    for entry, share in ((found.world, WORLD_SHARE), (found.style, STYLE_SHARE)):
        if entry is None:
            continue
        room = int(budget * share) - tokens_in(framed_entry(entry, "")) - 2
        said = harmless(entry.text)  # before it is measured: the signs that take their place count more
        text = cut_to(said, room)
        shelf.put(entry, text, shortened=text != said)
        if text != said:
            lost = tokens_in(said) - tokens_in(text)
            cap = f"the end of it: more than {share:.0%} of the budget"
            dropped.append(Dropped(entry.kind, entry.id, entry.title, cap, lost))
    return dropped


def _put_selected(shelf: Shelf, found: BibleContext, in_full: set[str]) -> list[Dropped]:
    """What the question is about. What the stable part tells in full is only pointed to."""
    dropped = []
    for entry in found.entries:
        if entry.id in in_full:
            if entry.kind == "element":
                shelf.put(entry, entry.reason, shortened=True)
            continue
        if shelf.put(entry, entry.text):
            continue
        short = entry.text.split("\n\n", 1)[0].split("\n")
        if entry.kind == "element" and shelf.put(entry, "\n".join(short[:2])[:400], shortened=True):
            continue
        dropped.append(Dropped(entry.kind, entry.id, entry.title, "the budget is used up", entry.tokens))
    return dropped
