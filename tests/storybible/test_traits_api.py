"""Traits of elements and their templates, by service, API and database."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from rest_framework.test import APIClient

from storybible import catalog
from storybible.models import Element, Trait, TraitTemplate
from storybible.selectors.traits import gaps, templates_by_type, templates_for
from storybible.services import elements, templates
from storybible.services.keeping import Author
from storybible.services.traits import add_trait, change_trait, check_value, remove_trait
from umam.lib.errors import Conflict, Forbidden, Invalid, NotFound, WrongState

pytestmark = pytest.mark.django_db


@pytest.fixture
def element(universe, author) -> Element:
    return elements.create_element(universe=universe, author=author, name="Quay", entity_subtype="location")


class TestValues:
    @pytest.mark.parametrize(
        ("trait_type", "value", "kept"),
        [
            ("text", "calm\r\nand old", "calm\nand old"),
            ("text", "", ""),
            ("number", 3, 3),
            ("number", 3.0, 3),
            ("number", -2.5, -2.5),
            ("boolean", False, False),
            ("list", [" a ", "b"], ["a", "b"]),
            ("list", [], []),
        ],
    )
    def test_good(self, trait_type, value, kept):
        found = check_value(trait_type, value)
        assert (found, type(found)) == (kept, type(kept))

    @pytest.mark.parametrize(
        ("trait_type", "value"),
        [
            ("text", 3),
            ("text", ["a"]),
            ("text", None),
            ("text", "x" * 20_001),
            ("text", "a\x00"),
            ("number", "3"),
            ("number", True),
            ("number", float("nan")),
            ("number", float("inf")),
            ("number", 10**400),
            ("boolean", 1),
            ("boolean", "true"),
            ("list", "a, b"),
            ("list", ["a", 3]),
            ("list", ["a", " "]),
            ("list", ["x"] * 201),
            ("list", ["x" * 1001]),
            ("list", {"a": 1}),
            ("colour", "red"),
        ],
    )
    def test_refused_by_the_service(self, element, author, trait_type, value):
        with pytest.raises(Invalid):
            add_trait(element=element, author=author, key="odd", value=value, trait_type=trait_type)
        assert not Trait.objects.exists()

    @pytest.mark.parametrize(
        "columns",
        [
            {"trait_type": "number", "value_text": "many"},
            {"trait_type": "text", "value_number": 3.0},
            {"trait_type": "boolean"},
            {"trait_type": "list", "value_list": ["a"], "value_text": "a"},
            {"trait_type": "colour", "value_text": "red"},
        ],
    )
    def test_refused_by_the_database(self, element, columns):
        with pytest.raises(IntegrityError), transaction.atomic():
            Trait.objects.create(element=element, key="odd", label="Odd", **columns)


class TestServices:
    def test_add_change_remove(self, element, author):
        trait = add_trait(element=element, author=author, key="population", value=1200)
        assert (trait.label, trait.trait_type, trait.value) == ("Population", "number", 1200)
        trait = change_trait(trait=trait, author=author, value=1300)
        assert Trait.objects.get().value == 1300
        trait = change_trait(trait=trait, author=author, trait_type="text", value="few", label="People")
        assert (trait.label, trait.trait_type, trait.value) == ("People", "text", "few")
        remove_trait(trait=trait, author=author)
        assert not Trait.objects.exists()
        assert Element.objects.get().revision == 5

    def test_a_trait_of_ones_own(self, element, author):
        trait = add_trait(element=element, author=author, key="Home Port", value=["a"])
        assert (trait.key, trait.label, trait.trait_type) == ("home-port", "Home Port", "list")
        assert add_trait(element=element, author=author, key="sea_level", value=2).label == "Sea level"

    def test_twice(self, element, author):
        add_trait(element=element, author=author, key="climate", value="wet")
        with pytest.raises(Conflict):
            add_trait(element=element, author=author, key="Climate", value="dry")
        other = add_trait(element=element, author=author, key="other", value="x")
        with pytest.raises(Conflict):
            change_trait(trait=other, author=author, key="climate")
        with pytest.raises(Invalid):
            elements.update_element(
                element=element,
                author=author,
                traits=[{"key": "a", "value": "x"}, {"key": "A", "value": "y"}],
            )

    def test_unchanged_is_no_revision(self, element, author):
        trait = add_trait(element=element, author=author, key="climate", value="wet")
        change_trait(trait=trait, author=author, value="wet")
        assert Element.objects.get().revision == 2

    def test_a_new_type_needs_a_fitting_value(self, element, author):
        trait = add_trait(element=element, author=author, key="climate", value="wet")
        with pytest.raises(Invalid):
            change_trait(trait=trait, author=author, trait_type="number")

    def test_not_in_the_trash(self, element, author):
        elements.delete_element(element=element, author=author)
        with pytest.raises(WrongState):
            add_trait(element=element, author=author, key="climate", value="wet")

    def test_gone(self, element, author):
        trait = add_trait(element=element, author=author, key="climate", value="wet")
        Trait.objects.all().delete()
        with pytest.raises(NotFound):
            remove_trait(trait=trait, author=author)

    def test_viewers(self, element, viewer):
        with pytest.raises(Forbidden):
            add_trait(element=element, author=Author(by=viewer), key="climate", value="wet")


class TestApi:
    def test_add_change_remove(self, api, owner, element):
        client, place = api(owner), f"/api/elements/{element.pk}/traits"
        response = client.post(
            place, {"trait_key": "population", "trait_value": 1200, "trait_type": "number"}
        )
        assert response.status_code == 201
        assert response["ETag"] == '"2"'
        made = response.json()
        assert {**made, "id": 0} == {
            "id": 0,
            "trait_key": "population",
            "label": "Population",
            "trait_type": "number",
            "trait_value": 1200,
        }
        one = f"{place}/{made['id']}"
        body = {"trait_key": "population", "trait_value": ["x"], "trait_type": "list"}
        assert client.put(one, body, HTTP_IF_MATCH='"1"').status_code == 412
        changed = client.put(one, body, HTTP_IF_MATCH='"2"')
        assert (changed.status_code, changed["ETag"]) == (200, '"3"')
        assert changed.json()["trait_value"] == ["x"]
        assert client.get(f"/api/elements/{element.pk}").json()["traits"] == [changed.json()]
        assert client.delete(one).status_code == 204
        assert client.delete(one).status_code == 404

    @pytest.mark.parametrize(
        ("body", "attr"),
        [
            ({"trait_key": "population", "trait_value": "many"}, "trait_value"),
            ({"trait_key": "population", "trait_value": True}, "trait_value"),
            ({"trait_key": "population", "trait_value": None}, "trait_value"),
            ({"trait_key": "landmarks", "trait_value": "a tower"}, "trait_value"),
            ({"trait_key": "x", "trait_value": 1, "trait_type": "colour"}, "trait_type"),
            ({"trait_key": "x"}, "trait_value"),
            ({"trait_value": 1}, "trait_key"),
            ({"trait_key": "!!", "trait_value": 1}, "trait_key"),
        ],
    )
    def test_bad_input(self, api, owner, element, body, attr):
        response = api(owner).post(f"/api/elements/{element.pk}/traits", body)
        assert response.status_code == 400
        assert [error["attr"] for error in response.json()["errors"]] == [attr]
        assert not Trait.objects.exists()

    def test_nan_is_no_json(self, api, owner, element):
        response = api(owner).generic(
            "POST",
            f"/api/elements/{element.pk}/traits",
            '{"trait_key": "population", "trait_value": NaN}',
            content_type="application/json",
        )
        assert response.status_code == 400

    def test_twice(self, api, owner, element, author):
        add_trait(element=element, author=author, key="climate", value="wet")
        body = {"trait_key": "climate", "trait_value": "dry"}
        assert api(owner).post(f"/api/elements/{element.pk}/traits", body).status_code == 409


class TestTemplates:
    @pytest.mark.parametrize("entity_type", list(catalog.TRAITS))
    def test_each_type_has_its_own(self, api, owner, entity_type):
        found = api(owner).get(f"/api/entity-types/{entity_type}/traits").json()
        assert [row["key"] for row in found] == [one.key for one in catalog.TRAITS[entity_type]]
        assert set(found[0]) == {"key", "label", "type", "help", "required", "source"}
        assert {row["source"] for row in found} == {"default"}

    def test_unknown_type(self, api, owner):
        assert api(owner).get("/api/entity-types/dragon/traits").status_code == 404
        assert api(owner).get("/api/entity-types/Item/traits").json()[0]["key"] == "properties"
        assert APIClient().get("/api/entity-types/item/traits").status_code == 401

    def test_a_universe_adds_changes_and_hides(self, api, owner, universe, stranger):
        client, place = api(owner), f"/api/universes/{universe.pk}/trait-templates"
        added = client.post(
            place,
            {
                "entity_subtype": "character",
                "key": "Eye colour",
                "label": "Eye colour",
                "required": True,
                "help": "In daylight.",
            },
        )
        assert added.status_code == 201, added.content
        assert added.json()["key"] == "eye-colour"
        body = {"entity_subtype": "character", "key": "eye-colour"}
        assert client.post(place, body).status_code == 409
        assert client.put(f"{place}/character/motivations", {"type": "text"}).status_code == 200
        assert client.put(f"{place}/character/backstory", {"hidden": True}).status_code == 200
        assert len(client.get(place).json()) == 3
        found = {
            row["key"]: (row["type"], row["required"], row["source"])
            for row in client.get(f"/api/entity-types/character/traits?universe={universe.pk}").json()
        }
        assert found == {
            "personality": ("text", False, "default"),
            "relationships": ("list", False, "default"),
            "motivations": ("text", False, "universe"),
            "eye-colour": ("text", True, "universe"),
        }
        assert len(client.get("/api/entity-types/character/traits").json()) == 4
        assert client.delete(f"{place}/character/backstory").status_code == 204
        assert client.delete(f"{place}/character/backstory").status_code == 404
        assert "backstory" in {one.key for one in templates_for("character", universe)}
        other = f"/api/entity-types/character/traits?universe={universe.pk}"
        assert api(stranger).get(other).status_code == 404

    @pytest.mark.parametrize(
        "body",
        [
            {"entity_subtype": "dragon", "key": "wings"},
            {"entity_subtype": "item", "key": "wings", "type": "colour"},
            {"entity_subtype": "item", "key": "!!"},
            {"entity_subtype": "item", "key": "x", "label": "y" * 81},
            {"entity_subtype": "item"},
        ],
    )
    def test_bad_input(self, api, owner, universe, body):
        response = api(owner).post(f"/api/universes/{universe.pk}/trait-templates", body)
        assert response.status_code == 400, response.content
        assert not TraitTemplate.objects.exists()

    def test_who_may(self, api, universe, viewer, stranger):
        place = f"/api/universes/{universe.pk}/trait-templates"
        body = {"entity_subtype": "item", "key": "weight"}
        for client, status in ((APIClient(), 401), (api(viewer), 403), (api(stranger), 404)):
            assert client.post(place, body).status_code == status
            assert client.put(f"{place}/item/weight", {}).status_code == status
            assert client.delete(f"{place}/item/weight").status_code == status
        assert api(viewer).get(place).status_code == 200
        assert api(stranger).get(place).status_code == 404

    def test_malformed_universe(self, api, owner):
        assert api(owner).get("/api/entity-types/item/traits?universe=x").status_code == 400

    def test_what_is_left_out_stays(self, universe, author):
        given = {"universe": universe, "author": author, "entity_subtype": "item"}
        row = templates.set_template(**given, key="powers", required=True)
        assert (row.label, row.trait_type, row.help) == ("Powers", "list", "What it can do.")
        row = templates.set_template(**given, key="powers", label="Gifts")
        assert (row.label, row.required) == ("Gifts", True)

    def test_no_end_of_templates_has_an_end(self, universe, author, monkeypatch):
        monkeypatch.setattr(templates, "MOST", 1)
        given = {"universe": universe, "author": author, "entity_subtype": "item"}
        templates.set_template(**given, key="one")
        templates.set_template(**given, key="one", label="First")
        with pytest.raises(Invalid):
            templates.set_template(**given, key="two")
        assert TraitTemplate.objects.count() == 1

    def test_hide(self, universe, author):
        given = {"universe": universe, "author": author, "entity_subtype": "item"}
        templates.hide_template(**given, key="powers")
        templates.hide_template(**given, key="powers")
        assert "powers" not in {one.key for one in templates_by_type(universe)["item"]}
        with pytest.raises(NotFound):
            templates.hide_template(**given, key="nothing")
        templates.remove_template(**given, key="powers")
        assert "powers" in {one.key for one in templates_for("item", universe)}

    def test_required_ones_are_gaps_not_walls(self, api, owner, universe, author):
        templates.set_template(
            universe=universe,
            author=author,
            entity_subtype="item",
            key="weight",
            trait_type="number",
            required=True,
        )
        made = api(owner).post(
            f"/api/universes/{universe.pk}/elements", {"name": "Lamp", "entity_subtype": "item"}
        )
        assert (made.status_code, made.json()["gaps"]) == (201, ["weight"])
        lamp = Element.objects.get()
        add_trait(element=lamp, author=author, key="weight", value=0)
        listed = api(owner).get(f"/api/universes/{universe.pk}/elements").json()["results"]
        assert listed[0]["gaps"] == []
        assert gaps(lamp, templates_for("item", universe)) == []
