"""How bytes reach a browser: ranges, conditions, safe headers, in chunks of flat memory.

Files come from strangers. They are delivered with the type that was found in their bytes, never sniffed by
the browser, in a sandbox without scripts, and shown in place only where their kind is known to be harmless.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.core.files.storage import default_storage
from django.core.handlers.asgi import ASGIRequest
from django.db import connections
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header, http_date

from umam.assets import files
from umam.assets.models import Asset
from umam.assets.names import with_extension
from umam.lib.errors import NotFound

CHUNK_BYTES = 256 * 1024
_INLINE = re.compile(r"(audio|video)/[\w.+-]+|image/(png|jpeg|webp|gif)|text/(plain|vtt)")
_RANGE = re.compile(r"bytes=(\d*)-(\d*)")
_POLICY = "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; sandbox"
# Opened in a tab of its own, the browser's player fetches the file once more, which it may only as the same
# origin. Scripts stay forbidden.
_PLAYER_POLICY = f"{_POLICY} allow-same-origin"


@dataclass(frozen=True)
class Delivery:
    """One stored file on its way to somebody."""

    stored: str
    mime: str
    name: str
    etag: str
    modified: float
    inline: bool
    public: bool = False

    @property
    def headers(self) -> dict[str, str]:
        mime = f"{self.mime}; charset=utf-8" if self.mime.startswith("text/") else self.mime
        plays = self.mime.startswith(("audio/", "video/"))
        shown = self.inline and _INLINE.fullmatch(self.mime) is not None
        found = {
            "Content-Type": mime,
            "Content-Disposition": content_disposition_header(not shown, self.name) or "attachment",
            "ETag": self.etag,
            "Last-Modified": http_date(self.modified),
            "Accept-Ranges": "bytes",
            "Content-Security-Policy": _PLAYER_POLICY if plays else _POLICY,
            "X-Content-Type-Options": "nosniff",
            "Cross-Origin-Resource-Policy": "cross-origin" if self.public else "same-origin",
            # A public link can be revoked, so a browser asks again; a signed one ends by itself.
            "Cache-Control": "private, no-cache" if self.public else "private, max-age=600",
        }
        if self.public:
            found["X-Robots-Tag"] = "noindex"
        return found


def deliver_file(
    request: HttpRequest, asset: Asset, *, inline: bool = False, public: bool = False
) -> HttpResponseBase:
    """The asset's file. inline: show it in place, where its kind allows that."""
    return _deliver(
        request,
        Delivery(
            stored=asset.file,
            mime=asset.mime,
            name=with_extension(asset.name, asset.extension),
            etag=f'"{asset.sha256}"',
            modified=asset.created_at.timestamp(),
            inline=inline,
            public=public,
        ),
    )


def deliver_preview(request: HttpRequest, asset: Asset) -> HttpResponseBase:
    """The asset's preview. Raises NotFound where it has none."""
    if not asset.preview:
        raise NotFound(f"{asset.name} has no preview.")
    name = with_extension(f"{asset.name} preview", "webp")
    modified = asset.created_at.timestamp()
    etag = f'"{asset.sha256}-preview"'
    return _deliver(request, Delivery(asset.preview, "image/webp", name, etag, modified, inline=True))


def _deliver(request: HttpRequest, delivery: Delivery) -> HttpResponseBase:
    path = files.local_path(delivery.stored)
    if path is None:
        return _redirect(delivery)
    if _unchanged(request, delivery):
        headers = {key: value for key, value in delivery.headers.items() if key != "Content-Type"}
        return HttpResponse(status=304, headers=headers)
    try:
        size = path.stat().st_size
    except FileNotFoundError:
        raise NotFound(f"The file of {delivery.name} is gone from the storage.") from None
    return _bytes(request, delivery, path, size)


def _redirect(delivery: Delivery) -> HttpResponseBase:
    """The storage is a service of its own: its signed address, with our headers where it can give them."""
    parameters = {
        "ResponseContentType": delivery.headers["Content-Type"],
        "ResponseContentDisposition": delivery.headers["Content-Disposition"],
    }
    url = default_storage.url(  # type: ignore[call-arg]
        delivery.stored, parameters=parameters, expire=settings.UMAM_LINK_SECONDS
    )
    return HttpResponseRedirect(url, headers={"Cache-Control": "private, no-store"})


def _bytes(request: HttpRequest, delivery: Delivery, path: Path, size: int) -> HttpResponseBase:
    span = _span(request, delivery, size)
    if span is None:
        return HttpResponse(b"", status=416, headers={**delivery.headers, "Content-Range": f"bytes */{size}"})
    start, end, partial = span
    headers = {**delivery.headers, "Content-Length": str(end - start)}
    if partial:
        headers["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
    status = 206 if partial else 200
    if request.method == "HEAD":
        return HttpResponse(status=status, headers=headers)
    _free_connection()
    stream = path.open("rb")
    stream.seek(start)
    content: AsyncIterator[bytes] | Iterator[bytes]
    content = _achunks(stream, end - start) if _is_async(request) else _chunks(stream, end - start)
    response = StreamingHttpResponse(content, status=status, headers=headers)
    response._resource_closers.append(stream.close)  # type: ignore[attr-defined]
    return response


def _span(request: HttpRequest, delivery: Delivery, size: int) -> tuple[int, int, bool] | None:
    """(start, end, whether it is a part) of what was asked for; None where that lies outside the file.

    Several ranges at once, and what is no range of bytes, get the whole file, as HTTP allows.
    """
    asked = _RANGE.fullmatch(request.headers.get("Range", "").replace(" ", ""))
    if asked is None or not any(asked.groups()) or not _range_allowed(request, delivery):
        return 0, size, False
    first, last = asked.groups()
    if not first:  # the last so many bytes
        length = min(int(last), size)
        return (size - length, size, True) if length else None
    start = int(first)
    end = min(int(last) + 1, size) if last else size
    if last and int(last) < start:
        return 0, size, False
    return (start, end, True) if start < size else None


def _range_allowed(request: HttpRequest, delivery: Delivery) -> bool:
    """If-Range: a part only of the very version that the client has a part of."""
    condition = request.headers.get("If-Range", "").strip()
    if not condition:
        return True
    if condition.startswith(('"', "W/")):
        return condition == delivery.etag
    try:
        return int(parsedate_to_datetime(condition).timestamp()) == int(delivery.modified)
    except (TypeError, ValueError):
        return False


def _unchanged(request: HttpRequest, delivery: Delivery) -> bool:
    tags = request.headers.get("If-None-Match", "")
    return any(tag.strip().removeprefix("W/") in (delivery.etag, "*") for tag in tags.split(","))


def _free_connection() -> None:
    """A slow download must not keep a database connection from others until its end."""
    for connection in connections.all(initialized_only=True):
        if not connection.in_atomic_block:
            connection.close_if_unusable_or_obsolete()


def _is_async(request: HttpRequest) -> bool:
    return isinstance(request, ASGIRequest)


def _chunks(stream: BinaryIO, length: int) -> Iterator[bytes]:
    with stream:
        while length > 0 and (chunk := stream.read(min(CHUNK_BYTES, length))):
            length -= len(chunk)
            yield chunk


async def _achunks(stream: BinaryIO, length: int) -> AsyncIterator[bytes]:
    chunks = _chunks(stream, length)
    try:
        while (chunk := await asyncio.to_thread(next, chunks, None)) is not None:
            yield chunk
    finally:
        stream.close()
