"""Very many plausible rows for one universe, to see how everything behaves in a large world."""

from storybible.fill.world import Amounts, fill_universe

__all__ = ["Amounts", "fill_universe"]
