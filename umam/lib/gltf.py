"""3D models: GLB and glTF from strangers, read without trusting a single number in them.

What is in the file is checked against the file itself, and it must be whole: a model that names other files
or addresses is refused, because whoever looks at it would fetch them. The big part of a GLB, its binary
chunk, is mapped and never read as a whole.
"""

from __future__ import annotations

import base64
import binascii
import mmap
import struct
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn

import numpy as np

from umam.lib import safe_json, sniff
from umam.lib.errors import Invalid, TooLarge
from umam.lib.gltf_checks import EXPORT_AGAIN, PACKED, Checker, drawn_triangles
from umam.lib.gltf_images import check_image
from umam.lib.gltf_scene import Document, scene_box

JSON_LIMIT = sniff.GLTF_LIMIT
CHUNKS_LIMIT = 64
TEXTURES_LIMIT = 600_000_000  # pixels of all textures together
_JSON, _BINARY = 0x4E4F534A, 0x004E4942
# What the studio's viewer can show.
KNOWN_EXTENSIONS = frozenset(
    {
        "EXT_materials_bump",
        "EXT_mesh_gpu_instancing",
        "EXT_meshopt_compression",
        "EXT_texture_webp",
        "KHR_draco_mesh_compression",
        "KHR_lights_punctual",
        "KHR_materials_anisotropy",
        "KHR_materials_clearcoat",
        "KHR_materials_diffuse_roughness",
        "KHR_materials_dispersion",
        "KHR_materials_emissive_strength",
        "KHR_materials_ior",
        "KHR_materials_iridescence",
        "KHR_materials_sheen",
        "KHR_materials_specular",
        "KHR_materials_transmission",
        "KHR_materials_unlit",
        "KHR_materials_volume",
        "KHR_mesh_quantization",
        "KHR_meshopt_compression",
        "KHR_texture_basisu",
        "KHR_texture_transform",
    }
)


@dataclass(frozen=True)
class ModelFacts:
    """What is told about a model. box: [[least x, y, z], [greatest x, y, z]] in metres, y up, if known."""

    version: str
    generator: str
    nodes: int
    meshes: int
    materials: int
    textures: int
    triangles: int
    vertices: int
    animations: int
    skins: int
    extensions: list[str]
    unsupported: list[str]
    box: list[list[float]] | None


@dataclass(frozen=True)
class Model:
    """A checked document with its bytes. A buffer without bytes of its own is empty."""

    document: Document
    buffers: list[memoryview] = field(default_factory=list)
    called: str = ""

    def view(self, index: int) -> memoryview:
        """The bytes of a buffer view."""
        view: dict[str, int] = self.document["bufferViews"][index]
        start = view.get("byteOffset", 0)
        return self.buffers[view["buffer"]][start : start + view["byteLength"]]

    def image(self, index: int) -> tuple[str, memoryview]:
        """(mime, bytes) of an image; the mime is one of those that are allowed."""
        image = self.document["images"][index]
        if "uri" in image:
            mime, data = _data_uri(image["uri"], self.called)
            return mime or image.get("mimeType", ""), memoryview(data)
        return str(image.get("mimeType", "")).lower(), self.view(image["bufferView"])


def inspect(path: Path, *, name: str = "") -> ModelFacts:
    """Facts about a model. Raises like `read_model`."""
    return facts(read_model(path, name=name))


def facts(model: Model) -> ModelFacts:
    document = model.document
    accessors = document.get("accessors", [])
    points = {
        primitive["attributes"]["POSITION"]
        for mesh in document.get("meshes", [])
        for primitive in mesh["primitives"]
        if "POSITION" in primitive.get("attributes", {})
    }
    required = _words(document.get("extensionsRequired"))
    with np.errstate(all="ignore"):
        box = scene_box(document)
    return ModelFacts(
        version=_plain(document["asset"]["version"]),
        generator=_plain(document["asset"].get("generator", "")),
        **{
            name: len(document.get(name, []))
            for name in ("nodes", "meshes", "materials", "textures", "animations", "skins")
        },
        triangles=drawn_triangles(document),
        vertices=sum(accessors[index]["count"] for index in points),
        extensions=_words([*_words(document.get("extensionsUsed")), *required]),
        unsupported=[name for name in required if name not in KNOWN_EXTENSIONS],
        box=None if box is None else [[round(float(value), 5) for value in row] for row in box],
    )


def read_model(path: Path, *, name: str = "") -> Model:
    """Opens a GLB or glTF file whose kind was sniffed, and checks everything that leads from place to place.

    Raises Invalid with a sentence when it is damaged, lies about itself or names other files; TooLarge when
    it would overwhelm whoever looks at it.
    """
    called = sniff.quoted(name or path.name)
    with path.open("rb") as stream:
        whole = memoryview(mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ))
    text, binary = _chunks(whole, called) if bytes(whole[:4]) == b"glTF" else (whole, None)
    document = _document(text, called)
    _refuse_outside(document, called)
    checker = Checker(document, called)
    model = Model(document, called=called)
    for at, buffer in enumerate(checker.rows["buffers"]):
        data, size = _buffer(buffer, binary if at == 0 else None, checker)
        model.buffers.append(data)
        checker.buffers.append(size)
    checker.check()
    _check_images(model, checker)
    return model


