"""Reading the voice detector's curve."""

import numpy as np
import pytest

from media_pipeline.engines.transcribe import voice

STEP = 0.1


def curve(*parts):
    """A probability curve from (seconds, level) parts, one value every 0.1 s."""
    return np.concatenate([np.full(round(seconds / STEP), level) for seconds, level in parts])


def read(parts, ear):
    made = curve(*parts)
    found = voice.read_curve(made, ear, len(made) * STEP, step=STEP)
    return [(round(start, 2), round(end, 2)) for start, end in found]


def test_a_singer_is_followed_through_low_probabilities():
    song = [(3, 0.0), (4, 0.9), (3, 0.2), (4, 0.6), (3, 0.0)]
    assert read(song, voice.SINGING) == [(2.6, 14.4)]
    assert read(song, voice.SPEECH) == [(2.6, 7.4), (9.6, 14.4)]


def test_an_instrument_is_no_voice():
    assert read([(1, 0.0), (6, 0.3), (2, 0.0)], voice.SINGING) == []


def test_a_first_chord_is_no_voice_but_a_shout_is():
    assert read([(0.5, 0.45), (5, 0.0)], voice.SINGING) == []
    assert read([(2, 0.0), (0.5, 0.9), (5, 0.0)], voice.SINGING) == [(1.6, 2.9)]


def test_a_break_parts_two_passages_and_a_breath_does_not():
    assert read([(3, 0.8), (2, 0.0), (3, 0.8)], voice.SINGING) == [(0.0, 3.4), (4.6, 8.0)]
    assert read([(3, 0.8), (1, 0.0), (3, 0.8)], voice.SINGING) == [(0.0, 7.0)]


def test_margins_meet_in_the_middle_and_never_overlap():
    ear = voice.Ear(low=0.3, peak=0.5, gap=0.2, margin=0.4)
    assert read([(1, 0.9), (0.4, 0.0), (1, 0.9)], ear) == [(0.0, 1.2), (1.2, 2.4)]


@pytest.mark.parametrize("sound", [np.zeros(0, np.float32), np.zeros(16000, np.float32)])
def test_silence_is_not_even_looked_at(sound):
    assert len(voice.curve_of(sound)) == 0
    assert voice.read_curve(voice.curve_of(sound), voice.SINGING, 1.0) == []


def test_a_tone_is_no_voice_to_the_real_detector():
    tone = 0.4 * np.sin(2 * np.pi * 440 * np.arange(3 * voice.RATE) / voice.RATE).astype(np.float32)
    found = voice.curve_of(tone)
    assert len(found) == int(np.ceil(len(tone) / 512))
    assert voice.read_curve(found, voice.SINGING, 3.0) == []


def test_clips_fill_what_the_model_hears_at_once():
    passages = [(0.0, 5.0), (7.0, 20.0), (22.0, 28.0), (31.0, 40.0), (90.0, 130.0)]
    assert voice.clips(passages) == [(0.0, 28.0), (31.0, 40.0), (90.0, 130.0)]
