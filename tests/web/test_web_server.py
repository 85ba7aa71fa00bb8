"""The web server's own rules, piece by piece, without a network."""

from __future__ import annotations

import asyncio
import errno
import io
import json
import shutil
from collections import namedtuple
from typing import Any

import pytest
from twisted.internet.testing import StringTransport

from umam.studio import web_server
from umam.studio.web_server import Body, Factory, Server, Valve

MB = 1024 * 1024
Usage = namedtuple("Usage", "total used free")
AUTH = "Authorization: Bearer x"
FORM = "Content-Type: multipart/form-data; boundary=b"


class Application:
    """An ASGI application that keeps what it receives and answers with `parts`."""

    def __init__(self, *parts: bytes) -> None:
        self.parts = parts or (b"fine",)
        self.body = b""
        self.sent = 0
        self.pieces = 0

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        more = True
        while more:
            message = await receive()
            self.body += message["body"]
            self.pieces += 1
            more = message["more_body"]
        await send({"type": "http.response.start", "status": 200, "headers": []})
        for part in self.parts:
            await send({"type": "http.response.body", "body": part, "more_body": True})
            self.sent += 1
        await send({"type": "http.response.body"})


class Transport(StringTransport):
    """Keeps what is sent, and whether the connection was cut."""

    aborted = False

    def abortConnection(self) -> None:  # noqa: N802 - twisted's name
        self.aborted = True


class Line:
    """One connection to a server with this application."""

    def __init__(self, application: Application) -> None:
        self.server = Server(application, endpoints=["tcp:0"])
        self.server.connections = {}
        self.transport = Transport()
        self.protocol = Factory(self.server).buildProtocol(None)
        self.protocol.makeConnection(self.transport)

    def send(self, *lines: str, body: bytes = b"", method: str = "POST") -> None:
        head = "\r\n".join([f"{method} /x HTTP/1.1", "Host: x", *lines, "", ""])
        self.protocol.dataReceived(head.encode() + body)

    @property
    def received(self) -> bytes:
        return bytes(self.transport.value())

    @property
    def status(self) -> int:
        return int(self.received.split()[1])

    @property
    def error(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.received.partition(b"\r\n\r\n")[2])["errors"][0]
        return found


async def until(condition: Any) -> None:
    for _ in range(200):
        if condition():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it did not happen")


@pytest.fixture(autouse=True)
def limits(settings):
    settings.UMAM_MAX_UPLOAD = 20 * MB
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1 * MB


class TestBodies:
    async def test_reach_the_application_in_pieces(self, monkeypatch):
        monkeypatch.setattr(web_server, "READ_BYTES", 10)
        application = Application()
        line = Line(application)
        line.send("Content-Length: 25", body=b"0123456789012345678901234")
        await until(lambda: line.received.endswith(b"0\r\n\r\n"))
        assert application.body == b"0123456789012345678901234"
        assert application.pieces == 3
        assert line.status == 200

    async def test_empty(self):
        application = Application()
        line = Line(application)
        line.send(method="GET")
        await until(lambda: line.received.endswith(b"0\r\n\r\n"))
        assert (application.body, application.pieces) == (b"", 1)

    async def test_a_form_is_not_taken_apart_before_the_application(self):
        application = Application()
        line = Line(application)
        line.send(FORM, "Content-Length: 7", body=b"no form")
        await until(lambda: application.body)
        assert application.body == b"no form"

    async def test_a_client_who_leaves_is_told_of(self):
        body = Body(io.BytesIO(b"x" * 10))
        body.put_nowait({"type": "http.request", "body": b"", "more_body": False})
        body.put_nowait({"type": "http.disconnect"})
        assert await body.get() == {"type": "http.disconnect"}


