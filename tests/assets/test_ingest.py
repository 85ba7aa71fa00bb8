"""What is taken in, what is refused with which sentence, and that nothing is left behind."""

from __future__ import annotations

import errno
import subprocess
import threading
import wave
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.db import IntegrityError, connection, connections, transaction
from django.utils import timezone

from tests.assets.conftest import stored_files, unfinished
from umam.assets import services
from umam.assets.models import Asset, AssetSource
from umam.assets.names import LONGEST, clean_name, with_extension
from umam.lib.errors import Forbidden, Invalid, NoSpace, TooLarge, UmamError, WrongState
from umam.lib.ffmpeg import ffmpeg_path

pytestmark = pytest.mark.django_db

FFCONCAT = b"ffconcat version 1.0\nfile /etc/passwd\nduration 3\n"
DASH = b'<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011"><Period/></MPD>'
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><script>alert(1)</script>"


def write_wav(path: Path, samples: np.ndarray, rate: int) -> Path:
    with wave.open(str(path), "wb") as out:
        out.setnchannels(1 if samples.ndim == 1 else samples.shape[1])
        out.setsampwidth(2)
        out.setframerate(rate)
        out.writeframes(samples.astype("<i2").tobytes())
    return path


class TestTakingIn:
    def test_sound_has_a_waveform(self, take_in, mp3_file):
        asset = take_in(mp3_file)
        assert (asset.kind, asset.mime, asset.extension) == ("audio", "audio/mpeg", "mp3")
        assert asset.duration == pytest.approx(3.0, abs=0.15)
        assert asset.size == mp3_file.stat().st_size
        assert asset.peaks
        assert 0.2 < max(asset.peaks) <= 1
        assert asset.probe["audio_codec"]
        assert default_storage.open(asset.preview).read(4) == b"RIFF"
        assert default_storage.open(asset.file).read() == mp3_file.read_bytes()

    def test_picture_has_a_thumbnail(self, take_in, png_file):
        asset = take_in(png_file)
        assert (asset.kind, asset.width, asset.height) == ("image", 320, 180)
        assert asset.preview
        assert asset.peaks is None

    def test_video_has_a_poster(self, take_in, mp4_file):
        asset = take_in(mp4_file)
        assert (asset.kind, asset.width, asset.height, asset.fps) == ("video", 320, 180, 24.0)
        assert asset.preview

    def test_subtitles_keep_their_type(self, take_in):
        asset = take_in(b"WEBVTT\n\n00:00.000 --> 00:01.000\nHello\n", "song.vtt")
        assert (asset.kind, asset.mime, asset.extension) == ("text", "text/vtt", "vtt")

    def test_stored_under_the_universe_by_content(self, take_in, universe, png_file):
        asset = take_in(png_file, "My holiday.png")
        assert asset.file.startswith(f"assets/{universe.pk}/{asset.sha256}")
        assert "holiday" not in asset.file

    def test_a_big_upload_lies_in_a_file_of_its_own(self, owner, universe, mp3_file):
        sent = TemporaryUploadedFile("song.mp3", "audio/mpeg", mp3_file.stat().st_size, None)
        sent.write(mp3_file.read_bytes())
        sent.flush()
        asset = services.ingest_upload(universe=universe, by=owner, upload=sent)
        sent.close()
        assert default_storage.open(asset.file).read() == mp3_file.read_bytes()

    def test_nothing_private_is_left(self, take_in, mp3_file):
        take_in(mp3_file)
        assert unfinished() == []

    def test_never_inside_a_transaction(self, take_in, monkeypatch):
        with pytest.raises(AssertionError, match="transaction"), transaction.atomic():
            take_in()

    def test_viewers_may_not(self, take_in, viewer):
        with pytest.raises(Forbidden):
            take_in(by=viewer)
        assert stored_files() == []

    def test_hooks_see_the_row(self, take_in, settings):
        settings.UMAM_ON_INGEST = ["tests.assets.test_ingest.note_ingest"]
        asset = take_in()
        asset.refresh_from_db()
        assert asset.provenance == {"seen": True}


def note_ingest(asset: Asset) -> None:
    Asset.objects.filter(pk=asset.pk).update(provenance={"seen": True})


