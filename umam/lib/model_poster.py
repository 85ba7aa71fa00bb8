"""A picture of a 3D model, drawn without a graphics card: for tiles, and where a browser cannot show it.

The eye stands where the viewer's camera stands when it opens, so that one can take the other's place.
"""

from __future__ import annotations

import io
import math
import time
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter, UnidentifiedImageError

from umam.lib.errors import Invalid
from umam.lib.gltf import Model, read_model
from umam.lib.model_geometry import FRAME, Soup, gather
from umam.lib.model_light import Surface, lit, toned
from umam.lib.raster import NOTHING, Screen, Seen

Floats = NDArray[np.floating[Any]]
SIZE = (800, 600)
BUDGET = 150_000  # triangles
SECONDS = 3.0
# The viewer's camera: keep in step with static/src/islands/model/.
TURN, RISE, FIELD, FILL = math.radians(32), math.radians(17), math.radians(30), 0.92
_INNER, _OUTER = np.array([80.0, 78.0, 92.0]), np.array([25.0, 24.0, 30.0])
_TEXTURE_BYTES, _TEXTURE_PIXELS, _TEXTURE_SIDE = 32 * 1024 * 1024, 4200 * 4200, 1024
_FORMATS = {"image/png": "PNG", "image/jpeg": "JPEG", "image/webp": "WEBP"}
_SHADED_AT_ONCE = 100_000
_FRAME_LOOK: dict[str, Any] = {
    "pbrMetallicRoughness": {"baseColorFactor": [0.75, 0.72, 0.9, 1]},
    "extensions": {"KHR_materials_unlit": {}},
}


class _Eye(NamedTuple):
    """axes: rows right, up, towards the eye."""

    axes: Floats
    middle: Floats
    distance: float

    def seen(self, points: Floats, size: tuple[int, int]) -> Floats:
        """x and y in pixels of a picture of this size, and the distance from the eye."""
        places = (points - self.middle) @ self.axes.T
        away = np.maximum(self.distance - places[..., 2:3], 1e-6)
        scale = size[1] / 2 / math.tan(FIELD / 2)
        flat = places[..., :2] / away * np.array([scale, -scale]) + np.array(size) / 2
        found: Floats = np.concatenate([flat, away], axis=-1)
        return found


def draw_poster(path: Path, target: Path, *, name: str = "", seconds: float = SECONDS) -> tuple[int, int]:
    """Draws a model into a WebP file and returns (width, height).

    Computes for about `seconds` at most: what is not drawn by then is left out. Raises Invalid for what is no
    model and for one that has no surface to draw.
    """
    model = read_model(path, name=name)
    until = time.thread_time() + seconds
    with np.errstate(all="ignore"):
        picture = render(model, until=until)
    picture.save(target, format="WEBP", quality=84, method=4)
    return picture.size


def render(model: Model, *, until: float) -> Image.Image:
    size = (SIZE[0] * 2, SIZE[1] * 2)
    soup = gather(model, _axes(), budget=BUDGET, until=until - SECONDS * 0.5)
    if soup is None:
        raise Invalid(f"{model.called} has nothing that can be drawn.")
    eye = _eye(soup)
    painter = _Painter(model, soup, eye, size)
    stage = _stage(soup, eye)
    half = until - SECONDS * 0.25
    front = painter.screen.look(painter.solid, until=half)
    glass = painter.screen.look(painter.glass, behind=front.depths, until=half)
    pixels = np.asarray(stage.resize(size, Image.Resampling.BILINEAR), dtype=np.float32).reshape(-1, 3) / 255
    for seen in (front, glass):
        painter.paint(seen, pixels, until)
    whole = np.clip(np.nan_to_num(pixels).reshape(size[1], size[0], 3) * 255 + 0.5, 0, 255).astype(np.uint8)
    return Image.fromarray(whole).resize(SIZE, Image.Resampling.BOX)


def _axes() -> NDArray[np.float64]:
    """Right, up, and towards the eye."""
    towards = np.array([math.sin(TURN) * math.cos(RISE), math.sin(RISE), math.cos(TURN) * math.cos(RISE)])
    right = np.array([math.cos(TURN), 0.0, -math.sin(TURN)])
    return np.array([right, np.cross(towards, right), towards])


def _eye(soup: Soup) -> _Eye:
    """Where the eye must stand so that everything fits, also while it turns."""
    points = soup.corners.reshape(-1, 3).astype(np.float64)
    low, high = points.min(axis=0), points.max(axis=0)
    middle = (low + high) / 2
    away, height = np.hypot(*(points - middle)[:, [0, 2]].T), points[:, 1] - middle[1]
    tall = math.tan(FIELD / 2) * FILL
    wide = tall * SIZE[0] / SIZE[1]
    sin, cos = math.sin(RISE), math.cos(RISE)
    # The point in the circle that it goes through where it looks highest, lowest and widest.
    needed = np.hypot(away / wide, away * cos) + height * sin
    for reach in (away, -away):
        needed = np.maximum(needed, np.abs(height * cos - reach * sin) / tall + height * sin + reach * cos)
    return _Eye(_axes(), middle, max(float(needed.max()), 1e-3))


