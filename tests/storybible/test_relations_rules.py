"""What ties must keep to, and how an element sees its own."""

from __future__ import annotations

import threading

import pytest
from django.db import connections

from storybible.models import Action, Element, Relation, RelationType, Revision, RowKind
from storybible.selectors import circles
from storybible.selectors.circles import has_circle
from storybible.selectors.relations import MOST_NODES, graph, relations_of
from storybible.services.elements import create_element, delete_element
from storybible.services.keeping import Author
from storybible.services.relation_types import update_relation_type
from storybible.services.relations import (
    create_relation,
    delete_relation,
    restore_relation,
    revert_relation,
    update_relation,
)
from umam.lib.errors import Conflict, Forbidden, Invalid, NotFound, Stale, WrongState
from umam.universes.services import create_universe


@pytest.fixture
def people(universe):
    return [
        Element.objects.create(universe=universe, key=f"p{n}", name=f"P{n}", entity_subtype="character")
        for n in range(6)
    ]


@pytest.fixture
def tie(universe, author):
    def relation(source, type, target, **values):
        return create_relation(
            universe=universe, author=author, type=type, source=source, target=target, **values
        )

    return relation


@pytest.mark.parametrize("length", [1, 2, 5])
def test_nobody_is_their_own_ancestor(people, tie, length):
    for number in range(length - 1):
        tie(people[number], "parent-of", people[number + 1])
    with pytest.raises(Invalid) as refused:
        tie(people[length - 1], "parent-of", people[0])
    assert refused.value.attr == "target"
    assert Relation.objects.count() == length - 1


def test_a_circle_is_refused_by_api_with_a_sentence(api, owner, universe, people, tie):
    tie(people[0], "parent-of", people[1])
    answer = api(owner).post(
        f"/api/universes/{universe.pk}/relations",
        {"type": "parent-of", "source": str(people[1].pk), "target": str(people[0].pk)},
    )
    assert answer.status_code == 400
    error = answer.json()["errors"][0]
    assert (error["code"], error["attr"]) == ("circle", "target")
    assert error["detail"].startswith("P1 cannot be parent of P0")


def test_a_diamond_is_no_circle(people, tie):
    for source, target in ((0, 1), (0, 2), (1, 3), (2, 3), (0, 3)):
        tie(people[source], "parent-of", people[target])
    assert Relation.objects.count() == 5


def test_a_change_or_a_return_may_not_close_a_circle_either(people, tie, author):
    first = tie(people[0], "parent-of", people[1])
    second = tie(people[1], "parent-of", people[2])
    other = tie(people[3], "parent-of", people[0])
    with pytest.raises(Invalid):
        update_relation(relation=other, author=author, source=people[2])
    friend = tie(people[2], "friend-of", people[0])
    with pytest.raises(Invalid):
        update_relation(relation=friend, author=author, type="parent-of")
    delete_relation(relation=second, author=author)
    back = tie(people[2], "parent-of", people[0])
    with pytest.raises(Invalid):
        restore_relation(relation=second, author=author)
    delete_relation(relation=back, author=author)
    assert restore_relation(relation=second, author=author).deleted_at is None
    # The tie itself does not count when it is turned round.
    update_relation(relation=other, author=author, source=people[4], target=people[3])
    update_relation(relation=other, author=author, source=people[3], target=people[4])
    assert first.revision == 1


def test_a_circle_through_an_element_in_the_trash_counts(people, tie, author):
    tie(people[0], "parent-of", people[1])
    tie(people[1], "parent-of", people[2])
    delete_element(element=people[1], author=author)
    with pytest.raises(Invalid):
        tie(people[2], "parent-of", people[0])


def test_the_search_is_bounded(people, tie, monkeypatch):
    for number in range(4):
        tie(people[number], "parent-of", people[number + 1])
    monkeypatch.setattr(circles, "MOST_VISITED", 3)
    with pytest.raises(Conflict):
        tie(people[4], "parent-of", people[0])


def test_the_search_grows_the_smaller_side(people, tie, universe, django_assert_max_num_queries):
    """A forefather of hundreds gets a child: none of the hundreds is read."""
    parent = RelationType.objects.get(key="parent-of", universe=None)
    many = Element.objects.bulk_create(
        Element(universe=universe, key=f"m{n}", name=f"M{n}", entity_subtype="character") for n in range(300)
    )
    Relation.objects.bulk_create(
        Relation(universe=universe, key=f"r{n}", type=parent, source=people[0], target=one)
        for n, one in enumerate(many)
    )
    with django_assert_max_num_queries(2):
        assert not circles.would_close(
            universe=universe, type=parent, source=people[0].pk, target=people[1].pk
        )
    assert circles.would_close(universe=universe, type=parent, source=many[7].pk, target=people[0].pk)


