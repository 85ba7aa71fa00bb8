"""Ties by API: shapes, filters, rights, the graph."""

from __future__ import annotations

import itertools

import pytest

from storybible.models import Element, Relation
from storybible.services.elements import create_element, delete_element
from storybible.services.relations import create_relation


@pytest.fixture
def make(universe, author):
    def element(name, kind="character", **values):
        return create_element(universe=universe, author=author, name=name, entity_subtype=kind, **values)

    return element


@pytest.fixture
def tie(universe, author):
    def relation(source, type, target, **values):
        return create_relation(
            universe=universe, author=author, type=type, source=source, target=target, **values
        )

    return relation


@pytest.fixture
def url(universe):
    return f"/api/universes/{universe.pk}/relations"


@pytest.fixture
def family(make):
    return make("Mara"), make("Ivo")


def body(source, target, **values):
    return {"type": "parent-of", "source": str(source.pk), "target": str(target.pk), **values}


def test_a_tie_is_made_read_changed_thrown_away_and_taken_back(api, owner, url, family):
    mara, ivo = family
    client = api(owner)
    when = {"start": "1204", "end": "1250-03"}
    made = client.post(url, body(mara, ivo, note="By adoption.", strength=40, in_world=when))
    assert made.status_code == 201
    told = made.json()
    assert (told["type"], told["label"], told["inverse_label"]) == ("parent-of", "parent of", "child of")
    assert told["source"] == {
        "id": str(mara.pk), "key": "mara", "name": "Mara", "entity_subtype": "character",
    }  # fmt: skip
    assert (told["key"], told["strength"], told["revision"]) == ("mara-parent-of-ivo", 40, 1)
    assert (told["in_world"]["start"], told["in_world"]["end"]) == ("1204", "1250-03")
    assert told["in_world"]["label"]

    one = f"/api/relations/{told['id']}"
    assert client.get(one).json() == told
    changed = client.patch(one, {"strength": -5}, headers={"If-Match": made["ETag"]})
    assert (changed.json()["strength"], changed.json()["note"]) == (-5, "By adoption.")
    assert client.patch(one, {"strength": 1}, headers={"If-Match": made["ETag"]}).status_code == 412
    assert client.put(one, {**changed.json(), "in_world": None}).json()["in_world"] is None
    replaced = client.put(one, body(mara, ivo)).json()
    assert (replaced["note"], replaced["strength"], replaced["in_world"]) == ("", 0, None)

    assert client.delete(one, headers={"If-Match": '"1"'}).status_code == 412
    assert client.delete(one).status_code == 204
    assert client.get(one).status_code == 404
    assert client.get(url).json()["results"] == []
    assert len(client.get(url, {"trash": "1"}).json()["results"]) == 1
    assert client.post(f"{one}/restore").status_code == 200
    assert len(client.get(url).json()["results"]) == 1
    numbers = [row["number"] for row in client.get(f"{one}/revisions").json()["results"]]
    assert numbers == list(range(len(numbers), 0, -1))
    assert client.get(f"{one}/revisions/1").json()["document"]["strength"] == 40
    assert client.post(f"{one}/revisions/1/restore").json()["strength"] == 40


@pytest.mark.parametrize(
    ("change", "status", "attr"),
    [
        ({"type": "enemy of the state"}, 400, "type"),
        ({"type": ""}, 400, "type"),
        ({"source": "x"}, 400, "source"),
        ({"strength": 101}, 400, "strength"),
        ({"strength": "much"}, 400, "strength"),
        ({"visibility": "nobody"}, 400, "visibility"),
        ({"note": "x" * 401}, 400, "note"),
        ({"in_world": {"start": "1250", "end": "1204"}}, 400, "ends"),
        ({"in_world": {"start": "1204-02-30"}}, 400, "starts"),
        ({"in_world": {"calendar": "moon"}}, 400, "calendar"),
    ],
)
def test_bad_values_are_named(api, owner, url, family, change, status, attr):
    answer = api(owner).post(url, {**body(*family), **change})
    assert answer.status_code == status
    assert answer.json()["errors"][0]["attr"] == attr
    assert not Relation.objects.exists()


def test_elements_of_elsewhere_are_not_known(api, owner, stranger, url, family, make, other_universe, author):
    mara, ivo = family
    foreign = Element.objects.create(
        universe=other_universe, key="sand", name="Sand", entity_subtype="character"
    )
    gone = make("Gone")
    delete_element(element=gone, author=author)
    for strange in (foreign, gone):
        for end in ("source", "target"):
            answer = api(owner).post(url, {**body(mara, ivo), end: str(strange.pk)})
            assert answer.status_code == 400
            assert answer.json()["errors"][0]["attr"] == end
    theirs = f"/api/universes/{other_universe.pk}/relations"
    assert api(stranger).post(theirs, body(foreign, mara)).status_code == 400
    assert api(owner).post(theirs, body(mara, ivo)).status_code == 404


