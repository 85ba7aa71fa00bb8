"""A minute of sound at most, and what can be measured of it with numpy alone."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import av
import numpy as np
from numpy.typing import NDArray

from umam.lib import sniff
from umam.lib.probe import open_media

MOST_SECONDS = 60.0
WINDOW = 20.0
MOST_RATE = 48_000
PATIENCE = 20.0
FULL_SCALE = 0.9985
SILENT_DB = -55.0

Samples = NDArray[np.float32]


def windows_of(seconds: float) -> list[tuple[float, float]]:
    """(start, length) of what is heard: all of a short track; beginning, middle and end of a long one."""
    if seconds <= MOST_SECONDS:
        return [(0.0, max(seconds, 0.0) or MOST_SECONDS)]
    return [(0.0, WINDOW), ((seconds - WINDOW) / 2, WINDOW), (seconds - WINDOW, WINDOW)]


def hear(path: Path, seconds: float) -> tuple[list[Samples], int]:
    """The windows as float samples (channels, time) and their rate. At most two channels."""
    found: list[Samples] = []
    begun = time.monotonic()
    with open_media(path, found=sniff.expect(path, "audio", "video")) as container:
        stream = container.streams.audio[0]
        rate = min(MOST_RATE, stream.codec_context.sample_rate or 44_100)
        for start, length in windows_of(seconds):
            part = _part(container, stream, start, length, rate)
            if part.shape[1]:
                found.append(part)
            if time.monotonic() - begun > PATIENCE:
                break
    return found, rate


def _part(container: Any, stream: Any, start: float, length: float, rate: int) -> Samples:
    layout = "mono" if stream.codec_context.channels == 1 else "stereo"
    resampler = av.AudioResampler(format="fltp", layout=layout, rate=rate)
    wanted, pieces, count = int(length * rate), [], 0
    for frame in _frames_from(container, stream, start):
        for heard in resampler.resample(frame):
            pieces.append(heard.to_ndarray())
            count += heard.samples
        if count >= wanted:
            break
    whole = np.concatenate(pieces, axis=1) if pieces else np.zeros((1, 0), dtype=np.float32)
    return np.nan_to_num(whole[:, :wanted]).astype(np.float32, copy=False)


def _frames_from(container: Any, stream: Any, start: float) -> Iterator[Any]:
    try:
        if start > 0:
            container.seek(int(start * av.time_base))
        for frame in container.decode(stream):
            if frame.time is None or frame.time + frame.samples / frame.sample_rate > start:
                yield frame
    except av.FFmpegError:
        return  # a damaged part: what came before it counts


@dataclass(frozen=True)
class Tempo:
    """bpm: None where there is no beat. steadiness 0..1 over `parts` stretches. strength 0..1 of the beat."""

    bpm: float | None
    steadiness: float
    strength: float
    parts: int


def loudness(parts: list[Samples], rate: int) -> float | None:
    """Integrated loudness in LUFS after BS.1770: K-weighted, gated. None for silence."""
    blocks = np.concatenate([_block_powers(part, rate) for part in parts]) if parts else np.zeros(0)
    loud = blocks[blocks > 10 ** ((-70 + 0.691) / 10)]
    if not len(loud):
        return None
    loud = loud[loud > loud.mean() / 10]
    return round(-0.691 + 10 * math.log10(float(loud.mean())), 1)


def _block_powers(part: Samples, rate: int) -> NDArray[np.float64]:
    """The weighted power of blocks of 0.4 s, three quarters overlapping, all channels together."""
    step = max(1, int(rate * 0.1))
    weighted = [_k_weighted(channel, rate) for channel in part]
    squares = np.sum([one**2 for one in weighted], axis=0)
    tenths = squares[: len(squares) // step * step].reshape(-1, step).mean(axis=1)
    if len(tenths) < 4:
        return np.array([squares.mean()]) if len(squares) else np.zeros(0)
    return np.convolve(tenths, np.full(4, 0.25), mode="valid")


def _k_weighted(channel: Samples, rate: int) -> NDArray[np.float64]:
    """The two filters of BS.1770, as they are at 48 kHz, applied as a frequency response."""
    size = 1 << max(1, len(channel) - 1).bit_length()
    spectrum = np.fft.rfft(channel, size)
    z = np.exp(-2j * np.pi * np.fft.rfftfreq(size, 1 / rate) / 48_000)
    shelf = (1.53512485958697 - 2.69169618940638 * z + 1.19839281085285 * z**2) / (
        1 - 1.69065929318241 * z + 0.73248077421585 * z**2
    )
    high_pass = (1 - 2 * z + z**2) / (1 - 1.99004745483398 * z + 0.99007225036621 * z**2)
    return np.fft.irfft(spectrum * shelf * high_pass, size)[: len(channel)]


def clipped_share(parts: list[Samples]) -> float:
    """The share of samples that lie at full scale, three or more in a row."""
    clipped = total = 0
    for part in parts:
        total += part.size
        for channel in part:
            at_top = np.abs(channel) >= FULL_SCALE
            if len(at_top) >= 3:
                run = at_top[:-2] & at_top[1:-1] & at_top[2:]
                clipped += int(np.count_nonzero(run))
    return clipped / total if total else 0.0


def silent_share(parts: list[Samples], rate: int) -> float:
    """The share of twentieths of a second in which nothing can be heard."""
    step = max(1, rate // 20)
    quiet = total = 0
    for part in parts:
        mono = part.mean(axis=0)
        whole = len(mono) // step
        if not whole:
            continue
        power = (mono[: whole * step].reshape(whole, step).astype(np.float64) ** 2).mean(axis=1)
        quiet += int(np.count_nonzero(10 * np.log10(power + 1e-12) < SILENT_DB))
        total += whole
    return quiet / total if total else 1.0


def tempo(parts: list[Samples], rate: int) -> Tempo:
    """The beat of stretches of eight seconds, and whether it is the same in all of them."""
    beats: list[tuple[float, float]] = []
    for part in parts:
        envelope, hops = _onsets(part.mean(axis=0), rate)
        length = int(8 * hops)
        starts = range(0, max(1, len(envelope) - length + 1), max(1, length // 2))
        beats += [found for start in starts if (found := _beat(envelope[start : start + length], hops))]
    if not beats:
        return Tempo(None, 0.0, 0.0, 0)
    strength = float(np.median([one for _, one in beats]))
    bpm = float(np.median([one for one, _ in beats]))
    # Half and double time are the same beat.
    folded = [min(abs(one * k / bpm - 1) for k in (0.5, 1.0, 2.0)) for one, _ in beats]
    return Tempo(round(bpm, 1), max(0.0, 1 - float(np.mean(folded)) * 8), strength, len(beats))


def _onsets(mono: Samples, rate: int) -> tuple[NDArray[np.float64], float]:
    """How much louder each band became from one hop to the next, and hops a second."""
    hop, size = max(1, rate // 86), 1024
    count = (len(mono) - size) // hop + 1
    if count < 8:
        return np.zeros(0), rate / hop
    window = np.hanning(size).astype(np.float32)
    rows = np.lib.stride_tricks.sliding_window_view(mono, size)[::hop][:count]
    envelope = np.zeros(count)
    before: NDArray[np.float64] | None = None
    # Some rows at a time: all spectra of a minute would take hundreds of megabytes.
    for start in range(0, count, 256):
        bands = np.log1p(50 * np.abs(np.fft.rfft(rows[start : start + 256] * window, axis=1)))
        joined = bands if before is None else np.vstack([before, bands])
        rise = np.maximum(np.diff(joined, axis=0), 0).sum(axis=1)
        envelope[start + (before is None) : start + len(bands)] = rise
        before = bands[-1:]
    return envelope, rate / hop


def _beat(envelope: NDArray[np.float64], hops: float) -> tuple[float, float] | None:
    """(beats a minute, strength 0..1) of a stretch, by its likeness to itself a beat later."""
    if len(envelope) < int(2.5 * hops) or envelope.std() < 1e-6:
        return None
    centred = envelope - envelope.mean()
    size = 1 << (2 * len(centred) - 1).bit_length()
    alike = np.fft.irfft(np.abs(np.fft.rfft(centred, size)) ** 2, size)[: len(centred)]
    alike /= alike[0]
    lags = np.arange(len(alike))
    first, last = int(hops * 60 / 200), min(len(alike) - 2, int(hops * 60 / 50))
    if last <= first:
        return None
    # People tap near 120: of equals the nearer one is meant.
    preferred = np.exp(-0.5 * (np.log2(np.maximum(lags[first:last], 1) / (hops / 2)) / 1.2) ** 2)
    at = first + int(np.argmax(alike[first:last] * preferred))
    left, middle, right = alike[at - 1], alike[at], alike[at + 1]
    bend = left - 2 * middle + right
    exact = at + (0.5 * (left - right) / bend if bend else 0.0)
    return 60 * hops / exact, float(max(0.0, middle))
