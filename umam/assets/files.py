"""Where the bytes lie: names in the storage, storing without copying, removing, and local paths.

A stored file is named `assets/<universe>/<sha256>-<random>.<extension>`. The random part makes a name good
for one stored file only: what is removed can never be what somebody else stored at the same moment.
"""

from __future__ import annotations

import errno
import secrets
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage

from umam.lib.errors import NoSpace
from umam.lib.transactions import refuse_in_transaction

ROOT = "assets"
PRIVATE_PREFIX = "ingest-"
_FULL = (errno.ENOSPC, errno.EDQUOT)


@dataclass(frozen=True)
class Stored:
    """Names in the storage of a file and its preview ("" where it has none), and a sound's peaks."""

    file: str
    preview: str = ""
    peaks: list[float] | None = None


class _Local(File):
    """A private file that the storage may move instead of copy."""

    def __init__(self, path: Path) -> None:
        super().__init__(path.open("rb"), name=path.name)
        self._path = path

    def temporary_file_path(self) -> str:
        return str(self._path)


@contextmanager
def private_folder() -> Iterator[Path]:
    """A folder below the data directory that nobody else reads, gone afterwards whatever happens."""
    root = Path(settings.UMAM_WORK_DIR)
    root.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=PRIVATE_PREFIX, dir=root) as folder:
        yield Path(folder)


@contextmanager
def full_disk_in_words() -> Iterator[None]:
    """A full disk becomes a sentence for people, wherever it was noticed."""
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise no_space() from error
        raise


def no_space() -> NoSpace:
    return NoSpace(
        "The disk is full, so the file could not be kept.", suggestion="Free some space and try again."
    )


def store(universe_id: UUID, sha256: str, extension: str, path: Path, preview: Path | None = None) -> Stored:
    """Moves private files into the storage. Nothing stays behind when it fails."""
    refuse_in_transaction("Storing a file")
    stem = f"{ROOT}/{universe_id}/{sha256}-{secrets.token_hex(4)}"
    kept: list[str] = []
    try:
        for name, source in ((f"{stem}.{extension}", path), (f"{stem}.preview.webp", preview)):
            if source is not None:
                kept.append(name)
                _save(name, source)
    except BaseException:
        remove(*kept)
        raise
    return Stored(kept[0], kept[1] if preview is not None else "")


def _save(name: str, path: Path) -> None:
    with _Local(path) as content:
        saved = default_storage.save(name, content)
    if saved != name:  # cannot happen with random names; pointing at another name would lose the file
        default_storage.delete(saved)
        raise FileExistsError(name)


def remove(*names: str) -> None:
    """Removes stored files; those that are not there are no error."""
    refuse_in_transaction("Removing stored files")
    for name in filter(None, names):
        default_storage.delete(name)


def local_path(name: str) -> Path | None:
    """Where a stored file lies on this computer; None where the storage is elsewhere."""
    try:
        return Path(default_storage.path(name))
    except NotImplementedError:
        return None


def fetch(name: str, folder: Path) -> Path:
    """A path on this computer with the content of a stored file: its own, or a copy below `folder`."""
    refuse_in_transaction("Fetching a stored file")
    path = local_path(name)
    if path is not None:
        return path
    copy = folder / Path(name).name
    with full_disk_in_words(), default_storage.open(name, "rb") as source, copy.open("wb") as target:
        shutil.copyfileobj(source, target, 1024 * 1024)
    return copy


def listed(folder: str) -> tuple[list[str], list[str]]:
    """Folders and files below a folder of the storage; nothing where it does not exist."""
    try:
        folders, names = default_storage.listdir(folder)
    except FileNotFoundError:
        return [], []
    return sorted(folders), sorted(names)


def modified(name: str) -> Any:
    """When a stored file was written (aware datetime)."""
    return default_storage.get_modified_time(name)


def sweep_work_folder(*, spare: timedelta = timedelta(days=1)) -> int:
    """Removes what killed processes left of uploads that never ended. Returns how many."""
    before = time.time() - spare.total_seconds()
    count = 0
    for pattern in (f"{PRIVATE_PREFIX}*", "*.upload*"):
        for left in Path(settings.UMAM_WORK_DIR).glob(pattern):
            if left.stat().st_mtime < before:
                shutil.rmtree(left) if left.is_dir() else left.unlink()
                count += 1
    return count
