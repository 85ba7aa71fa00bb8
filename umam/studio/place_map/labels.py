"""Names that cover nothing, the cards behind them, and what else stands on a map."""

from __future__ import annotations

import math
from collections.abc import Sequence

from agents.offline.geometry import XY, distance
from umam.studio.place_map.model import HEIGHT, MARGIN, PIN, WIDTH, Card, Line, Pin, Room, ScaleBar
from umam.studio.place_map.reading import mapping, number_of, text_of

FONT, _LINE, SMALL = 16.0, 19.0, 13.5


def width_of(text: str, size: float) -> float:
    """About how wide a text is set; a little too much rather than too little."""
    return sum(1.05 if ord(sign) > 0x2E80 else 0.36 if sign in "iljtfI .,'" else 0.62 for sign in text) * size


def _wrapped(text: str, size: float, most: float, lines: int) -> list[str]:
    found = [""]
    for word in text.split():
        longer = f"{found[-1]} {word}".strip()
        if width_of(longer, size) <= most or not found[-1]:
            found[-1] = longer
        else:
            found.append(word)
    found = [_cut(line, size, most) for line in found]
    return found if len(found) <= lines else [*found[: lines - 1], _cut(f"{found[lines - 1]} …", size, most)]


def _cut(text: str, size: float, most: float) -> str:
    while width_of(text, size) > most and len(text) > 2:
        text = f"{text[:-2].rstrip()}…"
    return text


def pins_of(spots: Sequence[tuple[int, str, str]], places: Sequence[XY], room: Room) -> tuple[Pin, ...]:
    """A name goes where it covers nothing; without room the number alone stands for it."""
    labels: dict[int, tuple[Line, ...]] = {}
    order = sorted(range(len(spots)), key=lambda at: -sum(distance(places[at], one) < 120 for one in places))
    for at in order:
        labels[at] = _label(spots[at][1], places[at], room)
    return tuple(
        Pin(number, name, about, x, y, labels[number - 1], _card(f"{number}. {name}", about, x, y))
        for number, ((_, name, about), (x, y)) in enumerate(zip(spots, places, strict=True), 1)
    )


def _label(name: str, place: XY, room: Room) -> tuple[Line, ...]:
    """In two lines at most; narrower where there is no room for the wide one."""
    for most in (150, 96):
        rows = _wrapped(name, FONT, most, 2)
        for left, top, anchor in _beside(place, len(rows) * _LINE):
            wide = max(width_of(row, FONT) for row in rows)
            start = left - {"start": 0.0, "middle": wide / 2, "end": wide}[anchor]
            box = (start - 3, top, start + wide + 3, top + len(rows) * _LINE)
            if room.free(box):
                room.take(box)
                return tuple(Line(left, top + 14.5 + at * _LINE, row, anchor) for at, row in enumerate(rows))
    return ()


def _beside(place: XY, high: float) -> tuple[tuple[float, float, str], ...]:
    """Left or right edge or middle of a label, its top, and how it is anchored; the best place first."""
    (x, y), gap = place, PIN + 7.0
    return (
        (x + gap, y - high / 2, "start"),
        (x - gap, y - high / 2, "end"),
        (x, y + gap - 2, "middle"),
        (x, y - gap - high + 2, "middle"),
        (x + gap - 5, y + 6, "start"),
        (x + gap - 5, y - high - 6, "start"),
        (x - gap + 5, y + 6, "end"),
        (x - gap + 5, y - high - 6, "end"),
    )


def _card(title: str, about: str, x: float, y: float) -> Card:
    rows = [_cut(title, 15, 300), *_wrapped(about, SMALL, 300, 5)] if about else [_cut(title, 15, 300)]
    wide = max(width_of(row, 15 if at == 0 else SMALL) for at, row in enumerate(rows)) + 28
    high = 18 + 20.0 * len(rows)
    left = min(WIDTH - MARGIN - wide, max(MARGIN, x - wide / 2))
    top = y - PIN - 12 - high if y - PIN - 12 - high > MARGIN else y + PIN + 12
    lines = tuple(Line(left + 14, top + 24 + 20 * at, row) for at, row in enumerate(rows))
    return Card(left, top, wide, high, lines)


def summary_of(pins: Sequence[Pin]) -> str:
    if not pins:
        return "No landmarks."
    return f"{len(pins)} landmarks: {'; '.join(f'{pin.number} {pin.name}, {_where(pin)}' for pin in pins)}."


def _where(pin: Pin) -> str:
    rows = "top" if pin.y < HEIGHT * 0.38 else "bottom" if pin.y > HEIGHT * 0.62 else ""
    columns = "left" if pin.x < WIDTH * 0.38 else "right" if pin.x > WIDTH * 0.62 else ""
    return " ".join(filter(None, (rows, columns))) or "middle"


def compass(value: object, room: Room) -> str:
    """The compass in the first corner that is free, as a transform; "" for no compass."""
    turn = number_of(value)
    corners = ((WIDTH - 52, 58), (52, 58), (WIDTH - 52, HEIGHT - 62), (52, HEIGHT - 62))
    free = [(x, y) for x, y in corners if room.free((x - 34, y - 40, x + 34, y + 40))]
    if turn is None or not free:
        return ""
    x, y = free[0]
    room.take((x - 34, y - 40, x + 34, y + 40))
    return f"translate({x} {y}) rotate({turn % 360:.4g})"


def scale_bar(value: object, room: Room) -> ScaleBar | None:
    """A bar of a round length, at most a quarter of the sheet."""
    given = mapping(value)
    across, unit = number_of(given.get("across")), text_of(given.get("unit"), 16)
    if not across or across <= 0 or across > 1e12 or across < 1e-9:
        return None
    step = 10 ** math.floor(math.log10(across / 4))
    length = max(times * step for times in (1, 2, 5) if times * step <= across / 4)
    wide = WIDTH * length / across
    text = f"{length:g} {unit}".strip()
    most = max(wide, width_of(text, SMALL))
    for x in (34.0, WIDTH - 34 - most):
        box = (x - 8, HEIGHT - 58.0, x + most + 8, HEIGHT - 16.0)
        if room.free(box):
            room.take(box)
            return ScaleBar(x, HEIGHT - 34, wide, text)
    return None
