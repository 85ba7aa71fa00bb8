"""Read a file that somebody gives us as a bible. It is hostile until every check has passed."""

from __future__ import annotations

import json
import re
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Final

from jsonschema import Draft202012Validator

from storybible.portable.shape import FORMAT, LISTS, SCHEMA, SINGLES, VERSION
from umam.lib.errors import Invalid
from umam.lib.storable import UNSTORABLE, may_hide_unstorable, storable, unstorable_at

MOST_JSON: Final = 512 * 1024 * 1024
MOST_FILES: Final = 20_000
MOST_MEDIA: Final = 20 * 1024**3
MOST_RATIO: Final = 200
_MEDIA = re.compile(r"media/([0-9a-f]{64})\.[a-z0-9]{1,8}")
_CHUNK = 1024 * 1024


@dataclass
class Bundle:
    """A checked bible: its parts, and where the files that came with it lie, by SHA-256."""

    document: dict[str, Any]
    media: dict[str, str] = field(default_factory=dict)
    archive: Path | None = None

    def rows(self, part: str) -> list[dict[str, Any]]:
        return list(self.document.get(part) or [])

    def media_file(self, sha256: str, folder: Path) -> Path | None:
        """A copy of one of its files below `folder`; None where it did not come with it. Raises Invalid."""
        name = self.media.get(sha256)
        if name is None or self.archive is None:
            return None
        target = folder / name.removeprefix("media/")
        with zipfile.ZipFile(self.archive) as archive, target.open("wb") as out:
            info = archive.getinfo(name)
            with archive.open(info) as content:
                _copy(content, out, info.file_size, name)
        return target


def read(path: Path) -> Bundle:
    """The bible in a JSON file or in a ZIP. Raises Invalid with a sentence about what is wrong with it."""
    if zipfile.is_zipfile(path):
        return _read_zip(path)
    if path.stat().st_size > MOST_JSON:
        raise Invalid("This file is too large for a bible.", suggestion="Export it as a ZIP with its media.")
    return Bundle(_checked(path.read_bytes()))


def _read_zip(path: Path) -> Bundle:
    try:
        with zipfile.ZipFile(path) as archive:
            media = _contents(archive)
            if "universe.json" not in archive.namelist():
                raise Invalid("This ZIP holds no universe.json, so it is no bible that was exported here.")
            info = archive.getinfo("universe.json")
            if info.file_size > MOST_JSON:
                raise Invalid("The universe.json in this ZIP is too large.")
            with archive.open(info) as content:
                raw = content.read(info.file_size + 1)
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, OSError) as error:
        raise Invalid("This ZIP is damaged or locked and cannot be read.") from error
    return Bundle(_checked(raw), media, path)


def _contents(archive: zipfile.ZipFile) -> dict[str, str]:
    """The names of its media by SHA-256. Refuses what an export never holds: paths, bombs, masses."""
    entries = archive.infolist()
    if len(entries) > MOST_FILES:
        raise Invalid(f"This ZIP holds {len(entries):,} files; a bible has at most {MOST_FILES:,}.")
    if sum(entry.file_size for entry in entries) > MOST_MEDIA:
        raise Invalid("This ZIP would unpack to more than 20 GB.")
    found: dict[str, str] = {}
    for entry in entries:
        if entry.filename in {"universe.json", "media/"}:
            continue
        named = _MEDIA.fullmatch(entry.filename)
        if named is None:
            raise Invalid(f"This ZIP holds “{entry.filename[:80]}”, which has no place in a bible.")
        if entry.file_size > MOST_RATIO * max(1, entry.compress_size):
            raise Invalid(f"“{entry.filename}” in this ZIP unpacks to far more than it looks like.")
        found[named[1]] = entry.filename
    return found


def _copy(content: IO[bytes], out: IO[bytes], size: int, name: str) -> None:
    left = size
    while chunk := content.read(_CHUNK):
        left -= len(chunk)
        if left < 0:
            raise Invalid(f"“{name}” in this ZIP is larger than it says.")
        out.write(chunk)


def _checked(raw: bytes) -> dict[str, Any]:
    try:
        text = raw.decode("utf-8-sig")
        document = json.loads(text)
        # Most files cannot hold such a character, and need no second look at each of their texts.
        place = unstorable_at(document) if may_hide_unstorable(text) else None
    except (ValueError, RecursionError) as error:
        raise Invalid("This is no JSON, so it is no bible that was exported here.") from error
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise Invalid("This is no bible that was exported here.", suggestion="Export one as JSON or ZIP.")
    if place is not None:
        where = storable(place).replace(".", "/") or "the top"
        raise Invalid(f"This bible is not in order at {where}: {UNSTORABLE[0].lower()}{UNSTORABLE[1:]}")
    version = document.get("version")
    if isinstance(version, int) and not isinstance(version, bool) and version > VERSION:
        raise Invalid(
            f"This bible was exported by a newer studio (version {version}; this one reads up to {VERSION}).",
            suggestion="Update this studio, or export it from there again in the older form.",
        )
    wrong = next(Draft202012Validator(SCHEMA).iter_errors(document), None)
    if wrong is not None:
        where = "/".join(str(step) for step in wrong.absolute_path) or "the top"
        raise Invalid(f"This bible is not in order at {where}: {wrong.message[:200]}.")
    _refuse_twins(document)
    return {name: document.get(name) for name in ("universe", *SINGLES, *LISTS)}


def _refuse_twins(document: dict[str, Any]) -> None:
    for part in LISTS:
        seen: set[tuple[str, ...]] = set()
        for row in document.get(part) or []:
            key = (row.get("kind", ""), row.get("entity_subtype", ""), row["key"])
            if key in seen:
                raise Invalid(f"This bible has two {part.replace('_', ' ')} with the key “{row['key']}”.")
            seen.add(key)
