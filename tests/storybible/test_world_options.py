"""What can be chosen, and what a universe adds."""

from __future__ import annotations

import pytest

from storybible.models import WorldOption
from storybible.services.world import set_world_config
from umam.accounts.models import UserRole

LIST = "/api/world-options"


@pytest.fixture
def own(universe):
    return f"/api/universes/{universe.pk}/world-options"


def keys(answer):
    return [row["key"] for row in answer.json()["results"]]


def test_a_list_by_kind(api, owner):
    answer = api(owner).get(LIST, {"kind": "tone"})
    first = answer.json()["results"][0]
    assert first == {
        "universe_id": None,
        "kind": "tone",
        "key": "hopeful",
        "label": "Hopeful",
        "description": "It can get better, and people try.",
        "level": 0,
        "position": 0,
    }
    assert len(api(owner).get(LIST).json()["results"]) == WorldOption.objects.count()
    assert api(owner).get(LIST, {"kind": "colour"}).status_code == 400


def test_a_universe_adds_changes_and_takes_away_its_own(api, owner, universe, own):
    client = api(owner)
    made = client.post(own, {"kind": "genre", "label": "Salt Gothic", "description": "Cliffs and debts."})
    assert made.status_code == 201
    assert made.json()["key"] == "salt-gothic"
    assert "salt-gothic" in keys(client.get(LIST, {"kind": "genre", "universe": universe.pk}))
    assert "salt-gothic" not in keys(client.get(LIST, {"kind": "genre"}))
    assert keys(client.get(own)) == ["salt-gothic"]

    one = f"{own}/genre/salt-gothic"
    assert client.put(one, {"label": "Salt gothic", "level": 2}).json() == {
        **made.json(), "label": "Salt gothic", "level": 2, "description": "",
    }  # fmt: skip
    client.post(f"/api/universes/{universe.pk}/world-config", {"genre": "SALT gothic"})
    used = client.delete(one)
    assert used.status_code == 409
    assert "Lantern Coast" in used.json()["errors"][0]["detail"]
    client.put(f"/api/universes/{universe.pk}/world-config", {})
    assert client.delete(one).status_code == 204
    assert client.delete(one).status_code == 404


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"kind": "genre", "label": "Fantasy", "key": "mine"}, 409),
        ({"kind": "genre", "label": "Mine", "key": "fantasy"}, 409),
        ({"kind": "mood", "label": "Mine"}, 400),
        ({"kind": "genre", "label": ""}, 400),
        ({"kind": "genre", "label": "Mine", "key": "not a key"}, 400),
        ({"kind": "genre", "label": "Mine", "level": 10**9}, 400),
        ({"label": "Mine"}, 400),
    ],
)
def test_bad_options_are_refused(api, owner, own, body, status):
    assert api(owner).post(own, body).status_code == status


def test_the_same_word_may_be_of_two_kinds(api, owner, own):
    for kind in ("genre", "tone"):
        assert api(owner).post(own, {"kind": kind, "label": "Salt"}).status_code == 201


def test_the_studios_options_are_changed_elsewhere(api, owner, own):
    assert api(owner).put(f"{own}/genre/fantasy", {"label": "Mine"}).status_code == 404
    assert api(owner).delete(f"{own}/genre/fantasy").status_code == 404
    assert WorldOption.objects.filter(universe=None, key="fantasy", label="Fantasy").exists()


def test_admins_too_change_the_studios_options_only_in_the_admin(api, owner, own):
    owner.role = UserRole.ADMIN
    owner.save()
    assert api(owner).put(f"{own}/genre/fantasy", {"label": "Mine"}).status_code == 404


def test_who_may(api, owner, viewer, stranger, universe, other_universe, own):
    body = {"kind": "genre", "label": "Salt"}
    assert api(stranger).post(own, body).status_code == 404
    assert api(stranger).get(own).status_code == 404
    assert api(stranger).get(LIST, {"universe": universe.pk}).status_code == 404
    assert api(owner).get(LIST, {"universe": "x"}).status_code == 404
    assert api(viewer).post(own, body).status_code == 403
    assert api(owner).post(own, body).status_code == 201
    assert api(viewer).put(f"{own}/genre/salt", body).status_code == 403
    assert api(viewer).delete(f"{own}/genre/salt").status_code == 403
    assert api(stranger).delete(f"{own}/genre/salt").status_code == 404
    elsewhere = f"/api/universes/{other_universe.pk}/world-options/genre/salt"
    assert api(stranger).delete(elsewhere).status_code == 404


def test_an_own_option_is_unknown_next_door(api, owner, own, other_universe, stranger):
    api(owner).post(own, {"kind": "genre", "label": "Salt"})
    answer = api(stranger).post(f"/api/universes/{other_universe.pk}/world-config", {"genre": "salt"})
    assert answer.status_code == 400


def test_an_own_option_wins_over_one_that_the_studio_adds_later(universe, author, api, owner):
    WorldOption.objects.create(universe=universe, kind="genre", key="solarpunk", label="Our solarpunk")
    WorldOption.objects.create(kind="genre", key="solarpunk", label="Solarpunk")
    rows = api(owner).get(LIST, {"kind": "genre", "universe": universe.pk}).json()["results"]
    assert [row["label"] for row in rows if row["key"] == "solarpunk"] == ["Our solarpunk"]
    config = set_world_config(universe=universe, author=author, genre="solarpunk")
    assert config.genre is not None
    assert config.genre.universe_id == universe.pk
