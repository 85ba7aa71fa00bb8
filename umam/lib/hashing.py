"""SHA-256 of files, computed while they are copied so that big ones are read once."""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from umam.lib.errors import NoSpace, TooLarge

CHUNK_BYTES = 1024 * 1024


@dataclass(frozen=True)
class Hashed:
    """sha256 as 64 hex digits, size in bytes."""

    sha256: str
    size: int


def read_chunks(stream: BinaryIO, *, size: int = CHUNK_BYTES) -> Iterator[bytes]:
    """The stream in pieces of at most `size` bytes."""
    while chunk := stream.read(size):
        yield chunk


def sha256_file(path: Path) -> str:
    """The SHA-256 of a file as 64 hex digits."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def copy_hashed(
    chunks: Iterable[bytes], target: Path, *, limit: int | None = None, what: str = "The file"
) -> Hashed:
    """Write chunks to a new file while hashing them, in memory of one chunk.

    The data has reached the disk when this returns. Raises TooLarge beyond `limit` bytes and NoSpace when the
    disk is full; what was written is removed after any failure. FileExistsError: the target was there before
    (and is left alone).
    """
    digest, size = hashlib.sha256(), 0
    out = target.open("xb")
    try:
        with out:
            for chunk in chunks:
                size += len(chunk)
                if limit is not None and size > limit:
                    raise _too_large(what, limit)
                digest.update(chunk)
                out.write(chunk)
            out.flush()
            os.fsync(out.fileno())
    except OSError as error:
        target.unlink(missing_ok=True)
        raise _translated(error) from error
    except BaseException:
        target.unlink(missing_ok=True)
        raise
    return Hashed(digest.hexdigest(), size)


def _translated(error: OSError) -> Exception:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return NoSpace(
            "The disk is full, so the file could not be kept.", suggestion="Free some space and try again."
        )
    return error


def _too_large(what: str, limit: int) -> TooLarge:
    return TooLarge(
        f"{what} is larger than {megabytes(limit)}, which is the most that is taken.",
        suggestion="Choose a smaller file, or ask whoever runs this studio to raise the limit.",
    )


def megabytes(size: int) -> str:
    """A number of bytes in words: 300 MB, 1.5 GB."""
    for unit, factor in (("GB", 1000**3), ("MB", 1000**2), ("kB", 1000)):
        if size >= factor:
            return f"{size / factor:.1f}".removesuffix(".0") + f" {unit}"
    return f"{size} bytes"
