"""Pictures inside a 3D model: what they are and how large they unpack, by their first bytes alone."""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from umam.lib.gltf_checks import Checker

MOST_PIXELS = 8192 * 8192
_SIZE_BYTES = 1024 * 1024  # where a JPEG's size must have come
_KTX2 = b"\xabKTX 20\xbb\r\n\x1a\n"


def check_image(mime: str, data: memoryview, checker: Checker) -> int:
    """How many pixels a picture has. Refuses kinds that viewers do not know, and far too large ones."""
    measure = _MEASURES.get(mime)
    if measure is None:
        checker.damaged("a picture of it is not PNG, JPEG, WebP or KTX2")
    try:
        width, height = measure(bytes(data[:_SIZE_BYTES]))
    except (ValueError, struct.error, IndexError):
        checker.damaged(f"a picture of it is not the {mime.removeprefix('image/').upper()} that it says")
    if width * height > MOST_PIXELS:
        checker.too_large(f"has a picture of {width:,} × {height:,} pixels; 8192 × 8192 is the most")
    return width * height


def _png(head: bytes) -> tuple[int, int]:
    if not head.startswith(b"\x89PNG\r\n\x1a\n") or head[12:16] != b"IHDR":
        raise ValueError
    return struct.unpack_from(">II", head, 16)  # type: ignore[return-value]


def _jpeg(head: bytes) -> tuple[int, int]:
    if not head.startswith(b"\xff\xd8\xff"):
        raise ValueError
    at = 2
    while True:
        while head[at + 1] == 0xFF:  # marks may be padded
            at += 1
        mark, kind, length = struct.unpack_from(">BBH", head, at)
        if mark != 0xFF or length < 2:
            raise ValueError
        if 0xC0 <= kind <= 0xCF and kind not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack_from(">HH", head, at + 5)
            return width, height
        at += 2 + length


def _webp(head: bytes) -> tuple[int, int]:
    if head[:4] != b"RIFF" or head[8:12] != b"WEBP":
        raise ValueError
    kind = head[12:16]
    if kind == b"VP8X":
        return 1 + int.from_bytes(head[24:27], "little"), 1 + int.from_bytes(head[27:30], "little")
    if kind == b"VP8L":
        bits = int.from_bytes(head[21:25], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    width, height = struct.unpack_from("<HH", head, 26)
    return width & 0x3FFF, height & 0x3FFF


def _ktx2(head: bytes) -> tuple[int, int]:
    if not head.startswith(_KTX2):
        raise ValueError
    width, height = struct.unpack_from("<II", head, 20)
    return width, max(1, height)


_MEASURES: dict[str, Callable[[bytes], tuple[int, int]]] = {
    "image/png": _png,
    "image/jpeg": _jpeg,
    "image/webp": _webp,
    "image/ktx2": _ktx2,
}
