"""Write a bible as JSON, as a ZIP with its media, as Markdown, as tables. Memory stays flat."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import IO, Any

from storybible.portable import rows
from storybible.portable.shape import FORMAT, LISTS, SINGLES, VERSION
from umam.assets import files
from umam.universes.models import Universe

# ZIP has no years before 1980; one time for all entries keeps equal bibles equal.
_WHEN = (1980, 1, 1, 0, 0, 0)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
Progress = Callable[[str, int], None]


def write_json(universe: Universe, target: Path, told: Progress) -> None:
    """One row a line, keys sorted: the same bible gives the same bytes."""
    with target.open("w", encoding="utf8", newline="\n") as out:
        out.writelines(json_lines(universe, told))


def json_lines(universe: Universe, told: Progress) -> Iterator[str]:
    about = {"name": universe.name, "description": universe.description, "accent": universe.accent}
    yield f'{{\n"format": {_json(FORMAT)},\n"version": {VERSION},\n"universe": {_json(about)}'
    for part in SINGLES:
        yield f',\n"{part}": {_json(rows.single(universe, part))}'
    for part in LISTS:
        yield f',\n"{part}": ['
        count = 0
        for count, found in enumerate(rows.documents_of(universe, part), 1):
            yield f"{',' if count > 1 else ''}\n{_json(found)}"
            told(part, count)
        yield "\n]" if count else "]"
    yield "\n}\n"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(", ", ": "))


def write_zip(universe: Universe, target: Path, work_dir: Path, told: Progress) -> None:
    """`universe.json` and every file it names below `media/`, by the SHA-256 of its content."""
    with zipfile.ZipFile(target, "w") as archive:
        with _entry(archive, "universe.json") as out:
            for line in json_lines(universe, told):
                out.write(line.encode())
        written: set[str] = set()
        for count, asset in enumerate(rows.files_of(universe).iterator(chunk_size=rows.CHUNK), 1):
            if asset.sha256 in written:
                continue
            written.add(asset.sha256)
            source = files.fetch(asset.file, work_dir)
            with (
                source.open("rb") as content,
                _entry(archive, f"media/{asset.sha256}.{asset.extension}") as out,
            ):
                while chunk := content.read(1024 * 1024):
                    out.write(chunk)
            told("files", count)


def _entry(archive: zipfile.ZipFile, name: str) -> IO[bytes]:
    info = zipfile.ZipInfo(name, _WHEN)
    info.compress_type = zipfile.ZIP_STORED if name.startswith("media/") else zipfile.ZIP_DEFLATED
    info.external_attr = 0o644 << 16
    return archive.open(info, "w", force_zip64=True)


# -- for people ------------------------------------------------------------------------------------------


def write_markdown(universe: Universe, target: Path, told: Progress) -> None:
    """A folder of Markdown: a page an element, the timeline, a page a scene, world and style."""
    with zipfile.ZipFile(target, "w") as archive:
        _text(archive, "README.md", [f"# {universe.name}", universe.description])
        _text(archive, "world.md", _world(rows.single(universe, "world_config") or {}))
        _text(archive, "style.md", _style(rows.single(universe, "style_guide") or {}))
        for count, one in enumerate(rows.documents_of(universe, "elements"), 1):
            _text(archive, f"elements/{one['type']}/{one['key']}.md", _element(one))
            told("elements", count)
        _text(archive, "relations.md", ["# Relations", *_relations(universe)])
        _text(archive, "timeline.md", ["# Timeline", *_events(universe, told)])
        for count, one in enumerate(rows.documents_of(universe, "scenes"), 1):
            _text(archive, f"scenes/{one['position']:04}-{one['key']}.md", [f"# {one['title']}", one["text"]])
            told("scenes", count)


def _text(archive: zipfile.ZipFile, name: str, blocks: Iterable[str]) -> None:
    with _entry(archive, name) as out:
        for block in blocks:
            if block:
                out.write(f"{block.rstrip()}\n\n".encode())


def _world(config: dict[str, Any]) -> Iterator[str]:
    yield "# World"
    named = {name: value for name, value in config.items() if isinstance(value, str) and name != "notes"}
    yield "\n".join(
        f"- **{name.replace('_', ' ').capitalize()}**: {value}" for name, value in named.items() if value
    )
    yield "\n".join(f"- {rule}" for rule in config.get("rules", []))
    yield config.get("notes", "")


def _title(name: str) -> str:
    return name.replace("_", " ").capitalize()


def _style(guide: dict[str, Any]) -> Iterator[str]:
    yield "# Style"
    for name in ("art_style", "mood", "lighting"):
        if guide.get(name):
            yield f"**{_title(name)}**: {guide[name]}"
    yield "\n".join(f"- `{one['hex']}` {one.get('name', '')}" for one in guide.get("palette", []))
    yield guide.get("notes", "")


def _element(one: dict[str, Any]) -> Iterator[str]:
    yield f"# {one['name']}"
    yield f"*{one['type']}*" + (f", also {', '.join(one['aliases'])}" if one["aliases"] else "")
    yield one["summary"]
    yield "\n".join(f"- **{trait['label']}**: {_words(trait['value'])}" for trait in one["traits"])
    yield one["body"]
    yield " ".join(f"#{tag.replace(' ', '-')}" for tag in one["tags"])


def _relations(universe: Universe) -> Iterator[str]:
    for one in rows.living(universe, "relations").iterator(chunk_size=rows.CHUNK):
        note = f" ({one.note})" if one.note else ""
        yield f"- {one.source.name} {one.type.label} {one.target.name}{note}"


def _events(universe: Universe, told: Progress) -> Iterator[str]:
    in_order = rows.living(universe, "events").order_by("start_tick", "pk")
    for count, row in enumerate(in_order.iterator(chunk_size=rows.CHUNK), 1):
        one = rows.document_of("events", row)
        until = f" to {one['when']['to']}" if one["when"].get("to") else ""
        yield f"## {one['when']['from']}{until}: {one['title']}"
        yield one["description"]
        told("events", count)


_COLUMNS: dict[str, tuple[str, ...]] = {
    "elements": ("key", "name", "type", "visibility", "summary", "aliases", "tags", "body"),
    "relations": ("key", "type", "source", "target", "note", "strength", "visibility", "from", "to"),
    "events": (
        "key", "title", "type", "importance", "visibility", "calendar", "from", "to", "about", "participants",
        "elements", "description",
    ),
    "scenes": ("key", "title", "position", "location", "participants", "from", "to", "summary", "text"),
}  # fmt: skip


def write_csv(universe: Universe, target: Path, told: Progress) -> None:
    """A ZIP of tables: elements, traits, relations, events, scenes."""
    with zipfile.ZipFile(target, "w") as archive:
        for part, columns in _COLUMNS.items():
            _table(archive, f"{part}.csv", columns, _lines(universe, part, columns, told))
        traits = ("element", "key", "label", "type", "value")
        _table(archive, "traits.csv", traits, _traits(universe))


def _table(archive: zipfile.ZipFile, name: str, columns: tuple[str, ...], lines: Iterable[list[Any]]) -> None:
    with _entry(archive, name) as raw, io.TextIOWrapper(raw, encoding="utf8", newline="") as out:
        out.write("\ufeff")  # spreadsheets know by it that this is Unicode
        writer = csv.writer(out)
        writer.writerow(columns)
        for line in lines:
            writer.writerow([_cell(value) for value in line])


def _lines(universe: Universe, part: str, columns: tuple[str, ...], told: Progress) -> Iterator[list[Any]]:
    for count, one in enumerate(rows.documents_of(universe, part), 1):
        flat = {**one, **(one.get("when") or {})}
        yield [flat.get(name, "") for name in columns]
        told(part, count)


def _traits(universe: Universe) -> Iterator[list[Any]]:
    for one in rows.documents_of(universe, "elements"):
        for trait in one["traits"]:
            yield [one["key"], trait["key"], trait["label"], trait["type"], trait["value"]]


def _words(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return "; ".join(one["element"] if isinstance(one, dict) else str(one) for one in value)
    return "" if value is None else str(value)


def _cell(value: Any) -> str:
    """Text that no spreadsheet takes for a formula."""
    text = _words(value)
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return f"'{text}" if text.startswith(_FORMULA) and not is_number else text
