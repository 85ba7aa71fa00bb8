"""Elements: made, changed, thrown away, taken back, brought back to an earlier state."""

from __future__ import annotations

import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from storybible.models import Action, Element, ElementName, ElementTag, Revision, RowKind
from storybible.names import fold
from storybible.services import elements
from storybible.services.keeping import Author
from umam.assets import services as assets
from umam.lib.errors import Conflict, Forbidden, Invalid, NotFound, Stale, WrongState

pytestmark = pytest.mark.django_db


@pytest.fixture
def make(universe, author):
    def element(name="Mara Venn", **values) -> Element:
        values.setdefault("entity_subtype", "character")
        return elements.create_element(universe=universe, author=author, name=name, **values)

    return element


def revisions(element) -> list[Revision]:
    return list(Revision.objects.filter(kind=RowKind.ELEMENT, row_id=element.pk).order_by("number"))


class TestCreate:
    def test_everything(self, make, picture):
        made = make(
            "  Mara   Venn ",
            summary="She keeps the light.",
            body="Line\r\nline",
            aliases=["The Keeper", "the  keeper", " "],
            tags=["Coast", "coast", "Light "],
            visibility="team",
            images=[{"asset": picture, "caption": "Her harbour"}],
            traits=[{"key": "personality", "value": "calm"}, {"key": "Age", "value": 41}],
        )
        made = Element.objects.get(pk=made.pk)
        assert (made.name, made.key, made.body) == ("Mara Venn", "mara-venn", "Line\nline")
        assert (made.aliases, made.tags) == (["The Keeper"], ["Coast", "Light"])
        assert set(made.names.values_list("folded", "is_alias")) == {
            ("mara venn", False),
            ("the keeper", True),
        }
        assert set(made.tag_rows.values_list("tag", flat=True)) == {"coast", "light"}
        assert [(row.asset_id, row.caption) for row in made.image_rows.all()] == [(picture.pk, "Her harbour")]
        assert [(t.key, t.label, t.trait_type, t.value) for t in made.traits.all()] == [
            ("personality", "Personality", "text", "calm"),
            ("age", "Age", "number", 41),
        ]
        (first,) = revisions(made)
        assert (first.number, first.action, made.revision) == (1, Action.CREATED, 1)
        assert first.document == {
            "key": "mara-venn",
            "name": "Mara Venn",
            "type": "character",
            "visibility": "team",
            "summary": "She keeps the light.",
            "body": "Line\nline",
            "aliases": ["The Keeper"],
            "tags": ["Coast", "Light"],
            "traits": [
                {"key": "personality", "label": "Personality", "type": "text", "value": "calm"},
                {"key": "age", "label": "Age", "type": "number", "value": 41},
            ],
            "images": [
                {"sha256": picture.sha256, "name": picture.name, "kind": "image", "caption": "Her harbour"}
            ],
            "model": None,
        }

    def test_equal_names_get_keys_of_their_own(self, make):
        assert [make().key for _ in range(3)] == ["mara-venn", "mara-venn-2", "mara-venn-3"]

    def test_a_key_of_ones_own(self, make):
        assert make(key="keeper").key == "keeper"
        with pytest.raises(Conflict):
            make("Other", key="keeper")
        with pytest.raises(Invalid):
            make("Other", key="no spaces")

    @pytest.mark.parametrize(
        ("values", "attr"),
        [
            ({"name": "  "}, "name"),
            ({"name": "x" * 201}, "name"),
            ({"entity_subtype": "dragon"}, "entity_subtype"),
            ({"visibility": "nobody"}, "visibility"),
            ({"summary": "x" * 401}, "summary"),
        ],
    )
    def test_refused_by_the_model(self, make, values, attr):
        with pytest.raises(ValidationError) as raised:
            make(**values)
        assert attr in raised.value.message_dict

    @pytest.mark.parametrize(
        ("values", "attr"),
        [
            ({"body": "x" * 200_001}, "body"),
            ({"body": "a\x00b"}, "body"),
            ({"name": "a\ud800"}, "name"),
            ({"tags": ["x" * 61]}, "tags"),
            ({"tags": "coast"}, "tags"),
            ({"tags": [str(n) for n in range(51)]}, "tags"),
            ({"aliases": [3]}, "aliases"),
        ],
    )
    def test_refused_by_the_service(self, make, values, attr):
        with pytest.raises(Invalid) as raised:
            make(**values)
        assert raised.value.attr == attr
        assert not Element.objects.exists()

    def test_files_of_another_kind_or_universe(self, make, picture, other_universe, author):
        with pytest.raises(Invalid, match="not a 3D model"):
            make(model=picture)
        with pytest.raises(Invalid, match="no such file"):
            elements.create_element(
                universe=other_universe,
                author=Author(by=None),
                name="Thief",
                entity_subtype="character",
                images=[{"asset": picture, "caption": ""}],
            )
        assert not Element.objects.exists()

    def test_who_may(self, universe, viewer, stranger):
        for person, refusal in ((viewer, Forbidden), (stranger, NotFound)):
            with pytest.raises(refusal):
                elements.create_element(
                    universe=universe, author=Author(by=person), name="X", entity_subtype="item"
                )