def _stage(soup: Soup, eye: _Eye) -> Image.Image:
    """The ground that the model stands on: a soft light, and the shadow that the model throws."""
    width, height = SIZE[0] // 4, SIZE[1] // 4
    y, x = np.mgrid[0:height, 0:width]
    away = np.hypot((x / width - 0.5) * 1.25, (y / height - 0.46) * 1.1)
    light = np.clip(1 - away * 1.5, 0, 1)[..., None] ** 1.4
    shadow = _shadow(soup, eye, (width, height))[..., None]
    ground = (_OUTER + (_INNER - _OUTER) * light) * (1 - 0.72 * shadow)
    return Image.fromarray(ground.astype(np.uint8))


def _shadow(soup: Soup, eye: _Eye, size: tuple[int, int]) -> Floats:
    """How dark the floor is, 0..1: dots from all over the surface dropped to the floor, and blurred."""
    corners = soup.corners.astype(np.float64)
    across = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    area = np.linalg.norm(across, axis=1)
    total = float(area.sum())
    found = np.zeros((size[1], size[0]), np.float32)
    if not 0 < total < math.inf:
        return found
    numbers = np.random.default_rng(7)
    chosen = np.searchsorted(np.cumsum(area) / total, numbers.random(40_000)).clip(0, len(area) - 1)
    mix = numbers.dirichlet([1.0, 1.0, 1.0], 40_000)
    dots = np.einsum("ij,ijk->ik", mix, corners[chosen])
    floor, top = corners[..., 1].min(), corners[..., 1].max()
    weight = np.exp(-(dots[:, 1] - floor) / max(0.3 * (top - floor), 1e-9))
    dots[:, 1] = floor
    flat = eye.seen(dots, size)
    x, y = (np.clip(flat[:, at], -1, size[at]).astype(int) for at in (0, 1))
    inside = (x >= 0) & (x < size[0]) & (y >= 0) & (y < size[1])
    np.add.at(found, (y[inside], x[inside]), weight[inside])
    grey = Image.fromarray(np.clip(found * (18 * found.size / 40_000), 0, 255).astype(np.uint8))
    soft = np.asarray(grey.filter(ImageFilter.GaussianBlur(5)), dtype=np.float32) / 255
    wide = np.asarray(grey.filter(ImageFilter.GaussianBlur(14)), dtype=np.float32) / 255
    return np.clip(soft * 0.8 + wide * 0.9, 0, 1)


