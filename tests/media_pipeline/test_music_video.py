"""A song becomes a film: the whole pipeline, worked off in this process, seen through services and API."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import av
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from media_pipeline.services import music_video, remaking
from tests.media_pipeline.conftest import HOME, QUICK, REAL
from umam.assets import files
from umam.assets.models import Asset
from umam.jobs import inline
from umam.jobs.models import Job, Status

pytestmark = pytest.mark.django_db


def steps(film: Job) -> dict[str, Job]:
    return {job.role: job for job in film.children.all()}


def made_anew(film: Job) -> set[str]:
    return {role for role, job in steps(film).items() if job.reused_from_id is None}


def state(api: APIClient, film: Job) -> dict[str, Any]:
    answer = api.get(f"/api/music-videos/{film.pk}")
    assert answer.status_code == 200, answer.json()
    return answer.json()


class TestTheFilm:
    def test_it_is_as_long_as_the_song_to_one_frame(self, make_film, tmp_path, song):
        film = make_film()
        assert film.status == Status.COMPLETED, film.error_message
        video = Asset.objects.get(pk=film.output_data["video"])
        with av.open(str(files.fetch(video.file, tmp_path))) as container:
            picture, sound = container.streams.video[0], container.streams.audio[0]
            assert picture.average_rate == Fraction(30)
            assert (picture.width, picture.height) == (320, 180)
            assert picture.frames == 90
            assert abs(float(sound.duration * sound.time_base) - song.duration) < 1 / 30
            assert (picture.codec_context.name, sound.codec_context.name) == ("h264", "aac")
            assert sound.codec_context.sample_rate == 48_000

    def test_it_passes_its_own_quality_report(self, make_film, engines):
        engines(REAL)
        report = make_film().output_data["report"]
        failed = {check["key"] for check in report["checks"] if not check["ok"]}
        assert failed <= {"frozen"}, failed  # a still camera may stand still for a second
        assert len(report["checks"]) >= 10

    def test_its_scenes_cover_every_frame_once(self, make_film):
        scenes = make_film().output_data["scenes"]
        assert scenes[0]["start_frame"] == 0
        assert scenes[-1]["end_frame"] == 90
        assert all(a["end_frame"] == b["start_frame"] for a, b in pairwise(scenes))

    def test_lyrics_lie_beside_it(self, make_film, tmp_path):
        output = make_film(lyrics="Come home to me\nacross the shining sea").output_data
        texts = {
            role: files.fetch(Asset.objects.get(pk=output[role]).file, tmp_path).read_text()
            for role in ("srt", "vtt", "ass")
        }
        assert "Come home to me" in texts["srt"]
        assert texts["vtt"].startswith("WEBVTT")
        assert "\\kf" in texts["ass"]

    def test_a_song_without_words_becomes_a_film(self, make_film, engines):
        engines([f"{HOME}.DeafTranscriber", *QUICK[1:]])
        film = make_film()
        assert film.status == Status.COMPLETED, film.error_message
        assert all(scene["text"] == "" for scene in film.output_data["scenes"])

    def test_every_scene_has_its_prompt_still_and_clip(self, make_film, api):
        shown = state(api, make_film())
        assert shown["job"]["status"] == "completed"
        for scene in shown["scenes"]:
            assert scene["status"] == "completed"
            assert scene["progress"] == pytest.approx(1.0)
            assert len(scene["prompt"]) > 20
            assert scene["still"]["url"]
            assert scene["clip"]["url"]
        assert {step["status"] for step in shown["steps"]} == {"completed"}

    def test_no_model_at_hand_falls_back_and_says_so(self, make_film):
        prompts = [job for role, job in steps(make_film()).items() if role.startswith("visual_prompt")]
        assert {job.output_data["source"] for job in prompts} == {"template"}
        assert all(job.output_data["note"] for job in prompts)


class TestReuse:
    def test_the_same_film_again_makes_nothing_but_its_plan(self, make_film):
        make_film()
        again = make_film()
        assert again.status == Status.COMPLETED
        assert made_anew(again) == {"plan_scenes"}

    def test_fresh_makes_everything(self, make_film):
        make_film()
        assert len(made_anew(make_film(fresh=True))) == len(steps(make_film()))

    def test_one_changed_scene_costs_one_scene(self, make_film, owner):
        film = make_film()
        later = remaking.remake(film=film, by=owner, edits={0: {"prompt": "A red lighthouse in a storm"}})
        inline.drain()
        later.refresh_from_db()
        assert later.status == Status.COMPLETED, later.error_message
        assert made_anew(later) == {
            "plan_scenes", "visual_prompt:0", "still:0", "clip:0", "encode:0", "assemble",
        }  # fmt: skip

    def test_another_camera_move_keeps_the_still(self, make_film, owner):
        film = make_film()
        old = film.output_data["scenes"][0]["camera_move"]
        move = "crane_up" if old != "crane_up" else "whip_pan"
        later = remaking.remake(film=film, by=owner, edits={0: {"camera_move": move}})
        inline.drain()
        assert made_anew(later) == {"plan_scenes", "clip:0", "encode:0", "assemble"}

    def test_another_take_looks_different(self, make_film, owner):
        film = make_film()
        later = remaking.remake(film=film, by=owner, edits={0: {"again": True}})
        inline.drain()
        first, second = steps(film)["still:0"].output_data, steps(later)["still:0"].output_data
        pictures = [Asset.objects.get(pk=output["image"]).sha256 for output in (first, second)]
        assert pictures[0] != pictures[1]

    def test_the_final_keeps_words_and_prompts(self, owner, universe, song, engines):
        film = music_video.request_film(universe=universe, by=owner, song=song, size="1280x720")
        Job.objects.filter(pk=film.pk).update(status=Status.CANCELLED, completed_at=film.created_at)
        film.refresh_from_db()
        final = remaking.make_final(film=film, by=owner)
        assert (final.input_data["width"], final.input_data["height"]) == (1920, 1080)
        assert final.input_data["quality"] == "final"

    def test_two_people_with_the_same_song_share_nothing(self, make_film, stranger, wav_file, copy_of):
        from umam.assets.services import ingest_file
        from umam.universes.services import personal_universe

        make_film()
        elsewhere = personal_universe(stranger)
        same = ingest_file(
            path=copy_of(wav_file), universe=elsewhere, name="x.wav", source="upload", kind="audio"
        )
        film = music_video.request_film(universe=elsewhere, by=stranger, song=same, size="320x180")
        inline.drain()
        film.refresh_from_db()
        assert film.status == Status.COMPLETED
        assert all(job.reused_from_id is None for job in film.children.all())


class TestByApi:
    def post(self, api: APIClient, path: Path | None = None, name: str = "song.wav", **fields: Any) -> Any:
        data: dict[str, Any] = {"size": "320x180", **fields}
        if path is None:
            return api.post("/api/video/generate/music-video", data, format="multipart")
        upload = SimpleUploadedFile(name, path.read_bytes())
        return api.post("/api/video/generate/music-video", {**data, "file": upload}, format="multipart")

    def test_upload_to_film(self, api, engines, universe, wav_file):
        answer = self.post(api, wav_file, universe_id=str(universe.pk), visual_style="neon-rain")
        assert answer.status_code == 202, answer.json()
        job = answer.json()
        assert answer["Location"].endswith(f"/api/jobs/{job['id']}")
        assert job["kind"] == "music_video"
        inline.drain()
        done = api.get(f"/api/video/music-video/{job['id']}/status").json()
        assert done["job"]["status"] == "completed", done["job"]
        assert done["video"]["url"]
        assert done["report"]["checks"]

    def test_an_existing_asset_serves_as_the_song(self, api, engines, universe, song):
        answer = self.post(api, universe_id=str(universe.pk), file_asset_id=str(song.pk))
        assert answer.status_code == 202
        assert answer.json()["input_data"]["song"] == str(song.pk)

    def test_the_same_idempotency_key_gives_the_same_film(self, api, engines, universe, song):
        fields = {"universe_id": str(universe.pk), "file_asset_id": str(song.pk), "size": "320x180"}
        url = "/api/video/generate/music-video"
        one, two = (
            api.post(url, fields, format="multipart", headers={"Idempotency-Key": "k1"}) for _ in range(2)
        )
        assert one.json()["id"] == two.json()["id"]
        other = api.post(url, {**fields, "mood": "90"}, format="multipart", headers={"Idempotency-Key": "k1"})
        assert other.status_code == 422
        assert other.json()["errors"][0]["code"] == "idempotency_mismatch"

    @pytest.mark.parametrize(
        ("fields", "attr"),
        [
            ({"size": "huge"}, "size"),
            ({"size": "1281x721"}, "size"),
            ({"mood": "101"}, "mood"),
            ({"mood": "loud"}, "mood"),
            ({"lyrics": "x" * 20_001}, "lyrics"),
            ({"language": "English!"}, "language"),
        ],
    )
    def test_a_wrong_wish_stands_at_its_field(self, api, engines, universe, song, fields, attr):
        answer = self.post(api, universe_id=str(universe.pk), file_asset_id=str(song.pk), **fields)
        assert answer.status_code == 400
        assert answer.json()["errors"][0]["attr"] == attr

    def test_no_song_is_said(self, api, engines, universe):
        answer = self.post(api, universe_id=str(universe.pk))
        assert answer.status_code == 400
        assert answer.json()["errors"][0]["attr"] == "file"

    def test_a_film_is_no_song(self, api, engines, universe, mp4_file):
        answer = self.post(api, mp4_file, name="song.mp3", universe_id=str(universe.pk))
        assert answer.status_code == 400
        assert "video" in answer.json()["errors"][0]["detail"]
        assert answer.json()["errors"][0]["attr"] == "file"

    def test_text_is_no_song(self, api, engines, universe, tmp_path):
        lie = tmp_path / "song.mp3"
        lie.write_text("ffconcat version 1.0\nfile 'secret.mp4'\n")
        assert self.post(api, lie, name="song.mp3", universe_id=str(universe.pk)).status_code == 400
        assert Job.objects.count() == 0

    def test_a_stranger_finds_nothing(self, make_film, stranger, song, universe):
        film = make_film()
        client = APIClient()
        client.force_authenticate(stranger)
        base = f"/api/music-videos/{film.pk}"
        assert client.get(base).status_code == 404
        assert client.get(f"/api/video/music-video/{film.pk}/status").status_code == 404
        assert client.get(f"{base}/scenes").status_code == 404
        assert client.patch(f"{base}/scenes", {"scenes": [{"index": 0, "prompt": "x"}]}).status_code == 404
        assert client.post(f"{base}/scenes/0/regenerate").status_code == 404
        assert client.post(f"{base}/final").status_code == 404
        assert self.post(client, universe_id=str(universe.pk), file_asset_id=str(song.pk)).status_code == 404
        assert self.post(client, file_asset_id=str(song.pk)).status_code == 404

    def test_a_viewer_watches_but_does_not_make(self, make_film, stranger, universe, song):
        from umam.universes.models import Membership

        film = make_film()
        Membership.objects.create(universe=universe, user=stranger, role="viewer")
        client = APIClient()
        client.force_authenticate(stranger)
        assert client.get(f"/api/music-videos/{film.pk}").status_code == 200
        assert client.post(f"/api/music-videos/{film.pk}/final").status_code == 403
        asked = self.post(client, universe_id=str(universe.pk), file_asset_id=str(song.pk))
        assert asked.status_code == 403

    def test_editing_a_scene_that_is_not_there(self, make_film, api):
        film = make_film()
        answer = api.post(f"/api/music-videos/{film.pk}/scenes/99/regenerate", {})
        assert answer.status_code == 400
        assert "scene 100" in answer.json()["errors"][0]["detail"]

    def test_changing_a_film_in_the_making_waits(self, api, engines, universe, owner, song):
        film = music_video.request_film(universe=universe, by=owner, song=song, size="320x180")
        answer = api.post(f"/api/music-videos/{film.pk}/scenes/0/regenerate", {})
        assert answer.status_code == 409
        assert answer.json()["errors"][0]["code"] == "wrong_state"

    def test_patch_changes_scenes_and_links_the_films(self, make_film, api):
        film = make_film()
        answer = api.patch(
            f"/api/music-videos/{film.pk}/scenes", {"scenes": [{"index": 0, "camera_move": "spiral_zoom"}]}
        )
        assert answer.status_code == 202, answer.json()
        inline.drain()
        later = api.get(f"/api/music-videos/{answer.json()['id']}").json()
        assert later["scenes"][0]["camera_move"] == "spiral_zoom"
        assert later["based_on"] == str(film.pk)
        assert state(api, film)["newer"] == answer.json()["id"]

    def test_the_page_of_a_film_costs_a_constant_number_of_queries(
        self, make_film, api, django_assert_max_num_queries
    ):
        film = make_film()
        with django_assert_max_num_queries(12):
            state(api, film)


def test_a_failed_scene_fails_the_film_and_a_retry_makes_only_that(make_film, monkeypatch, owner):
    from tests.media_pipeline.engines import FlatClip
    from umam.jobs import services
    from umam.lib.errors import JobError

    real: Callable[..., Any] = FlatClip.run

    def broken(self: Any, request: Any, context: Any) -> Any:
        raise JobError("The camera fell into the sea.", suggestion="Fish it out.")

    monkeypatch.setattr(FlatClip, "run", broken)
    film = make_film()
    assert film.status == Status.FAILED
    assert "camera fell" in (film.error_message or "")
    before = {role: job.pk for role, job in steps(film).items() if job.status == Status.COMPLETED}
    assert "transcribe" in before
    monkeypatch.setattr(FlatClip, "run", real)
    services.retry(job=film, by=owner)
    inline.drain()
    film.refresh_from_db()
    assert film.status == Status.COMPLETED, film.error_message
    attempts = {role: job.attempt for role, job in steps(film).items() if role in before}
    assert set(attempts.values()) == {1}
