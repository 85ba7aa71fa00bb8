"""What a map is made of, in units of the sheet."""

from __future__ import annotations

from dataclasses import dataclass, field

WIDTH, HEIGHT = 1000, 720
MARGIN = 14
PIN = 12
# Kinds of land, drawn round and with little signs; kinds of room, drawn with walls.
LAND = ("forest", "hills", "marsh", "dunes", "meadow")
BUILT = ("room", "court", "corridor", "passage", "stair")
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Line:
    """A line of text at its place."""

    x: float
    y: float
    text: str
    anchor: str = "start"


@dataclass(frozen=True)
class Shape:
    """`kind` is a CSS class; `label` the name where there was room for it."""

    d: str
    kind: str
    name: str = ""
    label: Line | None = None


@dataclass(frozen=True)
class Card:
    """What is shown of a landmark on focus and hover."""

    x: float
    y: float
    width: float
    height: float
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Pin:
    number: int
    name: str
    description: str
    x: float
    y: float
    label: tuple[Line, ...] = ()
    card: Card | None = None


@dataclass(frozen=True)
class ScaleBar:
    x: float
    y: float
    width: float
    text: str


@dataclass(frozen=True)
class PlaceMap:
    ident: str
    name: str
    summary: str
    width: int = WIDTH
    height: int = HEIGHT
    seas: tuple[Shape, ...] = ()
    land: str = ""
    areas: tuple[Shape, ...] = ()
    waters: tuple[Shape, ...] = ()
    glyphs: tuple[Shape, ...] = ()
    paths: tuple[Shape, ...] = ()
    doors: tuple[Shape, ...] = ()
    pins: tuple[Pin, ...] = ()
    scale: ScaleBar | None = None
    north: str = ""


@dataclass
class Room:
    """What is taken on the sheet."""

    boxes: list[Box] = field(default_factory=list)

    def free(self, box: Box) -> bool:
        left, top, right, bottom = box
        if left < MARGIN or top < MARGIN or right > WIDTH - MARGIN or bottom > HEIGHT - MARGIN:
            return False
        return not any(left < r and l < right and top < b and t < bottom for l, t, r, b in self.boxes)  # noqa: E741

    def take(self, box: Box) -> None:
        self.boxes.append(box)
