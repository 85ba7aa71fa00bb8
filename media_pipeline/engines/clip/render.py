"""One frame after another: layers seen from the camera's place, living things, light, lens and film."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import cv2
import numpy as np

from media_pipeline.engines.clip import life
from media_pipeline.engines.clip.moves import CameraPath
from media_pipeline.engines.clip.planes import SPAN_ROWS, Glow, Plane, Shot, paint_colour
from media_pipeline.engines.image.painting.finish import vignette
from media_pipeline.engines.image.painting.motes import draw_system
from media_pipeline.engines.image.painting.noise import Bytes, Floats, seeded
from media_pipeline.engines.image.painting.view import Matrix, View

_LINEAR = cv2.INTER_LINEAR
Rows = list[list[float]]
_STRIP = 72


class _Placed:
    """A piece and where it is seen, there and back also as plain numbers: for a few, numpy would be the
    slower.
    """

    def __init__(self, piece: Plane | Glow, matrix: Matrix) -> None:
        self.piece, self.matrix = piece, matrix
        self.there: Rows = matrix.tolist()
        self.back: Rows = np.linalg.inv(matrix).tolist()


class Renderer:
    """Renders a shot along a path as planar yuv420p frames. Its memory does not depend on the number of
    frames.
    """

    def __init__(self, shot: Shot, path: CameraPath, energy: Floats, seed: int) -> None:
        self.shot, self.path = shot, path
        self.energy = energy
        width, height = shot.width, shot.height
        self.frame: Bytes = np.zeros((height, width, 4), np.uint8)
        self._spare = [np.zeros((height + 2) * (width + 2) * 4, np.uint8) for _ in range(4)]
        # One buffer holds Y, then Cb, then Cr, as ffmpeg's rawvideo wants them.
        self._out = np.zeros(height * width * 3 // 2, np.uint8)
        self.luma = self._out[: height * width].reshape(height, width)
        quarter = height * width // 4
        self.chroma = [
            self._out[height * width + quarter * n :][:quarter].reshape(height // 2, width // 2)
            for n in range(2)
        ]
        look = shot.look
        shade = vignette(height, width, float(look.get("vignette", 0.3)))
        self._vignette = np.clip(shade * 255 + 0.5, 0, 255).astype(np.uint8)
        rng = seeded("film", seed)
        self._offsets = rng.integers(0, 96, (path.frames, 2))
        noise = rng.normal(128, 255 * float(look.get("grain", 0.016)) * 0.62, (height + 96, width + 96))
        self._grain = np.clip(noise + 0.5, 0, 255).astype(np.uint8)
        # Soft light needs few pixels: some hundred and fifty rows do.
        self._shrink = max(2, round(min(width, height) / 150))
        self._small = (max(2, width // self._shrink), max(2, height // self._shrink))

    def frames(self) -> Iterator[memoryview]:
        """Each frame in turn. The memory is used again: take it before asking for the next."""
        for number in range(self.path.frames):
            yield self.render(number)

    def render(self, number: int) -> memoryview:
        energy = float(self.energy[number]) if len(self.energy) else 0.0
        view = self.path.view(number, self.shot.width, self.shot.height, energy)
        self._layers(number, view)
        self._develop(number, view)
        return memoryview(self._out.data)

    # Layers

    def _layers(self, number: int, view: View) -> None:
        waiting = sorted(self.shot.systems, key=lambda system: -float(system["depth"]))
        placed = [_Placed(piece, self._seen(piece, view)) for piece in self.shot.pieces]
        tiles = self._tiles(view)
        limits = [self._limits(placed, view, tile) for tile in tiles]
        light: Floats | None = None
        for order, one in enumerate(placed):
            piece = one.piece
            while waiting and waiting[0]["depth"] > piece.depth:
                draw_system(self.frame, waiting.pop(0), view, paint_colour)
            if isinstance(piece, Glow):
                light = self._gather(light, piece, one.matrix, view)
                continue
            if light is not None:
                self._shine(light)
                light = None
            if view.passed(piece.depth):
                continue
            for tile, limit in zip(tiles, limits, strict=True):
                self._lay(piece, one, (*tile, limit[order]), number, view)
        self._late = light
        for system in waiting:
            draw_system(self.frame, system, view, paint_colour)

    def _seen(self, piece: Plane | Glow, view: View) -> Matrix:
        """From a piece's own pixels to the frame's, with its own life and the camera's place."""
        camera = np.vstack([view.matrix(piece.depth), [0, 0, 1]])
        return camera @ life.pose(piece, view) @ piece.placed

    def _tiles(self, view: View) -> list[tuple[int, int]]:
        """Upright stripes of the frame (left, right): one, or several while the camera rolls.

        What nearer things hide is known as a row for each stripe, which says little when the horizon is
        tilted.
        """
        count = 1 if abs(view.roll) < 0.01 else 4
        edges = [round(view.width * number / count) for number in range(count + 1)]
        return list(pairwise(edges))

    def _limits(self, placed: list[_Placed], view: View, tile: tuple[int, int]) -> list[int]:
        """For each piece, the first row of a stripe of the frame that nearer pieces hide completely."""
        limits, lowest = [], view.height
        for one in reversed(placed):
            limits.append(lowest)
            plane = one.piece
            if isinstance(plane, Plane) and not view.passed(plane.depth) and self._fade(plane, view) >= 1:
                lowest = min(lowest, self._hides(plane, one, view, tile))
        return limits[::-1]

    def _hides(self, plane: Plane, one: _Placed, view: View, tile: tuple[int, int]) -> int:
        """The first row of a stripe from which a plane is opaque down to the frame's edge."""
        rows, columns = plane.pixels.shape[:2]
        if plane.solid >= rows:
            return view.height
        (a, b, c), (d, e, f), _ = one.back
        corners = [(x, y) for x in tile for y in (0, view.height)]
        across = [a * x + b * y + c for x, y in corners]
        if min(across) < 0 or max(across) > columns or max(d * x + e * y + f for x, y in corners) > rows:
            return view.height
        # Along the stripe's width the solid row is a line, tilted by the camera's roll. Blur reaches
        # further down.
        solid = plane.solid + 1 + (0.03 * view.unit if plane.blurs else 0.0)
        lowest = max((solid - f - d * x) / e for x in tile)
        return int(min(max(np.ceil(lowest) + 1, 0), view.height))

    def _fade(self, plane: Plane, view: View) -> float:
        """Things that the camera is about to pass go out of focus and vanish."""
        return (
            float(np.clip((view.left(plane.depth) - 0.12) / 0.22, 0, 1))
            if view.left(plane.depth) < 0.34
            else 1.0
        )

    def _lay(self, plane: Plane, one: _Placed, stripe: tuple[int, int, int], number: int, view: View) -> None:
        """Lay one plane into a stripe of the frame (left, right, first hidden row)."""
        left, right, limit = stripe
        rows, columns = plane.pixels.shape[:2]
        (a, b, c), (d, e, f), _ = one.there
        across = [a * x + b * y + c for x in (0, columns) for y in (0, rows)]
        down = [d * x + e * y + f for x in (0, columns) for y in (0, rows)]
        left, right = max(left, int(min(across)) - 2), min(right, int(max(across)) + 2)
        top, bottom = max(0, int(min(down)) - 2), min(limit, int(max(down)) + 2)
        if left >= right or top >= bottom:
            return
        fade = self._fade(plane, view)
        hides = view.height if fade < 1 else self._hides(plane, one, view, (stripe[0], stripe[1]))
        solid = min(bottom, max(top, hides))
        # Where it is not opaque: in strips that stay in the processor's cache, and only as wide as there
        # is paint.
        strip = _STRIP if stripe[1] - stripe[0] == view.width else 2 * _STRIP
        for first in range(top, solid, strip):
            box = _painted(plane, one, (left, first, right, min(solid, first + strip)))
            if box is not None:
                piece = self._sample(plane, one.matrix, box, number, view)
                over(self.frame[box[1] : box[3], box[0] : box[2]], piece, fade, self._spare[1])
        if bottom > solid:
            box = (left, solid, right, bottom)
            self.frame[solid:bottom, left:right] = self._sample(plane, one.matrix, box, number, view)

    def _sample(
        self, plane: Plane, matrix: Matrix, box: tuple[int, int, int, int], number: int, view: View
    ) -> Bytes:
        """A plane as seen inside a box (left, top, right, bottom) of the frame."""
        left, top, right, bottom = box
        shifted = np.array([[1, 0, -left], [0, 1, -top], [0, 0, 1]], float) @ matrix
        room = self._spare[0][: (bottom - top) * (right - left) * 4].reshape(bottom - top, right - left, 4)
        if plane.motion.get("kind") == "water":
            return life.ripple(plane, shifted, room, box, view)
        soft = self._softness(plane, number)
        if soft <= 0.02 or not plane.blurs:
            return _warp(plane.pixels, shifted, room)
        return self._out_of_focus(plane, shifted, room, soft)

    def _softness(self, plane: Plane, number: int) -> float:
        focus = float(self.path.focus[number])
        if np.isnan(focus):
            return 0.0
        return float(np.clip(abs(1 / plane.depth - 1 / focus) * 5.2, 0, 3))

    def _out_of_focus(self, plane: Plane, matrix: Matrix, room: Bytes, soft: float) -> Bytes:
        """Between two of the blurred copies, of which the sharp plane is the first."""
        lower = min(2, int(soft))
        part = min(1.0, soft - lower)
        if lower == 0:
            _warp(plane.pixels, matrix, room)
            return cv2.addWeighted(
                room, 1 - part, self._blurred(plane.blurs[0], matrix, room, 1), part, 0, dst=room
            )
        first = self._blurred(plane.blurs[lower - 1], matrix, room, 1)
        second = self._blurred(plane.blurs[lower], matrix, room, 2)
        return cv2.addWeighted(first, 1 - part, second, part, 0, dst=room)

    def _blurred(self, pixels: Bytes, matrix: Matrix, room: Bytes, spare: int) -> Bytes:
        """A soft copy (half size) as seen: made at half the resolution, which its blur hides."""
        rows, columns = (room.shape[0] + 1) // 2, (room.shape[1] + 1) // 2
        small = self._spare[3][: rows * columns * 4].reshape(rows, columns, 4)
        _warp(pixels, np.diag([0.5, 0.5, 1.0]) @ matrix @ np.diag([2.0, 2.0, 1.0]), small)
        large = self._spare[spare][: rows * columns * 16].reshape(rows * 2, columns * 2, 4)
        cv2.resize(small, (columns * 2, rows * 2), dst=large, interpolation=_LINEAR)
        return large[: room.shape[0], : room.shape[1]]

    # Light

    def _gather(self, light: Floats | None, glow: Glow, matrix: Matrix, view: View) -> Floats:
        shrink = np.diag([self._small[0] / self.shot.width, self._small[1] / self.shot.height, 1.0])
        seen = cv2.warpAffine(
            glow.light, (shrink @ matrix)[:2], self._small, flags=_LINEAR, borderMode=cv2.BORDER_REPLICATE
        )
        seen = np.multiply(seen, life.strength(glow.motion, view), dtype=np.float32)
        return seen if light is None else light + seen

    def _shine(self, light: Floats) -> None:
        """Add light to what has been laid so far."""
        size = (self.shot.width, self.shot.height)
        small = cv2.resize(self.frame, self._small, interpolation=cv2.INTER_AREA)[..., :1].astype(np.float32)
        light = light * (1 - small * (0.8 / 235))
        both = np.zeros((*light.shape[:2], 4), np.uint8)
        both[..., :3] = np.clip(light, 0, 255)
        cv2.add(self.frame, cv2.resize(both, size, interpolation=_LINEAR), dst=self.frame)
        if float(light[..., 1:].min()) < -1:
            both[..., :3] = np.clip(-light, 0, 255)
            cv2.subtract(self.frame, cv2.resize(both, size, interpolation=_LINEAR), dst=self.frame)

    # Lens and film

    def _develop(self, number: int, view: View) -> None:
        """Bloom, lens blur, vignette and grain, and the frame as planes."""
        height, width = self.luma.shape
        half = cv2.resize(self.frame, (width // 2, height // 2), interpolation=cv2.INTER_AREA)
        cv2.extractChannel(self.frame, 0, self.luma)
        for channel, plane in enumerate(self.chroma):
            cv2.extractChannel(half, channel + 1, plane)
        self._bloom(half, view)
        self._lens(number)
        pulse = 1.0 + 0.05 * view.energy
        cv2.multiply(self.luma, self._vignette, dst=self.luma, scale=pulse / 255)
        y, x = (int(part) for part in self._offsets[number])
        cv2.addWeighted(self.luma, 1, self._grain[y : y + height, x : x + width], 1, -128, dst=self.luma)
        np.maximum(self.luma, 16, out=self.luma)

    def _bloom(self, half: Bytes, view: View) -> None:
        small = cv2.resize(half, self._small, interpolation=cv2.INTER_AREA)[..., :3].astype(np.float32)
        luma = small[..., 0]
        bright = np.clip((luma - 130) / 90, 0, 1)[..., None]
        bright = bright * (small - np.array([16, 128, 128], np.float32))
        unit = min(self.shot.width, self.shot.height) / self._shrink
        glow = cv2.GaussianBlur(bright, (0, 0), max(0.6, unit * 0.008)) * 0.5
        wide = cv2.resize(bright, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
        wide = cv2.GaussianBlur(wide, (0, 0), max(0.6, unit * 0.0075))
        glow += cv2.resize(wide, self._small, interpolation=_LINEAR) * 0.5
        glow *= float(self.shot.look.get("bloom", 0.34)) * (0.8 + 0.9 * view.energy)
        if self._late is not None:
            glow += self._late
        glow *= 1 - np.clip(luma, 0, 235)[..., None] * (0.82 / 235)
        size = self.luma.shape[1], self.luma.shape[0]
        up = cv2.resize(np.clip(glow[..., 0], 0, 255).astype(np.uint8), size, interpolation=_LINEAR)
        cv2.add(self.luma, up, dst=self.luma)
        for channel, plane in enumerate(self.chroma):
            tint = np.clip(glow[..., channel + 1] + 128, 0, 255).astype(np.uint8)
            tint = cv2.resize(tint, (size[0] // 2, size[1] // 2), interpolation=_LINEAR)
            cv2.addWeighted(plane, 1, tint, 1, -128, dst=plane)

    def _lens(self, number: int) -> None:
        """Motion blur of what is too quick for the shutter: sideways for pans, outwards for zooms."""
        path, width = self.path, self.shot.width
        before, after = max(0, number - 1), min(path.frames - 1, number + 1)
        span = max(1, after - before)
        speed = abs(float(path.pan_x[after] - path.pan_x[before])) / span * float(path.zoom[number]) * width
        length = int(speed * 0.7)
        if length >= width * 0.006 and length > 2:
            cv2.blur(self.luma, (length | 1, 1), dst=self.luma)
            for plane in self.chroma:
                cv2.blur(plane, (length // 2 | 1, 1), dst=plane)
        grown = float(np.log(path.zoom[after] / path.zoom[before])) / span
        if abs(grown) > 0.012:
            for plane in (self.luma, *self.chroma):
                _rush(plane, grown * 0.7, path.anchor)


def _rush(plane: Bytes, grown: float, anchor: tuple[float, float]) -> None:
    """Zoom blur: the plane averaged with itself a little larger and smaller, twice."""
    rows, columns = plane.shape
    for step in (0.5, 0.25):
        pair = []
        for sign in (1, -1):
            scale = float(np.exp(grown * step * sign))
            ax, ay = anchor[0] * columns, anchor[1] * rows
            matrix = np.array([[scale, 0, ax * (1 - scale)], [0, scale, ay * (1 - scale)]])
            pair.append(
                cv2.warpAffine(
                    plane, matrix, (columns, rows), flags=_LINEAR, borderMode=cv2.BORDER_REFLECT_101
                )
            )
        cv2.addWeighted(pair[0], 0.5, pair[1], 0.5, 0, dst=plane)


def _painted(plane: Plane, one: _Placed, box: tuple[int, int, int, int]) -> tuple[int, int, int, int] | None:
    """A box of the frame made narrower to where a plane has any paint; None where it has none."""
    left, top, right, bottom = box
    _, (d, e, f), _ = one.back
    rows = [d * x + e * y + f for x in (left, right) for y in (top, bottom)]
    reach = 40 if plane.motion.get("kind") == "water" or plane.blurs else 2
    low, high = int(max(0, min(rows) - reach)), int(min(plane.pixels.shape[0], max(rows) + reach))
    if low >= high:
        return None
    spans = plane.spans[low // SPAN_ROWS : (high - 1) // SPAN_ROWS + 1]
    first, last = min(span[0] for span in spans) - reach, max(span[1] for span in spans) + reach
    if first >= last:
        return None
    (a, b, c), _, _ = one.there
    seen = [a * x + b * y + c for x in (first, last) for y in (low, high)]
    left, right = max(left, int(min(seen)) - 2), min(right, int(max(seen)) + 2)
    return (left, top, right, bottom) if left < right else None


def _warp(pixels: Bytes, matrix: Matrix, room: Bytes) -> Bytes:
    # cv2 counts pixel centres, the matrices count edges: half a pixel either way.
    centred = (
        np.array([[1, 0, -0.5], [0, 1, -0.5], [0, 0, 1]])
        @ matrix
        @ np.array([[1, 0, 0.5], [0, 1, 0.5], [0, 0, 1]])
    )
    size = (room.shape[1], room.shape[0])
    cv2.warpAffine(
        pixels,
        centred[:2],
        size,
        dst=room,
        flags=_LINEAR,
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=(0, 0, 0, 0),
    )
    return room


def over(below: Bytes, piece: Bytes, fade: float, spare: Bytes) -> None:
    """Lay a premultiplied piece over the picture, in place."""
    if fade < 1:
        piece = cv2.convertScaleAbs(piece, alpha=fade)
    hidden = cv2.bitwise_not(cv2.extractChannel(piece, 3))
    shown = spare[: below.size].reshape(below.shape)
    cv2.cvtColor(hidden, cv2.COLOR_GRAY2BGRA, dst=shown)
    cv2.multiply(below, shown, dst=shown, scale=1 / 255)
    cv2.add(shown, piece, dst=shown)
    below[...] = shown


def smooth_energy(energy: tuple[float, ...], frames: int, fps: int) -> Floats:
    """The music's energy as light may follow it: quick to rise, slow to fall, never a strobe."""
    if not energy:
        return np.zeros(frames, np.float32)
    source = np.clip(np.asarray(energy, np.float32), 0, 1)
    values = (
        np.interp(np.linspace(0, 1, frames), np.linspace(0, 1, len(source)), source)
        if len(source) > 1
        else np.full(frames, source[0])
    )
    rise, fall = 1 - np.exp(-1 / (0.06 * fps)), 1 - np.exp(-1 / (0.30 * fps))
    level, result = float(values[0]), np.empty(frames, np.float32)
    for number, value in enumerate(values):
        level += (float(value) - level) * (rise if value > level else fall)
        result[number] = level
    return result


def describe(path: CameraPath) -> dict[str, Any]:
    """The move in a few numbers, for the clip's record."""
    return {
        "travel": [
            round(float(path.x[-1] - path.x[0]), 4),
            round(float(path.y[-1] - path.y[0]), 4),
            round(float(path.z[-1] - path.z[0]), 4),
        ],
        "zoom": round(float(path.zoom[-1] / path.zoom[0]), 4),
        "roll": round(float(path.roll[-1] - path.roll[0]), 4),
        "pan": [
            round(float(path.pan_x[-1] - path.pan_x[0]), 4),
            round(float(path.pan_y[-1] - path.pan_y[0]), 4),
        ],
    }
