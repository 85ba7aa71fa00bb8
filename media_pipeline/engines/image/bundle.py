"""The layers of a still in one file: a ZIP with a `layers.json` that says where each one stands.

A layer's colours are a JPEG of the highest useful quality (they never end at its edge, so nothing rings
there), its coverage is a lossless PNG. That is ten times quicker than a PNG of both and not to be told
from it in a film.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from media_pipeline.engines.image.painting.noise import Bytes
from media_pipeline.engines.image.painting.stage import Layer, Picture
from umam.lib.errors import JobError

FORMAT = 1
_FACTS = "layers.json"
# Fixed, because a date in the archive would make the same layers different bytes.
_DATE = (2000, 1, 1, 0, 0, 0)
_LIMIT = 400_000_000


@dataclass(frozen=True)
class Bundle:
    """Layers back to front; width, height: the frame; rows, columns: the canvas, all in pixels."""

    width: int
    height: int
    rows: int
    columns: int
    layers: list[Layer]
    systems: list[dict[str, Any]]
    focus: tuple[float, float]
    focus_depth: float
    vanish: tuple[float, float]
    light: tuple[float, float]
    look: dict[str, float]


def write_bundle(picture: Picture, path: Path, look: dict[str, float], check: Callable[[], None]) -> None:
    """Write the layers of a picture; `check` is called between them and may raise to stop."""
    stage = picture.stage
    facts = {
        "format": FORMAT, "width": stage.width, "height": stage.height, "rows": stage.rows,
        "columns": stage.columns,
        "focus": picture.focus, "focus_depth": picture.focus_depth, "vanish": picture.vanish,
        "light": picture.light,
        "look": look, "layers": [layer.facts() for layer in picture.layers], "systems": picture.systems,
    }  # fmt: skip
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr(zipfile.ZipInfo(_FACTS, _DATE), json.dumps(facts, sort_keys=True))
        for number, layer in enumerate(picture.layers):
            check()
            archive.writestr(zipfile.ZipInfo(f"{number:02d}.jpg", _DATE), _encode_colour(layer.pixels))
            if layer.pixels.shape[2] == 4:
                archive.writestr(zipfile.ZipInfo(f"{number:02d}.png", _DATE), _encode_alpha(layer.pixels))


def encode_png(pixels: Bytes) -> bytes:
    """An RGB picture as PNG, quick rather than small."""
    flags = [cv2.IMWRITE_PNG_COMPRESSION, 1, cv2.IMWRITE_PNG_STRATEGY, cv2.IMWRITE_PNG_STRATEGY_HUFFMAN_ONLY]
    return _encoded(".png", cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR), flags)


def _encode_colour(pixels: Bytes) -> bytes:
    code = cv2.COLOR_RGBA2BGR if pixels.shape[2] == 4 else cv2.COLOR_RGB2BGR
    flags = [
        cv2.IMWRITE_JPEG_QUALITY,
        96,
        cv2.IMWRITE_JPEG_SAMPLING_FACTOR,
        cv2.IMWRITE_JPEG_SAMPLING_FACTOR_444,
    ]
    return _encoded(".jpg", cv2.cvtColor(pixels, code), flags)


def _encode_alpha(pixels: Bytes) -> bytes:
    return _encoded(".png", cv2.extractChannel(pixels, 3), [cv2.IMWRITE_PNG_COMPRESSION, 1])


def _encoded(kind: str, image: Bytes, flags: list[int]) -> bytes:
    done, data = cv2.imencode(kind, image, flags)
    if not done:
        raise JobError("A layer of the picture could not be written.", suggestion="Try again.")
    return bytes(data)


def read_bundle(path: Path) -> Bundle:
    """Read what write_bundle wrote. Raises JobError when the file is something else or damaged."""
    try:
        with zipfile.ZipFile(path) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > _LIMIT:
                raise _broken()
            facts = json.loads(archive.read(_FACTS))
            if facts.get("format") != FORMAT:
                raise _broken()
            layers = [_layer(entry, archive, number) for number, entry in enumerate(facts["layers"])]
    except (zipfile.BadZipFile, KeyError, ValueError, OSError, TypeError, cv2.error) as error:
        raise _broken() from error
    return Bundle(
        width=int(facts["width"]), height=int(facts["height"]), rows=int(facts["rows"]),
        columns=int(facts["columns"]),
        layers=layers, systems=list(facts["systems"]), focus=_pair(facts["focus"]),
        focus_depth=float(facts["focus_depth"]), vanish=_pair(facts["vanish"]), light=_pair(facts["light"]),
        look=dict(facts["look"]),
    )  # fmt: skip


def _layer(facts: dict[str, Any], archive: zipfile.ZipFile, number: int) -> Layer:
    pixels = cv2.cvtColor(_decoded(archive.read(f"{number:02d}.jpg"), cv2.IMREAD_COLOR), cv2.COLOR_BGR2RGB)
    if facts["blend"] != "glow":
        alpha = _decoded(archive.read(f"{number:02d}.png"), cv2.IMREAD_GRAYSCALE)
        if alpha.shape != pixels.shape[:2]:
            raise _broken()
        pixels = cv2.merge([*cv2.split(pixels), alpha])
    return Layer(
        name=str(facts["name"]), depth=float(facts["depth"]), pixels=pixels, x=int(facts["x"]),
        y=int(facts["y"]), blend=str(facts["blend"]), scale=int(facts["scale"]), motion=dict(facts["motion"]),
    )  # fmt: skip


def _decoded(data: bytes, how: int) -> Bytes:
    image = cv2.imdecode(np.frombuffer(data, np.uint8), how)
    if image is None:
        raise _broken()
    return image


def _pair(value: Any) -> tuple[float, float]:
    return float(value[0]), float(value[1])


def _broken() -> JobError:
    return JobError("The layers of this picture cannot be read.", suggestion="Make the picture again.")
