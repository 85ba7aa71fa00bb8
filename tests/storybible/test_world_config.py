"""One configuration a universe, by service and API."""

from __future__ import annotations

import threading

import pytest
from django.db import IntegrityError, connections, transaction

from storybible.catalog import OPTIONS
from storybible.models import Action, Revision, RowKind, WorldConfig, WorldOption
from storybible.selectors.world import options, world_config, world_text
from storybible.services.keeping import Author
from storybible.services.world import create_world_config, revert_world_config, set_world_config
from umam.lib.errors import Conflict, Forbidden, Invalid, NotFound, Stale

FULL = {
    "genre": "Fantasy",
    "physics": "hybrid",
    "magic_system": "DIGITAL surrealism",
    "tech_level": "Post-Scarcity",
    "tone": "gritty",
    "rules": ["No faster-than-light travel.", "  The dead   stay dead. ", "", "The dead stay dead."],
    "notes": "The sea remembers.",
}


@pytest.fixture
def url(universe):
    return f"/api/universes/{universe.pk}/world-config"


def test_before_any_a_get_says_how_to_begin(api, owner, url):
    answer = api(owner).get(url)
    assert answer.status_code == 404
    assert "Lantern Coast has no world configuration yet" in answer.json()["errors"][0]["detail"]
    assert "POST" in answer.json()["errors"][0]["detail"]


def test_who_has_it_is_not_told_again(api, owner, editor, url):
    assert api(owner).get(url, HTTP_IF_NONE_MATCH="*").status_code == 404
    tag = api(owner).post(url, FULL)["ETag"]
    answer = api(owner).get(url, HTTP_IF_NONE_MATCH=tag)
    assert (answer.status_code, answer.content, answer["ETag"]) == (304, b"", tag)
    api(editor).patch(url, {"tone": "dark"})
    assert api(owner).get(url, HTTP_IF_NONE_MATCH=tag).json()["tone"] == "dark"


def test_a_post_makes_it_and_a_second_one_is_refused(api, owner, url):
    answer = api(owner).post(url, FULL)
    assert answer.status_code == 201
    assert answer["ETag"] == '"1"'
    told = answer.json()
    assert [told[kind] for kind in OPTIONS] == [
        "fantasy", "hybrid", "digital-surrealism", "post-scarcity", "gritty",
    ]  # fmt: skip
    assert told["labels"]["magic_system"] == "Digital Surrealism"
    assert told["descriptions"]["tech_level"] == "Nobody lacks anything that can be made."
    assert told["rules"] == ["No faster-than-light travel.", "The dead stay dead."]
    assert told["revision"] == 1
    assert api(owner).get(url).json() == told

    again = api(owner).post(url, {"genre": "noir"})
    assert again.status_code == 409
    assert "already" in again.json()["errors"][0]["detail"]
    assert api(owner).get(url).json() == told


def test_put_replaces_and_patch_changes(api, owner, url):
    client = api(owner)
    client.post(url, FULL)
    patched = client.patch(url, {"tone": "Dark", "physics": None})
    assert patched.status_code == 200
    assert (patched.json()["tone"], patched.json()["physics"], patched.json()["genre"]) == (
        "dark", None, "fantasy",
    )  # fmt: skip
    assert patched["ETag"] == '"2"'
    put = client.put(url, {"genre": "noir"})
    told = put.json()
    assert (told["genre"], told["tone"], told["rules"], told["notes"]) == ("noir", None, [], "")
    assert told["labels"]["tone"] is None


def test_a_put_that_changes_nothing_writes_nothing(api, owner, url):
    client = api(owner)
    client.post(url, FULL)
    assert client.put(url, FULL)["ETag"] == '"1"'
    assert Revision.objects.filter(kind=RowKind.WORLD_CONFIG).count() == 1


def test_a_put_before_any_makes_it(api, owner, url):
    assert api(owner).put(url, {"genre": "noir"}).status_code == 201
    assert api(owner).put(url, {"genre": "noir"}).status_code == 200


def test_a_patch_before_any_is_not_found(api, owner, url):
    assert api(owner).patch(url, {"genre": "noir"}).status_code == 404


def test_two_editors_do_not_overwrite_each_other(api, owner, editor, url):
    api(owner).post(url, FULL)
    assert api(editor).patch(url, {"tone": "dark"}, headers={"If-Match": '"1"'}).status_code == 200
    late = api(owner).put(url, {"tone": "hopeful"}, headers={"If-Match": '"1"'})
    assert late.status_code == 412
    assert late.json()["errors"][0]["code"] == "stale"
    assert api(owner).get(url).json()["tone"] == "dark"
    assert api(owner).put(url, {}, headers={"If-Match": "banana"}).status_code == 400