class TestRefusals:
    @pytest.mark.parametrize(
        ("lines", "status", "code"),
        [
            ([AUTH, FORM, f"Content-Length: {22 * MB}"], 413, "too_large"),
            ([AUTH, "Content-Type: application/json", f"Content-Length: {2 * MB}"], 413, "too_large"),
            (["Cookie: sessionid=x", FORM, f"Content-Length: {22 * MB}"], 413, "too_large"),
            ([FORM, f"Content-Length: {2 * MB}"], 401, "not_authenticated"),
            (["Cookie: other=x", FORM, f"Content-Length: {22 * MB}"], 401, "not_authenticated"),
        ],
    )
    def test_by_the_announced_length(self, lines, status, code):
        line = Line(Application())
        line.send(*lines, "Expect: 100-continue")
        assert (line.status, line.error["code"]) == (status, code)
        assert line.error["detail"].endswith(".")
        assert b"100 Continue" not in line.received

    def test_within_the_limit_goes_on(self):
        line = Line(Application())
        line.send(AUTH, FORM, f"Content-Length: {20 * MB}", "Expect: 100-continue")
        assert line.received == b"HTTP/1.1 100 Continue\r\n\r\n"

    def test_without_a_length(self):
        line = Line(Application())
        line.send(AUTH, "Transfer-Encoding: chunked", body=b"80000\r\n" + bytes(524288) + b"\r\n")
        assert line.received == b""
        line.protocol.dataReceived((b"80000\r\n" + bytes(524288) + b"\r\n") * 2)
        assert line.status == 413

    def test_what_comes_after_is_dropped_and_the_line_closed(self):
        application = Application()
        line = Line(application)
        line.send(AUTH, "Content-Type: text/plain", f"Content-Length: {2 * MB}", body=bytes(MB))
        before = line.received
        line.protocol.dataReceived(bytes(MB))
        assert line.received == before
        assert line.transport.disconnecting
        assert application.pieces == 0

    def test_a_full_disk_by_the_announced_length(self, monkeypatch):
        monkeypatch.setattr(shutil, "disk_usage", lambda path: Usage(100 * MB, 60 * MB, 40 * MB))
        line = Line(Application())
        line.send(AUTH, FORM, f"Content-Length: {15 * MB}")
        assert (line.status, line.error["code"]) == (507, "no_space")
        line = Line(Application())
        line.send(AUTH, FORM, f"Content-Length: {10 * MB}")
        assert line.received == b""

    def test_a_disk_that_fills_up(self, monkeypatch):
        line = Line(Application())
        line.send(AUTH, FORM, f"Content-Length: {15 * MB}")

        class Full(io.BytesIO):
            def write(self, data: Any) -> int:
                raise OSError(errno.ENOSPC, "No space left on device")

        next(iter(line.server.connections)).content = Full()
        line.protocol.dataReceived(bytes(1000))
        assert line.status == 507
        line.protocol.dataReceived(bytes(1000))
        assert line.received.count(b"HTTP/1.1") == 1


class TestSlowReaders:
    async def test_are_waited_for(self):
        application = Application(*[b"x" * 1000] * 10)
        line = Line(application)
        request = None
        line.send(method="GET")
        request = next(iter(line.server.connections))
        request.valve.pauseProducing()
        await until(lambda: b"xxx" in line.received)
        await asyncio.sleep(0.05)
        assert application.sent == 0
        request.valve.resumeProducing()
        await until(lambda: line.received.endswith(b"0\r\n\r\n"))
        assert application.sent == 10

    async def test_who_never_read_are_cut_off(self, monkeypatch):
        monkeypatch.setattr(web_server, "STALL_SECONDS", 0.05)
        line = Line(Application(b"x" * 1000, b"y"))
        line.send(method="GET")
        next(iter(line.server.connections)).valve.pauseProducing()
        await until(lambda: line.transport.aborted)

    async def test_who_leave_are_not_waited_for(self):
        application = Application(b"x" * 1000, b"y")
        line = Line(application)
        line.send(method="GET")
        request = next(iter(line.server.connections))
        request.valve.pauseProducing()
        await until(lambda: b"xxx" in line.received)
        line.protocol.connectionLost(None)
        await until(lambda: application.sent == 2)

    async def test_an_open_valve_costs_nothing(self):
        await asyncio.wait_for(Valve().passable(), 0.1)
