"""Small pictures of media: a waveform for sound, a thumbnail for pictures, a poster for video.

Memory does not grow with length: sound is decoded as a stream into buckets that
merge when there are too many.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import av
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageOps

from umam.lib import sniff
from umam.lib.errors import Invalid
from umam.lib.ffmpeg import input_args, run_ffmpeg
from umam.lib.probe import open_media, open_picture

WAVEFORM_POINTS = 800
DARK_LUMA = 24.0


def waveform_peaks(
    path: Path,
    *,
    points: int = WAVEFORM_POINTS,
    cwd: Path | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> list[float]:
    """The loudest sample (0..1 of full scale, any channel) of each of `points` equal parts of the sound.

    Decodes the whole file once, in constant memory. Raises Invalid for what is no sound, FfmpegError when it
    cannot be decoded. A file in which there is nothing to hear gives zeros.
    """
    peaks = _Peaks(points)
    run_ffmpeg(
        [*input_args(path, "audio", "video"), "-map", "0:a:0", "-c:a", "pcm_s16le", "-f", "s16le", "pipe:1"],
        cwd=cwd or path.parent,
        on_stdout=peaks.feed,
        should_stop=should_stop,
    )
    return peaks.values()


def waveform_image(
    peaks: Sequence[float], target: Path, *, width: int = 800, height: int = 160, colour: str = "#7c8cf8"
) -> None:
    """Draw peaks as rounded bars on a transparent ground into a WebP file, as loud as the loudest allows."""
    scale, step = 2, 4
    picture = Image.new("RGBA", (width * scale, height * scale), (0, 0, 0, 0))
    draw = ImageDraw.Draw(picture)
    bars = _resampled(np.asarray(peaks or [0.0], dtype=np.float32), max(1, width // step))
    loudest = max(float(bars.max()), 1e-6)
    middle, reach = height * scale / 2, height * scale * 0.46
    for index, value in enumerate(bars):
        half = max(scale * 1.0, reach * float(value) / loudest if loudest > 1e-3 else 0.0)
        left = index * step * scale
        box = (left, middle - half, left + (step - 1) * scale - 1, middle + half)
        draw.rounded_rectangle(box, radius=scale * 1.5, fill=colour)
    picture.resize((width, height), Image.Resampling.LANCZOS).save(
        target, format="WEBP", quality=80, method=4
    )


def thumbnail(path: Path, target: Path, *, size: int = 640, name: str = "") -> tuple[int, int]:
    """A WebP of a picture, upright, at most `size` pixels on its longer side. Returns (width, height).

    Raises Invalid when the picture is damaged, TooLarge when it would unpack to too many pixels.
    """
    with open_picture(path, name=name) as picture:
        return _save_small(ImageOps.exif_transpose(picture) or picture, target, size)


def poster(path: Path, target: Path, *, size: int = 1280, candidates: int = 8) -> tuple[int, int]:
    """The sharpest of several frames of a video that are not dark, as WebP (or JPEG, by the target's name).

    Returns (width, height). Raises Invalid when no frame can be decoded.
    """
    best: tuple[float, Any] | None = None
    with open_media(path, found=sniff.expect(path, "video")) as container:
        for frame in _sampled_frames(container, candidates):
            score = _score(frame)
            if best is None or score > best[0]:
                best = (score, frame)
        if best is None:
            raise Invalid(f"{sniff.quoted(path.name)} has no picture that can be decoded.")
        picture = best[1].to_image()
        turned = picture.rotate(best[1].rotation, expand=True) if best[1].rotation else picture
        return _save_small(turned, target, size)


def sharpness(luma: NDArray[np.uint8]) -> float:
    """Variance of the Laplacian of a grey picture: more is sharper."""
    grey = luma.astype(np.float32)
    centre = grey[1:-1, 1:-1] * 4
    edges = centre - grey[:-2, 1:-1] - grey[2:, 1:-1] - grey[1:-1, :-2] - grey[1:-1, 2:]
    return float(edges.var())


class _Peaks:
    """Peaks of a stream of unknown length: when there are too many buckets, neighbours become one."""

    def __init__(self, points: int) -> None:
        self._points = points
        self._limit = points * 4
        self._bucket = 16  # samples, of all channels together
        self._peaks = np.zeros(self._limit, dtype=np.int32)
        self._filled = 0
        self._rest = b""

    def feed(self, data: bytes) -> None:
        data = self._rest + data
        whole = len(data) - len(data) % 2
        samples = np.frombuffer(data[:whole], dtype="<i2")
        while len(samples) >= self._bucket:
            count = min(len(samples) // self._bucket, self._limit - self._filled)
            used = count * self._bucket
            block = samples[:used].reshape(count, self._bucket)
            highs = np.maximum(block.max(axis=1).astype(np.int32), -block.min(axis=1).astype(np.int32))
            self._peaks[self._filled : self._filled + count] = highs
            self._filled += count
            samples = samples[used:]
            if self._filled == self._limit:
                self._merge()
        self._rest = samples.tobytes() + data[whole:]

    def values(self) -> list[float]:
        if len(self._rest) >= 2:
            last = np.frombuffer(self._rest[: len(self._rest) // 2 * 2], dtype="<i2").astype(np.int32)
            self._peaks[self._filled] = np.abs(last).max()
            self._filled += 1
        peaks = _resampled(self._peaks[: self._filled] / 32768.0, self._points)
        return [round(float(value), 4) for value in peaks]

    def _merge(self) -> None:
        half = self._limit // 2
        self._peaks[:half] = self._peaks.reshape(half, 2).max(axis=1)
        self._filled = half
        self._bucket *= 2


def _resampled(values: NDArray[Any], points: int) -> NDArray[np.float64]:
    """Exactly `points` values, each the largest of its part."""
    if len(values) == 0:
        return np.zeros(points)
    edges = np.arange(points + 1) * len(values) / points
    firsts = np.minimum(edges[:-1].astype(int), len(values) - 1)
    ends = np.maximum(np.ceil(edges[1:]).astype(int), firsts + 1)
    return np.array(
        [values[first:end].max() for first, end in zip(firsts, ends, strict=True)], dtype=np.float64
    )


def _sampled_frames(container: Any, count: int) -> Iterator[Any]:
    stream = container.streams.video[0]
    stream.thread_type = "AUTO"
    length = (container.duration or 0) / av.time_base
    for index in range(count):
        try:
            if length > 0:
                container.seek(int((index + 0.5) / count * length * av.time_base))
            frame = next(container.decode(stream), None)
        except av.FFmpegError:
            continue  # a damaged part; another one may be whole
        if frame is None:
            continue
        yield frame


def _score(frame: Any) -> float:
    """Sharpness, with every dark or plain frame below every other one."""
    width = 320
    height = max(16, round(frame.height * width / frame.width))
    luma = frame.reformat(width=width, height=height, format="gray").to_ndarray()
    plain = luma.mean() < DARK_LUMA or luma.std() < 4
    return float(luma.mean()) / 256 - 1 if plain else sharpness(luma)


def _save_small(picture: Image.Image, target: Path, size: int) -> tuple[int, int]:
    has_alpha = "A" in picture.getbands() or "transparency" in picture.info
    small = picture.convert("RGBA" if has_alpha else "RGB")
    small.thumbnail((size, size), Image.Resampling.LANCZOS)
    if target.suffix.lower() in (".jpg", ".jpeg"):
        small.convert("RGB").save(target, format="JPEG", quality=88, optimize=True, progressive=True)
    else:
        small.save(target, format="WEBP", quality=80, method=4)
    return small.size
