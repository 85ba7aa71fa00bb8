"""The kinds of scene."""

from agents.offline.shapes.arrival import ARRIVAL
from agents.offline.shapes.bargain import BARGAIN
from agents.offline.shapes.confession import CONFESSION
from agents.offline.shapes.discovery import DISCOVERY
from agents.offline.shapes.farewell import FAREWELL
from agents.offline.shapes.model import Shape
from agents.offline.shapes.peril import PERIL
from agents.offline.shapes.quarrel import QUARREL
from agents.offline.shapes.search import SEARCH
from agents.offline.shapes.vigil import VIGIL

SHAPES: tuple[Shape, ...] = (
    ARRIVAL,
    BARGAIN,
    SEARCH,
    CONFESSION,
    PERIL,
    FAREWELL,
    DISCOVERY,
    VIGIL,
    QUARREL,
)
BY_KEY = {shape.key: shape for shape in SHAPES}

__all__ = ["BY_KEY", "SHAPES", "Shape"]
