"""Writes GLB files: shapes, colours, a tree of nodes, movements. The same calls give the same bytes."""

from __future__ import annotations

import json
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

_FLOAT, _UINT16, _UINT32, _UINT8 = 5126, 5123, 5125, 5121
_ARRAY, _ELEMENTS = 34962, 34963


@dataclass(frozen=True)
class Part:
    """Triangles of one material. faces: three places in `points` each, counter-clockwise from outside."""

    points: NDArray[np.float64]
    faces: NDArray[np.int64]
    material: int
    normals: NDArray[np.float64] | None = None
    colours: NDArray[np.float64] | None = None  # linear red, green, blue for each point
    uvs: NDArray[np.float64] | None = None


class Glb:
    """A model under construction. Every method that adds something returns the number it is known by."""

    def __init__(self, *, generator: str = "UMAM") -> None:
        self._bytes = bytearray()
        self._document: dict[str, Any] = {
            "asset": {"version": "2.0", "generator": generator},
            "scene": 0,
            "scenes": [{"nodes": []}],
        }

    def material(
        self,
        name: str,
        colour: str,
        *,
        metallic: float = 0.0,
        roughness: float = 0.8,
        glow: str = "",
        alpha: float = 1.0,
        double_sided: bool = False,
        texture: int | None = None,
    ) -> int:
        """colour and glow as #rrggbb; glow is light of its own."""
        surface: dict[str, Any] = {
            "baseColorFactor": [*linear(colour), alpha],
            "metallicFactor": metallic,
            "roughnessFactor": roughness,
        }
        if texture is not None:
            surface["baseColorTexture"] = {"index": texture}
        made: dict[str, Any] = {"name": name, "pbrMetallicRoughness": surface}
        if glow:
            made["emissiveFactor"] = linear(glow)
        if alpha < 1:
            made["alphaMode"] = "BLEND"
        if double_sided:
            made["doubleSided"] = True
        return self._add("materials", made)

    def texture(self, picture: bytes, mime: str) -> int:
        image = self._add("images", {"bufferView": self._view(picture), "mimeType": mime})
        return self._add("textures", {"source": image})

    def mesh(self, name: str, parts: Sequence[Part]) -> int:
        return self._add("meshes", {"name": name, "primitives": [self._primitive(part) for part in parts]})

    def node(
        self,
        name: str,
        *,
        mesh: int | None = None,
        at: Sequence[float] = (0.0, 0.0, 0.0),
        turn: Sequence[float] | None = None,
        children: Sequence[int] = (),
    ) -> int:
        """turn: a rotation as quaternion x, y, z, w."""
        made: dict[str, Any] = {"name": name}
        if mesh is not None:
            made["mesh"] = mesh
        if any(at):
            made["translation"] = [float(value) for value in at]
        if turn is not None:
            made["rotation"] = [float(value) for value in turn]
        if children:
            made["children"] = list(children)
        return self._add("nodes", made)

    def turning(self, name: str, node: int, times: ArrayLike, turns: ArrayLike) -> int:
        """A movement that turns a node: one quaternion for each moment, in seconds."""
        moments = self._accessor(np.asarray(times, dtype="<f4").reshape(-1), "SCALAR", bounds=True)
        values = self._accessor(np.asarray(turns, dtype="<f4").reshape(-1, 4), "VEC4")
        sampler = {"input": moments, "output": values, "interpolation": "LINEAR"}
        channel = {"sampler": 0, "target": {"node": node, "path": "rotation"}}
        return self._add("animations", {"name": name, "samplers": [sampler], "channels": [channel]})

    def write(self, roots: Sequence[int]) -> bytes:
        """The whole file, showing the nodes in `roots` and what is below them."""
        document = {**self._document, "scenes": [{"nodes": list(roots)}]}
        document["buffers"] = [{"byteLength": len(self._bytes)}]
        return pack(document, bytes(self._bytes))

    def _primitive(self, part: Part) -> dict[str, Any]:
        attributes = {"POSITION": self._accessor(part.points.astype("<f4"), "VEC3", _ARRAY, bounds=True)}
        for name, values, kind in (
            ("NORMAL", part.normals, "VEC3"),
            ("COLOR_0", part.colours, "VEC3"),
            ("TEXCOORD_0", part.uvs, "VEC2"),
        ):
            if values is not None:
                attributes[name] = self._accessor(values.astype("<f4"), kind, _ARRAY)
        order = part.faces.reshape(-1).astype("<u2" if len(part.points) < 65535 else "<u4")
        indices = self._accessor(order, "SCALAR", _ELEMENTS)
        return {"attributes": attributes, "indices": indices, "material": part.material}

    def _accessor(
        self, values: NDArray[Any], kind: str, target: int | None = None, *, bounds: bool = False
    ) -> int:
        types = {"<f4": _FLOAT, "<u2": _UINT16, "<u4": _UINT32}
        made: dict[str, Any] = {
            "bufferView": self._view(values.tobytes(), target),
            "componentType": types[values.dtype.newbyteorder("<").str],
            "count": len(values),
            "type": kind,
        }
        if bounds:
            made["min"] = np.atleast_1d(values.min(axis=0)).astype(float).tolist()
            made["max"] = np.atleast_1d(values.max(axis=0)).astype(float).tolist()
        return self._add("accessors", made)

    def _view(self, data: bytes, target: int | None = None) -> int:
        self._bytes.extend(b"\x00" * (-len(self._bytes) % 4))
        view = {"buffer": 0, "byteOffset": len(self._bytes), "byteLength": len(data)}
        self._bytes.extend(data)
        return self._add("bufferViews", view if target is None else {**view, "target": target})

    def _add(self, name: str, row: dict[str, Any]) -> int:
        rows: list[dict[str, Any]] = self._document.setdefault(name, [])
        rows.append(row)
        return len(rows) - 1


def pack(document: dict[str, Any], binary: bytes) -> bytes:
    """A GLB of a document and its binary chunk."""
    text = json.dumps(document, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 4)
    binary += b"\x00" * (-len(binary) % 4)
    parts = struct.pack("<II", len(text), 0x4E4F534A) + text
    if binary:
        parts += struct.pack("<II", len(binary), 0x004E4942) + binary
    return struct.pack("<4sII", b"glTF", 2, 12 + len(parts)) + parts


def linear(colour: str) -> list[float]:
    """#rrggbb as the linear light that glTF counts in."""
    values = [int(colour.lstrip("#")[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    return [
        round(value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4, 5) for value in values
    ]