class TestUpdate:
    def test_only_what_is_given(self, make, author):
        made = make(summary="Old", tags=["a"])
        changed = elements.update_element(element=made, author=author, name="Mara V.", aliases=["Mara Venn"])
        assert (changed.name, changed.summary, changed.tags, changed.revision) == ("Mara V.", "Old", ["a"], 2)
        names = set(ElementName.objects.filter(element=made).values_list("folded", "is_alias"))
        assert names == {("mara v.", False), ("mara venn", True)}
        assert revisions(made)[1].changed == ["aliases", "name"]

    def test_nothing_changed_writes_nothing(self, make, author, picture):
        images = [{"asset": picture, "caption": "c"}]
        traits = [{"key": "personality", "value": "calm"}]
        made = make(tags=["a"], images=images, traits=traits)
        row = made.traits.get()
        same = elements.update_element(
            element=made, author=author, name="Mara Venn ", tags=["a"], images=images, traits=traits
        )
        assert (same.revision, len(revisions(made)), made.traits.get()) == (1, 1, row)

    def test_lists_are_replaced_and_rows_that_stay_keep_their_id(self, make, author):
        made = make(
            tags=["a", "b"],
            traits=[{"key": "personality", "value": "calm"}, {"key": "motivations", "value": ["light"]}],
        )
        kept = made.traits.get(key="motivations")
        elements.update_element(
            element=made, author=author, tags=["b", "c"], traits=[{"key": "motivations", "value": ["rest"]}]
        )
        assert [(t.pk, t.value) for t in made.traits.all()] == [(kept.pk, ["rest"])]
        assert set(ElementTag.objects.filter(element=made).values_list("tag", flat=True)) == {"b", "c"}

    def test_stale(self, make, author):
        made = make()
        elements.update_element(element=made, author=author, expected=1, name="One")
        with pytest.raises(Stale):
            elements.update_element(element=made, author=author, expected=1, name="Two")
        assert Element.objects.get(pk=made.pk).name == "One"

    def test_key(self, make, author):
        made, other = make(), make("Other")
        assert elements.update_element(element=made, author=author, key="keeper").key == "keeper"
        with pytest.raises(Conflict):
            elements.update_element(element=made, author=author, key=other.key)

    def test_unknown_field(self, make, author):
        with pytest.raises(TypeError):
            elements.update_element(element=make(), author=author, colour="red")

    def test_a_picture_in_the_trash_is_not_shown_but_not_lost(self, make, author, owner, picture):
        made = make(images=[{"asset": picture, "caption": ""}])
        assets.trash(asset=picture, by=owner)
        elements.update_element(element=made, author=author, summary="Changed", images=[])
        assert revisions(made)[-1].document["images"] == []
        assert made.image_rows.count() == 1


class TestTrash:
    def test_there_and_back(self, make, author):
        made = make()
        elements.delete_element(element=made, author=author)
        with pytest.raises(WrongState):
            elements.update_element(element=made, author=author, name="Ghost")
        assert elements.restore_element(element=made, author=author).deleted_at is None
        assert [one.action for one in revisions(made)] == ["created", "deleted", "restored"]

    def test_stale(self, make, author):
        made = make()
        elements.update_element(element=made, author=author, name="One")
        with pytest.raises(Stale):
            elements.delete_element(element=made, author=author, expected=1)


class TestRevert:
    def test_everything_comes_back_but_the_key(self, make, author, picture):
        made = make(
            summary="Old",
            aliases=["Keeper"],
            tags=["a"],
            images=[{"asset": picture, "caption": "c"}],
            traits=[{"key": "personality", "value": "calm"}],
        )
        elements.update_element(
            element=made,
            author=author,
            key="new-key",
            name="Other",
            entity_subtype="item",
            summary="",
            aliases=[],
            tags=[],
            images=[],
            traits=[],
        )
        elements.revert_element(element=made, author=author, number=1)
        first, _, last = revisions(made)
        assert last.document == {**first.document, "key": "new-key"}
        assert (last.action, last.note) == (Action.REVERTED, "Back to revision 1.")

    def test_files_that_are_gone_are_noted(self, make, author, owner, picture):
        made = make(images=[{"asset": picture, "caption": ""}])
        elements.update_element(element=made, author=author, images=[], summary="New")
        assets.trash(asset=picture, by=owner)
        elements.revert_element(element=made, author=author, number=1)
        last = revisions(made)[-1]
        assert "Harbour.png" in last.note
        assert last.document["images"] == []

    def test_to_a_revision_that_never_was(self, make, author):
        with pytest.raises(NotFound):
            elements.revert_element(element=make(), author=author, number=9)


def test_fold():
    assert fold("  Ma\u0301RA\n Straße ") == fold("Mára STRASSE")


@pytest.mark.django_db(transaction=True)
def test_two_writers_at_once(make, author):
    made = make()
    start = threading.Barrier(2)
    outcomes: list[str] = []

    def write(name: str) -> None:
        start.wait(5)
        try:
            elements.update_element(element=made, author=author, expected=1, name=name)
            outcomes.append("won")
        except Stale:
            outcomes.append("stale")
        finally:
            connection.close()

    threads = [threading.Thread(target=write, args=(name,)) for name in ("One", "Two")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(outcomes) == ["stale", "won"]
    assert Element.objects.get(pk=made.pk).revision == 2
