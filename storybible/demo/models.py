"""Three original models of the demo world, built from plain shapes: nothing is fetched, nothing is stored."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path

import numpy as np

from storybible.demo.shapes import Shape, around, beam, box, joined, lathe, loft, loop, part, sheet, tube
from umam.lib.gltf_write import Glb

CHAIN = 0.13  # how far below its hook the lantern's handle hangs


def write_models(folder: Path) -> list[tuple[str, Path]]:
    """Builds every model into a folder. Returns (key of the element it belongs to, file)."""
    made = []
    for key, build in MODELS.items():
        path = folder / f"{key}.glb"
        path.write_bytes(build())
        made.append((key, path))
    return made


def lantern() -> bytes:
    """The First Lantern in its belfry frame: bronze, five panes, one of them cracked. It swings."""
    glb = Glb()
    bronze = glb.material("Bronze", "#a8743a", metallic=0.85, roughness=0.38)
    iron = glb.material("Iron", "#3b3a40", metallic=0.7, roughness=0.55)
    oak = glb.material("Oak", "#6f4a2e", roughness=0.82)
    horn = glb.material("Horn", "#ffdca0", alpha=0.28, roughness=0.15, double_sided=True)
    wax = glb.material("Wax", "#efe3c8", roughness=0.6)
    flame = glb.material("Flame", "#ffb84d", glow="#ffa63a")
    lamp = [
        part(_lantern_metal().at(y=-CHAIN), bronze),
        part(around(_pane(), 5).at(y=-CHAIN), horn),
        part(_crack().at(y=-CHAIN), iron),
        part(lathe([(0.045, 0.0), (0.043, 0.12), (0.03, 0.128)], 16).at(y=-0.47 - CHAIN), wax),
        part(_flame().at(y=-0.345 - CHAIN), flame),
        part(_chain().at(y=-CHAIN), iron),
    ]
    swinging = glb.node("Lantern", mesh=glb.mesh("Lantern", lamp), at=(0, 0.82, 0))
    frame = glb.node("Belfry", mesh=glb.mesh("Belfry", [part(_belfry(), oak), part(_straps(), iron)]))
    moments = np.linspace(0, 4, 33)
    angles = np.radians(7) * np.sin(moments * math.pi / 2)
    nods = np.radians(2.5) * np.sin(moments * math.pi)
    turns = [[math.sin(x / 2), 0, math.sin(z / 2), 0] for x, z in zip(nods, angles, strict=True)]
    for turn in turns:
        turn[3] = math.sqrt(1 - sum(value * value for value in turn))
    glb.turning("Swing", swinging, moments, turns)
    return glb.write([frame, swinging])


def _lantern_metal() -> Shape:
    base = lathe([(0.13, 0), (0.16, 0.015), (0.16, 0.04), (0.135, 0.055)], 5).at(y=-0.53)
    collar = lathe([(0.135, 0), (0.165, 0.012), (0.165, 0.03)], 5).at(y=-0.225)
    roof = lathe([(0.18, 0), (0.185, 0.012), (0.09, 0.085), (0.075, 0.09), (0.06, 0.13), (0.0, 0.155)], 5)
    post = beam([0, -0.48, 0.145], [0, -0.22, 0.145], 0.018, sides=6)
    knob = lathe([(0.0, 0), (0.022, 0.012), (0.022, 0.026), (0.0, 0.04)], 12)
    handle = loop(0.045, 0.012, turned="x").at(y=0.0)
    posts = around(joined([post, knob.at(y=-0.575, z=0.12)]), 5)
    return joined([base, collar, roof.at(y=-0.197), posts, knob.at(y=-0.05), handle.at(y=0.018)])


def _pane() -> Shape:
    half, low, high = math.radians(36), -0.475, -0.225
    left, right = ([0.14 * math.sin(turn), 0.14 * math.cos(turn)] for turn in (-half + half, half + half))
    return sheet([[[left[0], y, left[1]], [right[0], y, right[1]]] for y in (low, high)])


def _crack() -> Shape:
    places = [(0.2, -0.23), (0.35, -0.3), (0.28, -0.35), (0.5, -0.41), (0.45, -0.47)]
    start, end = np.array([0.0, 0.141]), 0.141 * np.array([math.sin(1.2566), math.cos(1.2566)])
    flat = [start + (end - start) * along for along, _ in places]
    return tube([[x, y, z] for (x, z), (_, y) in zip(flat, places, strict=True)], 0.0022, sides=4)


def _flame() -> Shape:
    return lathe([(0.0, 0.0), (0.02, 0.015), (0.026, 0.035), (0.016, 0.07), (0.0, 0.11)], 12)


def _chain() -> Shape:
    links = [loop(0.02, 0.009, sides=14).turned("x", 90).scaled(1, 1.45, 1) for _ in range(3)]
    return joined([link.turned("y", 90 * at).at(y=0.085 + at * 0.043) for at, link in enumerate(links)])


def _belfry() -> Shape:
    floor = [box(0.158, 0.04, 0.62).at(x=-0.33 + at * 0.165) for at in range(5)]
    sills = [box(0.09, 0.06, 0.56).at(x=side * 0.34, y=0.04) for side in (-1, 1)]
    legs = [
        beam([side * 0.34, 0.08, front * 0.2], [side * 0.34, 0.9, front * 0.04], 0.08)
        for side in (-1, 1)
        for front in (-1, 1)
    ]
    braces = [beam([side * 0.34, 0.68, 0], [side * 0.14, 0.9, 0], 0.05) for side in (-1, 1)]
    ties = [box(0.06, 0.06, 0.3).at(x=side * 0.34, y=0.36) for side in (-1, 1)]
    head = box(0.94, 0.11, 0.13).at(y=0.88)
    return joined([*floor, *sills, *legs, *braces, *ties, head])


def _straps() -> Shape:
    bands = [box(0.035, 0.118, 0.138).at(x=x, y=0.876) for x in (-0.34, 0.0, 0.34)]
    return joined(
        [*bands, tube([[0, 0.88, 0], [0, 0.84, 0]], 0.008), loop(0.018, 0.008, turned="x").at(y=0.83)]
    )


def ship() -> bytes:
    """The Gullwing: two masts, grey sails, built from three wrecks."""
    glb = Glb()
    tar = glb.material("Verdigris", "#2f6159", roughness=0.6)
    planks = glb.material("Planks", "#7a4e2f", roughness=0.75, double_sided=True)
    stripe = glb.material("Stripe", "#d9b26a", roughness=0.65)
    deck = glb.material("Deck", "#b58c5c", roughness=0.85, double_sided=True)
    canvas = glb.material("Canvas", "#a7abb3", roughness=0.95, double_sided=True)
    rope = glb.material("Rope", "#4a3d30", roughness=0.95)
    light = glb.material("Lamp", "#ffcf7a", glow="#ffb54a")
    parts = [
        part(_hull(0.55, 1.0), tar, crease=50),
        part(_hull(0.14, 0.55), planks, crease=50),
        part(_hull(0.0, 0.14), stripe, crease=50),
        part(_deck(), deck, crease=50),
        part(_timbers(), planks),
        part(joined(_sails()), canvas, crease=70),
        part(_rigging(), rope),
        part(lathe([(0.0, 0), (0.13, 0.05), (0.15, 0.3), (0.0, 0.4)], 8).at(x=-5.15, y=2.75), light),
    ]
    return glb.write([glb.node("Gullwing", mesh=glb.mesh("Gullwing", parts))])


def _station(along: float) -> tuple[float, float, float, float]:
    """(x, half the width, height of the side, depth of the keel) from stern 0 to bow 1."""
    width = 1.45 * (1 - max(0.0, (along - 0.45) / 0.55) ** 2.2) * (0.72 + 0.28 * min(1.0, along / 0.4))
    side = 0.95 + 1.1 * (along - 0.42) ** 2 + (0.75 if along < 0.2 else 0.0)
    depth = 0.95 * (1 - max(0.0, (along - 0.72) / 0.28) ** 2) * min(1.0, 0.55 + along * 1.6)
    return -5.0 + 9.6 * along, max(width, 0.03), side, depth


def _rib(along: float, first: float, last: float, hand: int) -> list[list[float]]:
    x, width, side, depth = _station(along)
    cut = np.linspace(first, last, 7)
    return [
        [x + 0.35 * along * (1 - u), side - (side + depth) * u, hand * width * max(1 - u**2.4, 0.0) ** 0.62]
        for u in cut
    ]


def _alongs() -> list[float]:
    return sorted([*np.linspace(0, 1, 33).tolist(), 0.199, 0.2])


def _hull(first: float, last: float) -> Shape:
    right = sheet([_rib(along, first, last, 1) for along in _alongs()])
    left = sheet([_rib(along, first, last, -1) for along in reversed(_alongs())])
    stern = sheet([[(*place[:2], place[2] * flat) for place in _rib(0, first, last, 1)] for flat in (-1, 1)])
    return joined([right, left, stern])


def _deck() -> Shape:
    rows = []
    for along in _alongs():
        x, width, side, _ = _station(along)
        low = side - 0.28
        rows.append(
            [[x + 0.3 * along, y, z * width * 0.97] for y, z in ((side, -1), (low, -1), (low, 1), (side, 1))]
        )
    return sheet(rows)


def _timbers() -> Shape:
    masts = [beam([x, 0.6, 0], [x - 0.15, top, 0], 0.2, sides=10) for x, top in ((1.4, 8.4), (-2.0, 7.4))]
    spars = [
        beam([x, y, -reach], [x, y, reach], 0.11, sides=8)
        for x, y, reach in ((1.5, 7.6, 1.5), (1.55, 4.9, 2.1), (-1.9, 6.7, 1.3), (-1.85, 4.4, 1.9))
    ]
    bow = beam([4.1, 1.3, 0], [6.9, 2.4, 0], 0.16, sides=10)
    house = box(1.5, 0.75, 1.5, taper=0.94).at(x=-4.1, y=1.45)
    roof = box(1.75, 0.09, 1.75).at(x=-4.1, y=2.2)
    hatch = box(0.9, 0.22, 0.8).at(x=-0.3, y=0.68)
    pole = beam([-5.15, 1.6, 0], [-5.15, 2.8, 0], 0.07, sides=6)
    cradle = [box(0.3, 0.75, 1.9, taper=0.75).at(x=x, y=-1.35) for x in (-2.4, 1.5)]
    stand = box(6.2, 0.18, 0.9).at(x=-0.4, y=-1.5)
    return joined([*masts, *spars, bow, house, roof, hatch, pole, *cradle, stand])


def _sails() -> list[Shape]:
    squares = [
        _sail((1.5, 7.55), 1.45, (1.62, 5.0), 2.0),
        _sail((1.55, 4.85), 2.05, (1.75, 1.9), 1.9),
        _sail((-1.9, 6.65), 1.25, (-1.8, 4.5), 1.8),
        _sail((-1.85, 4.35), 1.85, (-1.7, 1.95), 1.7),
    ]
    jib = sheet(
        [
            [
                [6.6 - 5.1 * u - 0.55 * u * v, 2.45 + 5.2 * u - 4.6 * u * v, 0.5 * math.sin(math.pi * v) * u]
                for v in np.linspace(0, 1, 9)
            ]
            for u in np.linspace(0.02, 1, 9)
        ]
    )
    return [*squares, jib]


def _sail(top: tuple[float, float], wide: float, foot: tuple[float, float], spread: float) -> Shape:
    rows = []
    for down in np.linspace(0, 1, 10):
        half = wide + (spread - wide) * down
        belly = 0.75 * math.sin(math.pi * min(1.0, down * 0.85 + 0.08))
        rows.append(
            [
                [
                    top[0] + (foot[0] - top[0]) * down + belly * (1 - across * across),
                    top[1] + (foot[1] - top[1]) * down + 0.18 * down * (1 - across * across),
                    across * half,
                ]
                for across in np.linspace(-1, 1, 11)
            ]
        )
    return sheet(rows)


def _rigging() -> Shape:
    lines = []
    for x, top in ((1.4, 7.6), (-2.0, 6.7)):
        for hand in (-1, 1):
            lines += [
                tube([[x - 0.1, top, 0], [x + at, 1.0, hand * 1.4]], 0.025, sides=4) for at in (-0.7, 0.1)
            ]
    stays = (
        ([6.8, 2.4, 0], [1.3, 8.2, 0]),
        ([1.3, 8.0, 0], [-2.1, 7.0, 0]),
        ([-2.1, 7.1, 0], [-5.0, 2.0, 0]),
        ([6.8, 2.35, 0], [4.7, 0.1, 0]),
    )
    return joined([*lines, *(tube(list(stay), 0.025, sides=4) for stay in stays)])


def tower() -> bytes:
    """Keeper's Tower: the white lighthouse of Lumen on its head of basalt."""
    glb = Glb()
    basalt = glb.material("Basalt", "#ffffff", roughness=0.9)
    sea = glb.material("Sea", "#1f5560", roughness=0.28)
    white = glb.material("Limewash", "#efe9dc", roughness=0.85)
    slate = glb.material("Slate", "#3d4653", roughness=0.7)
    iron = glb.material("Iron", "#2f3138", metallic=0.6, roughness=0.5)
    bronze = glb.material("Bronze", "#8a6a3a", metallic=0.8, roughness=0.4)
    glass = glb.material("Glass", "#bfe0e6", alpha=0.25, roughness=0.08, double_sided=True)
    lens = glb.material("Lens", "#ffd98a", glow="#ffc45a")
    amber = glb.material("Amber paint", "#d98a2b", roughness=0.6)
    columns, tints = _columns()
    parts = [
        part(columns, basalt, colours=tints),
        part(lathe([(6.4, -0.3), (6.7, 0.0)], 64), sea),
        part(_masonry(), white, crease=35),
        part(_slates(), slate),
        part(_railings(), iron),
        part(_roof(), bronze, crease=35),
        part(lathe([(0.98, 0), (0.98, 1.5)], 12, closed=False).at(y=14.0), glass),
        part(lathe([(0.0, 0), (0.4, 0.25), (0.5, 0.7), (0.4, 1.15), (0.0, 1.4)], 16).at(y=14.05), lens),
        part(_doors(), amber),
    ]
    return glb.write([glb.node("Keeper's Tower", mesh=glb.mesh("Keeper's Tower", parts))])


