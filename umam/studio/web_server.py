"""daphne, made fit for big files in both directions.

As it comes, daphne parses a multipart body in memory before anybody can refuse it, queues the whole body for
the application, and takes whatever the application sends, however slowly it is read. Here a body that is too
large is refused by its Content-Length, before it is read; the application pulls the body from its temporary
file piece by piece; and a download goes on only when its reader has taken what was sent before.
"""

from __future__ import annotations

import asyncio
import errno
import gc
import io
import json
import logging
import shutil
import tempfile
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

import daphne.server  # installs the reactor, so it comes before twisted
from daphne.http_protocol import HTTPFactory as DaphneFactory
from daphne.http_protocol import WebRequest as DaphneRequest
from django.conf import settings
from twisted.internet import reactor
from twisted.internet.interfaces import IPushProducer
from zope.interface import implementer  # type: ignore[import-untyped]

from umam.lib.hashing import megabytes

logger = logging.getLogger(__name__)

READ_BYTES = 256 * 1024
# Boundaries, field names and the other fields of a form that carries a file of the largest size.
FORM_BYTES = 1024 * 1024
LINGER_SECONDS = 20.0
STALL_SECONDS = 600.0
# When the modules are loaded: some are imported by the first requests only.
SETTLED_AFTER = (4.0, 30.0)
# The body, django's copy of it, and the uploaded file in it lie on the disk for a moment at once.
COPIES = 3
_REASONS = {401: "Unauthorized", 413: "Content Too Large", 507: "Insufficient Storage"}


class Refusal(Exception):
    """A body is not taken, for this reason."""

    def __init__(self, status: int, code: str, detail: str) -> None:
        super().__init__(detail)
        self.status = status
        self.code = code
        self.detail = detail

    def answer(self) -> bytes:
        error = {"code": self.code, "detail": self.detail, "attr": None}
        body = json.dumps({"type": "client_error", "errors": [error]}).encode()
        head = (
            f"HTTP/1.1 {self.status} {_REASONS[self.status]}\r\n"
            "Content-Type: application/json\r\n"
            f"Content-Length: {len(body)}\r\n"
            "Connection: close\r\n\r\n"
        )
        return head.encode("ascii") + body


@implementer(IPushProducer)
class Valve:
    """Shut by the connection while its reader is slow."""

    def __init__(self) -> None:
        self._open = asyncio.Event()
        self._open.set()

    def pauseProducing(self) -> None:  # noqa: N802 - twisted's name
        self._open.clear()

    def resumeProducing(self) -> None:  # noqa: N802
        self._open.set()

    stopProducing = resumeProducing  # noqa: N815

    async def passable(self) -> None:
        """Returns when more may be sent. Raises TimeoutError when the reader takes nothing for too long."""
        async with asyncio.timeout(STALL_SECONDS):
            await self._open.wait()


