from __future__ import annotations

import errno
import hashlib
import io
from collections.abc import Iterator

import pytest

from umam.lib.errors import NoSpace, TooLarge
from umam.lib.hashing import copy_hashed, megabytes, read_chunks, sha256_file


def test_copy_is_whole_and_hashed(tmp_path):
    data = bytes(range(256)) * 5000
    target = tmp_path / "copy"

    hashed = copy_hashed(read_chunks(io.BytesIO(data), size=1000), target)

    assert target.read_bytes() == data
    assert hashed.size == len(data)
    assert hashed.sha256 == hashlib.sha256(data).hexdigest() == sha256_file(target)


def test_too_large_stops_reading_and_leaves_nothing(tmp_path):
    read: list[int] = []

    def endless() -> Iterator[bytes]:
        while True:
            read.append(1)
            yield b"x" * 1000

    with pytest.raises(TooLarge, match=r"“a\.wav” is larger than 2.5 kB"):
        copy_hashed(endless(), tmp_path / "copy", limit=2500, what="“a.wav”")

    assert len(read) == 3
    assert list(tmp_path.iterdir()) == []


def test_full_disk_leaves_nothing(tmp_path):
    def failing() -> Iterator[bytes]:
        yield b"x"
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(NoSpace, match="disk is full"):
        copy_hashed(failing(), tmp_path / "copy")

    assert list(tmp_path.iterdir()) == []


def test_an_existing_file_is_never_overwritten(tmp_path):
    (tmp_path / "there").write_text("mine")

    with pytest.raises(FileExistsError):
        copy_hashed([b"theirs"], tmp_path / "there")

    assert (tmp_path / "there").read_text() == "mine"


@pytest.mark.parametrize(
    ("size", "words"), [(5, "5 bytes"), (300_000_000, "300 MB"), (1_500_000_000, "1.5 GB")]
)
def test_sizes_in_words(size, words):
    assert megabytes(size) == words
