"""The transcriber: with a scripted model for its manners, with the real one for the demo song."""

import re
import threading
import wave
from difflib import SequenceMatcher
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from django.conf import settings

from media_pipeline.engines.transcribe import faster_whisper, listen, voice
from media_pipeline.engines.transcribe.contract import TranscribeRequest
from media_pipeline.engines.transcribe.faster_whisper import FasterWhisper
from umam.lib.errors import Cancelled, Invalid, JobError

DEMO = Path(faster_whisper.__file__).parents[2] / "demo"


def segment(start, end, *words):
    step = (end - start) / max(len(words), 1)
    timed = [
        SimpleNamespace(start=start + n * step, end=start + (n + 1) * step, word=f" {word}", probability=0.8)
        for n, word in enumerate(words)
    ]
    return SimpleNamespace(
        start=start, end=end, text=" " + " ".join(words), words=timed, avg_logprob=-0.2, no_speech_prob=0.1,
        compression_ratio=1.1,
    )  # fmt: skip


class ScriptedModel:
    """Says the same three segments of every piece of sound, lazily, and remembers how it was asked."""

    supported_languages = ("en", "de")

    def __init__(self):
        self.calls = []
        self.said = 0
        self.fails_with = None

    def transcribe(self, sound, **chosen):
        self.calls.append(chosen)
        return self._say(), SimpleNamespace(language="de", language_probability=0.87)

    def _say(self):
        if self.fails_with:
            raise self.fails_with
        for n in range(3):
            self.said += 1
            yield segment(n * 0.9 + 0.1, n * 0.9 + 0.9, "komm", "heim")