class WebRequest(DaphneRequest):
    """One request: refuses what is too large, and knows when its reader is slow."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._parsePOSTFormSubmission = False
        self._received = 0
        self._limit = 0
        self._refused = False
        self.valve = Valve()

    # The body on its way in

    def gotLength(self, length: int | None) -> None:  # noqa: N802
        try:
            self._limit = self._allowed(length or 0)
        except Refusal as refusal:
            self._refuse(refusal)
        else:
            super().gotLength(length)

    def handleContentChunk(self, data: bytes) -> None:  # noqa: N802
        if self._refused:
            return
        self._received += len(data)
        try:
            if self._received > self._limit:  # sent without a Content-Length
                raise _too_large(self._limit)
            super().handleContentChunk(data)
        except Refusal as refusal:
            self._refuse(refusal)
        except OSError as error:
            if error.errno not in (errno.ENOSPC, errno.EDQUOT):
                raise
            self._refuse(_no_space())

    def requestReceived(self, command: bytes, path: bytes, version: bytes) -> None:  # noqa: N802
        if self._refused:
            self.channel.transport.loseConnection()
        else:
            super().requestReceived(command, path, version)

    def _allowed(self, length: int) -> int:
        """How many bytes this body may have. Raises Refusal when it announces more."""
        form = (self.getHeader(b"Content-Type") or b"").lower().startswith(b"multipart/form-data")
        small = int(settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
        limit = int(settings.UMAM_MAX_UPLOAD) + FORM_BYTES if form else small
        if length > small and not self._has_credentials():
            raise Refusal(401, "not_authenticated", "Sign in before you send a file.")
        if length > limit:
            raise _too_large(int(settings.UMAM_MAX_UPLOAD) if form else small)
        if length > small and length * COPIES > shutil.disk_usage(tempfile.gettempdir()).free:
            raise _no_space()
        return limit if self._has_credentials() else small

    def _has_credentials(self) -> bool:
        """Whether there are any. Whether they are good is for the application to say."""
        cookie = settings.SESSION_COOKIE_NAME.encode()
        return bool(self.getHeader(b"Authorization")) or cookie in self.received_cookies

    def _refuse(self, refusal: Refusal) -> None:
        """Answer now, then read and drop what still comes, so that the client gets to see the answer."""
        self._refused = True
        self.requestHeaders.removeHeader(b"Expect")  # the answer stands instead of 100 Continue
        if self._received:
            self.content.close()
        transport = self.channel.transport
        transport.write(refusal.answer())
        reactor.callLater(LINGER_SECONDS, transport.abortConnection)  # type: ignore[attr-defined, arg-type]

    # The answer on its way out

    def handle_reply(self, message: dict[str, Any]) -> None:
        streams = message["type"] == "http.response.body" and message.get("more_body", False)
        if streams and self.producer is None and not self.finished and self.channel is not None:
            self.registerProducer(self.valve, True)
        super().handle_reply(message)

    def finish(self) -> None:
        if self.producer is not None:
            self.unregisterProducer()
        super().finish()

    def connectionLost(self, reason: Any) -> None:  # noqa: N802
        self.valve.resumeProducing()
        super().connectionLost(reason)

    async def drained(self) -> None:
        """Returns when the reader has taken what was sent; ends the connection of one who takes nothing."""
        try:
            await self.valve.passable()
        except TimeoutError:
            if self.channel is not None:
                self.channel.transport.abortConnection()


def _too_large(limit: int) -> Refusal:
    return Refusal(
        413, "too_large", f"This is larger than {megabytes(limit)}, which is the most that is taken."
    )


def _no_space() -> Refusal:
    return Refusal(
        507, "no_space", "The disk is full, so the file could not be kept. Free some space and try again."
    )


class Factory(DaphneFactory):
    def buildProtocol(self, addr: Any) -> Any:  # noqa: N802
        protocol = super().buildProtocol(addr)
        protocol.requestFactory = WebRequest
        return protocol


class Body:
    """What the application receives: its body in pieces, read when it asks, then what happens to the client.

    Stands where daphne has a queue with the whole body in it.
    """

    def __init__(self, content: BinaryIO) -> None:
        self._content: BinaryIO | None = content
        self._events: asyncio.Queue[dict[str, Any]] = asyncio.Queue()

    def put_nowait(self, message: dict[str, Any]) -> None:
        if message["type"] != "http.request":
            self._events.put_nowait(message)

    async def get(self) -> dict[str, Any]:
        if self._content is None or not self._events.empty():
            return await self._events.get()
        await asyncio.sleep(0)  # a long body must not keep others waiting
        chunk = self._content.read(READ_BYTES)
        more = len(chunk) == READ_BYTES
        if not more:
            self._content.close()
            self._content = None
        return {"type": "http.request", "body": chunk, "more_body": more}


class Server(daphne.server.Server):
    def run(self) -> None:
        # The base class makes its factory in run(), by this name in its module.
        daphne.server.HTTPFactory = Factory
        super().run()

    def create_application(self, protocol: Any, scope: dict[str, Any]) -> Any:
        if scope["type"] != "http" or protocol not in self.connections:
            return super().create_application(protocol, scope)
        assert "application_instance" not in self.connections[protocol]
        body = Body(protocol.content)
        protocol.content = io.BytesIO()  # daphne goes on to queue what it finds here
        scope.setdefault("asgi", {"version": "3.0"})
        application = self.application(
            scope=scope, receive=body.get, send=partial(self.handle_reply, protocol)
        )
        self.connections[protocol]["application_instance"] = asyncio.ensure_future(application)
        return body

    async def handle_reply(self, protocol: Any, message: dict[str, Any]) -> None:
        await super().handle_reply(protocol, message)
        if isinstance(protocol, WebRequest) and message.get("more_body", False):
            await protocol.drained()

    def kill_all_applications(self) -> Any:
        # A connection that waits for its next request has no application, which the base class forgets.
        for protocol in [p for p, found in self.connections.items() if "application_instance" not in found]:
            del self.connections[protocol]
        return super().kill_all_applications()


def _settle() -> None:
    """Take what was loaded by now out of the garbage collector's rounds.

    A full round over all modules stops every socket for more than a tenth of a second; what is loaded stays
    loaded, so there is nothing to find in it.
    """
    gc.collect()
    gc.freeze()


def serve(
    application: Any, endpoints: list[str], *, behind_proxy: bool = False, on_ready: Any = None
) -> None:
    """Serve until SIGTERM or SIGINT.

    endpoints: descriptions as twisted has them ("tcp:port=8000:interface=127.0.0.1"). behind_proxy: take the
    client's address and scheme from X-Forwarded-For and X-Forwarded-Proto.
    """
    work = Path(settings.UMAM_WORK_DIR)
    work.mkdir(parents=True, exist_ok=True)
    tempfile.tempdir = str(work)  # bodies lie below the data directory, like all that the studio writes
    for seconds in SETTLED_AFTER:
        reactor.callLater(seconds, _settle)  # type: ignore[attr-defined,arg-type,unused-ignore]
    Server(
        application,
        endpoints=endpoints,
        proxy_forwarded_address_header="X-Forwarded-For" if behind_proxy else None,
        proxy_forwarded_proto_header="X-Forwarded-Proto" if behind_proxy else None,
        ready_callable=on_ready,
        server_name="",
        verbosity=1,
    ).run()
