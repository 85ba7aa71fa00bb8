"""A scriptable HTTP server on 127.0.0.1 that the fakes of single services are built on.

What a route answers is a list of replies: each call takes the next one and the last repeats. A reply may be a
function of the request, and may carry a fault: hang, reset, cut. Routes that are not scripted are answered by
the service's own state machine (`FakeService.handle`).
"""

from __future__ import annotations

import json
import socket
import struct
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, ClassVar, Self


@dataclass(frozen=True)
class Request:
    """One request as it arrived. Header names are lower case; `path` has no query string."""

    method: str
    path: str
    query: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True)
class Reply:
    """What to answer. `fault` is "" or one of: "hang" (say nothing for `delay` seconds, then close), "reset"
    (close the connection hard, before a byte is sent), "cut" (promise more bytes than are sent)."""

    status: int = 200
    body: bytes | str | dict[str, Any] | list[Any] = b""
    headers: dict[str, str] = field(default_factory=dict)
    delay: float = 0.0
    fault: str = ""

    def encoded(self) -> tuple[bytes, str]:
        if isinstance(self.body, bytes):
            return self.body, "application/octet-stream"
        if isinstance(self.body, str):
            return self.body.encode(), "text/plain; charset=utf-8"
        return json.dumps(self.body).encode(), "application/json"


Answer = Reply | Callable[[Request], Reply]

HTML = Reply(200, "<!doctype html><title>Welcome</title><h1>Sign in</h1>", {"Content-Type": "text/html"})
MALFORMED = Reply(200, '{"a":', {"Content-Type": "application/json"})
RESET = Reply(fault="reset")


def hang(seconds: float) -> Reply:
    return Reply(delay=seconds, fault="hang")


class FakeService:
    """Runs while the `with` block lasts. Subclasses give `handle` the manners of one service."""

    base_path: ClassVar[str] = ""

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self._script: dict[tuple[str, str], list[Answer]] = {}
        self._lock = threading.Lock()
        self._closing = threading.Event()
        self._server = _Server(("127.0.0.1", 0), _handler(self))
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        )

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._closing.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5)

    @property
    def url(self) -> str:
        """The base URL a client is given."""
        return f"http://127.0.0.1:{self._server.server_address[1]}{self.base_path}"

    def script(self, method: str, path: str, replies: Sequence[Answer]) -> None:
        """Answer `method path` with these replies in turn; the last one repeats."""
        self._script[method, path] = list(replies)

    def handle(self, request: Request) -> Reply:
        """What the service answers of its own accord."""
        return Reply(404, {"error": f"no route {request.method} {request.path}"})

    def bodies(self, path: str) -> list[Any]:
        """The JSON bodies that arrived at `path`, in order."""
        return [request.json for request in self.requests if request.path == path]

    def reply_to(self, request: Request) -> Reply:
        with self._lock:
            self.requests.append(request)
            planned = self._script.get((request.method, request.path))
            answer: Answer | None = None
            if planned:
                answer = planned.pop(0) if len(planned) > 1 else planned[0]
        if answer is None:
            return self.handle(request)
        return answer if isinstance(answer, Reply) else answer(request)

    def wait(self, seconds: float) -> None:
        """Sleep, but not longer than the fake lives."""
        self._closing.wait(seconds)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hung up is part of the game: no traceback on stderr."""


def _handler(service: FakeService) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _serve(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            path, _, query = self.path.partition("?")
            headers = {name.lower(): value for name, value in self.headers.items()}
            request = Request(self.command, path, query, headers, self.rfile.read(length))
            self._send(service.reply_to(request))

        do_GET = do_POST = do_PUT = do_DELETE = _serve  # noqa: N815

        def _send(self, reply: Reply) -> None:
            if reply.fault == "reset":
                # Linger zero: close() sends RST instead of FIN.
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                self.connection.close()
                self.close_connection = True
                return
            if reply.delay:
                service.wait(reply.delay)
            if reply.fault == "hang":
                self.close_connection = True
                return
            body, kind = reply.encoded()
            self.send_response(reply.status)
            for name, value in {"Content-Type": kind, **reply.headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body) + (64 if reply.fault == "cut" else 0)))
            self.end_headers()
            self.wfile.write(body)
            if reply.fault == "cut":
                self.close_connection = True

        def log_message(self, format: str, *args: Any) -> None:
            """Quiet."""

    return Handler
