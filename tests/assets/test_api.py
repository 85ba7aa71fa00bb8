"""`/api/assets`: what people and programs get, and what strangers never get."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from rest_framework.exceptions import ErrorDetail
from rest_framework.parsers import JSONParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.test import APIClient, APIRequestFactory, force_authenticate

from tests.assets.conftest import make_rows, stored_files
from umam.accounts.models import UserRole
from umam.assets import services
from umam.assets.api import uploads
from umam.assets.models import Asset
from umam.lib.errors import Invalid, NotFound
from umam.universes.models import Membership, Role
from umam.universes.services import personal_universe

pytestmark = pytest.mark.django_db


def send(client: APIClient, file, **fields):
    return client.post("/api/assets", {"file": file, **fields}, format="multipart")


def errors(response) -> list[dict[str, str]]:
    found: list[dict[str, str]] = response.json()["errors"]
    return found


class TestUpload:
    def test_into_a_universe(self, api, owner, universe, upload, mp3_file):
        response = send(api(owner), upload(mp3_file), universe_id=universe.pk, name="My song")
        assert response.status_code == 201
        made = response.json()
        assert (made["kind"], made["name"], made["source"]) == ("audio", "My song", "upload")
        assert made["universe_id"] == str(universe.pk)
        assert made["sha256"]
        assert made["peaks"]
        for field in ("url", "preview_url"):
            assert APIClient().get(made[field]).status_code == 200

    def test_without_a_universe_into_ones_own(self, api, owner, upload):
        response = send(api(owner), upload(b"A note."))
        assert response.json()["universe_id"] == str(personal_universe(owner).pk)

    def test_fields_may_come_as_json(self, api, owner, universe, upload):
        data = json.dumps({"universe_id": str(universe.pk), "name": "From data"})
        made = send(api(owner), upload(b"A note."), data=data).json()
        assert (made["universe_id"], made["name"]) == (str(universe.pk), "From data")

    def test_same_again_answers_200(self, api, owner, universe, upload, mp3_file):
        first = send(api(owner), upload(mp3_file), universe_id=universe.pk)
        second = send(api(owner), upload(mp3_file), universe_id=universe.pk)
        assert (first.status_code, second.status_code) == (201, 200)
        assert first.json()["id"] == second.json()["id"]

    def test_needs_a_file(self, api, owner):
        response = send(api(owner), "just text")
        assert response.status_code == 400
        assert errors(response)[0]["attr"] == "file"

    @pytest.mark.parametrize(("content", "name"), [(b"", "empty.mp3"), (b"no song " * 40, "song.mp3")])
    def test_bad_files_get_a_sentence(self, api, owner, upload, content, name):
        response = send(api(owner), upload(content, name))
        assert response.status_code == 400
        assert name in errors(response)[0]["detail"]
        assert errors(response)[0]["attr"] == "file"
        assert stored_files() == []

    def test_too_large(self, api, owner, upload, settings):
        settings.UMAM_MAX_UPLOAD = 10
        response = send(api(owner), upload(b"x" * 11))
        assert response.status_code == 413
        assert errors(response)[0]["code"] == "too_large"

    def test_full_disk(self, api, owner, upload, monkeypatch):
        client = api(owner)
        client.raise_request_exception = False  # it is logged as an error, for whoever runs the studio

        def full(*args, **kwargs):
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(default_storage, "save", full)
        response = send(client, upload(b"A note."))
        assert response.status_code == 507
        assert "disk is full" in errors(response)[0]["detail"]

    def test_who_may(self, api, owner, universe, viewer, stranger, person, upload):
        looker = person("eyes", UserRole.VIEWER)
        for client, wish, status in (
            (APIClient(), {}, 401),
            (api(looker), {}, 403),
            (api(viewer), {"universe_id": universe.pk}, 403),
            (api(stranger), {"universe_id": universe.pk}, 404),
            (api(owner), {"universe_id": "nonsense"}, 404),
        ):
            assert send(client, upload(b"A note."), **wish).status_code == status
        assert stored_files() == []


class TestOne:
    def test_get(self, api, viewer, take_in):
        found = api(viewer).get(f"/api/assets/{take_in().pk}").json()
        assert {"peaks", "probe", "parents", "share", "usages", "provenance", "url"} <= set(found)

    def test_rename(self, api, owner, take_in):
        asset = take_in()
        response = api(owner).patch(f"/api/assets/{asset.pk}", {"name": "../Better\nname.txt"})
        assert response.json()["name"] == "Better name.txt" or response.json()["name"] == "name.txt"
        assert api(owner).patch(f"/api/assets/{asset.pk}", {"name": " "}).status_code == 400

    def test_delete_and_restore(self, api, owner, take_in):
        client, url = api(owner), f"/api/assets/{take_in().pk}"
        assert client.delete(url).status_code == 204
        for path in (url, f"{url}/download", f"{url}/preview"):
            assert client.get(path).status_code == 404
        assert [row["id"] for row in client.get("/api/assets?trash=true").json()["results"]] == [url[12:]]
        assert client.get("/api/assets").json()["results"] == []
        assert client.post(f"{url}/restore").status_code == 200
        assert client.get(url).status_code == 200

    def test_share(self, api, owner, take_in):
        client, url = api(owner), f"/api/assets/{take_in().pk}/share"
        made = client.post(url)
        assert made.status_code == 201
        assert APIClient().get(made.json()["url"]).status_code == 200
        assert client.get(url[:-6]).json()["share"]["token"] == made.json()["token"]
        assert client.delete(url).status_code == 204
        assert APIClient().get(made.json()["url"]).status_code == 404
        assert client.get(url[:-6]).json()["share"] is None

    def test_share_that_would_have_ended(self, api, owner, take_in):
        past = (timezone.now() - timedelta(hours=1)).isoformat()
        response = api(owner).post(f"/api/assets/{take_in().pk}/share", {"expires_at": past})
        assert response.status_code == 400
        assert errors(response)[0]["attr"] == "expires_at"

    def test_public_address_of_the_studio(self, api, owner, take_in, settings):
        settings.UMAM_PUBLIC_URL = "https://studio.example/"
        made = api(owner).post(f"/api/assets/{take_in().pk}/share").json()
        assert made["url"].startswith("https://studio.example/s/")


class TestStrangers:
    """Nobody outside the universe learns of an asset, whatever they try."""

    @pytest.mark.parametrize(
        ("method", "path"),
        [
            ("get", ""),
            ("patch", ""),
            ("delete", ""),
            ("get", "/download"),
            ("head", "/download"),
            ("get", "/preview"),
            ("post", "/share"),
            ("delete", "/share"),
            ("post", "/restore"),
        ],
    )
    def test_each_address(self, api, stranger, take_in, png_file, method, path):
        asset = take_in(png_file)
        for client, status in ((api(stranger), 404), (APIClient(), 401)):
            response = getattr(client, method)(f"/api/assets/{asset.pk}{path}", {"name": "x"})
            assert response.status_code == status
        asset.refresh_from_db()
        assert not asset.in_trash
        assert asset.name == "picture.png"

    @pytest.mark.parametrize(
        ("method", "path"), [("patch", ""), ("delete", ""), ("post", "/share"), ("delete", "/share")]
    )
    def test_viewers_see_but_do_not_change(self, api, viewer, take_in, method, path):
        asset = take_in()
        response = getattr(api(viewer), method)(f"/api/assets/{asset.pk}{path}", {"name": "x"})
        assert response.status_code == 403

    def test_viewers_may_download(self, api, viewer, take_in):
        response = api(viewer).get(f"/api/assets/{take_in(b'A note.').pk}/download")
        assert b"".join(response.streaming_content) == b"A note."

    def test_lists(self, api, owner, stranger, take_in, universe):
        mine = take_in()
        for query in (
            "",
            f"?universe={universe.pk}",
            "?name=notes",
            "?updated_since=2020-01-01T00:00:00Z",
            "?trash=1",
        ):
            assert api(stranger).get(f"/api/assets{query}").json()["results"] == []
        assert [row["id"] for row in api(owner).get("/api/assets").json()["results"]] == [str(mine.pk)]

    def test_when_a_membership_ends(self, api, viewer, take_in, universe):
        url = f"/api/assets/{take_in().pk}/download"
        assert api(viewer).get(url).status_code == 200
        Membership.objects.filter(universe=universe, user=viewer).delete()
        assert api(viewer).get(url).status_code == 404


class TestLists:
    @pytest.fixture
    def many(self, universe):
        return make_rows(universe, 12)

    def ids(self, client, query=""):
        return [row["id"] for row in client.get(f"/api/assets{query}").json()["results"]]

    def test_filters(self, api, owner, universe, elsewhere, take_in, mp3_file, png_file):
        song, picture = take_in(mp3_file, "Song one.mp3"), take_in(png_file)
        client = api(owner)
        assert self.ids(client, "?kind=audio") == [str(song.pk)]
        assert set(self.ids(client, "?kind=audio&kind=image")) == {str(song.pk), str(picture.pk)}
        assert self.ids(client, "?name=SONG") == [str(song.pk)]
        assert self.ids(client, "?source=job") == []
        assert self.ids(client, f"?universe={elsewhere.pk}") == []
        soon = (timezone.now() + timedelta(minutes=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
        assert self.ids(client, f"?created_after={soon}") == []
        assert len(self.ids(client, f"?created_before={soon}")) == 2
        assert client.get("/api/assets?kind=song").status_code == 400

    @pytest.mark.parametrize("column", ["created_at", "updated_at", "name", "size", "duration"])
    @pytest.mark.parametrize("sign", ["", "-"])
    def test_every_ordering_gives_every_row_once(self, api, owner, many, column, sign):
        client, seen = api(owner), []
        url = f"/api/assets?page_size=5&ordering={sign}{column}"
        while url:
            page = client.get(url).json()
            seen += [row["id"] for row in page["results"]]
            url = page["next"]
        assert len(seen) == len(set(seen)) == 12

    def test_unknown_ordering(self, api, owner):
        assert api(owner).get("/api/assets?ordering=file").status_code == 400

    def test_updated_since_shows_what_went(self, api, owner, take_in):
        before, kept, gone = take_in(b"1", "1.txt"), take_in(b"2", "2.txt"), take_in(b"3", "3.txt")
        old = timezone.now() - timedelta(hours=1)
        Asset.objects.update(updated_at=old)
        moment = timezone.now().strftime("%Y-%m-%dT%H:%M:%SZ")
        Asset.objects.filter(pk=before.pk).update(updated_at=old)
        services.rename(asset=kept, by=owner, name="kept.txt")
        services.trash(asset=gone, by=owner)
        rows = {
            row["id"]: row for row in api(owner).get(f"/api/assets?updated_since={moment}").json()["results"]
        }
        assert set(rows) == {str(kept.pk), str(gone.pk)}
        assert set(rows[str(gone.pk)]) == {"id", "deleted_at"}
        assert rows[str(kept.pk)]["name"] == "kept.txt"

    def test_queries_do_not_grow(self, api, owner, universe):
        client, counts = api(owner), []
        for count in (100, 900):
            make_rows(universe, count, size=count)
            with CaptureQueriesContext(
                connection,
            ) as queries:
                rows = client.get("/api/assets?page_size=200").json()["results"]
            counts.append(len(queries))
        assert len(rows) == 200
        assert counts[0] == counts[1] <= 3


class TestFileFields:
    """`asset_from`, by which other rooms take files."""

    def request(self, user, data, fmt="multipart"):
        raw = APIRequestFactory().post("/", data, format=fmt)
        force_authenticate(raw, user)
        request = Request(raw, parsers=[MultiPartParser(), JSONParser()])
        request.user = user
        return request

    def test_an_uploaded_file(self, owner, universe, upload, mp3_file):
        request = self.request(owner, {"file": upload(mp3_file), "universe_id": str(universe.pk)})
        assert uploads.universe_of(request) == universe
        asset = uploads.required_asset_from(request, universe=universe, kinds=("audio", "video"))
        assert asset.kind == "audio"

    @pytest.mark.parametrize("fmt", ["multipart", "json"])
    def test_an_existing_asset(self, owner, universe, take_in, mp3_file, fmt):
        song = take_in(mp3_file)
        request = self.request(owner, {"audio_asset_id": str(song.pk)}, fmt)
        assert uploads.asset_from(request, "audio", universe=universe) == song

    def test_an_asset_of_another_universe_is_not_there(self, owner, universe, elsewhere, stranger, take_in):
        foreign = take_in(universe=elsewhere, by=stranger)
        for asset_id in (str(foreign.pk), "nonsense", "0" * 32):
            with pytest.raises(NotFound) as refusal:
                uploads.asset_from(self.request(owner, {"file_asset_id": asset_id}), universe=universe)
            assert refusal.value.attr == "file_asset_id"

    def test_of_another_universe_that_one_may_see(self, owner, universe, elsewhere, stranger, take_in):
        Membership.objects.create(universe=elsewhere, user=owner, role=Role.EDITOR)
        foreign = take_in(universe=elsewhere, by=stranger)
        with pytest.raises(NotFound):
            uploads.asset_from(self.request(owner, {"file_asset_id": str(foreign.pk)}), universe=universe)

    def test_from_the_trash(self, owner, universe, take_in):
        gone = services.trash(asset=take_in(), by=owner)
        with pytest.raises(NotFound):
            uploads.asset_from(self.request(owner, {"file_asset_id": str(gone.pk)}), universe=universe)

    def test_wrong_kinds(self, owner, universe, take_in, upload, png_file):
        picture = take_in(png_file)
        for data in ({"file_asset_id": str(picture.pk)}, {"file": upload(png_file)}):
            with pytest.raises(Invalid, match="is a picture, not sound or a video"):
                uploads.asset_from(self.request(owner, data), universe=universe, kinds=("audio", "video"))

    def test_nothing_sent(self, owner, universe):
        request = self.request(owner, {})
        assert uploads.asset_from(request, universe=universe, required=False) is None
        with pytest.raises(Invalid, match="file_asset_id") as refusal:
            uploads.asset_from(request, universe=universe)
        assert refusal.value.attr == "file"

    def test_both_sent(self, owner, universe, take_in, upload):
        data = {"file": upload(b"A note."), "file_asset_id": str(take_in().pk)}
        with pytest.raises(Invalid, match="not both"):
            uploads.asset_from(self.request(owner, data), universe=universe)

    @pytest.mark.parametrize("data", ["[1]", "{", '"text"'])
    def test_data_must_be_an_object(self, owner, data):
        with pytest.raises(Invalid) as refusal:
            uploads.fields_of(self.request(owner, {"data": data}))
        assert refusal.value.attr == "data"


def test_error_details_are_sentences(api, owner, upload):
    detail = errors(send(api(owner), upload(b"", "empty.mp3")))[0]["detail"]
    assert isinstance(detail, str | ErrorDetail)
    assert detail.endswith(".")
