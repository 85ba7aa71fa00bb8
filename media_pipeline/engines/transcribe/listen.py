"""Sound as the model wants it: 16 kHz, mono, decoded by ffmpeg into the job's own folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from media_pipeline.engines.base import EngineContext
from umam.lib.errors import JobError
from umam.lib.ffmpeg import FfmpegError, file_url, input_args, run_ffmpeg

RATE = 16000
PIECE_SECONDS = 600.0
_SEARCH_SECONDS = 30.0
_QUIET_SECONDS = 0.3

Samples = NDArray[np.int16]


def decode(path: Path, context: EngineContext) -> Samples:
    """Return the whole sound as 16-bit samples, mapped from a file below `context.work_dir`.

    Decoding first, with one clock, keeps word times from drifting in files with gaps or odd time stamps.
    Raises JobError when there is no sound, Cancelled when the context asks to stop.
    """
    target = context.work_dir / "listen.s16"
    mono = ["-map", "0:a:0", "-vn", "-sn", "-dn", "-ac", "1", "-ar", str(RATE), "-f", "s16le"]
    try:
        run_ffmpeg(
            [*input_args(path.resolve(), "audio", "video"), *mono, file_url(target)],
            cwd=context.work_dir,
            should_stop=context.should_stop,
        )
    except FfmpegError as error:
        if "matches no streams" in error.tail:
            raise _no_sound() from error
        raise
    if target.stat().st_size < 2:
        raise _no_sound()
    return np.memmap(target, dtype="<i2", mode="r")


def pieces(samples: Samples, seconds: float = PIECE_SECONDS) -> Iterator[tuple[float, NDArray[np.float32]]]:
    """Cut long sound into pieces, so that memory stays flat: (start in seconds, samples in -1..1).

    A cut lies at the quietest moment of the last 30 s of a piece, so that no word is torn.
    """
    at = 0
    while at < len(samples):
        end = len(samples)
        if end - at > round(seconds * RATE):
            end = _quietest(samples, at + round(seconds * RATE))
        yield at / RATE, np.asarray(samples[at:end], dtype=np.float32) / 32768.0
        at = end


def _quietest(samples: Samples, latest: int) -> int:
    """The middle of the quietest moment in the 30 s before `latest`."""
    window = round(_QUIET_SECONDS * RATE)
    first = latest - round(_SEARCH_SECONDS * RATE)
    power: NDArray[Any] = np.asarray(samples[first:latest], dtype=np.float64) ** 2
    total = np.concatenate(([0.0], np.cumsum(power)))
    return first + int(np.argmin(total[window:] - total[:-window])) + window // 2


def _no_sound() -> JobError:
    return JobError(
        "The file has no sound that could be read.",
        suggestion="Choose a file with an audio track.",
        code="no_sound",
    )
