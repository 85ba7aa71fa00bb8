"""Plain shapes for the demo world's models: points and faces, and normals that keep hard edges hard."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from umam.lib.gltf_write import Part

Points = NDArray[np.float64]
Faces = NDArray[np.int64]


@dataclass(frozen=True)
class Shape:
    """Triangles in space, seen counter-clockwise from outside."""

    points: Points
    faces: Faces

    def at(self, x: float = 0.0, y: float = 0.0, z: float = 0.0) -> Shape:
        return Shape(self.points + np.array([x, y, z]), self.faces)

    def scaled(self, x: float, y: float, z: float) -> Shape:
        return Shape(self.points * np.array([x, y, z]), self.faces)

    def turned(self, axis: str, degrees: float) -> Shape:
        cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
        first, second = {"x": (1, 2), "y": (2, 0), "z": (0, 1)}[axis]
        points = self.points.copy()
        points[:, first] = self.points[:, first] * cos - self.points[:, second] * sin
        points[:, second] = self.points[:, first] * sin + self.points[:, second] * cos
        return Shape(points, self.faces)


def joined(shapes: Sequence[Shape]) -> Shape:
    faces, offset = [], 0
    for shape in shapes:
        faces.append(shape.faces + offset)
        offset += len(shape.points)
    return Shape(np.concatenate([shape.points for shape in shapes]), np.concatenate(faces))


def around(shape: Shape, count: int, *, start: float = 0.0) -> Shape:
    """The shape `count` times, turned round the y axis."""
    return joined([shape.turned("y", start + 360 * index / count) for index in range(count)])


def box(width: float, height: float, depth: float, *, taper: float = 1.0) -> Shape:
    """Stands on y = 0. taper: how wide the top is against the bottom."""
    corners = np.array([[-1, 0, -1], [1, 0, -1], [1, 0, 1], [-1, 0, 1]], dtype=float)
    points = np.concatenate([corners, corners * [taper, 1, taper] + [0, 1, 0]])
    points = points * [width / 2, height, depth / 2]
    quads = [[0, 1, 2, 3], [7, 6, 5, 4], [4, 5, 1, 0], [5, 6, 2, 1], [6, 7, 3, 2], [7, 4, 0, 3]]
    return Shape(points, _triangles(quads))


def beam(start: ArrayLike, end: ArrayLike, thick: float, *, sides: int = 4) -> Shape:
    """A bar between two places."""
    return tube([start, end], thick / 2, sides=sides)


def lathe(profile: Sequence[tuple[float, float]], sides: int = 32, *, closed: bool = True) -> Shape:
    """Turns (radius, height) pairs, from bottom to top on the outside, round the y axis."""
    turns = np.arange(sides) * 2 * math.pi / sides
    rings = [[[r * math.sin(t), h, r * math.cos(t)] for t in turns] for r, h in profile]
    return _skin(np.array(rings), caps=closed)


def tube(path: Sequence[ArrayLike], radius: float, *, sides: int = 8, ring: bool = False) -> Shape:
    """A pipe along places; ring: its end is its beginning."""
    line = np.array([np.asarray(place, dtype=float) for place in path])
    ahead = np.roll(line, -1, axis=0) - np.roll(line, 1, axis=0)
    if not ring:
        ahead[0], ahead[-1] = line[1] - line[0], line[-1] - line[-2]
    side = np.array([0.0, 0.0, 1.0])
    rings = []
    for place, way in zip(line, ahead / np.linalg.norm(ahead, axis=1)[:, None], strict=True):
        if abs(way @ side) > 0.9:
            side = np.array([1.0, 0.0, 0.0])
        side = side - way * (way @ side)
        side = side / np.linalg.norm(side)
        up = np.cross(way, side)
        turns = (np.arange(sides) + 0.5) * 2 * math.pi / sides
        rings.append([place + radius * (side * math.cos(t) + up * math.sin(t)) for t in turns])
    return _skin(np.array(rings), caps=not ring, ring=ring)


def loop(radius: float, thick: float, *, sides: int = 24, turned: str = "") -> Shape:
    """A ring lying flat; turned: the axis to stand it up by."""
    turns = np.arange(sides) * 2 * math.pi / sides
    path = [[radius * math.cos(t), 0.0, -radius * math.sin(t)] for t in turns]
    shape = tube(path, thick / 2, sides=8, ring=True)
    return shape.turned(turned, 90) if turned else shape


def loft(sections: Sequence[ArrayLike], *, caps: bool = True) -> Shape:
    """A skin over outlines of equally many places each."""
    return _skin(np.array([np.asarray(section, dtype=float) for section in sections]), caps=caps)


def sheet(rows: Sequence[ArrayLike]) -> Shape:
    """An open surface over rows of equally many places."""
    grid = np.array([np.asarray(row, dtype=float) for row in rows])
    height, width = grid.shape[:2]
    quads = [
        [r * width + c, r * width + c + 1, (r + 1) * width + c + 1, (r + 1) * width + c]
        for r in range(height - 1)
        for c in range(width - 1)
    ]
    return Shape(grid.reshape(-1, 3), _triangles(quads))


def part(
    shape: Shape, material: int, *, crease: float = 40.0, colours: NDArray[np.float64] | None = None
) -> Part:
    """A part of a mesh with normals: soft where faces meet at less than `crease` degrees, else hard."""
    corners = shape.points[shape.faces]
    across = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    whole = np.linalg.norm(across, axis=1) > 1e-12
    faces, across = shape.faces[whole], across[whole]
    normals = _normals(shape.points, faces, across, math.cos(math.radians(crease)))
    rows = np.column_stack([faces.reshape(-1), np.round(normals, 3)])
    _, first, order = np.unique(rows, axis=0, return_index=True, return_inverse=True)
    chosen = faces.reshape(-1)[first]
    return Part(
        points=shape.points[chosen],
        faces=order.reshape(-1, 3).astype(np.int64),
        material=material,
        normals=normals[first],
        colours=None if colours is None else colours[chosen],
    )


def _normals(points: Points, faces: Faces, across: Points, limit: float) -> Points:
    """A normal for each corner of each face: the mean of the faces at that place that lie much alike."""
    unit = across / np.linalg.norm(across, axis=1)[:, None]
    _, places = np.unique(np.round(points, 6), axis=0, return_inverse=True)
    group = places.reshape(-1)[faces.reshape(-1)]
    face = np.repeat(np.arange(len(faces)), 3)
    order = np.argsort(group, kind="stable")
    sizes = np.bincount(group)
    starts = np.cumsum(sizes) - sizes
    # Every corner with every corner at the same place.
    corner = np.repeat(order, sizes[group[order]])
    step = np.arange(len(corner)) - np.repeat(np.cumsum(sizes[group[order]]), sizes[group[order]])
    other = order[starts[group[corner]] + step + sizes[group[corner]]]
    alike = np.einsum("ij,ij->i", unit[face[corner]], unit[face[other]]) > limit
    found = np.zeros((len(group), 3))
    np.add.at(found, corner[alike], across[face[other[alike]]])
    lengths = np.linalg.norm(found, axis=1)[:, None]
    normals: Points = found / np.where(lengths == 0, 1, lengths)
    return normals


def _skin(rings: NDArray[np.float64], *, caps: bool, ring: bool = False) -> Shape:
    count, sides = rings.shape[:2]
    last = count if ring else count - 1
    quads = [
        [
            row * sides + side,
            row * sides + (side + 1) % sides,
            (row + 1) % count * sides + (side + 1) % sides,
            (row + 1) % count * sides + side,
        ]
        for row in range(last)
        for side in range(sides)
    ]
    points = rings.reshape(-1, 3)
    faces = [_triangles(quads)]
    if caps:
        ends = np.array([rings[0].mean(axis=0), rings[-1].mean(axis=0)])
        low, high, top = len(points), len(points) + 1, (count - 1) * sides
        faces.append(np.array([[low, (side + 1) % sides, side] for side in range(sides)]))
        faces.append(np.array([[high, top + side, top + (side + 1) % sides] for side in range(sides)]))
        points = np.concatenate([points, ends])
    return Shape(points, np.concatenate(faces))


def _triangles(quads: Sequence[Sequence[int]]) -> Faces:
    return np.array([[q[a], q[b], q[c]] for q in quads for a, b, c in ((0, 1, 2), (0, 2, 3))], dtype=np.int64)
