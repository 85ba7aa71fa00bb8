"""Odd songs through the whole pipeline, from the upload to the film, worked off in this process."""

import struct

import av
import numpy as np
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from media_pipeline.services import music_video
from tests.faults.conftest import steps
from tests.media_pipeline.conftest import HOME, QUICK
from umam.assets import files
from umam.assets.models import Asset
from umam.assets.services import ingest_upload
from umam.jobs import inline
from umam.jobs.models import Job
from umam.lib.errors import Invalid

pytestmark = pytest.mark.django_db
SPOKEN = {"title": "", "size": "320x180", "style": "neon-rain"}


def wav(samples, rate):
    """Samples (frames, channels) of 16 bits as the bytes of a WAV file."""
    data = np.asarray(samples, dtype="<i2")
    channels = data.shape[1]
    kind = struct.pack("<HHIIHH", 1, channels, rate, rate * channels * 2, channels * 2, 16)
    body = b"fmt " + struct.pack("<I", len(kind)) + kind + b"data" + struct.pack("<I", data.nbytes)
    return b"RIFF" + struct.pack("<I", 4 + len(body) + data.nbytes) + b"WAVE" + body + data.tobytes()


def tones(seconds, rate=44_100, channels=1):
    times = np.arange(int(seconds * rate))[:, None] / rate
    return 9000 * np.sin(2 * np.pi * times * (220 * np.arange(1, channels + 1))) * np.exp(-4 * (times % 0.5))


@pytest.fixture
def film_of(engines, universe, owner):
    """Uploads a song under a name, and makes its film."""

    def make(content, name, *, deaf=True):
        engines([f"{HOME}.DeafTranscriber", *QUICK[1:]] if deaf else QUICK)
        upload = SimpleUploadedFile("x", content)
        upload._name = name
        song = ingest_upload(universe=universe, by=owner, upload=upload, kinds=("audio",))
        film = music_video.request_film(universe=universe, by=owner, song=song, **SPOKEN)
        inline.drain()
        film.refresh_from_db()
        told = {role: job.error_message for role, job in steps(film).items() if job.error_message}
        assert film.status == "completed", told
        return song, film

    return make


def looked_at(film, tmp_path):
    """Frames, seconds of sound, and rate and channels of the finished film."""
    video = Asset.objects.get(pk=film.output_data["video"])
    with av.open(str(files.fetch(video.file, tmp_path))) as container:
        sound = container.streams.audio[0]
        frames = sum(1 for _ in container.decode(video=0))
        context = sound.codec_context
        return frames, float(sound.duration * sound.time_base), context.sample_rate, context.channels


def test_silence_becomes_a_film_that_says_what_it_is(film_of, silent_wav, tmp_path, api):
    _, film = film_of(silent_wav.read_bytes(), "silence.wav")
    frames, seconds, *_ = looked_at(film, tmp_path)
    assert frames == 90
    assert seconds == pytest.approx(3.0, abs=1 / 30)
    # Silence has no loudness: minus infinity is no JSON.
    answer = api.get(f"/api/music-videos/{film.pk}")
    assert answer.status_code == 200
    assert b"Infinity" not in answer.content
    assert b"NaN" not in answer.content


def test_eight_channels_at_96_khz(film_of, tmp_path):
    song, film = film_of(wav(tones(2.0, 96_000, 8), 96_000), "wide.wav")
    assert (song.probe["channels"], song.probe["sample_rate"]) == (8, 96_000)
    frames, seconds, rate, channels = looked_at(film, tmp_path)
    assert frames == 60
    assert seconds == pytest.approx(2.0, abs=1 / 30)
    assert (rate, channels) == (48_000, 2)


def test_of_a_truncated_mp3_what_is_there_becomes_a_film(film_of, mp3_file, tmp_path):
    whole = mp3_file.read_bytes()
    song, film = film_of(whole[: int(len(whole) * 0.6)], "cut.mp3")
    assert 1.5 < song.duration < 2.1
    frames, seconds, *_ = looked_at(film, tmp_path)
    assert frames == pytest.approx(song.duration * 30, abs=1)
    assert seconds == pytest.approx(frames / 30, abs=1 / 30)


def test_one_second_is_enough(film_of, tmp_path):
    _, film = film_of(wav(tones(1.0), 44_100), "blink.wav")
    assert looked_at(film, tmp_path)[0] == 30


def test_half_a_second_is_refused_with_a_sentence(film_of):
    with pytest.raises(Invalid, match=r"blink\.wav is 0\.5 s long; a film needs at least one second"):
        film_of(wav(tones(0.5), 44_100), "blink.wav")
    assert not Job.objects.exists()


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ('it\'s "my" song 100%d.mp3', "it's my song 100%d"),
        ("two\nlines {\\an8}\\N[Events].mp3", "n[events]"),
        ("-vf null -i x.mp3", "vf null -i x"),
        ("пісня Ωδή 歌 🎤.mp3", "пісня ωδή 歌 🎤"),
    ],
)
def test_a_name_is_never_more_than_a_name(film_of, mp3_file, tmp_path, name, title):
    _, film = film_of(mp3_file.read_bytes(), name, deaf=False)
    assert film.label.casefold() == title
    made = Asset.objects.get(pk=film.output_data["video"])
    assert made.name == f"{film.label}.mp4"
    lyrics = Asset.objects.get(pk=film.output_data["ass"])
    script = files.fetch(lyrics.file, tmp_path).read_text().splitlines()
    assert script.count("[Events]") == 1
    assert sum(line.startswith("Title:") for line in script) == 1
    assert looked_at(film, tmp_path)[0] == 90


def test_four_hours_are_refused(api, universe, tmp_path):
    seconds, rate = 4 * 3600, 8000
    kind = struct.pack("<HHIIHH", 1, 1, rate, rate, 1, 8)
    head = b"RIFF" + struct.pack("<I", 36 + seconds * rate) + b"WAVEfmt " + struct.pack("<I", 16) + kind
    path = tmp_path / "endless.wav"
    with path.open("wb") as file:
        file.write(head + b"data" + struct.pack("<I", seconds * rate))
        file.truncate(file.tell() + seconds * rate)
    with path.open("rb") as song:
        fields = {"universe_id": str(universe.pk), "size": "320x180", "file": song}
        answer = api.post("/api/video/generate/music-video", fields, format="multipart")
    assert answer.status_code in (400, 413)
    detail = answer.json()["errors"][0]["detail"]
    assert "endless.wav" in detail
    assert "at most" in detail
    assert not Job.objects.exists()
    assert not Asset.objects.exists()
