"""Big files through the real server: memory, limits that come before the body, slow readers."""

from __future__ import annotations

import hashlib
import json
import struct
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.web.conftest import LIMIT_MB, MB, Peak, WebServer, settled

pytestmark = [pytest.mark.studio, pytest.mark.slow, pytest.mark.timeout(300)]

SOUND_MB = 300
BOUNDARY = "a-boundary-that-occurs-nowhere"


def sound(megabytes: int) -> Iterator[bytes]:
    """A WAV of that size, 48 kHz stereo, with a tick each megabyte."""
    size = megabytes * MB
    form = struct.pack("<HHIIHH", 1, 2, 48000, 192000, 4, 16)
    yield b"RIFF" + struct.pack("<I", size - 8) + b"WAVEfmt " + struct.pack("<I", 16) + form
    yield b"data" + struct.pack("<I", size - 44)
    rest = size - 44
    while rest:
        block = (b"\x00\x20" * 2000 + bytes(MB - 4000))[: min(MB, rest)]
        rest -= len(block)
        yield block


def post_file(server: WebServer, parts: Iterator[bytes], size: int) -> tuple[int, dict]:
    head = (
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="long.wav"\r\n'
        "Content-Type: audio/wav\r\n\r\n"
    ).encode()
    tail = f"\r\n--{BOUNDARY}--\r\n".encode()
    connection = server.connect()
    connection.putrequest("POST", "/api/assets")
    for name, value in server.auth.items():
        connection.putheader(name, value)
    connection.putheader("Content-Type", f"multipart/form-data; boundary={BOUNDARY}")
    connection.putheader("Content-Length", str(len(head) + size + len(tail)))
    connection.endheaders(head)
    for part in parts:
        connection.send(part)
    connection.send(tail)
    response = connection.getresponse()
    answer = json.loads(response.read())
    connection.close()
    return response.status, answer


@pytest.fixture(scope="module")
def uploaded(server: WebServer) -> tuple[dict, Peak, list[str], str]:
    """300 MB taken in once: the answer, the memory, the temporary files seen, the sha256."""
    digest, seen = hashlib.sha256(), []

    def watched() -> Iterator[bytes]:
        for number, part in enumerate(sound(SOUND_MB)):
            digest.update(part)
            if number % 50 == 49:
                seen.extend(server.unlinked_files())
            yield part

    with Peak(server) as peak:
        status, answer = post_file(server, watched(), SOUND_MB * MB)
    assert status == 201, answer
    return answer, peak, seen, digest.hexdigest()


def test_upload_costs_little_memory(uploaded):
    answer, peak, _, sha256 = uploaded
    assert answer["size"] == SOUND_MB * MB
    assert answer["sha256"] == sha256
    assert answer["duration"] == pytest.approx(SOUND_MB * MB / 192000, rel=0.001)
    assert len(answer["peaks"]) > 100
    assert peak.added <= 400


def test_temporary_files_lie_in_the_data_directory(server, uploaded):
    seen = uploaded[2]
    assert seen
    assert all(name.startswith(str(server.data)) for name in seen)
    assert not [path for path in (server.data / "work").iterdir() if path.name.startswith(("ingest-", "tmp"))]


def test_download_of_a_slow_reader_is_held_back(server, uploaded):
    answer, _, _, sha256 = uploaded
    before = settled(server)
    connection = server.connect()
    connection.request("GET", f"/api/assets/{answer['id']}/download", headers=server.auth)
    response = connection.getresponse()
    time.sleep(3)  # long enough to send it all, were there anything that took it
    waiting = server.rss()
    assert server.get("/api/assets")[0].status == 200  # others are served meanwhile
    digest = hashlib.sha256()
    with Peak(server) as peak:
        while block := response.read(MB):
            digest.update(block)
    connection.close()
    assert digest.hexdigest() == sha256
    assert (waiting - before) / MB < 60
    assert peak.added < 60


def test_a_part_from_the_middle(server, uploaded):
    answer = uploaded[0]
    start = 150 * MB + 44
    response, body = server.get(f"/api/assets/{answer['id']}/download", Range=f"bytes={start}-{start + 4999}")
    assert response.status == 206
    assert body == b"\x00\x20" * 2000 + bytes(1000)