@pytest.fixture
def model(monkeypatch, tmp_path):
    """A scripted model; every sound that is not silent counts as sung from end to end."""
    scripted = ScriptedModel()
    monkeypatch.setattr(faster_whisper.models, "locate", lambda *args, **kwargs: tmp_path / "whisper-base")
    monkeypatch.setattr(faster_whisper, "_load", lambda wanted: scripted)
    monkeypatch.setattr(voice, "curve_of", lambda sound: np.full(len(sound) // 512 + 1, float(sound.any())))
    return scripted


@pytest.fixture
def write_wav(tmp_path):
    def write(seconds=3.0, level=0.3):
        path = tmp_path / "song.wav"
        time = np.arange(int(seconds * 16000)) / 16000
        with wave.open(str(path), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(16000)
            file.writeframes((level * np.sin(2 * np.pi * 330 * time) * 32767).astype("<i2").tobytes())
        return path

    return write


def test_words_language_and_progress(model, write_wav, engine_context):
    context = engine_context()
    found = FasterWhisper().run(TranscribeRequest(write_wav()), context)
    assert [word.word for word in found.words] == ["komm", "heim"] * 3
    assert (found.language, found.language_probability, found.model) == ("de", 0.87, "base")
    assert found.duration == pytest.approx(3.0, abs=0.01)
    fractions = [fraction for fraction, _ in context.told]
    assert fractions == sorted(fractions)
    assert fractions[-1] == 1.0
    assert len([fraction for fraction in fractions if 0 < fraction < 1]) >= 2


def test_a_known_language_is_used_and_an_unknown_one_is_a_sentence(model, write_wav, engine_context):
    FasterWhisper().run(TranscribeRequest(write_wav(), language="en"), engine_context())
    assert model.calls[-1]["language"] == "en"
    with pytest.raises(Invalid, match="“xx”") as caught:
        FasterWhisper().run(TranscribeRequest(write_wav(), language="xx"), engine_context())
    assert caught.value.attr == "language"


def test_songs_and_speech_are_heard_differently(model, write_wav, engine_context):
    for singing in (True, False):
        FasterWhisper().run(TranscribeRequest(write_wav(), singing=singing), engine_context())
    song, speech = model.calls
    assert "hallucination_silence_threshold" not in song
    assert speech["hallucination_silence_threshold"] == 2.0
    assert song["compression_ratio_threshold"] > 2.4
    assert not song["condition_on_previous_text"]
    assert not speech["condition_on_previous_text"]


def test_it_stops_between_segments(model, write_wav, engine_context):
    path = write_wav()
    patient = engine_context()
    listen.decode(path, patient)
    with pytest.raises(Cancelled):
        FasterWhisper().run(TranscribeRequest(path), engine_context(stop_after=patient.asked + 2))
    assert 0 < model.said < 3


def test_silence_is_an_empty_result_and_no_model_is_asked(model, write_wav, engine_context):
    found = FasterWhisper().run(TranscribeRequest(write_wav(level=0.0)), engine_context())
    assert (found.text, found.segments, found.language) == ("", (), "")
    assert model.calls == []


def test_half_a_second_is_no_trouble(model, write_wav, engine_context):
    found = FasterWhisper().run(TranscribeRequest(write_wav(seconds=0.5)), engine_context())
    assert all(word.end <= 0.51 for word in found.words)


def test_a_long_file_is_heard_in_pieces_of_one_language(model, write_wav, engine_context, monkeypatch):
    whole = listen.pieces
    monkeypatch.setattr(listen, "pieces", lambda samples: whole(samples, seconds=31.0))
    found = FasterWhisper().run(TranscribeRequest(write_wav(seconds=60.0)), engine_context())
    assert len(model.calls) >= 2
    assert [call["language"] for call in model.calls][:2] == [None, "de"]
    starts = [word.start for word in found.words]
    assert starts == sorted(starts)
    assert starts[-1] > 29


def test_a_card_without_its_libraries_hands_over(model, write_wav, engine_context, monkeypatch, settings):
    settings.UMAM_WHISPER_DEVICE = "auto"
    monkeypatch.setattr("ctranslate2.get_cuda_device_count", lambda: 1)
    monkeypatch.setattr(faster_whisper, "_no_card", threading.Event())
    devices = []

    def load(wanted):
        devices.append(wanted.device)
        model.fails_with = (
            RuntimeError("Library libcublas.so.12 is not found") if wanted.device == "cuda" else None
        )
        return model

    monkeypatch.setattr(faster_whisper, "_load", load)
    found = FasterWhisper().run(TranscribeRequest(write_wav()), engine_context())
    assert devices == ["cuda", "cpu"]
    assert len(found.words) == 6


def test_another_fault_of_the_model_is_not_swallowed(model, write_wav, engine_context):
    model.fails_with = RuntimeError("out of words")
    with pytest.raises(RuntimeError, match="out of words"):
        FasterWhisper().run(TranscribeRequest(write_wav()), engine_context())


def test_a_folder_that_is_no_model_is_a_sentence(tmp_path, settings, monkeypatch):
    monkeypatch.setattr(faster_whisper, "_loaded", {})
    settings.UMAM_WHISPER_MODEL = str(tmp_path)
    settings.UMAM_WHISPER_DEVICE = "cpu"
    (tmp_path / "tokenizer.json").write_text("{}")
    with pytest.raises(JobError, match="could not be loaded"):
        FasterWhisper().load()


def test_threads_come_from_the_argument_then_the_setting(model, monkeypatch, settings):
    seen = []
    monkeypatch.setattr(faster_whisper, "_load", seen.append)
    settings.UMAM_MEDIA_THREADS = 3
    FasterWhisper(cpu_threads=1).load()
    FasterWhisper().load()
    assert [wanted.threads for wanted in seen] == [1, 3]


@pytest.mark.slow
def test_the_demo_song_is_understood(engine_context, monkeypatch):
    """At least 85 of 100 words in the mix, and words that stand where they are sung."""
    monkeypatch.setattr(faster_whisper, "_loaded", {})
    assert settings.UMAM_WHISPER_MODEL == "base"
    found = FasterWhisper().run(TranscribeRequest(DEMO / "first-light.mp3"), engine_context())
    written = plain((DEMO / "first-light.txt").read_text())
    sung = plain(found.text)
    same = sum(
        block.size for block in SequenceMatcher(None, written, sung, autojunk=False).get_matching_blocks()
    )
    assert same / len(written) >= 0.85
    assert len(sung) <= len(written) * 1.15
    assert found.language == "en"
    chorus = next(word for word in found.words if word.word.lower().startswith("across"))
    assert chorus.start == pytest.approx(19.0, abs=0.4)
    assert found.words[0].start > 1.5
    assert found.words[-1].end < 28.5


def plain(text):
    return re.findall(r"[a-z']+", text.lower())