def _chunks(whole: memoryview, called: str) -> tuple[memoryview, memoryview | None]:
    """The JSON and the binary chunk of a GLB; each length in it is held against the bytes that are there."""
    if len(whole) < 20:
        _cut(called, "it ends within its header")
    version, length = struct.unpack_from("<II", whole, 4)
    if version != 2:
        _cut(called, f"it is of version {version} of the format; only version 2 is known")
    if length != len(whole):
        _cut(called, f"it says that it is {length:,} bytes long, but it is {len(whole):,}")
    found: dict[int, memoryview] = {}
    at = 12
    for count in range(CHUNKS_LIMIT):
        if at + 8 > length:
            break
        size, kind = struct.unpack_from("<II", whole, at)
        at += 8
        if at + size > length:
            _cut(called, f"a part of it says that it is {size:,} bytes long, but {length - at:,} are left")
        if (kind == _JSON) != (count == 0):
            _cut(called, "its description does not come first")
        found.setdefault(kind, whole[at : at + size])
        at += size
    if at != length or _JSON not in found:
        _cut(called, "its parts do not fill it")
    return found[_JSON], found.get(_BINARY)


def _document(text: memoryview, called: str) -> Document:
    if len(text) > JSON_LIMIT:
        raise TooLarge(
            f"The description in {called} is larger than {JSON_LIMIT // 1024**2} MB.",
            suggestion="Export it as one GLB file, which keeps its shapes and pictures apart.",
        )
    try:
        document = safe_json.loads(bytes(text))
    except safe_json.UnsafeJson as error:
        _cut(called, f"its description {error}")
    asset = document.get("asset") if isinstance(document, dict) else None
    version = asset.get("version") if isinstance(asset, dict) else None
    if not isinstance(version, str):
        _cut(called, "its description does not say that it is one")
    if not version.startswith("2."):
        raise Invalid(
            f"{called} is a model of glTF {_plain(version)[:20]}; only glTF 2 is known.",
            suggestion="Export it again as glTF 2, in one GLB file.",
        )
    return dict(document)


def _refuse_outside(document: Document, called: str) -> None:
    """No part of the document may name a file or an address; what is outside the format is never followed."""
    waiting: list[Any] = [document]
    while waiting:
        part = waiting.pop()
        if isinstance(part, list):
            waiting.extend(part)
        elif isinstance(part, dict):
            uri = part.get("uri", "data:")
            if not isinstance(uri, str) or not uri.startswith("data:"):
                raise Invalid(
                    f"{called} refers to another file, {sniff.quoted(_plain(uri))}.",
                    suggestion="Pack the model with its textures into one GLB file and send that.",
                    code="external_files",
                )
            waiting.extend(value for name, value in part.items() if name != "extras")


def _buffer(buffer: dict[str, Any], binary: memoryview | None, checker: Checker) -> tuple[memoryview, int]:
    """The bytes of a buffer, and how many of them there are."""
    size = buffer.get("byteLength")
    if type(size) is not int or not 0 <= size <= 2**40:
        checker.damaged("a store of its data has no proper length")
    if "uri" in buffer:
        data = memoryview(_data_uri(buffer["uri"], checker.called)[1])
    elif binary is not None:
        data = binary
    elif _unpacked_later(buffer):
        return memoryview(b""), size
    else:
        checker.damaged("a store of its data is not in the file")
    if size > len(data):
        checker.damaged(f"a store of its data should hold {size:,} bytes, but holds {len(data):,}")
    return data[:size], size


def _unpacked_later(buffer: dict[str, Any]) -> bool:
    """A buffer that stands for what packed data will be: it has a length and no bytes."""
    extensions = buffer.get("extensions")
    return isinstance(extensions, dict) and any(
        isinstance(extensions.get(name), dict) and extensions[name].get("fallback") is True for name in PACKED
    )


def _data_uri(uri: str, called: str) -> tuple[str, bytes]:
    head, comma, body = uri.partition(",")
    mime, *parameters = head.removeprefix("data:").split(";")
    if not comma or parameters[-1:] != ["base64"]:
        _cut(called, "it holds data that is not in base64")
    try:
        return mime.lower(), base64.b64decode(body, validate=True)
    except (binascii.Error, ValueError):
        _cut(called, "it holds data that cannot be read")


def _check_images(model: Model, checker: Checker) -> None:
    pixels = 0
    for at, image in enumerate(checker.rows["images"]):
        if "uri" not in image:
            view = image.get("bufferView")
            if type(view) is not int or not 0 <= view < len(checker.rows["bufferViews"]):
                checker.damaged("a picture of it is not in the file")
        mime, data = model.image(at)
        pixels += check_image(mime, data, checker)
    if pixels > TEXTURES_LIMIT:
        checker.too_large(
            f"has pictures of {pixels:,} pixels together; at most {TEXTURES_LIMIT:,} are allowed"
        )


def _cut(called: str, what: str) -> NoReturn:
    raise Invalid(f"{called} is a damaged 3D model: {what}.", suggestion=EXPORT_AGAIN)


def _words(values: Any) -> list[str]:
    """The names in a list of names, each once; whatever else is in it is passed over."""
    if not isinstance(values, list):
        return []
    return list(dict.fromkeys(_plain(value)[:100] for value in values[:200] if isinstance(value, str)))


def _plain(value: Any) -> str:
    """Text that can be stored and shown: printable, whole and short."""
    return "".join(char for char in str(value)[:200] if char.isprintable()).strip()
