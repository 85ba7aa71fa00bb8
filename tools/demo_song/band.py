"""The band: pad, bells, bass, drums, piano and sea, synthesised with numpy. All tracks are 48 kHz stereo."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.signal import butter, fftconvolve, lfilter, sosfilt
from score import BAR, BARS, CHORDS, DURATION, EIGHTH, KEY

RATE = 48000
LENGTH = round(DURATION * RATE)
VERSE, BREAK, CHORUS, OUTRO = 1, 5, 6, 10

Array = np.ndarray[Any, np.dtype[Any]]


def empty() -> Array:
    """Silence as long as the song, shape (samples, 2)."""
    return np.zeros((LENGTH, 2))


def put(track: Array, sound: Array, eighth: float, pan: float = 0.0) -> None:
    """Add a mono or stereo `sound` at a place counted in eighths; `pan` is -1..1 at constant power."""
    at = round(eighth * EIGHTH * RATE)
    if sound.ndim == 1:
        angle = (pan + 1) * np.pi / 4
        sound = np.stack([sound * np.cos(angle), sound * np.sin(angle)], axis=1) * np.sqrt(2)
    if at < 0:
        sound, at = sound[-at:], 0
    sound = sound[: max(LENGTH - at, 0)]
    track[at : at + len(sound)] += sound


def hertz(note: float) -> float:
    """The pitch of a written note."""
    return float(440.0 * 2 ** ((note + KEY - 69) / 12))


def seconds(length: float) -> Array:
    return np.arange(round(length * RATE)) / RATE


def filtered(sound: Array, kind: str, cutoff: float | tuple[float, float], order: int = 2) -> Array:
    shaped: Array = sosfilt(butter(order, cutoff, kind, fs=RATE, output="sos"), sound, axis=0)
    return shaped


def chord_at(eighth: float) -> tuple[int, tuple[int, ...]]:
    return CHORDS[min(int(eighth // 4), len(CHORDS) - 1)]


def fade(length: int, attack: float, release: float) -> Array:
    """An envelope of `length` samples that rises and falls in the given seconds."""
    up, down = int(attack * RATE), int(release * RATE)
    envelope = np.ones(length)
    envelope[:up] = np.sin(np.linspace(0, np.pi / 2, up)) ** 2
    envelope[length - down :] *= np.cos(np.linspace(0, np.pi / 2, down)) ** 2
    return envelope


def saw(frequency: float, time: Array, phase: float = 0.0) -> Array:
    """A saw wave without aliasing: a sum of partials below 9 kHz, softened towards the top."""
    wave = np.zeros(len(time))
    for partial in range(1, min(int(9000 / frequency), 40) + 1):
        wave += np.sin(2 * np.pi * partial * (frequency * time + phase)) / partial**1.15
    return wave


def pad(random: np.random.Generator) -> Array:
    """Slow detuned chords, darker in the verse than in the chorus."""
    track = empty()
    half = 0
    while half < len(CHORDS):
        root, notes = CHORDS[half]
        span = 2 if half + 1 < len(CHORDS) and CHORDS[half + 1] == CHORDS[half] else 1
        final = half + span >= len(CHORDS)
        time = seconds(span * 4 * EIGHTH + (TAIL if final else 0.35))
        bright = CHORUS * 2 <= half < OUTRO * 2
        for note in (*notes, root + 12):
            for side in (-1, 1):
                wave = saw(hertz(note + side * 0.06 + random.normal(0, 0.015)), time, random.random())
                wave *= 1 + 0.15 * np.sin(2 * np.pi * 0.31 * time + random.uniform(0, 6))
                wave = filtered(wave, "low", 2100 if bright else 1050)
                envelope = fade(len(time), 0.25, min(2.4 if final else 0.45, time[-1] / 2))
                put(track, wave * envelope * 0.035, half * 4, side * 0.75)
        half += span
    return filtered(track, "high", 170)


TAIL = 1.7


def bell(note: float, length: float, brightness: float = 1.0) -> Array:
    """A soft struck bell by frequency modulation."""
    time = seconds(length)
    frequency = hertz(note)
    index = 1.6 * brightness * np.exp(-time * 7)
    wave = np.sin(2 * np.pi * frequency * time + index * np.sin(2 * np.pi * frequency * 3.01 * time))
    wave += 0.25 * np.sin(2 * np.pi * frequency * 2 * time) * np.exp(-time * 5)
    sound: Array = wave * np.exp(-time * 4.2) * np.minimum(time / 0.003, 1)
    return sound


_PATTERN = (0, 2, 4, 3, 1, 3, 4, 2)


def arpeggio(random: np.random.Generator) -> Array:
    """Bells in sixteenths; loud where nobody sings, a shimmer behind the voice."""
    track = empty()
    for step in range((BARS * BAR - 4) * 2):
        place = step / 2
        bar = int(place // BAR)
        _, notes = chord_at(place)
        alone = bar in {0, BREAK} or bar >= OUTRO
        if not alone and bar < CHORUS and step % 2:
            continue
        level = (0.15 if alone else 0.06) * (1.15 if step % 8 == 0 else 1.0) * random.uniform(0.8, 1.05)
        if bar >= OUTRO:
            level *= max(0.0, 1 - (place - OUTRO * BAR) / 5) ** 1.2
        note = notes[_PATTERN[step % 8] % len(notes)] + (24 if step % 16 == 14 else 12)
        put(track, bell(note, 0.9, 1.0 if alone else 0.6) * level, place, 0.6 * np.sin(step * 0.7))
    return echo(track, 1.5 * EIGHTH, 0.42, 5)


def motif() -> Array:
    """The little tune of intro and break: the lighthouse, high and alone."""
    track = empty()
    for bar, tune in (
        (0, ((0, 83), (1.5, 79), (3, 78), (4, 76), (5.5, 74))),
        (BREAK, ((0, 79), (1, 81), (2, 83), (3.5, 86), (5, 84), (6, 83))),
        (OUTRO, ((2, 83), (3.5, 79), (5, 78), (6, 79))),
    ):
        for place, note in tune:
            put(track, bell(note, 1.8, 0.7) * 0.16, bar * BAR + place, -0.15)
    return echo(track, 1.5 * EIGHTH, 0.35, 4)


def piano(random: np.random.Generator) -> Array:
    """Warm electric-piano chords on one and the off-beat before three."""
    track = empty()
    for bar in range(VERSE, OUTRO):
        if bar == BREAK:
            continue
        for place, strength in ((0, 1.0), (2.5, 0.6), (4, 0.85), (6.5, 0.5)):
            _, notes = chord_at(bar * BAR + place)
            for index, note in enumerate(notes[1:]):
                time = seconds(1.1)
                frequency = hertz(note)
                strike = 0.9 * strength * np.exp(-time * 9)
                wave = np.sin(2 * np.pi * frequency * time + strike * np.sin(2 * np.pi * frequency * time))
                wave *= np.exp(-time * 3.2) * np.minimum(time / 0.006, 1)
                late = index * 0.012 / EIGHTH + random.normal(0, 0.008)
                put(track, wave * 0.055 * strength, bar * BAR + place + late, -0.3 + 0.2 * index)
    return track


def bass() -> Array:
    """Roots with a push before the third beat, an octave up at the end of a bar in the chorus."""
    track = empty()
    for bar in range(VERSE, OUTRO + 1):
        if bar == BREAK:
            steps: tuple[tuple[float, float, int], ...] = ((0, 3.8, 0), (4, 2.8, 0))
        elif bar >= OUTRO:
            steps = ((0, 9.0, 0),)
        elif bar >= CHORUS:
            steps = ((0, 1.4, 0), (1.5, 1.3, 0), (3, 0.9, 0), (4, 1.4, 0), (5.5, 1.2, 0), (7, 0.8, 12))
        else:
            steps = ((0, 2.3, 0), (2.5, 1.3, 0), (4, 2.3, 0), (6.5, 1.2, 0))
        for place, length, lift in steps:
            root, _ = chord_at(bar * BAR + place)
            time = seconds(length * EIGHTH)
            wave = np.sin(2 * np.pi * hertz(root + lift) * time)
            wave += 0.5 * filtered(saw(hertz(root + lift), time), "low", 520)
            wave = np.tanh(
                1.4 * wave * fade(len(time), 0.008, min(0.06 if bar < OUTRO else 2.0, time[-1] / 2))
            )
            put(track, wave * 0.25, bar * BAR + place)
    return track


def kick() -> Array:
    time = seconds(0.42)
    sweep = 46 * time + 105 / 32 * (1 - np.exp(-time * 32))
    body = np.sin(2 * np.pi * sweep) * np.exp(-time * 8.5)
    click = np.exp(-time * 420) * 0.35
    sound: Array = np.tanh(1.6 * (body + click)) * fade(len(time), 0.001, 0.06)
    return sound


def snare(random: np.random.Generator) -> Array:
    time = seconds(0.34)
    rattle = filtered(random.normal(0, 1, len(time)), "band", (1300, 8500)) * np.exp(-time * 15)
    body = np.sin(2 * np.pi * (182 * time + 1.3 * (1 - np.exp(-time * 40)))) * np.exp(-time * 19)
    sound: Array = 0.6 * rattle + 0.7 * body
    return sound


def hat(random: np.random.Generator, decay: float) -> Array:
    time = seconds(min(6 / decay, 1.5))
    sound: Array = filtered(random.normal(0, 1, len(time)), "high", 7200, 4) * np.exp(-time * decay)
    return sound


def drums(random: np.random.Generator) -> tuple[Array, list[float]]:
    """The kit, and the places (in eighths) of its kicks, which duck the pad."""
    track = empty()
    kicks: list[float] = []
    for bar in range(VERSE, OUTRO):
        first = bar * BAR
        for place in _kicks(bar):
            put(track, kick() * 0.62, first + place)
            kicks.append(first + place)
        if bar >= VERSE + 1 and bar != BREAK:
            for place in (2, 6):
                put(track, snare(random) * (0.3 if bar < CHORUS else 0.38), first + place, 0.05)
        if bar == BREAK:
            for index, place in enumerate((5, 5.5, 6, 6.5, 7, 7.25, 7.5, 7.75)):
                put(track, snare(random) * (0.12 + 0.035 * index), first + place, -0.2 + 0.05 * index)
            continue
        for step in range(16 if bar >= CHORUS else 8):
            place = step * BAR / (16 if bar >= CHORUS else 8)
            accent = 1.0 if place % 2 == 1 else 0.55
            put(track, hat(random, 55) * 0.075 * accent * random.uniform(0.8, 1.1), first + place, 0.3)
        put(track, hat(random, 11) * 0.06, first + 7, 0.3)
    for bar in (CHORUS, OUTRO):
        put(track, hat(random, 2.6) * 0.16, bar * BAR, -0.25)
        put(track, kick() * 0.7, bar * BAR)
        kicks.append(bar * BAR)
    return track, kicks


def _kicks(bar: int) -> tuple[float, ...]:
    if bar == BREAK:
        return (0.0, 4.0)
    if bar >= CHORUS:
        return (0, 1.5, 4, 5.5) if bar % 2 else (0, 3, 4, 5.5)
    return (0, 4) if bar == VERSE else (0, 3.5, 4)


def sea(random: np.random.Generator) -> Array:
    """Waves that roll through intro, break and outro, and a breath of wind into the chorus."""
    track = empty()
    for side in range(2):
        noise = random.normal(0, 1, LENGTH)
        low = filtered(noise, "band", (180, 900))
        high = filtered(noise, "band", (1500, 6500))
        time = np.arange(LENGTH) / RATE
        swell = 0.5 + 0.5 * np.sin(2 * np.pi * time / 4.1 - 1.2 + side * 0.9)
        track[:, side] = low * (0.35 + 0.65 * swell) + 0.35 * high * swell**2
    bars = np.arange(LENGTH) / RATE / (BAR * EIGHTH)
    level = np.interp(
        bars,
        [0, 0.25, 0.8, 1.2, 5, 5.6, 6.02, 10, 10.5, 11, 11.6],
        [0, 1, 0.8, 0.2, 0.2, 0.5, 0.1, 0.1, 0.7, 1, 0],
    )
    track *= level[:, None] * 0.05
    rise = seconds(4 * EIGHTH)
    sweep = filtered(random.normal(0, 1, len(rise)), "band", (900, 7000)) * (rise / rise[-1]) ** 3
    put(track, sweep * 0.09, BREAK * BAR + 4)
    return track


def echo(track: Array, delay: float, feedback: float, repeats: int) -> Array:
    """Repeats that swap sides, each darker than the last."""
    mixed = track.copy()
    tap = track
    step = round(delay * RATE)
    for _ in range(repeats):
        shifted = np.zeros_like(tap)
        shifted[step:] = tap[:-step, ::-1] * feedback
        tap = filtered(shifted, "low", 4200, 1)
        mixed += tap
    return mixed


def hall(track: Array, random: np.random.Generator, length: float = 1.9) -> Array:
    """The reverberation of a large room, without the dry sound."""
    time = seconds(length)
    room = random.normal(0, 1, (len(time), 2)) * np.exp(-time * 6.9 / length)[:, None]
    room = filtered(filtered(room, "low", 5200, 1), "high", 260)
    room /= np.sqrt((room**2).sum(axis=0))
    wet = np.stack([fftconvolve(track[:, side], room[:, side])[:LENGTH] for side in range(2)], axis=1)
    predelay = round(0.024 * RATE)
    delayed = np.zeros_like(wet)
    delayed[predelay:] = wet[:-predelay]
    return delayed


def duck(kicks: list[float], depth: float) -> Array:
    """A gain for each sample that dips at every kick and comes back in a fifth of a second."""
    hits = np.zeros(LENGTH)
    for place in kicks:
        hits[min(round(place * EIGHTH * RATE), LENGTH - 1)] = 1
    decay = np.exp(-1 / (0.09 * RATE))
    gain: Array = 1 - depth * np.minimum(lfilter([1], [1, -decay], hits), 1)
    return gain
