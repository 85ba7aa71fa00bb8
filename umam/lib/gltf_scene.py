"""The tree of a glTF document: where each mesh stands. The document was checked before (see gltf.py)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Document = dict[str, Any]
Matrix = NDArray[np.float64]
Box = NDArray[np.float64]  # two rows: the least and the greatest x, y, z

_NORMALISED = {5120: 127.0, 5121: 255.0, 5122: 32767.0, 5123: 65535.0}
_CORNERS = np.array([[x, y, z] for x in (0, 1) for y in (0, 1) for z in (0, 1)])


@dataclass(frozen=True)
class Placed:
    """A node of the scene that is shown, and the matrix from its own space to the world's."""

    index: int
    node: dict[str, Any]
    matrix: Matrix


def placed_nodes(document: Document) -> Iterator[Placed]:
    """The nodes of the scene that viewers show first, parents before children."""
    nodes = document.get("nodes", [])
    waiting = [(root, np.eye(4)) for root in reversed(roots(document))]
    while waiting:
        index, parent = waiting.pop()
        matrix = parent @ local_matrix(nodes[index])
        yield Placed(index, nodes[index], matrix)
        waiting.extend((child, matrix) for child in reversed(nodes[index].get("children", [])))


def roots(document: Document) -> list[int]:
    scenes = document.get("scenes", [])
    if scenes:
        return list(scenes[document.get("scene", 0)].get("nodes", []))
    nodes = document.get("nodes", [])
    children = {child for node in nodes for child in node.get("children", [])}
    return [index for index in range(len(nodes)) if index not in children]


def local_matrix(node: dict[str, Any]) -> Matrix:
    if "matrix" in node:
        return np.array(node["matrix"], dtype=np.float64).reshape(4, 4).T
    matrix = np.eye(4)
    if "rotation" in node:
        matrix[:3, :3] = rotation(node["rotation"])
    if "scale" in node:
        matrix[:3, :3] *= np.array(node["scale"], dtype=np.float64)
    if "translation" in node:
        matrix[:3, 3] = node["translation"]
    return matrix


def rotation(quaternion: list[float]) -> Matrix:
    x, y, z, w = np.array(quaternion, dtype=np.float64) / (np.linalg.norm(quaternion) or 1.0)
    return np.array(
        [
            [1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w)],
            [2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w)],
            [2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)],
        ]
    )


def instances(document: Document, node: dict[str, Any]) -> int:
    """How often the node's mesh is drawn there."""
    attributes = node.get("extensions", {}).get("EXT_mesh_gpu_instancing", {}).get("attributes", {})
    counts = [document["accessors"][accessor]["count"] for accessor in attributes.values()]
    return max(counts, default=1)


def primitive_box(document: Document, primitive: dict[str, Any]) -> Box | None:
    """The box that the file gives for the places of a primitive's points."""
    index = primitive.get("attributes", {}).get("POSITION")
    accessor = document["accessors"][index] if index is not None else {}
    if "min" not in accessor or "max" not in accessor:
        return None
    box = np.array([accessor["min"], accessor["max"]], dtype=np.float64)
    if accessor.get("normalized"):
        box = np.maximum(box / _NORMALISED.get(accessor["componentType"], 1.0), -1.0)
    return box


def mesh_box(document: Document, mesh: dict[str, Any]) -> Box | None:
    return union(primitive_box(document, primitive) for primitive in mesh["primitives"])


def scene_box(document: Document) -> Box | None:
    """The box around everything that is shown; None where the file does not tell."""
    meshes = document.get("meshes", [])
    boxes: dict[int, Box | None] = {}

    def placed() -> Iterator[Box | None]:
        for one in placed_nodes(document):
            mesh = one.node.get("mesh")
            if mesh is None:
                continue
            if mesh not in boxes:
                boxes[mesh] = mesh_box(document, meshes[mesh])
            yield moved(boxes[mesh], one.matrix)

    found = union(placed())
    return found if found is not None and np.isfinite(found).all() else None


def moved(box: Box | None, matrix: Matrix) -> Box | None:
    if box is None:
        return None
    corners = corners_of(box) @ matrix[:3, :3].T + matrix[:3, 3]
    return np.array([corners.min(axis=0), corners.max(axis=0)])


def corners_of(box: Box) -> NDArray[np.float64]:
    corners: NDArray[np.float64] = box[0] + _CORNERS * (box[1] - box[0])
    return corners


def union(boxes: Iterator[Box | None]) -> Box | None:
    found: Box | None = None
    for box in boxes:
        if box is None:
            continue
        if found is None:
            found = box.copy()
        else:
            found = np.array([np.minimum(found[0], box[0]), np.maximum(found[1], box[1])])
    return found