def _columns() -> tuple[Shape, np.ndarray]:
    """Six-sided basalt columns, taller towards the middle, each a little different in height and grey."""
    numbers = np.random.default_rng(212)
    shapes, tints = [], []
    for row in range(-8, 9):
        for at in range(-8, 9):
            x, z = 0.87 * (at + (row % 2) / 2), 0.75 * row
            away = math.hypot(x, z * 1.05) + numbers.normal(0, 0.25)
            if away > 5.0:
                continue
            rise = 2.6 if away < 3.0 else 2.6 - (away - 3.0) * 1.1
            high = max(0.12, rise + numbers.normal(0, 0.16 if away > 2.7 else 0.02))
            column = lathe([(0.5, -0.4), (0.49, high - 0.05), (0.43, high)], 6)
            shapes.append(column.at(x=x, z=z))
            grey = 0.05 + 0.035 * numbers.random() + 0.012 * high
            tints.append(np.tile([grey * 0.95, grey, grey * 1.1], (len(column.points), 1)))
    return joined(shapes), np.concatenate(tints)


def _masonry() -> Shape:
    heights = np.linspace(0, 10.6, 12)
    shaft = [(1.12 + 0.85 * (1 - height / 10.6) ** 1.7, float(height)) for height in heights]
    foot = lathe([(2.35, 0), (2.35, 0.35), (2.15, 0.5)], 40).at(y=2.5)
    corbel = lathe([(1.12, 0), (1.7, 0.45), (1.7, 0.7)], 40).at(y=13.2)
    parapet = lathe([(1.05, 0), (1.05, 0.3)], 24).at(y=13.85)
    house = box(2.2, 1.5, 1.9).at(x=2.7, y=2.5, z=0.4)
    gable = loft([[[x, y, z] for y, z in ((4.0, -0.55), (4.0, 1.35), (4.95, 0.4))] for x in (1.62, 3.78)])
    chimney = box(0.35, 0.9, 0.35).at(x=3.35, y=4.4, z=0.0)
    return joined([lathe(shaft, 40).at(y=2.7), foot, corbel, parapet, house, gable, chimney])


