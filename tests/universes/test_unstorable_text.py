"""Null characters: no address, header, cookie, path or JSON body with one is a fault of the studio.

PostgreSQL refuses them, so these say most where `.ci/run` repeats them there.
"""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from rest_framework.test import APIClient

from umam.accounts.services import register
from umam.universes.models import Universe
from umam.universes.services import create_universe

pytestmark = pytest.mark.django_db


@pytest.fixture
def mara():
    return register(email="mara@example.org", password="correct horse battery", name="Mara")


@pytest.fixture
def api(mara):
    client = APIClient()
    client.force_authenticate(mara)
    return client


@pytest.fixture
def world(mara):
    return create_universe(by=mara, name="Lantern Coast")


@pytest.mark.parametrize(
    ("body", "attr"),
    [
        (r'{"name": "a\u0000"}', "name"),
        (r'{"name": "a", "description": "\ud83d"}', "description"),
        (r'{"name": "a", "more": {"list": ["\u0000"]}}', "more.list.0"),
    ],
)
def test_json_with_one_is_refused_at_its_field(api, body, attr):
    answer = api.post("/api/universes", body, content_type="application/json")
    assert answer.status_code == 400
    (error,) = answer.json()["errors"]
    assert (error["code"], error["attr"]) == ("null_characters_not_allowed", attr)
    assert not Universe.objects.exists()


def test_another_encoding_hides_none(api):
    body = json.dumps({"name": "a\0"}).encode("utf-16")
    answer = api.generic("POST", "/api/universes", body, content_type="application/json; charset=utf-16")
    assert answer.status_code == 400


def test_a_backslash_before_the_digits_is_text_like_any(api):
    answer = api.post("/api/universes", r'{"name": "a\\u0000"}', content_type="application/json")
    assert answer.status_code == 201
    assert answer.json()["name"] == r"a\u0000"


def test_a_pair_of_surrogates_is_one_letter(api):
    answer = api.post("/api/universes", r'{"name": "\ud83d\ude00"}', content_type="application/json")
    assert answer.json()["name"] == "\U0001f600"


def test_json_within_a_form_is_looked_at_too(api, world):
    song = SimpleUploadedFile("a.txt", b"words", content_type="text/plain")
    sent = {"file": song, "universe_id": str(world.pk), "data": r'{"name": "a\u0000"}'}
    answer = api.post("/api/assets", sent, format="multipart")
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["attr"] == "data"


def test_what_is_no_json_is_told_as_such(api):
    answer = api.post("/api/universes", r'{"name": "\u0000', content_type="application/json")
    assert answer.json()["errors"][0]["code"] == "parse_error"


@pytest.mark.parametrize(
    ("verb", "path"),
    [("get", "/s/a%00b"), ("post", "/api/hooks/replicate/a%00"), ("delete", "/api/auth/api-keys/a%00")],
)
def test_a_path_with_one_is_no_fault(api, verb, path):
    assert getattr(api, verb)(path).status_code == 404


def test_addresses_headers_and_cookies_are_read_without(mara, world):
    client = Client()
    client.force_login(mara)
    for path in ("/jobs?q=a%00", "/assets?q=%00", f"/admin/jobs/job/?q=%00&universe={world.pk}%00"):
        assert client.get(path).status_code == 200
    assert client.get("/", headers={"cookie": r'sessionid="abcdefgh\000"'}).status_code == 302
    answer = Client().get("/api/jobs", headers={"authorization": "Api-Key ab\0cdefg.secret"})
    assert answer.status_code == 401
