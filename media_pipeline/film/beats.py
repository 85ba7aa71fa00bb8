"""The pulse of a song: tempo, beats, and how loud it is at each frame. Numpy only, one decode, flat memory.

Onsets are the spectral flux of a short-time spectrum in coarse bands; the tempo is the lag at which the onset
curve looks most like itself, with a mild preference for tempos people tap to; beats follow the onsets by
dynamic programming (Ellis, "Beat tracking by dynamic programming", 2007).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from umam.lib.ffmpeg import input_args, run_ffmpeg
from umam.lib.frames import Grid

RATE = 16_000
HOP = 160
WINDOW = 512
BANDS = 24
SLOWEST, QUICKEST, COMFORTABLE = 50.0, 220.0, 110.0
TIGHTNESS = 100.0
# Below this an onset curve is noise: silence and drones have no beat.
LEAST_PULSE = 0.08

Curve = NDArray[np.float32]


@dataclass(frozen=True)
class Pulse:
    """`tempo` in beats a minute (0 without a beat), `beats` in seconds, `energy` 0..1 for each frame."""

    tempo: float
    beats: list[float]
    energy: list[float]
    duration: float


def analyse(
    path: Path,
    *,
    fps: int,
    cwd: Path | None = None,
    should_stop: Callable[[], bool] | None = None,
    on_progress: Callable[[float], None] | None = None,
    length: float | None = None,
) -> Pulse:
    """Listen to a sound file. `length` (seconds, where known) is for progress only.

    `duration` is that of the decoded sound, which is what a film is as long as. Raises FfmpegError for what
    cannot be decoded, Cancelled when told to stop.
    """
    listener = _Listener()

    def feed(data: bytes) -> None:
        listener.feed(data)
        if on_progress is not None and length:
            on_progress(min(1.0, listener.samples / RATE / length))

    args = [
        "-map",
        "0:a:0",
        "-vn",
        "-ac",
        "1",
        "-ar",
        str(RATE),
        "-c:a",
        "pcm_s16le",
        "-f",
        "s16le",
        "pipe:1",
    ]
    run_ffmpeg(
        [*input_args(path, "audio", "video"), *args],
        cwd=cwd or path.parent,
        on_stdout=feed,
        should_stop=should_stop,
    )
    return pulse_of(listener.flux(), listener.loudness(), listener.samples / RATE, fps)


def pulse_of(flux: Curve, loudness: Curve, duration: float, fps: int) -> Pulse:
    """What an onset curve and a loudness curve (both every 10 ms) say."""
    curve = _normalised(flux)
    tempo, strength = _tempo(curve)
    beats = _beats(curve, tempo) if strength >= LEAST_PULSE else []
    beats = [beat for beat in beats if beat <= duration]
    return Pulse(tempo if beats else 0.0, beats, _energy(loudness, duration, fps), duration)


class _Listener:
    """Takes 16 bit samples in pieces of any size; keeps one number each for flux and loudness every hop."""

    def __init__(self) -> None:
        self.samples = 0
        self._odd = b""
        self._rest = np.zeros(WINDOW // 2, np.float32)
        self._before: Curve | None = None
        self._flux: list[Curve] = []
        self._loud: list[Curve] = []
        self._hann = np.hanning(WINDOW).astype(np.float32)
        self._bands = _band_edges()

    def feed(self, data: bytes) -> None:
        data = self._odd + data
        whole = len(data) // 2 * 2
        self._odd = data[whole:]
        fresh = np.frombuffer(data[:whole], "<i2").astype(np.float32) / 32768.0
        self.samples += len(fresh)
        self._rest = np.concatenate([self._rest, fresh])
        count = (len(self._rest) - WINDOW) // HOP + 1
        if count > 0:
            self._take(count)

    def _take(self, count: int) -> None:
        windows = np.lib.stride_tricks.sliding_window_view(self._rest, WINDOW)[: count * HOP : HOP]
        spectrum = np.abs(np.fft.rfft(windows * self._hann, axis=1)).astype(np.float32)
        bands = np.log1p(100.0 * np.add.reduceat(spectrum, self._bands, axis=1))
        first = bands[:1] if self._before is None else self._before
        rises = np.maximum(np.diff(np.concatenate([first, bands]), axis=0), 0.0)
        self._before = bands[-1:]
        self._flux.append(rises.mean(axis=1))
        self._loud.append(np.sqrt(np.mean(windows**2, axis=1)))
        self._rest = self._rest[count * HOP :].copy()

    def flux(self) -> Curve:
        return np.concatenate(self._flux) if self._flux else np.zeros(1, np.float32)

    def loudness(self) -> Curve:
        return np.concatenate(self._loud) if self._loud else np.zeros(1, np.float32)


def _band_edges() -> NDArray[np.int64]:
    """Where the bands begin, evenly over pitch: low ones are narrow, as ears hear them."""
    edges = np.geomspace(2, WINDOW // 2, BANDS)
    return np.unique(edges.astype(np.int64))


def _normalised(flux: Curve) -> Curve:
    """Onsets against what is usual around them, in standard deviations; slow swells vanish."""
    if len(flux) < 3:
        return np.zeros_like(flux)
    width = 2 * 50 + 1
    around = np.convolve(np.pad(flux, 50, mode="edge"), np.ones(width, np.float32) / width, mode="valid")
    curve = np.maximum(flux - around, 0.0)
    spread = float(curve.std())
    return (curve / spread).astype(np.float32) if spread > 1e-4 else np.zeros_like(curve)


def _tempo(curve: Curve) -> tuple[float, float]:
    """Beats a minute, and how clearly the curve repeats itself at that pace (0..1)."""
    per_minute = 60.0 * RATE / HOP
    lags = np.arange(int(per_minute / QUICKEST), int(per_minute / SLOWEST) + 1)
    if len(curve) < 2 * lags[0] or not curve.any():
        return 0.0, 0.0
    lags = lags[lags < len(curve) - 1]
    size = 1 << (2 * len(curve) - 1).bit_length()
    # Wider peaks: a pace between two whole lags must not lose to its half, which falls on one.
    spectrum = np.fft.rfft(np.convolve(curve, np.hanning(7), mode="same"), size)
    likeness = np.fft.irfft(spectrum * np.conj(spectrum), size)[: lags[-1] + 2]
    likeness /= max(float(likeness[0]), 1e-9)
    octaves = np.log2(per_minute / lags / COMFORTABLE)
    scores = likeness[lags] * np.exp(-0.5 * (octaves / 0.9) ** 2)
    best = int(lags[int(np.argmax(scores))])
    return per_minute / _peak_between(likeness, best), float(likeness[best])


def _peak_between(values: NDArray[Any], at: int) -> float:
    """The place of a peak between samples, by the parabola through three of them."""
    left, middle, right = (float(values[n]) for n in (at - 1, at, at + 1))
    bend = left - 2 * middle + right
    return at if bend >= 0 else at + 0.5 * (left - right) / bend


def _beats(curve: Curve, tempo: float) -> list[float]:
    """The chain of moments that best joins strong onsets at the tempo's pace."""
    period = 60.0 * RATE / HOP / tempo
    smooth = np.convolve(curve, np.hanning(7) / np.hanning(7).sum(), mode="same")
    steps = np.arange(-round(2 * period), -round(period / 2) + 1)
    penalty = -TIGHTNESS * np.log(-steps / period) ** 2
    score = smooth.astype(np.float64).copy()
    back = np.full(len(curve), -1)
    for now in range(-int(steps[0]), len(curve)):
        chances = score[now + steps] + penalty
        best = int(np.argmax(chances))
        if chances[best] > 0:
            score[now] += chances[best]
            back[now] = now + int(steps[best])
    tail = max(0, len(curve) - round(period))
    now = tail + int(np.argmax(score[tail:]))
    chain = []
    while now >= 0:
        chain.append(now * HOP / RATE)
        now = int(back[now])
    return _without_silent_ends(chain[::-1], smooth)


def _without_silent_ends(beats: list[float], curve: NDArray[Any]) -> list[float]:
    """Without beats before the music begins and after it ends."""
    strengths = [float(curve[min(len(curve) - 1, round(beat * RATE / HOP))]) for beat in beats]
    heard = [n for n, strength in enumerate(strengths) if strength > 0.15 * max(strengths, default=0.0)]
    return beats[heard[0] : heard[-1] + 1] if heard else []


def _energy(loudness: Curve, duration: float, fps: int) -> list[float]:
    """How loud each frame is, 0..1 of the loudest, quick to rise and slow to fall like an eye to light."""
    frames = max(1, Grid(fps).frame(duration))
    loudest = float(loudness.max())
    if loudest < 1e-4:
        return [0.0] * frames
    times = (np.arange(frames) + 0.5) / fps
    level = np.interp(times, np.arange(len(loudness)) * HOP / RATE, loudness / loudest)
    decibels = np.clip(1.0 + 20.0 * np.log10(np.maximum(level, 1e-3)) / 40.0, 0.0, 1.0)
    fall = 0.5 ** (1.0 / (0.15 * fps))
    out, now = [], 0.0
    for value in decibels:
        now = max(float(value), now * fall)
        out.append(now)
    return out
