"""A singing voice: a line is spoken by Kokoro, then put on its notes with the WORLD vocoder.

The speech model tells how long each phoneme lasts, so every vowel can start on its note. Consonants keep
about their natural length, vowels fill the rest; the spectral envelope is untouched: the words stay clear.
"""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pyworld
from score import EIGHTH, KEY, Line

RATE = 24000
FRAME = 0.005
_TOKEN_SECONDS = 0.025
# Measured: the sound runs this far ahead of the predicted lengths, and a stress mark's share is vowel.
_LEAD = 0.05
_VOWELS = set("æɑɔəɛɜiɪuʊʌAIOWYɚᵊ")
_GLIDES = set("AIOWY")
_MARKS = set("ˈˌ ,.")

Array = np.ndarray[Any, np.dtype[Any]]


class Speaker:
    """Kokoro with one voice, which also returns the length of each phoneme."""

    def __init__(self, model: Path, voice: Path) -> None:
        import onnx
        import onnxruntime
        from kokoro_onnx.config import DEFAULT_VOCAB

        graph = onnx.load(str(model))
        graph.graph.output.append(
            onnx.helper.make_tensor_value_info("/encoder/Clip_output_0", onnx.TensorProto.FLOAT, None)
        )
        self._session = onnxruntime.InferenceSession(graph.SerializeToString())
        self._style = np.fromfile(voice, dtype="<f4").reshape(-1, 256)
        self._vocabulary: dict[str, int] = DEFAULT_VOCAB

    def say(self, phonemes: str, speed: float) -> tuple[Array, list[float]]:
        """Return the sound at 24 kHz and the seconds at which each phoneme starts (one more: the end)."""
        tokens = [self._vocabulary[letter] for letter in phonemes]
        sound, lengths = self._session.run(
            None,
            {
                "tokens": np.array([[0, *tokens, 0]], dtype=np.int64),
                "style": self._style[len(tokens)][None],
                "speed": np.array([speed], dtype=np.float32),
            },
        )
        starts = np.cumsum(np.ravel(lengths)) * _TOKEN_SECONDS - _LEAD
        return np.ravel(sound).astype(np.float64), [float(start) for start in starts[: len(tokens) + 1]]


def sing(speaker: Speaker, line: Line, *, speed: float, seed: int = 1) -> tuple[Array, float]:
    """Return the sung line at 24 kHz and the time in the song, in seconds, of its first sample."""
    sound, starts = speaker.say(line.phonemes, speed)
    pitch, times = pyworld.harvest(sound, RATE, f0_floor=90, f0_ceil=500, frame_period=FRAME * 1000)
    envelope = pyworld.cheaptrick(sound, pitch, times, RATE)
    noise = pyworld.d4c(sound, pitch, times, RATE, threshold=0.5)
    source, target, begin = _time_map(line, starts)
    count = round((target[-1] - begin) / FRAME)
    song_times = begin + np.arange(count) * FRAME
    positions = np.interp(song_times, target, source) / FRAME
    low = np.clip(np.floor(positions).astype(int), 0, len(pitch) - 2)
    part = np.clip(positions - low, 0.0, 1.0)[:, None]
    sung_envelope = np.exp((1 - part) * np.log(envelope[low]) + part * np.log(envelope[low + 1]))
    sung_noise = (1 - part) * noise[low] + part * noise[low + 1]
    voiced = _close_gaps(pitch > 0)[np.clip(np.round(positions).astype(int), 0, len(pitch) - 1)]
    melody = _melody(line, song_times, np.random.default_rng(seed))
    sung: Array = pyworld.synthesize(
        np.where(voiced, melody, 0.0),
        np.ascontiguousarray(sung_envelope),
        np.ascontiguousarray(sung_noise),
        RATE,
        FRAME * 1000,
    )
    return sung, begin


