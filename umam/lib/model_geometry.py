"""Triangles of a checked 3D model, as few as a small picture needs.

Where there are too many, large ones stay as they are and a few of the small ones become dots that cover for
the others: little triangles that face the eye.

Shapes that are packed (Draco, meshopt) are not unpacked here: the box that the file gives for them stands in.
"""

from __future__ import annotations

import math
import time
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from umam.lib.gltf import Model
from umam.lib.gltf_checks import triangles
from umam.lib.gltf_numbers import PackedError, Rows, values, whole_numbers
from umam.lib.gltf_scene import (
    Box,
    Matrix,
    Placed,
    corners_of,
    moved,
    placed_nodes,
    primitive_box,
    scene_box,
    union,
)

Floats = NDArray[np.floating[Any]]
_BOX_FACES = np.array(
    [
        [0, 1, 3], [0, 3, 2], [4, 6, 7], [4, 7, 5], [0, 4, 5], [0, 5, 1],
        [2, 3, 7], [2, 7, 6], [0, 2, 6], [0, 6, 4], [1, 5, 7], [1, 7, 3],
    ]
)  # fmt: skip
_BOX_EDGES = [(a, b) for a in range(8) for b in range(a + 1, 8) if (a ^ b).bit_count() == 1]
MOST_BOXES = 400
MOST_READ = 600_000  # triangles that are looked at
AT_ONCE = 150_000
SMALL = 5_000  # a part with fewer triangles is looked at whole
LARGE = 0.015  # of the model's size: a triangle that is kept as it is
PLAIN = -1  # the number of the material of what has none
FRAME = -2  # the bars of a box that stands in for a shape


class Soup(NamedTuple):
    """Triangles in the world's space: a row for each, and in it one for each corner."""

    corners: Floats
    normals: Floats
    uvs: Floats
    colours: Floats
    materials: NDArray[np.int32]

    def only(self, chosen: NDArray[Any]) -> Soup:
        return Soup(*(rows[chosen] for rows in self))


def gather(model: Model, axes: Matrix, *, budget: int, until: float = math.inf) -> Soup | None:
    """What the scene shows, in at most about `budget` triangles; None where it shows nothing with a surface.

    axes: rows right, up, towards the eye. until: the moment of time.thread_time() at which what is not
    gathered yet is left out.
    """
    gatherer = _Gatherer(model, axes, budget)
    gatherer.run(until)
    if not gatherer.soups:
        return None
    soup = Soup(*(np.concatenate(rows) for rows in zip(*gatherer.soups, strict=True)))
    lengths = np.linalg.norm(soup.normals, axis=2, keepdims=True)
    soup = soup._replace(normals=soup.normals / np.where(lengths > 0, lengths, 1))
    sound = np.isfinite(np.concatenate([soup.corners, soup.normals], axis=2)).all(axis=2).all(axis=1)
    return soup.only(np.flatnonzero(sound)) if np.any(sound) else None


