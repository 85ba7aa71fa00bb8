"""Scenes, as services write them and as the API shows them."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from storybible.models import Mention, Revision, Scene
from storybible.selectors.time import when_label
from storybible.services import scenes as services
from storybible.services.calendars import save_calendar
from storybible.services.elements import create_element, delete_element, update_element
from storybible.services.keeping import Author
from umam.jobs.models import Job
from umam.lib.errors import Conflict, Invalid, NotFound, Stale, WrongState

pytestmark = pytest.mark.django_db

EMBER = {"months": [{"name": "Frost", "days": 30}]}


@pytest.fixture
def place(universe) -> str:
    return f"/api/universes/{universe.pk}/scenes"


@pytest.fixture
def mara(universe, author):
    return create_element(universe=universe, author=author, name="Mara", entity_subtype="character")


@pytest.fixture
def lumen(universe, author):
    return create_element(universe=universe, author=author, name="Lumen", entity_subtype="location")


@pytest.fixture
def spy(other_universe, stranger):
    return create_element(
        universe=other_universe, author=Author(by=stranger), name="Spy", entity_subtype="character"
    )


@pytest.fixture
def make(universe, author):
    def scene(title="First light", **values) -> Scene:
        return services.create_scene(universe=universe, author=author, title=title, **values)

    return scene


def one(scene) -> str:
    return f"/api/scenes/{scene.pk}"


def errors(response) -> dict[str, str]:
    return {error["attr"]: error["detail"] for error in response.json()["errors"]}


def titles(response) -> list[str]:
    assert response.status_code == 200, response.content
    return [row["title"] for row in response.json()["results"]]


class TestServices:
    def test_keeps_what_was_written(self, make, mara, lumen):
        scene = make(
            text="@Mara wakes.", location=lumen, participants=[mara], starts="1204-03-17", ends="1204-03-18"
        )
        assert (scene.key, scene.position, when_label(scene)) == (
            "first-light",
            1,
            "17 March 1204 to 18 March 1204",
        )
        assert Revision.objects.get(row_id=scene.pk).document == {
            "key": "first-light",
            "title": "First light",
            "text": "@Mara wakes.",
            "summary": "",
            "visibility": "everyone",
            "position": 1,
            "location": "lumen",
            "participants": ["mara"],
            "when": {"calendar": None, "from": "1204-03-17", "to": "1204-03-18", "about": False},
        }
        assert Mention.objects.filter(row_id=scene.pk, target=mara).exists()

    def test_may_be_undated(self, make):
        scene = make(about=True)
        assert (scene.start_tick, scene.end_tick, scene.about, when_label(scene)) == (None, None, False, "")

    def test_each_is_told_after_the_last(self, make):
        assert [make().position, make(position=10).position, make().position] == [1, 10, 11]

    @pytest.mark.parametrize(
        ("values", "attr"),
        [
            ({"title": " "}, "title"),
            ({"starts": "1204-02-30"}, "starts"),
            ({"starts": "1204", "ends": "1203"}, "ends"),
            ({"ends": "1203"}, "starts"),
            ({"position": -1}, "position"),
            ({"position": 2**31}, "position"),
            ({"text": "x" * 500_001}, "text"),
        ],
    )
    def test_refuses_with_a_sentence_at_the_field(self, make, values, attr):
        with pytest.raises(Invalid) as refusal:
            make(**values)
        assert refusal.value.attr == attr
        assert not Scene.objects.exists()

    def test_names_only_what_is_of_the_universe_and_alive(self, make, author, mara, spy):
        delete_element(element=mara, author=author)
        mara.refresh_from_db()
        for element in (spy, mara):
            for values, attr in (
                ({"location": element}, "location"),
                ({"participants": [element]}, "participants"),
            ):
                with pytest.raises(Invalid) as refusal:
                    make(**values)
                assert refusal.value.attr == attr

    def test_remembers_the_job_it_came_from(self, make, universe, other_universe):
        job = Job.objects.create(kind="narrative", universe=universe)
        assert make(job=job).job == job
        with pytest.raises(Invalid):
            make(job=Job.objects.create(kind="narrative", universe=other_universe))

    def test_writes_only_what_differs(self, make, author, mara, lumen):
        scene = make(location=lumen, participants=[mara], starts="1204")
        same = services.update_scene(
            scene=scene,
            author=author,
            title="First light",
            location=lumen,
            participants=[mara],
            starts="1204",
        )
        assert same.revision == 1
        changed = services.update_scene(scene=scene, author=author, participants=[], starts="")
        assert (changed.revision, changed.starts, changed.start_tick) == (2, "", None)
        assert Revision.objects.get(row_id=scene.pk, number=2).document["when"] is None

    def test_what_lies_in_the_trash_stays_for_when_it_comes_back(self, make, author, mara, lumen):
        scene = make(location=lumen, participants=[mara])
        for element in (mara, lumen):
            delete_element(element=element, author=author)
        changed = services.update_scene(
            scene=scene, author=author, title="New", location=None, participants=[]
        )
        assert (changed.location, changed.participants.count()) == (lumen, 1)
        document = Revision.objects.get(row_id=scene.pk, number=2).document
        assert (document["location"], document["participants"]) == (None, [])

    def test_a_stale_one_is_refused(self, make, author):
        scene = make()
        services.update_scene(scene=scene, author=author, title="Newer")
        with pytest.raises(Stale):
            services.update_scene(scene=scene, author=author, expected=1, title="Older")
        with pytest.raises(Stale):
            services.delete_scene(scene=scene, author=author, expected=1)

    def test_in_the_trash_and_back(self, make, author):
        scene = services.delete_scene(scene=make(), author=author)
        with pytest.raises(WrongState):
            services.update_scene(scene=scene, author=author, title="No")
        assert not services.restore_scene(scene=scene, author=author).in_trash

    def test_comes_back_to_an_earlier_state(self, make, author, mara, lumen):
        scene = make(text="One.", location=lumen, participants=[mara], starts="1204", about=True)
        services.update_scene(
            scene=scene, author=author, text="Two.", location=None, participants=[], starts="", title="Other"
        )
        back = services.revert_scene(scene=scene, author=author, number=1)
        assert (back.title, back.text, back.location, back.starts, back.about, back.revision) == (
            "First light",
            "One.",
            lumen,
            "1204",
            True,
            3,
        )
        assert list(back.participants.all()) == [mara]
        with pytest.raises(NotFound):
            services.revert_scene(scene=scene, author=author, number=9)

    def test_keys(self, make):
        assert [make(key="own").key, make().key, make().key] == ["own", "first-light", "first-light-2"]
        with pytest.raises(Conflict):
            make(key="own")


class TestApi:
    def test_makes_and_shows(self, api, editor, universe, place, mara, lumen):
        response = api(editor).post(
            place,
            {
                "title": "First light",
                "text": "Dawn.\n\nMore.",
                "location": str(lumen.pk),
                "participants": [str(mara.pk)],
                "in_world": {"start": "1204-03-17"},
            },
            format="json",
        )
        assert (response.status_code, response["ETag"]) == (201, '"1"')
        made = response.json()
        assert (made["location"], made["participants"]) == (str(lumen.pk), [str(mara.pk)])
        assert (made["text"], made["in_world"]["label"], made["job_id"]) == (
            "Dawn.\n\nMore.",
            "17 March 1204",
            None,
        )
        shown = api(editor).get(f"/api/scenes/{made['id']}")
        assert shown.json() == made
        assert api(editor).put(f"/api/scenes/{made['id']}", made, format="json").json()["revision"] == 1

    @pytest.mark.parametrize(
        ("sent", "attr"),
        [
            ({}, "title"),
            ({"title": "A", "in_world": {"start": "1204-02-30"}}, "starts"),
            ({"title": "A", "in_world": {"start": "1204", "end": "1203"}}, "ends"),
            ({"title": "A", "location": "there"}, "location"),
            ({"title": "A", "participants": "Mara"}, "participants"),
            ({"title": "A", "visibility": "all"}, "visibility"),
            ({"title": "A", "position": -3}, "position"),
        ],
    )
    def test_mistakes_are_named(self, api, editor, place, sent, attr):
        response = api(editor).post(place, sent, format="json")
        assert (response.status_code, list(errors(response))) == (400, [attr])

    def test_nobody_of_another_universe(self, api, editor, place, spy):
        for field, value in (("location", str(spy.pk)), ("participants", [str(spy.pk)])):
            response = api(editor).post(place, {"title": "A", field: value}, format="json")
            assert (response.status_code, list(errors(response))) == (400, [field])

    def test_is_listed_in_the_order_of_the_telling(self, api, owner, make, place, mara, lumen):
        make(title="C", position=3, starts="800", participants=[mara])
        make(title="A", position=1, starts="1204", location=lumen, text="The sea.")
        make(title="B", position=2)
        client = api(owner)
        for asked, found in (
            ({}, ["A", "B", "C"]),
            ({"ordering": "in_world"}, ["C", "A", "B"]),
            ({"ordering": "-title"}, ["C", "B", "A"]),
            ({"participant": str(mara.pk)}, ["C"]),
            ({"location": str(lumen.pk)}, ["A"]),
            ({"text": "sea"}, ["A"]),
            ({"from": "1000"}, ["A"]),
            ({"to": "1000"}, ["C"]),
            ({"from": "700", "to": "2000"}, ["A", "C"]),
        ):
            assert titles(client.get(place, asked)) == found, asked
        for asked in ({"from": "never"}, {"participant": "Mara"}, {"ordering": "mood"}):
            assert client.get(place, asked).status_code == 400

    def test_pages_hold_every_scene_once(self, api, owner, make, place):
        made = [make(title=f"S{number}", position=5).title for number in range(5)]
        found, url = [], f"{place}?page_size=2&ordering=in_world"
        while url:
            page = api(owner).get(url).json()
            found += [row["title"] for row in page["results"]]
            url = page["next"]
        assert sorted(found) == made

    def test_trash_and_what_changed(self, api, editor, make, place):
        scene, client = make(), api(editor)
        assert client.delete(one(scene)).status_code == 204
        assert client.get(one(scene)).status_code == 404
        assert titles(client.get(place)) == []
        assert titles(client.get(place, {"trash": "true"})) == ["First light"]
        rows = client.get(place, {"updated_since": "2020-01-01T00:00:00Z"}).json()["results"]
        assert set(rows[0]) == {"id", "deleted_at"}
        assert client.post(f"{one(scene)}/restore").status_code == 200
        assert titles(client.get(place)) == ["First light"]

    def test_a_stale_one_is_refused(self, api, editor, make):
        scene, client = make(), api(editor)
        assert client.patch(one(scene), {"title": "Newer"}, format="json").status_code == 200
        for method in ("put", "patch", "delete"):
            response = getattr(client, method)(
                one(scene), {"title": "Older"}, format="json", HTTP_IF_MATCH='"1"'
            )
            assert response.status_code == 412

    def test_dates_may_go(self, api, editor, make):
        scene = make(starts="1204", ends="1205")
        changed = api(editor).patch(one(scene), {"in_world": None}, format="json").json()
        assert changed["in_world"] is None

    def test_dates_in_a_calendar_of_the_universe(self, api, editor, universe, author, make):
        ember = save_calendar(universe=universe, author=author, name="Ember", definition=EMBER)
        when = {"in_world": {"calendar": ember.key, "start": "12-01-30"}}
        changed = api(editor).patch(one(make()), when, format="json").json()
        assert changed["in_world"]["label"] == "30 Frost 12"

    def test_history(self, api, editor, make, mara):
        scene, client = make(participants=[mara]), api(editor)
        client.patch(one(scene), {"title": "Other", "participants": []}, format="json")
        rows = client.get(f"{one(scene)}/revisions").json()["results"]
        assert [(row["number"], row["changed"]) for row in rows] == [(2, ["participants", "title"]), (1, [])]
        changes = client.get(f"{one(scene)}/revisions/2").json()["changes"]
        assert {change["field"] for change in changes} == {"title", "participants"}
        back = client.post(f"{one(scene)}/revisions/1/restore").json()
        assert (back["title"], back["participants"]) == ("First light", [str(mara.pk)])

    def test_costs_the_same_for_any_number(self, api, owner, make, place, mara, lumen):
        def queries() -> int:
            with CaptureQueriesContext(connection) as captured:
                client.get(place)
            return len(captured)

        client = api(owner)
        make(location=lumen, participants=[mara], starts="1204")
        before = queries()
        for _ in range(8):
            make(location=lumen, participants=[mara, lumen], starts="1204")
        assert queries() == before

    @pytest.mark.parametrize(
        ("method", "path"),
        [
            ("get", "/api/universes/{universe}/scenes"),
            ("post", "/api/universes/{universe}/scenes"),
            ("get", "/api/scenes/{scene}"),
            ("put", "/api/scenes/{scene}"),
            ("patch", "/api/scenes/{scene}"),
            ("delete", "/api/scenes/{scene}"),
            ("post", "/api/scenes/{scene}/restore"),
            ("get", "/api/scenes/{scene}/revisions"),
            ("get", "/api/scenes/{scene}/revisions/1"),
            ("post", "/api/scenes/{scene}/revisions/1/restore"),
        ],
    )
    def test_strangers_nothing_and_viewers_no_writing(
        self, api, viewer, stranger, universe, make, method, path
    ):
        scene = make()
        url = path.format(universe=universe.pk, scene=scene.pk)
        sent = {"title": "Mine"} if method != "get" else None
        answers = [
            getattr(client, method)(url, sent, format="json").status_code
            for client in (APIClient(), api(stranger), api(viewer))
        ]
        assert answers == [401, 404, 200 if method == "get" else 403]
        scene.refresh_from_db()
        assert (scene.revision, scene.in_trash) == (1, False)

    def test_viewers_see_no_hidden_scenes_people_and_places(
        self, api, viewer, author, make, place, mara, lumen
    ):
        secret = make(title="Secret", visibility="team")
        scene = make(title="Known", location=lumen, participants=[mara])
        for element in (mara, lumen):
            update_element(element=element, author=author, visibility="secret")
        client = api(viewer)
        assert titles(client.get(place)) == ["Known"]
        assert client.get(one(secret)).status_code == 404
        for seen in (client.get(one(scene)).json(), client.get(place).json()["results"][0]):
            assert (seen["location"], seen["participants"]) == (None, [])
        for asked in ({"participant": str(mara.pk)}, {"location": str(lumen.pk)}):
            assert titles(client.get(place, asked)) == []
        document = client.get(f"{one(scene)}/revisions/1").json()["document"]
        assert (document["location"], document["participants"]) == (None, [])
