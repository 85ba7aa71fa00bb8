"""Small 3D models for tests: whole ones, and ones with a lie in them."""

from __future__ import annotations

import base64
import io
import json
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from umam.lib.gltf_write import Glb, Part, pack

CUBE = np.array([[x, y, z] for x in (-1, 1) for y in (-1, 1) for z in (-1, 1)], dtype=float)
SIDES = np.array(
    [
        [0, 1, 3], [0, 3, 2], [4, 6, 7], [4, 7, 5], [0, 4, 5], [0, 5, 1],
        [2, 3, 7], [2, 7, 6], [0, 2, 6], [0, 6, 4], [1, 5, 7], [1, 7, 3],
    ]
)  # fmt: skip


def cube(colour: str = "#c03028", **material: Any) -> bytes:
    """A cube of two metres round the origin."""
    glb = Glb(generator="tests")
    part = Part(CUBE, SIDES, glb.material("Paint", colour, **material))
    return glb.write([glb.node("Cube", mesh=glb.mesh("Cube", [part]))])


def textured(picture: Image.Image) -> bytes:
    """A square that faces the eye, with a picture on it."""
    data = io.BytesIO()
    picture.save(data, "PNG")
    glb = Glb()
    paint = glb.material(
        "Picture", "#ffffff", double_sided=True, texture=glb.texture(data.getvalue(), "image/png")
    )
    points = np.array([[-1, -1, 0], [1, -1, 0], [1, 1, 0], [-1, 1, 0]], dtype=float)
    uvs = np.array([[0, 1], [1, 1], [1, 0], [0, 0]], dtype=float)
    part = Part(points, np.array([[0, 1, 2], [0, 2, 3]]), paint, uvs=uvs)
    return glb.write([glb.node("Square", mesh=glb.mesh("Square", [part]))])


def opened(glb: bytes) -> tuple[dict[str, Any], bytes]:
    """(document, binary chunk) of a GLB."""
    size = int.from_bytes(glb[12:16], "little")
    return json.loads(glb[20 : 20 + size]), glb[28 + size :]


def changed(**parts: Any) -> bytes:
    """The cube with other values at the top of its document."""
    document, binary = opened(cube())
    return pack({**document, **parts}, binary)


def as_gltf(glb: bytes) -> bytes:
    """The same model as text, with its bytes inside."""
    document, binary = opened(glb)
    body = base64.b64encode(binary[: document["buffers"][0]["byteLength"]]).decode()
    document["buffers"][0]["uri"] = f"data:application/octet-stream;base64,{body}"
    return json.dumps(document).encode()


def put(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path