def _slates() -> Shape:
    slopes = [
        loft([[[x, y, z] for y, z in edge] for x in (1.5, 3.95)])
        for edge in (
            ((3.85, 1.55), (5.05, 0.4), (4.95, 0.4), (3.75, 1.55)),
            ((3.75, -0.75), (4.95, 0.4), (5.05, 0.4), (3.85, -0.75)),
        )
    ]
    windows = []
    for at in range(5):
        turn, high = 35 + at * 72, 4.6 + at * 1.75
        radius = 1.12 + 0.85 * (1 - (high - 2.7) / 10.6) ** 1.7
        windows.append(box(0.34, 0.6, 0.14).at(y=high, z=radius - 0.02).turned("y", turn))
    return joined([*slopes, *windows])


def _railings() -> Shape:
    post = beam([0, 13.9, 1.62], [0, 14.55, 1.62], 0.06, sides=6)
    rails = [loop(1.62, 0.05, sides=40).at(y=high) for high in (14.22, 14.53)]
    bars = around(beam([0, 14.1, 0.99], [0, 15.6, 0.99], 0.07, sides=6), 12)
    steps = [box(0.9, 0.16, 0.3).at(x=0, y=2.44 - at * 0.17, z=2.3 + at * 0.28) for at in range(6)]
    return joined([around(post, 20), *rails, bars, *steps])


def _roof() -> Shape:
    dome = [(1.12 * math.cos(turn), 0.95 * math.sin(turn)) for turn in np.linspace(0.05, math.pi / 2, 9)]
    brim = lathe([(1.1, -0.06), (1.22, 0.0), (1.12, 0.08)], 32)
    ball = lathe([(0.0, 0), (0.15, 0.08), (0.17, 0.18), (0.12, 0.28), (0.0, 0.34)], 16).at(y=0.92)
    rod = beam([0, 1.2, 0], [0, 2.2, 0], 0.05, sides=6)
    return joined([lathe(dome, 32), brim, ball, rod]).at(y=15.55)


def _doors() -> Shape:
    return joined(
        [
            box(0.75, 1.25, 0.2).at(y=2.98, z=1.86),
            box(0.5, 0.95, 0.06).at(x=2.7, y=2.5, z=1.36),
            box(0.4, 0.4, 0.06).at(x=3.3, y=3.1, z=1.36),
        ]
    )


MODELS: dict[str, Callable[[], bytes]] = {"first-lantern": lantern, "gullwing": ship, "keepers-tower": tower}