def test_a_reader_who_leaves_is_forgotten(server, uploaded):
    answer = uploaded[0]
    for _ in range(5):
        connection = server.connect()
        connection.request("GET", f"/api/assets/{answer['id']}/download", headers=server.auth)
        connection.getresponse().read(1000)
        connection.close()
    until = time.monotonic() + 10
    stored = str(server.data / "media")
    while time.monotonic() < until and _open_below(server, stored):
        time.sleep(0.1)
    assert _open_below(server, stored) == []


def _open_below(server: WebServer, folder: str) -> list[str]:
    return [found.path for found in server.memory.open_files() if found.path.startswith(folder)]


def raw(server: WebServer, *lines: str, body: bytes = b"") -> bytes:
    """What the server answers to these header lines and the beginning of a body."""
    with server.socket() as connection:
        connection.sendall(
            "\r\n".join(["POST /api/assets HTTP/1.1", "Host: localhost", *lines, "", ""]).encode()
        )
        connection.sendall(body)
        connection.settimeout(10)
        received = b""
        while b"\r\n\r\n" not in received or b"errors" not in received:
            block = connection.recv(65536)
            if not block:
                break
            received += block
        return received


class TestRefusedBeforeTheBody:
    FORM = f"Content-Type: multipart/form-data; boundary={BOUNDARY}"

    def auth(self, server: WebServer) -> str:
        return f"Authorization: {server.auth['Authorization']}"

    def answer(self, received: bytes) -> tuple[int, dict]:
        head, _, body = received.partition(b"\r\n\r\n")
        return int(head.split()[1]), json.loads(body)["errors"][0]

    def test_larger_than_the_limit(self, server):
        length = f"Content-Length: {(LIMIT_MB + 2) * MB}"
        status, error = self.answer(raw(server, self.auth(server), self.FORM, length, body=b"x" * 1000))
        assert (status, error["code"]) == (413, "too_large")
        assert "larger than" in error["detail"]
        assert server.unlinked_files() == []

    def test_client_that_asks_first(self, server):
        length = f"Content-Length: {(LIMIT_MB + 2) * MB}"
        received = raw(server, self.auth(server), self.FORM, length, "Expect: 100-continue")
        assert received.startswith(b"HTTP/1.1 413")
        assert b"100 Continue" not in received

    def test_client_that_sends_all_the_same_sees_the_answer(self, server):
        size = (LIMIT_MB + 2) * MB
        with server.socket() as connection:
            lines = [
                "POST /api/assets HTTP/1.1",
                "Host: x",
                self.auth(server),
                self.FORM,
                f"Content-Length: {size}",
            ]
            connection.sendall("\r\n".join([*lines, "", ""]).encode())
            for _ in range(20):
                connection.sendall(bytes(MB))
            assert connection.recv(65536).startswith(b"HTTP/1.1 413")

    def test_large_body_that_is_no_form(self, server):
        lines = ["Content-Type: application/json", f"Content-Length: {20 * MB}"]
        assert self.answer(raw(server, self.auth(server), *lines))[0] == 413

    def test_large_body_without_a_length(self, server):
        lines = [self.auth(server), "Content-Type: application/json", "Transfer-Encoding: chunked"]
        chunk = b"100000\r\n" + bytes(MB) + b"\r\n"
        assert self.answer(raw(server, *lines, body=chunk * 10))[0] == 413

    def test_large_body_without_credentials(self, server):
        status, error = self.answer(raw(server, self.FORM, f"Content-Length: {20 * MB}"))
        assert (status, error["code"]) == (401, "not_authenticated")

    def test_the_server_goes_on(self, server):
        assert server.get("/api/assets")[0].status == 200


def test_small_uploads_as_ever(server):
    parts = [b"PK\x03\x04", bytes(96)]
    status, answer = post_file(server, iter(parts), 100)
    assert (status, answer["kind"]) == (201, "archive")
    response, body = server.get(f"/api/assets/{answer['id']}/download")
    assert (response.status, body) == (200, b"".join(parts))
    assert Path(server.data / "media").is_dir()