def _close_gaps(voiced: Array, longest: int = 5) -> Array:
    """Fill unvoiced holes of at most `longest` frames: a held note must not crackle."""
    closed = voiced.copy()
    edges = np.flatnonzero(np.diff(voiced.astype(int)))
    for left, right in pairwise(edges):
        if not voiced[left + 1] and right - left <= longest:
            closed[left + 1 : right + 1] = True
    return closed


def _nuclei(line: Line, starts: list[float]) -> list[tuple[float, float, float, float, bool]]:
    """For each syllable, in seconds of speech: start, vowel's start and end, end; and is it a glide."""
    found = []
    at = 0
    for syllable in line.syllables:
        letters = syllable.phonemes
        body = [at + n for n, letter in enumerate(letters) if letter not in _MARKS]
        vowels = [at + n for n, letter in enumerate(letters) if letter in _VOWELS or letter in "ˈˌ"]
        glide = any(letter in _GLIDES for letter in letters)
        found.append(
            (starts[body[0]], starts[vowels[0]], starts[vowels[-1] + 1], starts[body[-1] + 1], glide)
        )
        at += len(letters)
    return found


def _time_map(line: Line, starts: list[float]) -> tuple[list[float], list[float], float]:
    """Corresponding times: in the speech, in the song; and where in the song the line begins."""
    nuclei = _nuclei(line, starts)
    source: list[float] = []
    target: list[float] = []
    for index, (syllable, nucleus) in enumerate(zip(line.syllables, nuclei, strict=True)):
        begin, vowel, vowel_end, end, glide = nucleus
        note = syllable.start * EIGHTH
        last = index == len(nuclei) - 1
        following = note + syllable.length * EIGHTH
        onset_next = 0.0 if last else min(nuclei[index + 1][1] - nuclei[index + 1][0], 0.16)
        coda = min(end - vowel_end, 0.32) if last else min(end - vowel_end, 0.16)
        if index == 0:
            source.append(begin - 0.03)
            target.append(note - min(vowel - begin, 0.16) - 0.03)
        room_end = following - onset_next
        held_until = max(note + 0.45 * (room_end - note), room_end - coda)
        source += [vowel, vowel + (vowel_end - vowel) * (0.55 if glide else 0.5)]
        target += [note, note + (held_until - note) * (0.72 if glide else 0.55)]
        source += [vowel_end, end]
        target += [held_until, room_end]
    source.append(source[-1] + 0.12)
    target.append(target[-1] + 0.12)
    return source, target, target[0]


def _melody(line: Line, times: Array, random: np.random.Generator) -> Array:
    """The pitch in Hz at `times`: notes joined by short slides, vibrato on held ones, a little drift."""
    notes = np.empty(len(times))
    vibrato = np.zeros(len(times))
    notes[:] = line.syllables[0].note - 0.7
    for syllable in line.syllables:
        start, length = syllable.start * EIGHTH, syllable.length * EIGHTH
        notes[times >= start - 0.045] = syllable.note
        if length > 0.6:
            depth = np.clip((times - start - 0.28) / 0.4, 0, 1) * (times < start + length + 0.2)
            vibrato = np.maximum(vibrato, depth * (times >= start))
    glided = _smooth(notes, 0.035)
    drift = _smooth(random.normal(0, 1, len(times)), 0.08)
    drift *= 0.07 / max(float(drift.std()), 1e-9)
    wave = 0.32 * vibrato * np.sin(2 * np.pi * 5.4 * times + random.uniform(0, 6))
    melody: Array = 440.0 * 2.0 ** ((glided + drift + wave + KEY - 69) / 12)
    return melody


def _smooth(values: Array, seconds: float) -> Array:
    """A Gaussian mean over about `seconds`."""
    width = seconds / FRAME
    reach = int(width * 3) + 1
    kernel = np.exp(-0.5 * (np.arange(-reach, reach + 1) / width) ** 2)
    padded = np.pad(values, reach, mode="edge")
    smoothed: Array = np.convolve(padded, kernel / kernel.sum(), mode="valid")
    return smoothed
