"""Assets in the admin: only one's own, changed by the services alone."""

from __future__ import annotations

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.assets.conftest import make_rows
from umam.assets import services
from umam.assets.models import Asset

pytestmark = pytest.mark.django_db
LIST = "/admin/assets/asset/"


@pytest.fixture
def desk(owner) -> Client:
    client = Client()
    client.force_login(owner)
    return client


@pytest.fixture
def strange_desk(stranger) -> Client:
    client = Client()
    client.force_login(stranger)
    return client


def act(client: Client, action: str, *assets: Asset, query: str = ""):
    wish = {"action": action, "_selected_action": [str(asset.pk) for asset in assets]}
    return client.post(f"{LIST}{query}", wish, follow=True)


def test_list_shows_previews(desk, take_in, png_file):
    take_in(png_file)
    page = desk.get(LIST).content.decode()
    assert "picture.png" in page
    assert 'src="/f/' in page


@pytest.mark.parametrize(
    ("fixture", "player"), [("mp3_file", "<audio"), ("mp4_file", "<video"), ("png_file", "<img")]
)
def test_detail_plays(desk, take_in, request, fixture, player):
    asset = take_in(request.getfixturevalue(fixture))
    page = desk.get(f"{LIST}{asset.pk}/change/").content.decode()
    assert player in page
    assert asset.sha256 in page


def test_strangers_see_nothing(strange_desk, take_in, universe):
    asset = take_in(b"A note.", "secret plan.txt")
    for query in ("", f"?universe__id__exact={universe.pk}", "?q=secret", "?trash=all"):
        page = strange_desk.get(f"{LIST}{query}", follow=True).content.decode()
        assert "secret plan" not in page
        assert universe.name not in page
    assert "secret plan" not in strange_desk.get(f"{LIST}{asset.pk}/change/", follow=True).content.decode()


def test_strangers_change_nothing(strange_desk, take_in):
    asset = take_in()
    strange_desk.post(f"{LIST}{asset.pk}/change/", {"name": "mine now"})
    for action in ("to_trash", "for_ever", "delete_selected"):
        act(strange_desk, action, asset)
    asset.refresh_from_db()
    assert asset.name == "notes.txt"
    assert not asset.in_trash


def test_viewers_look_only(viewer, take_in):
    asset = take_in()
    client = Client()
    client.force_login(viewer)
    assert client.get(f"{LIST}{asset.pk}/change/").status_code == 200
    client.post(f"{LIST}{asset.pk}/change/", {"name": "mine now"})
    page = act(client, "to_trash", asset).content.decode()
    asset.refresh_from_db()
    assert (asset.name, asset.in_trash) == ("notes.txt", False)
    assert "not change it" in page


def test_names_are_cleaned_and_facts_stay(desk, take_in):
    asset = take_in()
    desk.post(f"{LIST}{asset.pk}/change/", {"name": "../other\x07.txt", "sha256": "0" * 64, "kind": "video"})
    changed = Asset.objects.get(pk=asset.pk)
    assert changed.name == "other .txt"
    assert (changed.sha256, changed.kind) == (asset.sha256, "text")


def test_trash_and_back_and_for_ever(desk, take_in):
    asset = take_in()
    page = act(desk, "for_ever", asset).content.decode()
    assert "move it to the trash first" in page
    act(desk, "to_trash", asset)
    assert "notes.txt" not in desk.get(LIST).content.decode()
    act(desk, "from_trash", asset, query="?trash=yes")
    assert "notes.txt" in desk.get(LIST).content.decode()
    act(desk, "to_trash", asset)
    act(desk, "for_ever", asset, query="?trash=yes")
    assert not Asset.objects.filter(pk=asset.pk).exists()
    assert not default_storage.exists(asset.file)


def test_trash_of_a_shared_asset_ends_its_link(desk, take_in, owner):
    asset = take_in()
    share = services.share(asset=asset, by=owner)
    act(desk, "to_trash", asset)
    share.refresh_from_db()
    assert share.revoked_at is not None


def test_nothing_is_added_or_deleted_past_the_services(desk, take_in):
    asset = take_in()
    assert desk.get(f"{LIST}add/").status_code == 403
    assert desk.post(f"{LIST}{asset.pk}/delete/", {"post": "yes"}).status_code == 403
    assert Asset.objects.filter(pk=asset.pk).exists()


def test_queries_do_not_grow(desk, universe):
    counts = []
    for count in (60, 300):
        make_rows(universe, count, size=count)
        with CaptureQueriesContext(connection) as queries:
            assert desk.get(LIST).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