@pytest.mark.django_db(transaction=True)
def test_two_ties_at_once_cannot_close_a_circle_together(universe, people, owner):
    barrier, made = threading.Barrier(2, timeout=20), []

    def make(source, target):
        try:
            barrier.wait()
            create_relation(
                universe=universe, author=Author(by=owner), type="parent-of", source=source, target=target
            )
            made.append((source, target))
        except Invalid:
            made.append(None)
        finally:
            connections.close_all()

    threads = [
        threading.Thread(target=make, args=pair) for pair in ((people[0], people[1]), (people[1], people[0]))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert made.count(None) == 1
    assert Relation.objects.count() == 1


def test_a_type_says_what_it_ties(people, tie, universe):
    town = Element.objects.create(universe=universe, key="t", name="Brackwater", entity_subtype="location")
    with pytest.raises(Invalid) as refused:
        tie(town, "parent-of", people[0])
    assert refused.value.attr == "source"
    with pytest.raises(Invalid) as refused:
        tie(people[0], "located-in", people[1])
    assert refused.value.attr == "target"
    assert tie(people[0], "located-in", town).pk


def test_one_tie_of_a_kind_unless_the_dates_differ(people, tie, author):
    a, b = people[:2]
    first = tie(a, "partner-of", b)
    for source, target in ((a, b), (b, a)):
        with pytest.raises(Conflict):
            tie(source, "partner-of", target)
    tie(b, "partner-of", a, starts="1204", ends="1210")
    again = tie(a, "partner-of", b, starts="1220")
    with pytest.raises(Conflict):
        tie(b, "partner-of", a, starts="1220")
    with pytest.raises(Conflict):
        update_relation(relation=again, author=author, starts="1204", ends="1210")
    tie(a, "mentor-of", b)
    tie(b, "mentor-of", a)  # the other way round it is another tie
    with pytest.raises(Conflict):
        tie(a, "mentor-of", b)
    delete_relation(relation=first, author=author)
    second = tie(b, "partner-of", a)
    with pytest.raises(Conflict):
        restore_relation(relation=first, author=author)
    assert second.key == "p1-partner-of-p0-2"


def test_writes_count_and_can_be_taken_back(people, tie, author, viewer):
    relation = tie(people[0], "friend-of", people[1], starts="1204", note="Since school.", about=True)
    same = update_relation(relation=relation, author=author, note="Since school.", starts="1204")
    assert same.revision == 1
    changed = update_relation(relation=relation, author=author, type="rival-of", starts="", strength=-50)
    assert (changed.revision, changed.start_tick, changed.about) == (2, None, False)
    row = Revision.objects.get(kind=RowKind.RELATION, row_id=relation.pk, number=2)
    assert row.document == {
        "key": "p0-friend-of-p1", "type": "rival-of", "source": "p0", "target": "p1",
        "note": "Since school.", "strength": -50, "visibility": "everyone", "when": None,
    }  # fmt: skip
    assert {"type", "starts", "start_tick", "strength"} <= set(row.changed)
    back = revert_relation(relation=relation, author=author, number=1)
    assert (back.type.key, back.starts, back.strength, back.about) == ("friend-of", "1204", 0, True)
    assert Revision.objects.get(kind="relation", row_id=relation.pk, number=3).action == Action.REVERTED
    with pytest.raises(Stale):
        update_relation(relation=relation, author=author, expected=2, note="x")
    with pytest.raises(NotFound):
        revert_relation(relation=relation, author=author, number=99)
    with pytest.raises(Invalid):
        update_relation(relation=relation, author=author, key="x")
    for write in (
        lambda by: update_relation(relation=relation, author=by, note="x"),
        lambda by: delete_relation(relation=relation, author=by),
        lambda by: restore_relation(relation=relation, author=by),
        lambda by: revert_relation(relation=relation, author=by, number=1),
    ):
        with pytest.raises(Forbidden):
            write(Author(by=viewer))
    delete_relation(relation=relation, author=author)
    with pytest.raises(WrongState):
        update_relation(relation=relation, author=author, note="x")


def test_a_key_of_ones_own(people, tie):
    assert tie(people[0], "friend-of", people[1], key="old-friends").key == "old-friends"
    with pytest.raises(Conflict):
        tie(people[0], "friend-of", people[2], key="old-friends")


def test_a_type_of_another_universe(people, tie, other_universe):
    foreign = RelationType.objects.create(universe=other_universe, key="haunts", label="haunts")
    for named in (foreign, "haunts"):
        with pytest.raises(Invalid):
            tie(people[0], named, people[1])


def test_a_type_becomes_acyclic_only_without_circles(universe, author, people, tie):
    kind = RelationType.objects.create(universe=universe, key="feeds", label="feeds", inverse_label="fed by")
    tie(people[0], kind, people[1])
    closing = tie(people[1], kind, people[0])
    assert has_circle(kind)
    with pytest.raises(Conflict):
        update_relation_type(type=kind, author=author, acyclic=True)
    delete_relation(relation=closing, author=author)
    assert update_relation_type(type=kind, author=author, acyclic=True).acyclic
    with pytest.raises(Invalid):
        tie(people[1], "feeds", people[0])


def test_an_element_sees_its_ties_from_its_side(universe, people, tie, owner, viewer, author):
    mara, ivo, nia, spy = people[:4]
    tie(mara, "parent-of", ivo, starts="1204", ends="1250")
    tie(mara, "parent-of", nia)
    tie(nia, "sibling-of", ivo, starts="1206")
    tie(spy, "enemy-of", ivo, visibility="secret")

    def seen(element, user, **more):
        return {
            group.label: [(tie.other.name, tie.outgoing, tie.when) for tie in group.ties]
            for group in relations_of(element, user, **more)
        }

    assert {label: [name for name, *_ in ties] for label, ties in seen(mara, owner).items()} == {
        "parent of": ["P1", "P2"]
    }
    from_ivo = seen(ivo, owner)
    assert list(from_ivo) == ["child of", "sibling of", "enemy of"]
    name, outgoing, when = from_ivo["child of"][0]
    assert (name, outgoing) == ("P0", False)
    assert "1204" in when
    assert "1250" in when
    assert "enemy of" not in seen(ivo, viewer)
    assert "child of" not in seen(ivo, owner, as_of=0)
    assert seen(nia, owner)["child of"] == [("P0", False, "")]
    delete_element(element=mara, author=author)
    assert "child of" not in seen(ivo, owner)


def test_ties_of_an_element_cost_two_queries(universe, people, tie, owner, django_assert_max_num_queries):
    for one in people[1:]:
        tie(people[0], "friend-of", one, starts="1200")
        tie(one, "mentor-of", people[0])
    with django_assert_max_num_queries(4):  # two more for what the person may do
        assert sum(len(group.ties) for group in relations_of(people[0], owner)) == 10


def test_a_big_graph_is_cut_and_says_so(universe, owner, people, django_assert_max_num_queries):
    friend = RelationType.objects.get(key="friend-of", universe=None)
    many = Element.objects.bulk_create(
        Element(universe=universe, key=f"m{n}", name=f"M{n}", entity_subtype="character") for n in range(400)
    )
    Relation.objects.bulk_create(
        Relation(universe=universe, key=f"r{n}", type=friend, source=people[0], target=one)
        for n, one in enumerate(many)
    )
    with django_assert_max_num_queries(12):
        found = graph(universe, owner, people[0], 2)
    assert len(found["nodes"]) == MOST_NODES
    assert found["truncated"]
    nodes = {node["id"] for node in found["nodes"]}
    assert all({edge["source"], edge["target"]} <= nodes for edge in found["edges"])
    with django_assert_max_num_queries(10):
        assert graph(universe, owner)["truncated"]


def test_the_graph_keeps_to_its_universe(universe, owner, people, tie):
    tie(people[0], "friend-of", people[1])
    other = create_universe(by=owner, name="Elsewhere")
    assert graph(other, owner)["nodes"] == []
    with pytest.raises(NotFound):
        graph(other, owner, people[0])


def test_services_know_living_elements_of_the_universe_only(universe, author, owner, people, tie):
    other = create_universe(by=owner, name="Elsewhere")
    foreign = create_element(universe=other, author=author, name="Far", entity_subtype="character")
    with pytest.raises(Invalid):
        tie(people[0], "friend-of", foreign)
    relation = tie(people[0], "friend-of", people[1])
    with pytest.raises(Invalid):
        update_relation(relation=relation, author=author, target=foreign)
