"""A few frames of a clip, evenly spread, small; in bounded memory and time whatever the file."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import av
import numpy as np
from numpy.typing import NDArray

from agents.judging.pictures import Pixels, size_for
from umam.lib import sniff
from umam.lib.probe import DEFAULT_LIMITS, open_media

FRAMES = 24
MOST_DECODED = 1500
MOST_SECONDS = 20.0
# Nearer than this the next picture is reached by decoding on, which is quicker than a jump to a keyframe.
_NEAR = 2.0


@dataclass
class Frames:
    """`times` in seconds. Not `whole` where time or patience ended before the clip did."""

    pixels: list[Pixels] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    whole: bool = True


def sample_frames(path: Path, seconds: float, *, count: int = FRAMES) -> Frames:
    """Up to `count` pictures of a clip of that length. Raises Invalid where none can be decoded at all."""
    found = Frames()
    with open_media(path, found=sniff.expect(path, "video"), max_pixels=DEFAULT_LIMITS.pixels) as container:
        stream = container.streams.video[0]
        stream.thread_type = "AUTO"
        walk = _Walk(container, stream)
        for index in range(count):
            frame = walk.to((index + 0.5) / count * seconds)
            if frame is None:
                found.whole = walk.ended
                break
            moment = float(frame.time or 0.0)
            if found.times and moment <= found.times[-1]:
                continue
            found.pixels.append(_small(frame))
            found.times.append(moment)
    return found


class _Walk:
    """Goes forward through a stream to one moment after the other."""

    def __init__(self, container: Any, stream: Any) -> None:
        self._container = container
        self._stream = stream
        self._frames = self._decoded()
        self._decoded_count = 0
        self._begun = time.monotonic()
        self._last: Any = None
        self.ended = False

    def to(self, moment: float) -> Any:
        """The first frame at or after a moment, else the last one there is; None when patience ended."""
        at = float(self._last.time or 0.0) if self._last is not None else 0.0
        if moment - at > _NEAR:
            self._jump(moment)
        for frame in self._frames:
            self._last = frame
            if float(frame.time or 0.0) >= moment:
                return frame
        if self._out_of_patience():
            return None
        self.ended = True
        return self._last

    def _jump(self, moment: float) -> None:
        try:
            self._container.seek(int(moment * av.time_base))
        except av.FFmpegError:
            return  # no index: the way there is decoded
        self._frames = self._decoded()

    def _decoded(self) -> Iterator[Any]:
        try:
            for frame in self._container.decode(self._stream):
                self._decoded_count += 1
                yield frame
                if self._out_of_patience():
                    return
        except av.FFmpegError:
            return  # a damaged part: what came before it counts

    def _out_of_patience(self) -> bool:
        return self._decoded_count >= MOST_DECODED or time.monotonic() - self._begun > MOST_SECONDS


def _small(frame: Any) -> Pixels:
    width, height = size_for(frame.width, frame.height)
    pixels: NDArray[np.uint8] = frame.reformat(width=width, height=height, format="rgb24").to_ndarray()
    return pixels
