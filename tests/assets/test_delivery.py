"""How bytes go out: ranges, conditions, headers, links that end, and chunks."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.core.files import File
from django.core.files.storage import FileSystemStorage
from django.core.signing import TimestampSigner
from django.test import AsyncClient, Client
from django.utils import timezone

from umam.assets import delivery, files, links, services
from umam.assets.models import Asset, AssetShare
from umam.lib.errors import WrongState

pytestmark = pytest.mark.django_db

TEXT = bytes(range(32, 127)) * 3 + b"\n"


@pytest.fixture
def asset(take_in: Callable[..., Asset]) -> Asset:
    return take_in(TEXT, "notes.txt")


@pytest.fixture
def client() -> Client:
    return Client()


def body(response) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


def fetch(client, asset, **headers):
    return client.get(links.file_url(asset), headers=headers)


class TestRanges:
    @pytest.mark.parametrize(
        ("asked", "start", "end"),
        [
            ("bytes=0-9", 0, 10),
            ("bytes=100-149", 100, 150),
            ("bytes=280-", 280, 286),
            ("bytes=-6", 280, 286),
            ("bytes=-999", 0, 286),
            ("bytes=200-9999", 200, 286),
            ("bytes=285-285", 285, 286),
        ],
    )
    def test_part(self, client, asset, asked, start, end):
        response = fetch(client, asset, range=asked)
        assert response.status_code == 206
        assert response["Content-Range"] == f"bytes {start}-{end - 1}/286"
        assert response["Content-Length"] == str(end - start)
        assert body(response) == TEXT[start:end]

    @pytest.mark.parametrize("asked", ["", "bytes=0-1,4-5", "lines=1-2", "bytes=9-3", "bytes=-", "bytes=a-b"])
    def test_whole(self, client, asset, asked):
        response = fetch(client, asset, range=asked)
        assert response.status_code == 200
        assert "Content-Range" not in response
        assert response["Accept-Ranges"] == "bytes"
        assert body(response) == TEXT

    @pytest.mark.parametrize("asked", ["bytes=286-", "bytes=999-1000", "bytes=-0"])
    def test_outside(self, client, asset, asked):
        response = fetch(client, asset, range=asked)
        assert response.status_code == 416
        assert response["Content-Range"] == "bytes */286"
        assert body(response) == b""

    def test_if_range_of_this_version(self, client, asset):
        for condition in (f'"{asset.sha256}"', fetch(client, asset)["Last-Modified"]):
            response = fetch(client, asset, range="bytes=0-9", **{"if-range": condition})
            assert response.status_code == 206

    @pytest.mark.parametrize("condition", ['"another"', 'W/"x"', "Mon, 01 Jan 2001 00:00:00 GMT", "nonsense"])
    def test_if_range_of_another_version(self, client, asset, condition):
        response = fetch(client, asset, range="bytes=0-9", **{"if-range": condition})
        assert response.status_code == 200
        assert body(response) == TEXT

    def test_chunks_join(self, client, take_in, monkeypatch):
        monkeypatch.setattr(delivery, "CHUNK_BYTES", 7)
        response = fetch(client, take_in(TEXT, "a.txt"), range="bytes=3-99")
        parts = list(response.streaming_content)
        assert len(parts) == 14
        assert b"".join(parts) == TEXT[3:100]

    def test_head(self, client, asset):
        response = client.head(links.file_url(asset), headers={"range": "bytes=0-9"})
        assert (response.status_code, response["Content-Length"], body(response)) == (206, "10", b"")

    def test_unchanged(self, client, asset):
        response = fetch(client, asset, **{"if-none-match": f'"other", W/"{asset.sha256}"'})
        assert (response.status_code, body(response)) == (304, b"")
        assert response["ETag"] == f'"{asset.sha256}"'

    def test_file_gone(self, client, asset):
        files.remove(asset.file)
        assert fetch(client, asset).status_code == 404


def test_asgi_streams_in_chunks(asset, monkeypatch):
    """The asynchronous way gives the same bytes, never more than a chunk at once."""
    monkeypatch.setattr(delivery, "CHUNK_BYTES", 50)
    url = links.file_url(asset)

    async def read():
        response: Any = await AsyncClient().get(url, headers={"range": "bytes=10-209"})
        return response, [part async for part in response.streaming_content]

    response, parts = async_to_sync(read)()
    assert response.is_async
    assert response.status_code == 206
    assert [len(part) for part in parts] == [50, 50, 50, 50]
    assert b"".join(parts) == TEXT[10:210]


class TestHeaders:
    def test_strangers_files_are_harmless(self, client, asset):
        response = fetch(client, asset)
        assert response["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in response["Content-Security-Policy"]
        assert "script" not in response["Content-Security-Policy"]
        assert "allow" not in response["Content-Security-Policy"]
        assert response["Content-Type"] == "text/plain; charset=utf-8"
        assert response["Cross-Origin-Resource-Policy"] == "same-origin"
        assert "private" in response["Cache-Control"]

    def test_sound_and_video_play_in_a_tab_of_their_own(self, client, take_in, mp3_file):
        policy = fetch(client, take_in(mp3_file))["Content-Security-Policy"]
        assert policy.endswith("sandbox allow-same-origin")
        assert "script" not in policy

    @pytest.mark.parametrize(
        ("mime", "way"),
        [
            ("audio/mpeg", "inline"),
            ("video/mp4", "inline"),
            ("image/webp", "inline"),
            ("text/plain", "inline"),
            ("image/svg+xml", "attachment"),
            ("text/html", "attachment"),
            ("application/xhtml+xml", "attachment"),
            ("application/zip", "attachment"),
        ],
    )
    def test_only_harmless_kinds_are_shown_in_place(self, client, asset, mime, way):
        Asset.objects.filter(pk=asset.pk).update(mime=mime)
        assert fetch(client, asset)["Content-Disposition"].startswith(way)

    def test_download_is_saved(self, client, asset, api, owner):
        for url, who in (
            (f"{links.file_url(asset)}?download", client),
            (f"/api/assets/{asset.pk}/download", api(owner)),
        ):
            assert who.get(url)["Content-Disposition"] == 'attachment; filename="notes.txt"'

    def test_names_cannot_break_the_header(self, client, asset):
        Asset.objects.filter(pk=asset.pk).update(name='a"; filename="evil.html\r\nX-Evil: 1')
        asset.refresh_from_db()
        response = fetch(client, asset)
        assert "X-Evil" not in response
        assert "\n" not in response["Content-Disposition"]
        assert "filename*=" in response["Content-Disposition"]

    def test_unicode_names(self, client, asset):
        Asset.objects.filter(pk=asset.pk).update(name="пісня.txt")
        assert "filename*=utf-8''%D0%BF" in fetch(client, asset)["Content-Disposition"]


class TestSignedLinks:
    def test_good_for_anybody_who_has_it(self, client, asset):
        assert body(fetch(client, asset)) == TEXT

    def test_ends(self, client, asset, settings, monkeypatch):
        url = links.file_url(asset)
        now = time.time()
        monkeypatch.setattr(time, "time", lambda: now + settings.UMAM_LINK_SECONDS + 1)
        assert client.get(url).status_code == 404

    def test_lives_long_enough_and_never_too_long(self, asset, settings, monkeypatch):
        assert settings.UMAM_LINK_SECONDS <= 900
        start = 1_700_000_000 // 300 * 300 + 299  # the last second of a slot: the shortest life
        monkeypatch.setattr(time, "time", lambda: start)
        signed = links.file_url(asset).rpartition("/")[2]
        monkeypatch.setattr(time, "time", lambda: start + 600)
        assert links.read_link(signed)[0] == asset.pk

    def test_same_address_within_a_slot(self, asset, monkeypatch):
        start = 1_700_000_000 // 300 * 300
        urls = set()
        for moment in (start, start + 299):
            monkeypatch.setattr(time, "time", lambda moment=moment: moment)
            urls.add(links.preview_url(asset) or links.file_url(asset))
        assert len(urls) == 1

    def test_forged(self, client, asset, take_in):
        other = take_in(b"another", "b.txt")
        signed = links.file_url(asset).rpartition("/")[2]
        forgeries = [
            signed.replace(asset.pk.hex, other.pk.hex),
            signed.replace(".file", ".preview"),
            signed[:-2],
            TimestampSigner(salt="something else").sign(f"{asset.pk.hex}.file"),
            TimestampSigner(key="another key", salt="umam.assets.links").sign(f"{asset.pk.hex}.file"),
            f"{asset.pk.hex}.file",
            "x",
        ]
        for forged in forgeries:
            response = client.get(f"/f/{forged}")
            assert response.status_code == 404, forged
            assert TEXT[:20] not in body(response)

    def test_ends_with_the_asset(self, client, asset, owner):
        url = links.file_url(asset)
        services.trash(asset=asset, by=owner)
        assert client.get(url).status_code == 404

    def test_preview(self, client, take_in, png_file):
        response = client.get(links.preview_url(take_in(png_file)))
        assert (response.status_code, response["Content-Type"]) == (200, "image/webp")
        assert body(response)[:4] == b"RIFF"

    def test_no_preview(self, client, asset):
        assert links.preview_url(asset) is None
        signed = links._signer().sign(f"{asset.pk.hex}.preview")
        assert client.get(f"/f/{signed}").status_code == 404

    def test_only_reading(self, client, asset):
        assert client.post(links.file_url(asset)).status_code == 405


class TestPublicLinks:
    def test_until_revoked(self, client, asset, owner):
        share = services.share(asset=asset, by=owner)
        response = client.get(links.share_url(share))
        assert body(response) == TEXT
        assert response["Cross-Origin-Resource-Policy"] == "cross-origin"
        assert response["X-Robots-Tag"] == "noindex"
        services.revoke_share(asset=asset, by=owner)
        assert client.get(links.share_url(share)).status_code == 404

    def test_ends(self, client, asset, owner):
        share = services.share(asset=asset, by=owner, expires_at=timezone.now() + timedelta(hours=1))
        assert client.get(links.share_url(share)).status_code == 200
        AssetShare.objects.filter(pk=share.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
        assert client.get(links.share_url(share)).status_code == 404
        assert services.share(asset=asset, by=owner).token != share.token

    def test_one_open_link_an_asset(self, asset, owner):
        one, two = (services.share(asset=asset, by=owner) for _ in range(2))
        assert one.token == two.token

    def test_ends_with_the_asset_for_good(self, client, asset, owner):
        share = services.share(asset=asset, by=owner)
        services.trash(asset=asset, by=owner)
        assert client.get(links.share_url(share)).status_code == 404
        with pytest.raises(WrongState):
            services.share(asset=asset, by=owner)
        services.restore(asset=asset, by=owner)
        assert client.get(links.share_url(share)).status_code == 404

    def test_guessed(self, client, asset):
        assert client.get("/s/guess").status_code == 404


class ElsewhereStorage(FileSystemStorage):
    """A storage that is no folder of this computer, like S3."""

    def path(self, name):
        raise NotImplementedError

    def url(self, name, parameters=None, expire=None):
        assert expire is not None
        assert expire <= 900
        return f"https://bucket.example/{name}?{parameters['ResponseContentDisposition']}"


class TestElsewhere:
    def test_redirects_to_the_storage(self, client, asset, monkeypatch, tmp_path):
        elsewhere = ElsewhereStorage(location=tmp_path)
        monkeypatch.setattr(files, "default_storage", elsewhere)
        monkeypatch.setattr(delivery, "default_storage", elsewhere)
        response = client.get(f"{links.file_url(asset)}?download")
        assert response.status_code == 302
        assert response["Location"].startswith(f"https://bucket.example/{asset.file}?attachment")

    def test_jobs_get_a_copy(self, asset, monkeypatch, tmp_path):
        class Remote(ElsewhereStorage):
            def _open(self, name, mode="rb"):
                return File((tmp_path / "remote").open(mode))

        (tmp_path / "remote").write_bytes(TEXT)
        monkeypatch.setattr(files, "default_storage", Remote(location=tmp_path))
        assert files.fetch(asset.file, tmp_path).read_bytes() == TEXT

    def test_jobs_read_local_files_in_place(self, asset, tmp_path):
        assert files.fetch(asset.file, tmp_path).read_bytes() == TEXT
        assert list(tmp_path.iterdir()) == []