def test_who_may(api, viewer, stranger, editor, url, family, tie, universe):
    one = f"/api/relations/{tie(family[0], 'rival-of', family[1]).pk}"
    assert api(editor).get(one).status_code == 200
    assert api(viewer).get(one).status_code == 200
    assert api(viewer).post(url, body(*family)).status_code == 403
    assert api(viewer).patch(one, {"note": "x"}).status_code == 403
    assert api(viewer).put(one, {}).status_code == 403
    assert api(viewer).delete(one).status_code == 403
    assert api(viewer).post(f"{one}/revisions/1/restore").status_code == 403
    for answer in (
        api(stranger).get(url), api(stranger).post(url, body(*family)), api(stranger).get(one),
        api(stranger).put(one, {}), api(stranger).patch(one, {}), api(stranger).delete(one),
        api(stranger).post(f"{one}/restore"), api(stranger).get(f"{one}/revisions"),
        api(stranger).get(f"/api/universes/{universe.pk}/graph"),
        api(stranger).get("/api/relation-types", {"universe": universe.pk}),
    ):  # fmt: skip
        assert answer.status_code == 404


def test_hidden_ties_and_hidden_ends_are_not_seen_by_viewers(api, viewer, owner, url, make, tie):
    mara, ivo, spy = make("Mara"), make("Ivo"), make("The Spy", visibility="secret")
    tie(mara, "friend-of", ivo)
    hidden = tie(mara, "enemy-of", ivo, visibility="secret")
    to_spy = tie(mara, "mentor-of", spy)
    assert [row["type"] for row in api(viewer).get(url).json()["results"]] == ["friend-of"]
    assert len(api(owner).get(url).json()["results"]) == 3
    for relation in (hidden, to_spy):
        assert api(viewer).get(f"/api/relations/{relation.pk}").status_code == 404
    graph = api(viewer).get(url.replace("relations", "graph"), {"centre": "mara"}).json()
    assert {node["name"] for node in graph["nodes"]} == {"Mara", "Ivo"}
    assert len(graph["edges"]) == 1
    answer = api(viewer).get(url.replace("relations", "graph"), {"centre": str(spy.pk)})
    assert answer.status_code == 404


def test_ties_of_an_element_in_the_trash_are_away_until_it_is_back(api, owner, url, family, tie, author):
    relation = tie(family[0], "friend-of", family[1])
    delete_element(element=family[1], author=author)
    assert api(owner).get(url).json()["results"] == []
    assert api(owner).get(f"/api/relations/{relation.pk}").status_code == 404


def test_filters(api, owner, url, make, tie):
    mara, ivo, guild = make("Mara"), make("Ivo"), make("Lamp Guild", "faction")
    tie(mara, "parent-of", ivo)
    tie(mara, "member-of", guild, starts="1200", ends="1210")
    tie(ivo, "member-of", guild, starts="1220")

    def found(**query):
        rows = api(owner).get(url, {"ordering": "created_at", **query}).json()["results"]
        return [f"{row['source']['name']} {row['type']}" for row in rows]

    everything = ["Mara parent-of", "Mara member-of", "Ivo member-of"]
    assert found() == everything
    assert found(element=ivo.pk) == ["Mara parent-of", "Ivo member-of"]
    assert found(source=ivo.pk) == ["Ivo member-of"]
    assert found(type="member-of") == everything[1:]
    assert found(type=["member-of", "parent-of"]) == everything
    assert found(as_of="1205") == everything[:2]
    assert found(as_of="1215") == everything[:1]
    assert found(**{"from": "1211"}) == ["Mara parent-of", "Ivo member-of"]
    assert found(to="1199") == ["Mara parent-of"]
    assert found(**{"from": "1210", "to": "1220"}) == everything
    assert api(owner).get(url, {"type": "polka"}).status_code == 400
    assert api(owner).get(url, {"as_of": "soon"}).status_code == 400
    assert api(owner).get(url, {"element": "x"}).status_code == 400
    assert api(owner).get(url, {"ordering": "note"}).status_code == 400


def test_changes_since_tell_what_went(api, owner, url, family, tie):
    relation = tie(family[0], "friend-of", family[1])
    api(owner).delete(f"/api/relations/{relation.pk}")
    rows = api(owner).get(url, {"updated_since": "2020-01-01T00:00:00Z"}).json()["results"]
    assert [set(row) for row in rows] == [{"id", "deleted_at"}]


