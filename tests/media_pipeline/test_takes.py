"""Several takes of each scene: the critic keeps the best, and a person may choose another."""

from __future__ import annotations

from typing import Any

import pytest
from PIL import Image
from rest_framework.test import APIClient

from media_pipeline.services import music_video, remaking
from tests.media_pipeline.conftest import QUICK
from tests.media_pipeline.engines import FlatImage
from umam.assets import files
from umam.assets.models import Asset
from umam.jobs import inline
from umam.jobs.models import Job, Status
from umam.lib.errors import Invalid

pytestmark = pytest.mark.django_db
COUNT = 3


class MixedImage(FlatImage):
    """Every third seed gives a picture with much to see, the others are one colour all over."""

    key = "mixed"

    def run(self, request: Any, context: Any) -> Any:
        made = super().run(request, context)
        if request.seed % 3 == 0:
            noise = Image.effect_noise((request.width // 16, request.height // 16), 120)
            noise.resize((request.width, request.height), Image.Resampling.NEAREST).convert("RGB").save(
                made.image
            )
        return made


@pytest.fixture
def mixed(engines):
    engines([QUICK[0], f"{__name__}.MixedImage", QUICK[2]])


@pytest.fixture
def film(mixed, make_film) -> Job:
    made = make_film(takes=COUNT)
    assert made.status == Status.COMPLETED, made.error_message
    return made


def steps(film: Job) -> dict[str, Job]:
    return {job.role: job for job in film.children.all()}


def made_anew(film: Job) -> set[str]:
    return {role for role, job in steps(film).items() if job.reused_from_id is None}


def choice(film: Job, index: int = 0) -> dict[str, Any]:
    output = steps(film)[f"still:{index}"].output_data
    assert output is not None
    return output


def choices(film: Job) -> set[str]:
    """The roles of the jobs that choose: they are made each time."""
    return {role for role in steps(film) if role.startswith("still:")}


def other_than(take: int) -> int:
    return take % COUNT + 1


def remade(film: Job, owner: Any, **edit: Any) -> Job:
    later = remaking.remake(film=film, by=owner, edits={0: edit})
    inline.drain()
    later.refresh_from_db()
    assert later.status == Status.COMPLETED, later.error_message
    return later


class TestTheCritic:
    def test_the_take_with_something_to_see_is_used(self, film):
        chosen = choice(film)
        painted = steps(film)[f"take:0:{chosen['take']}"]
        assert painted.input_data["seed"] % 3 == 0
        assert chosen["image"] == painted.output_data["image"]
        assert chosen["chosen_by"] == "critic"
        assert chosen["take"] == chosen["scores"][0]["take"]

    def test_each_take_is_another_picture_and_each_number_has_its_evidence(self, film):
        scores = choice(film)["scores"]
        assert {score["take"] for score in scores} == set(range(1, COUNT + 1))
        pictures = {Asset.objects.get(pk=score["image"]).sha256 for score in scores}
        assert len(pictures) == COUNT
        assert [score["place"] for score in scores] == sorted(score["place"] for score in scores)
        for score in scores:
            assert score["why"]
            assert all(measure["evidence"] for measure in score["measures"])
        blank = [score for score in scores if score["total"] == 0]
        assert blank, "a picture of one colour is worth nothing"

    def test_the_clip_moves_through_the_chosen_one(self, film):
        clip = Asset.objects.get(pk=steps(film)["clip:0"].output_data["clip"])
        assert [str(parent.pk) for parent in clip.parents.all()] == [choice(film)["image"]]

    def test_the_choice_follows_the_palette(self, engines, make_film):
        """Of two pictures with as much to see the one in the colours of the look is kept."""
        engines([QUICK[0], f"{__name__}.TwoColours", QUICK[2]])
        made = make_film(takes=2, style="neon-rain")
        palette = made.input_data["palette"]
        assert palette
        for index in range(len(made.output_data["scenes"])):
            taken = steps(made)[f"take:{index}:{choice(made, index)['take']}"]
            assert taken.input_data["seed"] % 2 == 0

    def test_a_picture_that_is_gone_fails_that_step_with_a_sentence(self, mixed, make_film, monkeypatch):
        from media_pipeline.pipelines import takes as pipeline

        def lost(*args: Any, **kwargs: Any) -> Any:
            Asset.objects.filter(source="job", kind="image").update(deleted_at="2026-01-01T00:00Z")
            return real(*args, **kwargs)

        real = pipeline.ChooseTake.run
        monkeypatch.setattr(pipeline.ChooseTake, "run", lost)
        made = make_film(takes=2)
        assert made.status == Status.FAILED
        assert "not there any more" in made.error_message


class TwoColours(FlatImage):
    """Stripes: in the colours that were wished for even seeds, in others for odd ones."""

    key = "two"

    def run(self, request: Any, context: Any) -> Any:
        made = super().run(request, context)
        colours = list(request.palette) if request.seed % 2 == 0 else ["#7f6a1e", "#cfc39a", "#5a4a12"]
        picture = Image.new("RGB", (len(colours), 1))
        for at, colour in enumerate(colours):
            picture.putpixel((at, 0), tuple(int(colour[n : n + 2], 16) for n in (1, 3, 5)))
        picture.resize((request.width, request.height), Image.Resampling.NEAREST).save(made.image)
        return made


class TestReuse:
    def test_the_same_film_again_paints_nothing(self, film, make_film):
        assert made_anew(make_film(takes=COUNT)) == {"plan_scenes", *choices(film)}

    def test_one_take_is_the_film_as_it_always_was(self, mixed, make_film):
        made = make_film()
        assert "take" not in made.children.get(role="still:0").input_data
        assert not [role for role in steps(made) if role.startswith("take:")]

    def test_a_deleted_still_is_painted_again(self, film, owner):
        """The choice names pictures that are other jobs' to keep."""
        Asset.objects.filter(pk=choice(film)["image"]).update(deleted_at="2026-01-01T00:00Z")
        later = remade(film, owner, camera_move="spiral_zoom")
        assert choice(later)["take"] == choice(film)["take"]
        assert choice(later)["image"] != choice(film)["image"]

    def test_a_pick_that_is_taken_back_finds_its_clip_again(self, film, owner):
        first = choice(film)["take"]
        other = remade(film, owner, pick=other_than(first))
        assert made_anew(remade(other, owner, pick=first)) == {"plan_scenes", *choices(film)}


class TestBrokenTakes:
    @pytest.fixture
    def breaking(self, mixed, monkeypatch):
        """`breaking(takes)`: the painter refuses so many, the first ones."""
        from umam.lib.errors import JobError

        real = MixedImage.run
        left = [0]

        def run(self: Any, request: Any, context: Any) -> Any:
            if left[0]:
                left[0] -= 1
                raise JobError("The brush is lost.", suggestion="Find it.")
            return real(self, request, context)

        monkeypatch.setattr(MixedImage, "run", run)

        def breaking(takes: int) -> None:
            left[0] = takes

        return breaking

    def test_one_that_stands_is_enough(self, breaking, make_film, api):
        breaking(1)
        made = make_film(takes=2)
        assert made.status == Status.COMPLETED, made.error_message
        takes = api.get(f"/api/music-videos/{made.pk}/scenes").json()
        states = [[take["status"] for take in scene["takes"]] for scene in takes]
        assert sum(one.count("failed") for one in states) == 1
        assert {scene["status"] for scene in takes} == {"completed"}
        assert {scene["progress"] for scene in takes} == {1.0}

    def test_none_is_a_sentence_and_a_retry_paints_them(self, breaking, make_film, owner):
        from umam.jobs import services

        breaking(100)
        made = make_film(takes=2)
        assert made.status == Status.FAILED
        assert "None of the 2 takes" in made.error_message
        breaking(0)
        services.retry(job=made, by=owner)
        inline.drain()
        made.refresh_from_db()
        assert made.status == Status.COMPLETED, made.error_message


class TestAPersonChooses:
    def test_another_take_is_taken_and_nothing_is_painted(self, film, owner):
        other = other_than(choice(film)["take"])
        later = remade(film, owner, pick=other)
        assert choice(later)["take"] == other
        assert choice(later)["chosen_by"] == "person"
        assert choice(later)["scores"]
        made = {"plan_scenes", *choices(film), "clip:0", "encode:0", "assemble"}
        assert made_anew(later) == made

    def test_the_choice_outlives_another_camera_move(self, film, owner):
        other = other_than(choice(film)["take"])
        later = remade(remade(film, owner, pick=other), owner, camera_move="spiral_zoom")
        assert choice(later)["take"] == other

    def test_other_words_are_for_the_critic_to_judge(self, film, owner):
        later = remade(remade(film, owner, pick=other_than(choice(film)["take"])), owner, prompt="A red kite")
        assert choice(later)["chosen_by"] == "critic"

    def test_again_goes_past_everything_that_was_seen(self, film, owner):
        seen = {steps(film)[f"take:0:{take}"].input_data["seed"] for take in range(1, COUNT + 1)}
        later = remade(film, owner, again=True)
        fresh = {steps(later)[f"take:0:{take}"].input_data["seed"] for take in range(1, COUNT + 1)}
        assert not seen & fresh
        told = [steps(one)["visual_prompt:0"].output_data["prompt"] for one in (film, later)]
        assert told[0] == told[1], "another take of the same words"
        assert choice(later)["chosen_by"] == "critic"

    def test_the_same_words_sent_back_are_no_change(self, film, owner):
        """The page's form sends the prompt along with another camera move."""
        prompt = steps(film)["visual_prompt:0"].output_data["prompt"]
        other = other_than(choice(film)["take"])
        later = remade(remade(film, owner, pick=other), owner, prompt=prompt, camera_move="crane_up")
        assert choice(later)["take"] == other
        assert later.input_data["edits"]["0"]["prompt"] is None

    @pytest.mark.parametrize("pick", [COUNT + 1, -1, "many"])
    def test_a_take_that_is_not_there(self, film, owner, pick):
        with pytest.raises(Invalid, match="1 to 3") as refused:
            remaking.remake(film=film, by=owner, edits={0: {"pick": pick}})
        assert refused.value.attr == "pick"

    def test_nothing_to_choose_from(self, mixed, make_film, owner):
        with pytest.raises(Invalid, match="nothing to choose from"):
            remaking.remake(film=make_film(), by=owner, edits={0: {"pick": 1}})


class TestTheFinal:
    @pytest.fixture(autouse=True)
    def small_final(self, monkeypatch):
        """Twice the draft's size, which says the same as 1920 by 1080 and is made sooner."""
        monkeypatch.setattr(remaking, "FINAL", (640, 360))

    def test_it_paints_what_was_chosen_and_no_more(self, film, owner):
        film = remade(film, owner, pick=other_than(choice(film)["take"]))
        seeds = {
            index: steps(film)[f"take:{index}:{choice(film, index)['take']}"].input_data["seed"]
            for index in range(len(film.output_data["scenes"]))
        }
        final = remaking.make_final(film=film, by=owner)
        assert final.input_data["takes"] == 1
        assert (final.input_data["width"], final.input_data["height"]) == (640, 360)
        inline.drain()
        painted = {
            job.input_data["index"]: job.input_data["seed"] for job in final.children.filter(kind="still")
        }
        assert painted == seeds

    def test_a_film_that_was_cancelled_before_its_choice_keeps_its_takes(self, mixed, universe, owner, song):
        film = music_video.request_film(universe=universe, by=owner, song=song, size="320x180", takes=2)
        Job.objects.filter(pk=film.pk).update(status=Status.CANCELLED, completed_at=film.created_at)
        film.refresh_from_db()
        assert remaking.make_final(film=film, by=owner).input_data["takes"] == 2

    def test_another_take_of_the_final_is_none_that_was_seen(self, film, owner):
        seen = {steps(film)[f"take:0:{take}"].input_data["seed"] for take in range(1, COUNT + 1)}
        final = remaking.make_final(film=film, by=owner)
        inline.drain()
        final.refresh_from_db()
        later = remaking.remake(film=final, by=owner, edits={0: {"again": True}})
        inline.drain()
        assert later.children.get(role="still:0").input_data["seed"] not in seen


class TestByApi:
    def scene(self, api: APIClient, film: Job) -> dict[str, Any]:
        answer = api.get(f"/api/music-videos/{film.pk}/scenes")
        assert answer.status_code == 200, answer.json()
        return answer.json()[0]

    def test_takes_are_wished_and_shown(self, api, mixed, universe, song):
        wish = {"universe_id": str(universe.pk), "file_asset_id": str(song.pk), "size": "320x180", "takes": 2}
        answer = api.post("/api/video/generate/music-video", wish, format="multipart")
        assert answer.status_code == 202, answer.json()
        inline.drain()
        assert api.get(f"/api/music-videos/{answer.json()['id']}").json()["takes"] == 2
        scene = self.scene(api, Job.objects.get(pk=answer.json()["id"]))
        assert [take["take"] for take in scene["takes"]] == [1, 2]
        assert scene["chosen_by"] == "critic"
        chosen = [take for take in scene["takes"] if take["is_chosen"]]
        assert len(chosen) == 1
        assert chosen[0]["still"]["asset_id"] == scene["still"]["asset_id"]
        assert chosen[0]["place"] == 1
        for take in scene["takes"]:
            assert 0 <= take["total"] <= 1
            assert take["why"]
            assert take["measures"][0]["evidence"]
            assert take["still"]["preview_url"]

    def test_before_the_choice_takes_have_no_scores(self, api, mixed, universe, owner, song):
        film = music_video.request_film(universe=universe, by=owner, song=song, size="320x180", takes=2)
        while not film.children.filter(role__startswith="take:", status=Status.COMPLETED).exists():
            assert inline.drain(most=1)
        scene = self.scene(api, film)
        assert scene["chosen_by"] == ""
        assert {take["total"] for take in scene["takes"]} == {None}
        assert any(take["still"] for take in scene["takes"])
        assert 0 < scene["progress"] < 1

    @pytest.mark.parametrize("takes", ["0", "5", "some"])
    def test_a_wrong_number_of_takes(self, api, engines, universe, song, takes):
        wish = {"universe_id": str(universe.pk), "file_asset_id": str(song.pk), "takes": takes}
        answer = api.post("/api/video/generate/music-video", wish, format="multipart")
        assert answer.status_code == 400
        assert answer.json()["errors"][0]["attr"] == "takes"
        assert not Job.objects.exists()

    def test_a_take_is_picked(self, api, film):
        other = other_than(choice(film)["take"])
        scenes = {"scenes": [{"index": 0, "pick": other}]}
        answer = api.patch(f"/api/music-videos/{film.pk}/scenes", scenes)
        assert answer.status_code == 202, answer.json()
        inline.drain()
        scene = self.scene(api, Job.objects.get(pk=answer.json()["id"]))
        assert scene["chosen_by"] == "person"
        assert [take["take"] for take in scene["takes"] if take["is_chosen"]] == [other]

    def test_picking_what_is_not_there_is_refused(self, api, film):
        for pick in (COUNT + 1, 9):
            scenes = {"scenes": [{"index": 0, "pick": pick}]}
            answer = api.patch(f"/api/music-videos/{film.pk}/scenes", scenes)
            assert answer.status_code == 400
            assert "pick" in answer.json()["errors"][0]["attr"]

    def test_takes_cost_no_query_more(self, api, make_film, mixed, django_assert_max_num_queries):
        film = make_film(takes=4)
        with django_assert_max_num_queries(12):
            self.scene(api, film)


def test_a_picture_of_any_take_opens_for_members_alone(film, api, stranger, tmp_path):
    image = choice(film)["scores"][-1]["image"]
    assert files.fetch(Asset.objects.get(pk=image).file, tmp_path).exists()
    assert api.get(f"/api/assets/{image}").status_code == 200
    client = APIClient()
    client.force_authenticate(stranger)
    assert client.get(f"/api/assets/{image}").status_code == 404