class _Gatherer:
    def __init__(self, model: Model, axes: Matrix, budget: int) -> None:
        self.model = model
        self.axes = axes
        self.numbers = np.random.default_rng(1)
        self.soups: list[Soup] = []
        self.meshes = model.document.get("meshes", [])
        self.placed = list(placed_nodes(model.document))
        self.matrices = {one.index: one.matrix for one in self.placed}
        self.drawn = [one for one in self.placed if "mesh" in one.node]
        whole = sum(triangles(model.document, part) for one in self.drawn for part in self._parts(one))
        self.skip = max(1, math.ceil(whole / MOST_READ))
        self.share = min(1.0, budget * self.skip / max(whole, 1))
        box = scene_box(model.document)
        self.large = math.inf if box is None else LARGE * float(np.linalg.norm(box[1] - box[0]))

    def run(self, until: float) -> None:
        boxes: list[tuple[Box, int]] = []
        for one in self.drawn:
            for primitive in self._parts(one):
                if self.soups and time.thread_time() > until:
                    break
                try:
                    self._primitive(primitive, one, until)
                except PackedError:
                    box = moved(primitive_box(self.model.document, primitive), one.matrix)
                    if box is not None and np.isfinite(box).all():
                        boxes.append((box, primitive.get("material", PLAIN)))
        self._boxes(boxes)

    def _parts(self, placed: Placed) -> list[dict[str, Any]]:
        parts: list[dict[str, Any]] = self.meshes[placed.node["mesh"]]["primitives"]
        return parts

    def _boxes(self, boxes: list[tuple[Box, int]]) -> None:
        around = union(box for box, _ in boxes)
        if around is None:
            return
        for box, material in boxes[:MOST_BOXES]:
            self.soups.append(self._soup(corners_of(box)[_BOX_FACES], material))
        corners = corners_of(around)
        half = 0.003 * float(np.linalg.norm(around[1] - around[0]))
        for pair in _BOX_EDGES:
            ends = corners[list(pair)]
            bar = np.array([ends.min(axis=0) - half, ends.max(axis=0) + half])
            self.soups.append(self._soup(corners_of(bar)[_BOX_FACES], FRAME))

    def _primitive(self, primitive: dict[str, Any], placed: Placed, until: float) -> None:
        count = triangles(self.model.document, primitive)
        if "POSITION" not in primitive.get("attributes", {}) or count == 0:
            return
        if self.share >= 1 or count <= SMALL:
            self._some(primitive, placed, np.arange(count))
            return
        # Each turn looks all over the shape, so that little is lost where the time ends early.
        turns = math.ceil(count / AT_ONCE)
        for turn in range(0, turns, self.skip):
            numbers = np.arange(turn, count, turns)
            numbers = np.minimum(numbers + self.numbers.integers(0, turns, len(numbers)), count - 1)
            self._some(primitive, placed, numbers)
            if time.thread_time() > until:
                break

    def _some(self, primitive: dict[str, Any], placed: Placed, numbers: Rows) -> None:
        attributes = primitive["attributes"]
        points = self._points(primitive, numbers)
        if np.linalg.det(placed.matrix[:3, :3]) < 0:  # a mirror turns the triangles round
            points = points[:, ::-1]
        corners = self._corners(attributes, points, placed)
        reach = None
        if self.share < 1:
            chosen, reach = self._chosen(corners)
            corners, points = corners[chosen], points[chosen]
        normals = self._normals(attributes, points, placed)
        uvs = values(self.model, attributes["TEXCOORD_0"], points) if "TEXCOORD_0" in attributes else None
        colours = values(self.model, attributes["COLOR_0"], points) if "COLOR_0" in attributes else None
        soup = self._soup(corners, primitive.get("material", PLAIN), normals, uvs, colours)
        if reach is not None:
            self._make_dots(soup, reach)
        self.soups.append(soup)

    def _chosen(self, corners: Floats) -> tuple[Rows, Floats]:
        """Which triangles are kept, and how far each of them must reach as a dot; 0 for large ones."""
        sides = corners - corners[:, [1, 2, 0]]
        large = (sides * sides).sum(axis=2).max(axis=1) > self.large**2
        small = np.flatnonzero(~large)
        dots = small[self.numbers.random(len(small)) < self.share]
        across = np.cross(sides[dots, 0], sides[dots, 1])
        covered = np.linalg.norm(across, axis=1) / 2 * len(small) / max(1, len(dots)) * self.skip
        chosen = np.concatenate([np.flatnonzero(large), dots])
        return chosen, np.concatenate([np.zeros(len(chosen) - len(dots)), 1.6 * np.sqrt(covered)])

    def _make_dots(self, soup: Soup, reach: Floats) -> None:
        dots = np.flatnonzero(reach > 0)
        for rows in soup[:4]:
            rows[dots] = rows[dots].mean(axis=1, keepdims=True)
        turns = np.array([math.pi / 2, math.pi * 7 / 6, math.pi * 11 / 6])
        spread = np.cos(turns)[:, None] * self.axes[0] + np.sin(turns)[:, None] * self.axes[1]
        soup.corners[dots] += (reach[dots, None, None] * spread).astype(np.float32)

    @staticmethod
    def _soup(
        corners: Floats,
        material: int,
        normals: Floats | None = None,
        uvs: Floats | None = None,
        colours: Floats | None = None,
    ) -> Soup:
        count = len(corners)
        if normals is None:
            across = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
            normals = np.repeat(across[:, None], 3, axis=1)
        painted = np.ones((count, 3, 4), np.float32)
        if colours is not None:
            painted[..., : colours.shape[2]] = colours[..., :4]
        flat = np.zeros((count, 3, 2), np.float32)
        if uvs is not None and uvs.shape[2] == 2:
            flat[:] = uvs
        owners = np.full(count, material, np.int32)
        return Soup(corners.astype(np.float32), normals.astype(np.float32), flat, painted, owners)

    def _points(self, primitive: dict[str, Any], each: Rows) -> Rows:
        """For each triangle that is taken, the numbers of its three points."""
        mode = primitive.get("mode", 4)
        if mode == 5:
            odd = each % 2
            points = np.stack([each, each + 1 + odd, each + 2 - odd], axis=1)
        elif mode == 6:
            points = np.stack([np.zeros_like(each), each + 1, each + 2], axis=1)
        else:
            points = each[:, None] * 3 + np.arange(3)
        if "indices" in primitive:
            points = whole_numbers(self.model, primitive["indices"], points)[..., 0].astype(np.int64)
        known = int(self.model.document["accessors"][primitive["attributes"]["POSITION"]]["count"])
        there: Rows = points[(points < known).all(axis=1)]
        return there

    def _corners(self, attributes: dict[str, int], points: Rows, placed: Placed) -> Floats:
        """Places in the world's space."""
        corners = values(self.model, attributes["POSITION"], points)
        bones = self._bones(attributes, placed, points)
        if bones is not None:
            carried: Floats = np.einsum("ncij,ncj->nci", bones[..., :3, :3], corners) + bones[..., :3, 3]
            return carried
        moved_there: Floats = corners @ placed.matrix[:3, :3].T + placed.matrix[:3, 3]
        return moved_there

    def _normals(self, attributes: dict[str, int], points: Rows, placed: Placed) -> Floats | None:
        if "NORMAL" not in attributes:
            return None
        normals = values(self.model, attributes["NORMAL"], points)
        bones = self._bones(attributes, placed, points)
        if bones is not None:
            carried: Floats = np.einsum("ncij,ncj->nci", bones[..., :3, :3], normals)
            return carried
        matrix = placed.matrix[:3, :3]
        turn = np.linalg.inv(matrix) if abs(np.linalg.det(matrix)) > 1e-12 else np.eye(3)
        turned: Floats = normals @ turn
        return turned

    def _bones(self, attributes: dict[str, int], placed: Placed, points: Rows) -> Matrix | None:
        """The matrix that the bones give to each point; None for a shape without bones."""
        if "skin" not in placed.node or not {"JOINTS_0", "WEIGHTS_0"} <= set(attributes):
            return None
        skin = self.model.document["skins"][placed.node["skin"]]
        bones = np.array([self.matrices.get(joint, np.eye(4)) for joint in skin["joints"]])
        if "inverseBindMatrices" in skin:
            bind = values(self.model, skin["inverseBindMatrices"], np.arange(len(bones)))
            bones = bones @ bind.reshape(-1, 4, 4).transpose(0, 2, 1)
        joints = whole_numbers(self.model, attributes["JOINTS_0"], points).astype(np.int64)
        weights = values(self.model, attributes["WEIGHTS_0"], points)
        joints = np.clip(joints, 0, len(bones) - 1)
        total = np.zeros((*points.shape, 4, 4))
        for at in range(min(joints.shape[2], weights.shape[2])):
            total += weights[..., at, None, None] * bones[joints[..., at]]
        return total
