"""How much memory an export takes: that of a large world as much as that of a small one."""

from __future__ import annotations

import tempfile
import tracemalloc
from pathlib import Path

from storybible.fill import Amounts, fill_universe
from storybible.portable.writing import write_json
from umam.accounts.models import User
from umam.studio.bench.report import Row
from umam.universes.models import Universe
from umam.universes.services import create_universe

# Of either several times what is read at once.
FEW = Amounts(elements=2_000, traits=8_000, events=2_000, relations=4_000)
MANY = Amounts(elements=10_000, traits=40_000, events=10_000, relations=20_000)
MOST_TIMES = 1.2


def rows(person: User) -> list[Row]:
    """Objects of Python alone are counted, at their most: what the process holds else differs by chance."""
    few, many = (_peak(_world(person, amounts)) for amounts in (FEW, MANY))
    small = f"{_count(FEW):,} rows, {few / 1e6:.1f} MB"
    what = f"Export of {_count(MANY):,} rows, memory"
    return [Row(what, f"{many / 1e6:.1f} MB", small, many / few, MOST_TIMES)]


def _count(amounts: Amounts) -> int:
    return amounts.elements + amounts.events + amounts.relations


def _world(person: User, amounts: Amounts) -> Universe:
    universe = create_universe(by=person, name=f"Export of {_count(amounts):,} rows")
    fill_universe(universe=universe, amounts=amounts)
    return universe


def _peak(universe: Universe) -> int:
    with tempfile.TemporaryDirectory() as folder:
        tracemalloc.start()
        try:
            write_json(universe, Path(folder) / "bible.json", lambda part, count: None)
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