class _Painter:
    """Gives each pixel the colour of the triangle that is seen in it."""

    def __init__(self, model: Model, soup: Soup, eye: _Eye, size: tuple[int, int]) -> None:
        self.model = model
        self.axes = eye.axes.astype(np.float32)
        self.place = (eye.middle + eye.axes[2] * eye.distance).astype(np.float32)
        self.size = size
        self.soup = soup
        self.places = eye.seen(soup.corners.astype(np.float64), size)
        self.screen = Screen(self.places, size)
        self.looks = {number: self._look(number) for number in np.unique(soup.materials).tolist()}
        self.textures: dict[int, Floats | None] = {}
        numbers = np.arange(len(soup.materials))
        two_sided = [name for name, look in self.looks.items() if look.get("doubleSided") is True]
        see_through = [
            name for name, look in self.looks.items() if look.get("alphaMode", "OPAQUE") != "OPAQUE"
        ]
        clear = np.isin(soup.materials, see_through)
        shown = np.isin(soup.materials, [*two_sided, FRAME]) | self.screen.facing
        self.solid = numbers[shown & ~clear]
        self.glass = numbers[shown & clear]

    def _look(self, number: int) -> dict[str, Any]:
        if number == FRAME:
            return _FRAME_LOOK
        look: dict[str, Any] = self.model.document["materials"][number] if number >= 0 else {}
        return look

    def paint(self, seen: Seen, pixels: Floats, until: float) -> None:
        """Lays what is seen over the pixels. Four make one in the end, where a triangle is lit once."""
        there = np.flatnonzero(seen.triangles != NOTHING)
        if len(there) == 0:
            return
        width = self.size[0]
        cells = there // width // 2 * (width // 2) + there % width // 2
        pairs = cells * len(self.places) + seen.triangles[there]
        pairs, owners = np.unique(pairs, return_inverse=True)
        shown = np.empty((len(pairs), 4), np.float32)
        for start in range(0, len(pairs), _SHADED_AT_ONCE):
            cells, triangles = np.divmod(pairs[start : start + _SHADED_AT_ONCE], len(self.places))
            late = time.thread_time() > until
            shown[start : start + _SHADED_AT_ONCE] = self._colours(cells, triangles, textured=not late)
        colours, alpha = shown[owners, :3], shown[owners, 3:]
        pixels[there] = pixels[there] * (1 - alpha) + colours * alpha

    def _colours(self, cells: NDArray[np.int64], triangles: NDArray[np.int64], *, textured: bool) -> Floats:
        """Red, green, blue and how thick, of triangles in cells of two by two pixels."""
        x, y = (cells % (self.size[0] // 2) + 0.5) * 2, (cells // (self.size[0] // 2) + 0.5) * 2
        shares = self.screen.shares(triangles, x, y) / self.places[triangles, :, 2]
        shares = (shares / shares.sum(axis=1, keepdims=True)).astype(np.float32)

        def mixed(rows: Floats) -> Floats:
            found: Floats = np.einsum("ij,ijk->ik", shares, rows[triangles])
            return found

        points, normals = mixed(self.soup.corners), mixed(self.soup.normals)
        normals = (normals / np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-9)) @ self.axes.T
        views = (self.place - points) @ self.axes.T
        views /= np.maximum(np.linalg.norm(views, axis=1, keepdims=True), 1e-9)
        turned = np.einsum("ij,ij->i", normals, views) < 0
        normals = np.where(turned[:, None], -normals, normals)
        base = mixed(self.soup.colours)
        uvs = mixed(self.soup.uvs)
        rows = self._materials(self.soup.materials[triangles], base, uvs, textured)
        surface = Surface(base[:, :3], normals, views, *rows)
        return np.concatenate([toned(lit(surface)), np.clip(base[:, 3:4], 0, 1)], axis=1)

    def _materials(
        self, numbers: NDArray[np.int32], base: Floats, uvs: Floats, textured: bool
    ) -> tuple[Floats, Floats, Floats, NDArray[np.bool_]]:
        """Metallic, roughness, glow and whether it is unlit, of each pixel; colours go into `base`."""
        count = len(numbers)
        metallic, roughness = np.ones(count, np.float32), np.ones(count, np.float32)
        glow, unlit = np.zeros((count, 3), np.float32), np.zeros(count, bool)
        for number in np.unique(numbers).tolist():
            mine = numbers == number
            look = self.looks[number]
            plain = {"metallicFactor": 0.0, "roughnessFactor": 0.8} if not look else {}
            surface = look.get("pbrMetallicRoughness", plain)
            base[mine] *= np.array(surface.get("baseColorFactor", [1, 1, 1, 1]), np.float32)
            metallic[mine] = surface.get("metallicFactor", 1.0)
            roughness[mine] = surface.get("roughnessFactor", 1.0)
            if "metallicRoughnessTexture" in surface:  # its details do not show at this size
                metallic[mine], roughness[mine] = min(metallic[mine].max(), 0.2), 0.7
            glow[mine] = look.get("emissiveFactor", [0, 0, 0])
            if "emissiveTexture" in look:
                glow[mine] = 0
            unlit[mine] = "KHR_materials_unlit" in look.get("extensions", {})
            texture = self._texture(surface, textured)
            if texture is not None:
                base[mine] *= _sampled(texture, uvs[mine])
            self._cut(look, base, mine)
        return metallic, roughness, glow, unlit

    @staticmethod
    def _cut(look: dict[str, Any], base: Floats, mine: NDArray[np.bool_]) -> None:
        mode = look.get("alphaMode", "OPAQUE")
        if mode == "OPAQUE":
            base[mine, 3] = 1
        elif mode == "MASK":
            base[mine, 3] = base[mine, 3] >= look.get("alphaCutoff", 0.5)

    def _texture(self, surface: dict[str, Any], textured: bool) -> Floats | None:
        """The picture on a surface, small and in linear light; None where it has none that can be read."""
        reference = surface.get("baseColorTexture")
        if reference is None or reference.get("texCoord", 0) != 0:
            return None
        texture = self.model.document["textures"][reference["index"]]
        source = texture.get("extensions", {}).get("EXT_texture_webp", texture).get("source")
        if source is None:
            return None
        if source not in self.textures and textured:
            self.textures[source] = _opened(*self.model.image(source))
        return self.textures.get(source)


def _opened(mime: str, data: memoryview) -> Floats | None:
    if mime not in _FORMATS or len(data) > _TEXTURE_BYTES:
        return None
    try:
        with Image.open(io.BytesIO(data), formats=[_FORMATS[mime]]) as picture:
            if picture.width * picture.height > _TEXTURE_PIXELS:
                return None
            picture.draft("RGB", (_TEXTURE_SIDE, _TEXTURE_SIDE))
            picture.thumbnail((_TEXTURE_SIDE, _TEXTURE_SIDE), Image.Resampling.BOX)
            values = np.asarray(picture.convert("RGBA"), dtype=np.float32) / 255
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError, SyntaxError):
        return None
    colours = values[..., :3]
    values[..., :3] = np.where(colours <= 0.04045, colours / 12.92, ((colours + 0.055) / 1.055) ** 2.4)
    return values


def _sampled(texture: Floats, uvs: Floats) -> Floats:
    height, width = texture.shape[:2]
    wrapped = np.nan_to_num(uvs - np.floor(uvs))
    x = np.minimum((wrapped[:, 0] * width).astype(int), width - 1)
    y = np.minimum((wrapped[:, 1] * height).astype(int), height - 1)
    found: Floats = texture[y, x]
    return found