@pytest.mark.parametrize("count", [3, 30])
def test_a_list_costs_the_same_however_long(api, owner, url, make, tie, count, django_assert_max_num_queries):
    hub = make("Hub")
    for number in range(count):
        tie(hub, "friend-of", make(f"Friend {number}"), starts="1200")
    client = api(owner)
    client.get(url)
    with django_assert_max_num_queries(12):
        assert len(client.get(url).json()["results"]) == count


def test_types_of_a_universe(api, owner, viewer, stranger, universe, family, tie, url):
    own = f"/api/universes/{universe.pk}/relation-types"
    client = api(owner)
    made = client.post(own, {"label": "haunts", "inverse_label": "haunted by", "target_types": ["location"]})
    assert made.status_code == 201
    assert (made.json()["key"], made.json()["symmetric"]) == ("haunts", False)
    assert client.post(own, {"label": "sworn to"}).json()["symmetric"]
    assert client.post(own, {"label": "Haunts", "key": "other"}).status_code == 409
    assert client.post(own, {"label": "child of", "key": "parent-of"}).status_code == 409
    bad = {"label": "x", "source_types": ["ghost"]}
    assert client.post(own, bad).status_code == 400
    assert client.post(own, {"label": "x", "symmetric": True, "acyclic": True}).status_code == 400
    assert client.post(own, {"label": "x", "symmetric": True, "inverse_label": "y"}).status_code == 400
    assert client.post(own, {"label": "x", "colour": "#GGG"}).status_code == 400
    assert api(viewer).post(own, {"label": "x"}).status_code == 403
    assert api(stranger).post(own, {"label": "x"}).status_code == 404

    listed = client.get("/api/relation-types", {"universe": universe.pk}).json()["results"]
    assert {"haunts", "sworn-to", "parent-of"} <= {row["key"] for row in listed}
    plain = client.get("/api/relation-types").json()["results"]
    assert "haunts" not in {row["key"] for row in plain}
    assert [row["key"] for row in client.get(own).json()["results"]] == ["haunts", "sworn-to"]

    one = f"{own}/sworn-to"
    tie(family[0], "sworn-to", family[1])
    assert client.put(one, {"label": "sworn", "inverse_label": "y"}).status_code == 409
    assert client.put(one, {"label": "sworn"}).json()["label"] == "sworn"
    used = client.delete(one)
    assert used.status_code == 409
    assert used.json()["errors"][0]["detail"].startswith("1 relation is of the type “sworn”")
    assert client.delete(f"{own}/haunts").status_code == 204
    assert client.put(f"{own}/parent-of", {"label": "x"}).status_code == 404
    assert api(viewer).delete(one).status_code == 403


def test_a_type_is_unknown_next_door(api, owner, stranger, universe, other_universe):
    api(owner).post(f"/api/universes/{universe.pk}/relation-types", {"label": "haunts"})
    pair = [
        Element.objects.create(universe=other_universe, key=name, name=name, entity_subtype="character")
        for name in ("sand", "wind")
    ]
    answer = api(stranger).post(
        f"/api/universes/{other_universe.pk}/relations", {**body(*pair), "type": "haunts"}
    )
    assert answer.status_code == 400


def test_the_graph(api, owner, universe, make, tie, picture):
    url = f"/api/universes/{universe.pk}/graph"
    people = [
        make(name, images=[{"asset": picture, "caption": ""}] if name == "B" else ()) for name in "ABCDE"
    ]
    for left, right in itertools.pairwise(people):
        tie(left, "friend-of", right)
    tie(people[0], "rival-of", people[2], starts="1200", ends="1210")

    told = api(owner).get(url, {"centre": people[0].pk, "hops": 1}).json()
    assert {node["name"]: node["hop"] for node in told["nodes"]} == {"A": 0, "B": 1, "C": 1}
    assert len(told["edges"]) == 3  # also the one between B and C
    assert not told["truncated"]
    assert next(node for node in told["nodes"] if node["name"] == "B")["image"]
    told = api(owner).get(url, {"centre": "a", "hops": 2}).json()
    assert [node["name"] for node in told["nodes"]] == ["A", "B", "C", "D"]
    told = api(owner).get(url, {"centre": "a", "hops": 2, "type": "friend-of"}).json()
    assert [node["name"] for node in told["nodes"]] == ["A", "B", "C"]
    told = api(owner).get(url, {"centre": "a", "hops": 1, "as_of": "1300"}).json()
    assert [node["name"] for node in told["nodes"]] == ["A", "B"]
    assert {node["name"] for node in api(owner).get(url).json()["nodes"]} == set("ABCDE")
    for query, status in (
        ({"hops": 3}, 400), ({"hops": "x"}, 400), ({"type": "polka"}, 400), ({"centre": "nobody"}, 404),
        ({"as_of": "soon"}, 400),
    ):  # fmt: skip
        assert api(owner).get(url, query).status_code == status
