"""Fetching from the open internet only: a local server plays the internet."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from umam.lib.errors import Invalid, TooLarge
from umam.lib.safe_http import checked_url, fetch, is_public

OUTSIDE = "93.184.216.34"


def answer(body: bytes, head: str = "200 OK", *more: str) -> bytes:
    lines = [f"HTTP/1.1 {head}", f"Content-Length: {len(body)}", "Content-Type: image/png", *more]
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + body


class Internet:
    """Hosts with their addresses, and what a server says for each request."""

    def __init__(self) -> None:
        self.addresses: dict[str, list[str]] = {}
        self.replies: list[bytes | Callable[[socket.socket], None]] = []
        self.asked: list[bytes] = []
        self.connected: list[tuple[str, int, str]] = []

    def resolver(self, host: str, port: int) -> list[str]:
        if host not in self.addresses:
            raise OSError
        return self.addresses[host]

    def connector(self, address: str, port: int, host: str, timeout: float) -> socket.socket:
        self.connected.append((address, port, host))
        ours, theirs = socket.socketpair()
        threading.Thread(target=self._serve, args=[theirs, self.replies.pop(0)], daemon=True).start()
        return ours

    def _serve(self, theirs: socket.socket, reply: bytes | Callable[[socket.socket], None]) -> None:
        with theirs:
            self.asked.append(theirs.recv(65536))
            try:
                if callable(reply):
                    reply(theirs)
                else:
                    theirs.sendall(reply)
            except OSError:
                return  # the reader has had enough


@pytest.fixture
def internet() -> Iterator[Internet]:
    made = Internet()
    made.addresses["pictures.example"] = [OUTSIDE]
    return made


@pytest.fixture
def get(internet, tmp_path):
    def call(url="https://pictures.example/a/harbour.png?size=2", **more):
        options = {"limit": 1000, "seconds": 5, **more}
        target = tmp_path / "file"
        found = fetch(url, target, resolver=internet.resolver, connector=internet.connector, **options)
        return found, target.read_bytes()

    return call


def test_a_file_comes_with_its_name_and_nothing_is_sent_along(internet, get):
    internet.replies = [answer(b"picture")]
    found, content = get()
    assert content == b"picture"
    assert (found.name, found.mime, found.size) == ("harbour.png", "image/png", 7)
    assert internet.connected == [(OUTSIDE, 443, "pictures.example")]
    head = internet.asked[0].decode()
    assert head.startswith("GET /a/harbour.png?size=2 HTTP/1.1\r\nHost: pictures.example\r\n")
    assert "Cookie" not in head
    assert "Authorization" not in head


@pytest.mark.parametrize(
    "url",
    [
        "http://pictures.example/a.png",
        "ftp://pictures.example/a.png",
        "file:///etc/passwd",
        "https:///a.png",
        "https://user:secret@pictures.example/a.png",
        "https://pictures.example:8443/a.png",
        "https://pictures.example:port/a.png",
        "https://pictures.example/a b.png",
        "https://pictures.example/\r\nHost: x",
        "https://pictures.example\\@inside/a.png",
        "https://[::1/a.png",
        "https://pictures.example/" + "a" * 2000,
        "pictures.example/a.png",
        "",
    ],
)
def test_an_address_that_is_none_is_refused(url):
    with pytest.raises(Invalid):
        checked_url(url)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",
        "224.0.0.1", "255.255.255.255", "192.0.2.1", "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1",
        "ff02::1", "fec0::1", "::ffff:127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::",
        "2001:db8::1", "nonsense",
    ],
)  # fmt: skip
def test_addresses_inside_are_not_public(internet, get, address):
    assert not is_public(address)
    internet.addresses["pictures.example"] = [OUTSIDE, address]
    with pytest.raises(Invalid, match="open internet"):
        get()
    assert internet.connected == []


@pytest.mark.parametrize("address", [OUTSIDE, "2606:2800:220:1::1", "64:ff9b::5db8:d822"])
def test_addresses_outside_are_public(address):
    assert is_public(address)


def test_a_redirect_is_checked_like_the_first_address(internet, get):
    internet.addresses["inside.example"] = ["10.0.0.5"]
    internet.replies = [answer(b"", "302 Found", "Location: https://inside.example/secret")]
    with pytest.raises(Invalid, match="open internet"):
        get()
    internet.replies = [answer(b"", "302 Found", "Location: http://pictures.example/plain")]
    with pytest.raises(Invalid, match="https"):
        get()


def test_redirects_are_followed_and_counted(internet, get):
    further = answer(b"", "301 Moved", "Location: /b.png")
    internet.replies = [further, answer(b"here")]
    found, content = get()
    assert (content, found.url) == (b"here", "https://pictures.example/b.png")
    internet.replies = [further] * 4
    with pytest.raises(Invalid, match="on and on"):
        get()


def test_too_many_bytes_are_not_taken(internet, get):
    internet.replies = [answer(b"x" * 2000)]
    with pytest.raises(TooLarge):
        get()
    internet.replies = [b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 5000]
    with pytest.raises(TooLarge):
        get()


def test_a_server_that_drips_is_left(internet, get):
    def drip(theirs):
        for byte in answer(b"x" * 900):
            theirs.sendall(bytes([byte]))
            time.sleep(0.05)

    internet.replies = [drip]
    began = time.monotonic()
    with pytest.raises(Invalid, match="not in time"):
        get(seconds=0.4)
    assert time.monotonic() - began < 2


@pytest.mark.parametrize(
    "reply",
    [
        b"", b"SSH-2.0-OpenSSH\r\n", answer(b"gone", "404 Not Found"), answer(b"whole")[:-2],
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    ],
)  # fmt: skip
def test_anything_but_a_file_is_refused(internet, get, reply):
    internet.replies = [reply]
    with pytest.raises(Invalid):
        get()


def test_a_host_that_is_not_there(get):
    with pytest.raises(Invalid, match=r"no host nowhere\.example"):
        get("https://nowhere.example/a.png")


@pytest.mark.django_db(transaction=True)
def test_not_inside_a_transaction(internet, get):
    from django.db import transaction

    with transaction.atomic(), pytest.raises(AssertionError):
        get()