class TestOddButGood:
    def test_silent(self, take_in, silent_wav):
        asset = take_in(silent_wav)
        assert asset.peaks is not None
        assert set(asset.peaks) == {0.0}
        assert asset.preview

    def test_half_a_second(self, take_in, tmp_path):
        tone = np.sin(np.arange(22050) * 0.06) * 9000
        asset = take_in(write_wav(tmp_path / "tick.wav", tone, 44100))
        assert asset.duration == pytest.approx(0.5, abs=0.01)

    def test_eight_channels_at_96_khz(self, take_in, tmp_path):
        tones = np.sin(np.arange(48000)[:, None] * 0.02 * np.arange(1, 9)) * 9000
        asset = take_in(write_wav(tmp_path / "wide.wav", tones, 96000))
        assert asset.probe["channels"] == 8
        assert asset.probe["sample_rate"] == 96000
        assert max(asset.peaks) > 0.2

    def test_truncated_mp3_lasts_as_long_as_it_does(self, take_in, mp3_file):
        data = mp3_file.read_bytes()
        asset = take_in(data[: len(data) // 2], "cut.mp3")
        assert asset.duration == pytest.approx(1.5, abs=0.2)

    @pytest.mark.parametrize(
        ("sent", "shown"),
        [
            ('it\'s "the" song.mp3', "it's the song.mp3"),
            ("two\nlines\r.mp3", "two lines .mp3"),
            ("-i.mp3", "i.mp3"),
            ("--output=x.mp3", "output=x.mp3"),
            ("пісня 歌.mp3", "пісня 歌.mp3"),
            ("../../etc/passwd", "passwd"),
            ("C:\\songs\\one.mp3", "one.mp3"),
            (".hidden.mp3", "hidden.mp3"),
            ("a\u202egpj.mp3", "a gpj.mp3"),
            ("nul\x00byte.mp3", "nul byte.mp3"),
            ("...", "file"),
        ],
    )
    def test_odd_names(self, take_in, mp3_file, sent, shown):
        assert clean_name(sent) == shown
        asset = take_in(mp3_file.read_bytes(), name=sent)
        assert default_storage.exists(asset.file)
        assert not asset.name.startswith(("-", "."))

    def test_long_names_keep_their_extension(self):
        name = clean_name("x" * 500 + ".mp3")
        assert len(name) == LONGEST
        assert name.endswith("x.mp3")

    @pytest.mark.parametrize(
        ("name", "saved"),
        [("song", "song.mp3"), ("song.ogg", "song.ogg"), ("v1. final mix", "v1. final mix.mp3")],
    )
    def test_saved_names_have_an_extension(self, name, saved):
        assert with_extension(name, "mp3") == saved


class TestRefused:
    @pytest.mark.parametrize(
        ("name", "content", "sentence"),
        [
            ("empty.mp3", b"", "empty"),
            ("song.mp3", b"This is no song at all.\n" * 20, "plain text"),
            ("film.mp4", FFCONCAT, "playlist or a markup"),
            ("film.mp4", DASH, "playlist or a markup"),
            ("list.txt", FFCONCAT, "playlist or a markup"),
            ("picture.svg", SVG, "playlist or a markup"),
            ("page.html", HTML, "playlist or a markup"),
            ("noise.mp3", bytes(range(128, 256)) * 40, "cannot be used"),
        ],
    )
    def test_with_a_sentence_that_names_the_file(self, take_in, name, content, sentence):
        with pytest.raises(Invalid, match=sentence) as refusal:
            take_in(content, name)
        assert f"“{name}”" in refusal.value.message
        assert refusal.value.suggestion
        self.nothing_left()

    def test_an_mp3_with_nothing_in_it(self, take_in, mp3_file):
        with pytest.raises(Invalid, match="damaged or cut off"):
            take_in(mp3_file.read_bytes()[:60], "cut.mp3")
        self.nothing_left()

    def test_video_where_sound_is_wanted(self, take_in, mp4_file):
        with pytest.raises(Invalid, match="is a video, not sound"):
            take_in(mp4_file, kinds=("audio",))
        self.nothing_left()

    def test_a_film_without_pictures_is_sound(self, take_in, mp4_file, tmp_path):
        only_sound = tmp_path / "song.mp4"
        command = [ffmpeg_path(), "-v", "error", "-i", str(mp4_file), "-vn", "-c:a", "copy", str(only_sound)]
        subprocess.run(command, check=True, timeout=60)
        assert take_in(only_sound, kinds=("audio",)).kind == "audio"

    def test_too_long(self, take_in, mp3_file, settings):
        settings.UMAM_MAX_MEDIA_SECONDS = 2
        with pytest.raises(TooLarge, match="lasts 3 seconds; at most 2 seconds"):
            take_in(mp3_file)
        self.nothing_left()

    def test_too_large(self, take_in, mp3_file, settings):
        settings.UMAM_MAX_UPLOAD = 1000
        with pytest.raises(TooLarge, match="larger than 1 kB"):
            take_in(mp3_file)
        self.nothing_left()

    def test_too_large_without_saying_so(self, owner, universe, upload, mp3_file, settings):
        settings.UMAM_MAX_UPLOAD = 1000
        sent = upload(mp3_file)
        sent.size = None
        with pytest.raises(TooLarge):
            services.ingest_upload(universe=universe, by=owner, upload=sent)
        self.nothing_left()

    def nothing_left(self):
        assert not Asset.objects.exists()
        assert stored_files() == []
        assert unfinished() == []


class TestFullDisk:
    """No space at each place where something is written."""

    PLACES = [
        "umam.assets.services.copy_hashed",
        "umam.assets.content.previews.waveform_image",
        "umam.assets.files.default_storage.save",
    ]

    @pytest.mark.parametrize("place", PLACES)
    def test_a_sentence_and_nothing_left(self, take_in, mp3_file, monkeypatch, place):
        def full(*args, **kwargs):
            raise OSError(errno.ENOSPC, "No space left on device")

        monkeypatch.setattr(place, full)
        with pytest.raises(NoSpace, match="disk is full") as refusal:
            take_in(mp3_file)
        assert refusal.value.status == 507
        TestRefused().nothing_left()

    def test_when_the_preview_does_not_fit(self, take_in, mp3_file, monkeypatch):
        save = default_storage.save

        def full(name, content, **kwargs):
            if "preview" in name:
                raise OSError(errno.ENOSPC, "No space left on device")
            return save(name, content, **kwargs)

        monkeypatch.setattr(default_storage, "save", full)
        with pytest.raises(NoSpace):
            take_in(mp3_file)
        TestRefused().nothing_left()

    def test_a_failing_row_takes_its_files_along(self, take_in, mp3_file, monkeypatch):
        def fail(self, *args, **kwargs):
            raise IntegrityError("no")

        monkeypatch.setattr(Asset, "save", fail)
        with pytest.raises(IntegrityError):
            take_in(mp3_file)
        assert stored_files() == []
        assert unfinished() == []


class TestSameContent:
    def test_same_upload_twice_is_one_asset(self, take_in, mp3_file):
        assert take_in(mp3_file) == take_in(mp3_file)
        assert len(stored_files()) == 2  # the sound and its waveform

    def test_another_name_is_another_asset_of_the_same_file(self, take_in, mp3_file):
        one, two = take_in(mp3_file, "one.mp3"), take_in(mp3_file, "two.mp3")
        assert one != two
        assert (one.file, one.preview, one.peaks) == (two.file, two.preview, two.peaks)
        assert len(stored_files()) == 2

    def test_two_people_share_nothing(self, take_in, mp3_file, stranger, elsewhere):
        mine, theirs = take_in(mp3_file), take_in(mp3_file, universe=elsewhere, by=stranger)
        assert mine != theirs
        assert mine.sha256 == theirs.sha256
        assert mine.file != theirs.file
        services.purge(asset=services.trash(asset=theirs, by=stranger), by=stranger)
        assert default_storage.exists(mine.file)
        assert not default_storage.exists(theirs.file)

    def test_one_in_the_trash_is_not_given_back(self, take_in, mp3_file, owner):
        old = take_in(mp3_file)
        services.trash(asset=old, by=owner)
        new = take_in(mp3_file)
        assert new != old
        assert new.file == old.file


class TestFromJobs:
    def test_copies_and_remembers(self, take_in, universe, wav_file, copy_of):
        song = take_in(wav_file)
        made = copy_of(wav_file, "stem.wav")
        asset = services.ingest_file(
            universe=universe,
            path=made,
            kind="audio",
            name="Vocals.wav",
            parents=[song],
            provenance={"engine": "embedded", "seed": 7},
        )
        made.write_bytes(b"changed afterwards")
        assert asset.source == AssetSource.JOB
        assert list(asset.parents.all()) == [song]
        assert list(song.children.all()) == [asset]
        assert asset.provenance["seed"] == 7
        assert default_storage.open(asset.file).read() == wav_file.read_bytes()

    def test_each_call_makes_its_own(self, universe, wav_file):
        one = services.ingest_file(universe=universe, path=wav_file, name="a.wav")
        two = services.ingest_file(universe=universe, path=wav_file, name="a.wav")
        assert one != two
        assert one.file == two.file

    def test_a_wrong_kind_is_refused(self, universe, wav_file):
        with pytest.raises(Invalid):
            services.ingest_file(universe=universe, path=wav_file, kind="video", name="film.mp4")
        assert stored_files() == []

    def test_parents_of_another_universe_are_refused(self, take_in, elsewhere, stranger, universe, wav_file):
        foreign = take_in(wav_file, universe=elsewhere, by=stranger)
        with pytest.raises(Invalid):
            services.ingest_file(universe=universe, path=wav_file, name="a.wav", parents=[foreign])

    def test_own_films_may_be_long(self, universe, wav_file, settings):
        settings.UMAM_MAX_MEDIA_SECONDS = 1
        asset = services.ingest_file(universe=universe, path=wav_file, name="a.wav")
        assert asset.duration == pytest.approx(3.0)


class TestTrash:
    def test_there_and_back(self, take_in, owner):
        asset = take_in()
        before = asset.updated_at
        services.trash(asset=asset, by=owner)
        assert asset.in_trash
        assert asset.updated_at > before
        services.restore(asset=asset, by=owner)
        assert not asset.in_trash
        assert default_storage.exists(asset.file)

    def test_only_what_is_in_the_trash_goes_for_ever(self, take_in, owner):
        asset = take_in()
        with pytest.raises(WrongState):
            services.purge(asset=asset, by=owner)
        assert default_storage.exists(asset.file)

    def test_the_last_one_takes_the_file_along(self, take_in, owner, mp3_file):
        one, two = take_in(mp3_file, "one.mp3"), take_in(mp3_file, "two.mp3")
        services.purge(asset=services.trash(asset=one, by=owner), by=owner)
        assert default_storage.exists(two.file)
        services.purge(asset=services.trash(asset=two, by=owner), by=owner)
        assert stored_files() == []

    @pytest.mark.parametrize("act", [services.trash, services.restore, services.purge, services.revoke_share])
    def test_viewers_and_strangers_may_not(self, take_in, viewer, stranger, act):
        asset = take_in()
        for user in (viewer, stranger):
            with pytest.raises(UmamError):
                act(asset=asset, by=user)


class TestSweep:
    def test_old_trash_and_strays_go_the_rest_stays(self, take_in, owner, universe, elsewhere):
        kept, fresh, old = take_in(b"kept"), take_in(b"fresh"), take_in(b"old")
        services.trash(asset=fresh, by=owner)
        services.trash(asset=old, by=owner)
        Asset.objects.filter(pk=old.pk).update(deleted_at=timezone.now() - timedelta(days=31))
        stray = Path(default_storage.path(f"assets/{elsewhere.pk}/{'0' * 64}-00000000.mp3"))
        stray.parent.mkdir(parents=True)
        stray.write_bytes(b"left by a killed process")
        assert services.sweep(spare=timedelta(days=1)) == (1, 0)
        assert services.sweep(spare=timedelta(seconds=-5)) == (0, 1)
        assert stored_files() == sorted([kept.file, fresh.file])

    def test_files_of_a_deleted_universe_go(self, take_in, universe):
        take_in(b"kept")
        universe.delete()
        assert services.sweep(spare=timedelta(seconds=-5)) == (0, 1)
        assert stored_files() == []


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    """Uploads and removals of the same content at the same moment."""

    def run(self, *acts):
        barrier = threading.Barrier(len(acts))

        def one(act):
            barrier.wait()
            try:
                return act()
            finally:
                connections.close_all()

        with ThreadPoolExecutor(len(acts)) as pool:
            return [future.result(timeout=60) for future in [pool.submit(one, act) for act in acts]]

    def test_uploads_end_with_one_file(self, take_in, png_file):
        names = [f"{number}.png" for number in range(6)]
        made = self.run(*(partial(take_in, png_file, name) for name in names))
        assert len({asset.pk for asset in made}) == 6
        for asset in Asset.objects.all():
            assert default_storage.exists(asset.file)
        if connection.vendor == "sqlite":  # elsewhere two may store at once, and both files are in use
            assert len(stored_files()) == 2

    def test_a_removal_never_takes_a_new_ones_file(self, take_in, owner):
        for number in range(10):
            content = f"note {number}".encode()
            old = services.trash(asset=take_in(content, "old.txt"), by=owner)
            new, _ = self.run(
                partial(take_in, content, "new.txt"), partial(services.purge, asset=old, by=owner)
            )
            assert default_storage.open(new.file).read() == content