@pytest.mark.parametrize(
    ("body", "attr", "words"),
    [
        ({"genre": "polka"}, "genre", "fantasy, science-fiction"),
        ({"tech_level": "fantasy"}, "tech_level", "stone-age"),
        ({"tone": ["dark"]}, "tone", ""),
        ({"rules": "No magic"}, "rules", ""),
        ({"rules": ["x" * 301]}, "rules", "300"),
        ({"rules": [f"Rule {n}" for n in range(101)]}, "rules", "100"),
        ({"rules": [{"a": 1}]}, "rules.0", ""),
        ({"notes": "x" * 20001}, "notes", "20000"),
        ({"notes": "a\x00b"}, "notes", ""),
    ],
)
def test_bad_values_are_named(api, owner, url, body, attr, words):
    answer = api(owner).post(url, body)
    assert answer.status_code == 400
    error = answer.json()["errors"][0]
    assert error["attr"] == attr
    assert words in error["detail"]
    assert not WorldConfig.objects.exists()


def test_who_may(api, owner, viewer, stranger, editor, url):
    assert api(stranger).get(url).status_code == 404
    assert api(stranger).post(url, FULL).status_code == 404
    assert api(viewer).post(url, FULL).status_code == 403
    assert api(editor).post(url, FULL).status_code == 201
    assert api(viewer).get(url).status_code == 200
    for method in ("put", "patch"):
        assert getattr(api(viewer), method)(url, {}).status_code == 403
        assert getattr(api(stranger), method)(url, {}).status_code == 404


def test_the_history_tells_keys(universe, author, editor):
    config = create_world_config(universe=universe, author=author, genre="fantasy", rules=["Iron burns."])
    set_world_config(universe=universe, author=Author(by=editor, note="Darker"), genre="horror", expected=1)
    rows = list(Revision.objects.filter(kind=RowKind.WORLD_CONFIG, row_id=config.pk))
    assert [(row.number, row.action, row.changed) for row in rows] == [
        (2, Action.CHANGED, ["genre"]),
        (1, Action.CREATED, ["genre", "rules"]),
    ]
    assert rows[0].document["genre"] == "horror"
    assert rows[0].note == "Darker"
    back = revert_world_config(config=config, author=author, number=1)
    assert back.genre is not None
    assert (back.genre.key, back.revision) == ("fantasy", 3)
    with pytest.raises(NotFound):
        revert_world_config(config=config, author=author, number=9)


def test_services_keep_the_rules_too(universe, author, viewer, other_universe):
    with pytest.raises(Forbidden):
        create_world_config(universe=universe, author=Author(by=viewer))
    with pytest.raises(Stale):
        set_world_config(universe=universe, author=author, expected=1, genre="noir")
    foreign = WorldOption.objects.create(universe=other_universe, kind="genre", key="dunes", label="Dunes")
    with pytest.raises(Invalid):
        set_world_config(universe=universe, author=author, genre=foreign)
    with pytest.raises(Invalid):
        set_world_config(universe=universe, author=author, genre="dunes")
    with pytest.raises(Invalid):
        set_world_config(universe=universe, author=author, colour="red")
    assert world_config(universe) is None


def test_agents_read_it_as_rules(universe, author):
    config = create_world_config(universe=universe, author=author, **FULL)
    assert world_text(config).splitlines()[:2] == [
        "Genre: Fantasy. Wonders are real, and somebody has to carry them.",
        "Physics: Hybrid. Our laws in some places, others elsewhere.",
    ]
    assert "- No faster-than-light travel." in world_text(config)
    assert world_text(config).endswith("Notes:\nThe sea remembers.")


def test_the_database_keeps_it_to_one(universe):
    WorldConfig.objects.create(universe=universe)
    with pytest.raises(IntegrityError), transaction.atomic():
        WorldConfig.objects.create(universe=universe)


@pytest.mark.django_db(transaction=True)
def test_of_two_that_make_it_at_once_one_is_told(universe, owner):
    barrier, results = threading.Barrier(2, timeout=20), []

    def make(genre):
        try:
            barrier.wait()
            create_world_config(universe=universe, author=Author(by=owner), genre=genre)
            results.append("made")
        except Conflict:
            results.append("conflict")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=make, args=[genre]) for genre in ("noir", "horror")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == ["conflict", "made"]
    assert WorldConfig.objects.filter(universe=universe).count() == 1


def test_options_are_the_studios_in_their_order(offers):
    assert [row.key for row in options("tech_level")] == [one.key for one in OPTIONS["tech_level"]]
    assert {row.kind for row in options()} == set(OPTIONS)
