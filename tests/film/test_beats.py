"""Hearing the pulse of sounds whose pulse is known."""

from __future__ import annotations

import wave
from pathlib import Path

import numpy as np
import pytest

from media_pipeline.film.beats import analyse
from umam.lib.errors import Cancelled, UmamError

RATE = 44_100


def write(path: Path, sound: np.ndarray) -> Path:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes((np.clip(sound, -1, 1) * 32767).astype("<i2").tobytes())
    return path


def clicks(bpm: float, seconds: float = 20.0, first: float = 0.5) -> tuple[np.ndarray, np.ndarray]:
    """A click on each beat, every fourth louder, over a soft chord; and where the clicks are."""
    sound = 0.05 * np.sin(2 * np.pi * 220 * np.arange(int(seconds * RATE)) / RATE)
    times = np.arange(first, seconds - 0.2, 60 / bpm)
    tone = np.exp(-np.arange(2000) / 300) * np.sin(2 * np.pi * 1500 * np.arange(2000) / RATE)
    for n, time in enumerate(times):
        at = int(time * RATE)
        sound[at : at + 2000] += tone * (0.8 if n % 4 == 0 else 0.5)
    return sound, times


@pytest.mark.parametrize("bpm", [72, 90, 104, 120, 138, 150])
def test_tempo_and_beats_of_a_click_track(tmp_path, bpm):
    sound, times = clicks(bpm)
    found = analyse(write(tmp_path / "x.wav", sound), fps=30)
    assert found.tempo == pytest.approx(bpm, rel=0.02)
    errors = [min(abs(times - beat)) for beat in found.beats]
    assert np.median(errors) < 0.02
    assert np.quantile(errors, 0.95) < 0.04
    assert len(found.beats) >= 0.9 * len(times)


def test_a_song_of_eighths_has_the_tempo_people_tap_to(tmp_path):
    """Bass drum, snare and a hi-hat between them at 88: not 176."""
    seconds, beat = 24.0, 60 / 88
    sound = np.zeros(int(seconds * RATE))
    time = np.arange(int(0.12 * RATE)) / RATE
    kick = np.sin(2 * np.pi * 60 * time) * np.exp(-time * 25)
    hiss = np.random.default_rng(1).normal(0, 0.3, len(time)) * np.exp(-time * 50)
    for n in range(int(seconds / beat * 2) - 1):
        at = int(n * beat / 2 * RATE)
        sound[at : at + len(time)] += 0.3 * hiss if n % 2 else 0.6 * kick + 0.5 * hiss
    assert analyse(write(tmp_path / "x.wav", sound), fps=30).tempo == pytest.approx(88, rel=0.02)


def test_energy_has_a_value_for_each_frame_and_follows_loudness(tmp_path):
    half = np.zeros(RATE * 2)
    loud = 0.8 * np.sin(2 * np.pi * 330 * np.arange(RATE * 2) / RATE)
    found = analyse(write(tmp_path / "x.wav", np.concatenate([half, loud])), fps=25)
    assert len(found.energy) == 100
    assert max(found.energy[:45]) < 0.1
    assert min(found.energy[55:95]) > 0.8
    assert found.duration == pytest.approx(4.0, abs=0.001)


def test_silence_has_no_beat(tmp_path):
    found = analyse(write(tmp_path / "x.wav", np.zeros(RATE * 3)), fps=30)
    assert (found.tempo, found.beats) == (0.0, [])
    assert found.energy == [0.0] * 90


def test_half_a_second_is_no_trouble(tmp_path):
    found = analyse(write(tmp_path / "x.wav", 0.3 * np.ones(RATE // 2)), fps=30)
    assert len(found.energy) == 15


def test_what_is_no_sound_is_said(tmp_path):
    path = tmp_path / "x.wav"
    path.write_bytes(b"RIFF" + bytes(40))
    with pytest.raises(UmamError):
        analyse(path, fps=30)


def test_it_stops_when_told(tmp_path):
    sound, _ = clicks(120, seconds=60)
    with pytest.raises(Cancelled):
        analyse(write(tmp_path / "x.wav", sound), fps=30, should_stop=lambda: True)
