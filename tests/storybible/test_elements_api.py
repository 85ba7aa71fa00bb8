"""`/api/universes/{id}/elements` and `/api/elements/{id}`: what people and programs get, and who does not."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from rest_framework.test import APIClient

from storybible.models import Element, EntityType, Source
from storybible.services import elements
from storybible.services.keeping import Author
from umam.assets.models import Asset
from umam.assets.services import trash
from umam.universes.services import create_universe

pytestmark = pytest.mark.django_db


@pytest.fixture
def make(universe, author):
    def element(name="Mara Venn", **values) -> Element:
        values.setdefault("entity_subtype", "character")
        return elements.create_element(universe=universe, author=author, name=name, **values)

    return element


@pytest.fixture
def url(universe) -> str:
    return f"/api/universes/{universe.pk}/elements"


@pytest.fixture
def model_file(universe) -> Asset:
    return Asset.objects.create(
        universe=universe,
        kind="model",
        name="lamp.glb",
        mime="model/gltf-binary",
        extension="glb",
        size=10,
        sha256="a" * 64,
        file="assets/lamp.glb",
    )


def attrs(response) -> list[str]:
    assert response.status_code == 400, response.content
    return [error["attr"] for error in response.json()["errors"]]


def names(response) -> list[str]:
    assert response.status_code == 200, response.content
    return [row["name"] for row in response.json()["results"]]


class TestCreate:
    def test_everything(self, api, editor, url, universe, picture, model_file):
        response = api(editor).post(
            url,
            {
                "name": "Lamp House",
                "entity_subtype": "location",
                "summary": "Where the light is.",
                "body": "**Tall.**\n",
                "aliases": ["The Lamp"],
                "tags": ["coast", "Coast"],
                "visibility": "team",
                "images": [{"asset_id": str(picture.pk), "caption": "At dusk"}],
                "model": str(model_file.pk),
                "traits": [
                    {"trait_key": "population", "trait_value": 3},
                    {"trait_key": "haunted", "trait_value": True, "trait_type": "boolean"},
                ],
            },
        )
        assert response.status_code == 201, response.content
        made = response.json()
        assert response["ETag"] == '"1"'
        assert made["universe_id"] == str(universe.pk)
        assert (made["key"], made["entity_subtype"], made["visibility"]) == ("lamp-house", "location", "team")
        assert (made["aliases"], made["tags"], made["body"]) == (["The Lamp"], ["coast"], "**Tall.**\n")
        assert [
            (one["trait_key"], one["label"], one["trait_type"], one["trait_value"]) for one in made["traits"]
        ] == [("population", "Population", "number", 3), ("haunted", "Haunted", "boolean", True)]
        assert made["images"][0]["asset_id"] == str(picture.pk)
        assert made["images"][0]["caption"] == "At dusk"
        assert APIClient().get(made["images"][0]["preview_url"]).status_code == 200
        assert made["model"]["asset_id"] == str(model_file.pk)
        element = Element.objects.get(pk=made["id"])
        assert (element.created_by, element.universe) == (editor, universe)
        assert api(editor).get(f"{'/api/elements'}/{made['id']}").json()["id"] == made["id"]

    def test_what_one_got_can_be_sent_back(self, api, owner, url, picture, model_file):
        client = api(owner)
        body = {"name": "Lamp", "entity_subtype": "item", "images": [str(picture.pk)], "model": model_file.pk}
        body["traits"] = [{"trait_key": "powers", "trait_value": ["light"]}]
        got = client.post(url, body).json()
        again = client.put(f"/api/elements/{got['id']}", got)
        assert again.status_code == 200, again.content
        assert again.json()["revision"] == 1

    @pytest.mark.parametrize(
        ("wish", "attr"),
        [
            ({"name": ""}, "name"),
            ({"name": None}, "name"),
            ({"entity_subtype": "dragon"}, "entity_subtype"),
            ({"visibility": "nobody"}, "visibility"),
            ({"aliases": "Mara"}, "aliases"),
            ({"tags": ["x" * 61]}, "tags"),
            ({"body": "a\x00b"}, "body"),
            ({"images": ["nonsense"]}, "images.0"),
            ({"images": [{"caption": "no id"}]}, "images.0"),
            ({"images": [str(uuid.uuid4())]}, "images"),
            ({"model": str(uuid.uuid4())}, "model"),
            ({"model": 7}, "model"),
            ({"traits": [{"trait_key": "age"}]}, "traits.0.trait_value"),
            (
                {
                    "traits": [{"trait_key": "population", "trait_value": "many"}],
                    "entity_subtype": "location",
                },
                "trait_value",
            ),
            (
                {"traits": [{"trait_key": "age", "trait_value": 1, "trait_type": "colour"}]},
                "traits.0.trait_type",
            ),
            ({"key": "no spaces"}, "key"),
        ],
    )
    def test_bad_input_is_told_at_its_field(self, api, owner, url, wish, attr):
        response = api(owner).post(url, {"name": "Mara", "entity_subtype": "character", **wish})
        assert attrs(response) == [attr]
        assert not Element.objects.exists()

    def test_files_of_another_kind(self, api, owner, url, picture, model_file):
        body = {"name": "Mara", "entity_subtype": "character"}
        assert attrs(api(owner).post(url, {**body, "images": [str(model_file.pk)]})) == ["images"]
        assert attrs(api(owner).post(url, {**body, "model": str(picture.pk)})) == ["model"]

    def test_a_key_that_is_taken(self, api, owner, url, make):
        body = {"name": "Mara", "entity_subtype": "character", "key": make().key}
        assert api(owner).post(url, body).status_code == 409

    def test_who_may(self, api, url, viewer, stranger):
        body = {"name": "Mara", "entity_subtype": "character"}
        for client, status in ((APIClient(), 401), (api(viewer), 403), (api(stranger), 404)):
            assert client.post(url, body).status_code == status
        assert not Element.objects.exists()


class TestOthers:
    """Rows and files of another universe."""

    def test_by_path(self, api, stranger, make, url):
        element = make(traits=[{"key": "personality", "value": "calm"}])
        own, trait, client = f"/api/elements/{element.pk}", element.traits.get(), api(stranger)
        body = {"name": "Stolen", "entity_subtype": "item", "trait_key": "a", "trait_value": "b"}
        paths = {
            "get": [url, own, f"{own}/revisions", f"{own}/revisions/1"],
            "post": [url, f"{own}/traits", f"{own}/restore", f"{own}/revisions/1/restore"],
            "put": [own, f"{own}/traits/{trait.pk}"],
            "patch": [own],
            "delete": [own, f"{own}/traits/{trait.pk}"],
        }
        for method, places in paths.items():
            for place in places:
                assert getattr(client, method)(place, body).status_code == 404, (method, place)
                assert getattr(APIClient(), method)(place, body).status_code == 401, (method, place)
        assert Element.objects.get().revision == 1

    def test_by_body(self, api, stranger, other_universe, picture):
        body = {"name": "Thief", "entity_subtype": "character", "images": [str(picture.pk)]}
        assert attrs(api(stranger).post(f"/api/universes/{other_universe.pk}/elements", body)) == ["images"]

    def test_a_trait_of_another_element(self, api, owner, make):
        one, other = make(), make("Ivo", traits=[{"key": "personality", "value": "loud"}])
        place = f"/api/elements/{one.pk}/traits/{other.traits.get().pk}"
        assert api(owner).delete(place).status_code == 404

    def test_viewers_look_but_do_not_touch(self, api, viewer, make, url):
        element = make(traits=[{"key": "personality", "value": "calm"}])
        own, trait, client = f"/api/elements/{element.pk}", element.traits.get(), api(viewer)
        assert client.get(own).status_code == 200
        assert names(client.get(url)) == ["Mara Venn"]
        body = {"name": "X", "entity_subtype": "item", "trait_key": "a", "trait_value": "b"}
        for response in (
            client.put(own, body),
            client.patch(own, {"name": "X"}),
            client.delete(own),
            client.post(f"{own}/restore"),
            client.post(f"{own}/traits", body),
            client.put(f"{own}/traits/{trait.pk}", body),
            client.delete(f"{own}/traits/{trait.pk}"),
            client.post(f"{own}/revisions/1/restore"),
        ):
            assert response.status_code == 403
        assert Element.objects.get().revision == 1

    def test_hidden_ones_do_not_exist_for_viewers(self, api, viewer, editor, make, url):
        for visibility in ("team", "secret"):
            make(visibility, visibility=visibility)
        hidden = Element.objects.get(name="secret")
        assert names(api(viewer).get(url)) == []
        assert api(viewer).get(f"/api/elements/{hidden.pk}").status_code == 404
        assert names(api(editor).get(url)) == ["secret", "team"]


class TestChange:
    def test_patch(self, api, owner, make):
        element = make(tags=["a"], summary="Old")
        response = api(owner).patch(f"/api/elements/{element.pk}", {"summary": "New"}, HTTP_IF_MATCH='"1"')
        assert response.status_code == 200
        assert (response["ETag"], response.json()["revision"]) == ('"2"', 2)
        assert (response.json()["summary"], response.json()["tags"]) == ("New", ["a"])

    def test_put_needs_name_and_type_and_leaves_the_rest(self, api, owner, make):
        element = make(tags=["a"])
        place = f"/api/elements/{element.pk}"
        assert sorted(attrs(api(owner).put(place, {"summary": "x"}))) == ["entity_subtype", "name"]
        changed = api(owner).put(place, {"name": "Ivo", "entity_subtype": "faction"}).json()
        assert (changed["name"], changed["entity_subtype"], changed["tags"]) == ("Ivo", "faction", ["a"])

    @pytest.mark.parametrize("method", ["put", "patch", "delete"])
    def test_stale(self, api, owner, make, author, method):
        element = make()
        elements.update_element(element=element, author=author, name="Newer")
        body = {"name": "Mine", "entity_subtype": "character"}
        call = getattr(api(owner), method)
        response = call(f"/api/elements/{element.pk}", body, HTTP_IF_MATCH='"1"')
        assert response.status_code == 412
        assert response.json()["errors"][0]["code"] == "stale"
        assert Element.objects.get(deleted_at=None).name == "Newer"

    def test_without_if_match_the_last_wins_and_the_history_has_both(self, api, owner, make):
        element = make()
        for name in ("One", "Two"):
            assert api(owner).patch(f"/api/elements/{element.pk}", {"name": name}).status_code == 200
        found = api(owner).get(f"/api/elements/{element.pk}/revisions").json()["results"]
        assert [row["number"] for row in found] == [3, 2, 1]

    def test_if_match_that_is_no_revision(self, api, owner, make):
        response = api(owner).patch(f"/api/elements/{make().pk}", {"name": "x"}, HTTP_IF_MATCH="abc")
        assert attrs(response) == ["If-Match"]


class TestWhatOneHas:
    def test_is_not_told_again(self, api, owner, make, author):
        element = make()
        place, client = f"/api/elements/{element.pk}", api(owner)
        tag = client.get(place)["ETag"]
        for known in (tag, f"W/{tag}", f'"99", {tag}', "*"):
            answer = client.get(place, HTTP_IF_NONE_MATCH=known)
            assert (answer.status_code, answer.content, answer["ETag"]) == (304, b"", tag)
        for other in ('"99"', "abc", ""):
            assert client.get(place, HTTP_IF_NONE_MATCH=other).status_code == 200
        elements.update_element(element=element, author=author, name="Newer")
        assert client.get(place, HTTP_IF_NONE_MATCH=tag).json()["name"] == "Newer"

    def test_but_who_may_not_see_it_is_not_told_that_it_is_there(self, api, stranger, make):
        place = f"/api/elements/{make().pk}"
        assert api(stranger).get(place, HTTP_IF_NONE_MATCH="*").status_code == 404

    def test_addresses_of_files_are_told_anew(self, api, owner, make, picture):
        element = make(images=[{"asset": picture}])
        answer = api(owner).get(f"/api/elements/{element.pk}", HTTP_IF_NONE_MATCH='"1"')
        assert answer.status_code == 200
        assert answer.json()["images"][0]["url"]


class TestTrash:
    def test_there_and_back(self, api, owner, make, url):
        element, client = make(), api(owner)
        place = f"/api/elements/{element.pk}"
        assert client.delete(place, HTTP_IF_MATCH='"1"').status_code == 204
        assert client.get(place).status_code == 404
        assert client.patch(place, {"name": "Ghost"}).status_code == 404
        assert (names(client.get(url)), names(client.get(f"{url}?trash=true"))) == ([], ["Mara Venn"])
        assert client.post(f"{place}/restore").json()["deleted_at"] is None
        assert names(client.get(url)) == ["Mara Venn"]


class TestList:
    def test_filters(self, api, owner, make, url, picture, model_file):
        make("Mara", aliases=["The Keeper"], tags=["Coast", "Light"])
        make("Lamp", entity_subtype="item", tags=["light"], images=[{"asset": picture}], visibility="team")
        make("Harbour", entity_subtype="location", tags=["coast"], model=model_file)
        client = api(owner)
        for query, found in (
            ("", ["Harbour", "Lamp", "Mara"]),
            ("type=item", ["Lamp"]),
            ("entity_subtype=item&entity_subtype=location", ["Harbour", "Lamp"]),
            ("type=item&type=character", ["Lamp", "Mara"]),
            ("tag=COAST", ["Harbour", "Mara"]),
            ("tag=coast&tag=light", ["Mara"]),
            ("text=keeper", ["Mara"]),
            ("text=MAR", ["Mara"]),
            ("text=%25", []),
            ("has_image=true", ["Lamp"]),
            ("has_image=false", ["Harbour", "Mara"]),
            ("has_model=true", ["Harbour"]),
            ("has_model=false", ["Lamp", "Mara"]),
            ("visibility=team", ["Lamp"]),
            ("ordering=-name", ["Mara", "Lamp", "Harbour"]),
            ("ordering=created_at", ["Mara", "Lamp", "Harbour"]),
            ("ordering=-updated_at", ["Harbour", "Lamp", "Mara"]),
        ):
            assert names(client.get(f"{url}?{query}")) == found, query

    @pytest.mark.parametrize("query", ["type=dragon", "visibility=x", "ordering=body", "updated_since=soon"])
    def test_bad_queries(self, api, owner, url, query):
        assert api(owner).get(f"{url}?{query}").status_code == 400

    def test_pages(self, api, owner, make, url):
        for number in range(7):
            make(f"Twin {number % 2}", key=f"twin-{number}")
        found, page = [], f"{url}?page_size=3"
        while page:
            answer = api(owner).get(page).json()
            found += [row["key"] for row in answer["results"]]
            page = answer["next"]
        assert len(found) == len(set(found)) == 7

    def test_changes_with_tombstones(self, api, owner, author, make, url):
        old, gone = make("Old"), make("Gone")
        Element.objects.update(updated_at=timezone.now() - timedelta(hours=2))
        since = (timezone.now() - timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
        new = make("New")
        elements.delete_element(element=gone, author=author)
        found = api(owner).get(f"{url}?updated_since={since}").json()["results"]
        assert {row["id"] for row in found} == {str(new.pk), str(gone.pk)}
        (stone,) = [row for row in found if row["id"] == str(gone.pk)]
        assert set(stone) == {"id", "deleted_at"}
        assert str(old.pk) not in str(found)

    def test_the_number_of_queries_does_not_grow(self, api, owner, make, url, picture, model_file):
        def add(count: int) -> None:
            for number in range(count):
                make(
                    f"Element {number}",
                    tags=["a"],
                    images=[{"asset": picture}],
                    model=model_file,
                    traits=[{"key": "personality", "value": "calm"}, {"key": "age", "value": 3}],
                )

        client = api(owner)
        add(2)
        with CaptureQueriesContext(
            connection,
        ) as few:
            client.get(url)
        add(10)
        with CaptureQueriesContext(connection) as many:
            assert len(client.get(url).json()["results"]) == 12
        assert len(many) == len(few) <= 8, "\n".join(query["sql"] for query in many)

    def test_another_universe_of_the_same_owner_is_apart(self, api, owner, make, url):
        make()
        second = create_universe(by=owner, name="Second")
        assert names(api(owner).get(f"/api/universes/{second.pk}/elements")) == []

    def test_a_picture_in_the_trash_is_not_shown(self, api, owner, make, url, picture):
        make(images=[{"asset": picture}])
        trash(asset=picture, by=owner)
        assert api(owner).get(url).json()["results"][0]["images"] == []
        assert names(api(owner).get(f"{url}?has_image=true")) == []


class TestHistory:
    def test_list_detail_and_restore(self, api, owner, make):
        element = make(body="The light burns.", traits=[{"key": "personality", "value": "calm"}])
        client, place = api(owner), f"/api/elements/{element.pk}"
        client.patch(place, {"body": "The light is out.", "tags": ["dark"]})
        rows = client.get(f"{place}/revisions").json()["results"]
        assert [(row["number"], row["action"], row["source"], row["by"]["name"]) for row in rows] == [
            (2, "changed", Source.API, "Mara"),
            (1, "created", Source.API, "Mara"),
        ]
        assert rows[0]["changed"] == ["body", "tags"]
        detail = client.get(f"{place}/revisions/2").json()
        assert detail["document"]["body"] == "The light is out."
        changes = {change["field"]: change for change in detail["changes"]}
        assert set(changes) == {"body", "tags"}
        assert {"what": "added", "text": "out"} in changes["body"]["words"] or changes["body"]["words"]
        assert changes["tags"]["added"] == ["dark"]
        response = client.post(f"{place}/revisions/1/restore", HTTP_IF_MATCH='"2"')
        assert response.json()["body"] == "The light burns."
        assert response["ETag"] == '"3"'
        assert client.post(f"{place}/revisions/1/restore", HTTP_IF_MATCH='"2"').status_code == 412
        assert client.post(f"{place}/revisions/77/restore").status_code == 404
        assert client.get(f"{place}/revisions/77").status_code == 404

    def test_viewers_see_no_state_that_was_hidden(self, api, viewer, author, make):
        element = make(summary="The murderer", visibility="secret")
        elements.update_element(element=element, author=author, summary="A guest", visibility="everyone")
        place = f"/api/elements/{element.pk}/revisions"
        assert [row["number"] for row in api(viewer).get(place).json()["results"]] == [2]
        shown = api(viewer).get(f"{place}/2")
        assert shown.status_code == 200
        assert b"murderer" not in shown.content
        assert api(viewer).get(f"{place}/1").status_code == 404

    def test_the_number_of_queries_does_not_grow(self, api, owner, make, editor):
        element, client = make(), api(owner)
        counts = []
        for number in range(6):
            elements.update_element(element=element, author=Author(by=editor), summary=str(number))
            with CaptureQueriesContext(connection) as queries:
                client.get(f"/api/elements/{element.pk}/revisions")
            counts.append(len(queries))
        assert len(set(counts)) == 1


def test_types_are_eight(api, owner):
    found = api(owner).get("/api/entity-types").json()
    assert [row["key"] for row in found] == EntityType.values
    assert len(found) == 8


def test_a_type_is_known_in_any_case(api, owner, url):
    answer = api(owner).post(url, {"name": "Ivo", "entity_subtype": "Character"})
    assert (answer.status_code, answer.json()["entity_subtype"]) == (201, "character")
    assert api(owner).post(url, {"name": "Ivo", "entity_subtype": "Dragon"}).status_code == 400
