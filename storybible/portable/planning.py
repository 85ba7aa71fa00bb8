"""What an import would change, row by row, without changing anything."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from storybible.portable import rows
from storybible.portable.chunks import batched
from storybible.portable.reading import Bundle
from storybible.portable.shape import LISTS, SINGLES
from umam.assets.models import Asset
from umam.lib.errors import Invalid
from umam.universes.models import Universe

Doing = Literal["create", "update", "same", "restore"]
SHOWN = 500
_SMALL = ("world_options", "relation_types", "trait_templates", "calendars")


@dataclass
class Change:
    part: str
    key: str
    title: str
    doing: Doing
    fields: list[str] = field(default_factory=list)


@dataclass
class Plan:
    """Counts by part, the first changes by name, and the files that neither the bible nor we have."""

    counts: dict[str, dict[str, int]] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)
    missing_files: list[str] = field(default_factory=list)

    def note(self, change: Change) -> None:
        of_part = self.counts.setdefault(change.part, {"create": 0, "update": 0, "same": 0, "restore": 0})
        of_part[change.doing] += 1
        if change.doing != "same" and len(self.changes) < SHOWN:
            self.changes.append(change)


def plan(bundle: Bundle, universe: Universe) -> Plan:
    """Compare a bible with what the universe has. Raises Invalid for a row that names one that is nowhere."""
    _check_names(bundle, universe)
    found = Plan(missing_files=missing_files(bundle, universe))
    for part in SINGLES:
        given = bundle.document.get(part)
        if given is not None:
            found.note(_compared(part, part, given, rows.single(universe, part), in_trash=False))
    for part in LISTS:
        for given, row in pairs(bundle, universe, part):
            ours = rows.document_of(part, row) if row is not None else None
            found.note(
                _compared(
                    part, given["key"], given, ours, in_trash=getattr(row, "deleted_at", None) is not None
                )
            )
    return found


def pairs(bundle: Bundle, universe: Universe, part: str) -> Iterator[tuple[dict[str, Any], Any]]:
    """Each given row with ours of the same key, or None."""
    if part in _SMALL:
        ours = {_identity(row): row for row in rows.living(universe, part)}
        for given in bundle.rows(part):
            yield given, ours.get(_identity(given))
        return
    for some in batched(bundle.rows(part), rows.CHUNK):
        known = rows.by_key(universe, part, [given["key"] for given in some])
        for given in some:
            yield given, known.get(given["key"])


def _identity(row: Any) -> tuple[str, str, str]:
    def of(name: str) -> str:
        return str(row.get(name, "") if isinstance(row, dict) else getattr(row, name, ""))

    return of("kind"), of("entity_subtype"), of("key")


def differing(given: dict[str, Any], ours: dict[str, Any]) -> list[str]:
    """The fields that the given row says otherwise. What it leaves out stays as it is."""
    return sorted(name for name, value in given.items() if ours.get(name) != value)


def _compared(
    part: str, key: str, given: dict[str, Any], ours: dict[str, Any] | None, *, in_trash: bool
) -> Change:
    title = str(given.get("name") or given.get("title") or given.get("label") or key)
    if part == "relations":
        title = f"{given['source']} {given['type']} {given['target']}"
    if ours is None:
        return Change(part, key, title, "create")
    fields = differing(given, ours)
    doing: Doing = "restore" if in_trash else "update" if fields else "same"
    return Change(part, key, title, doing, fields)


def missing_files(bundle: Bundle, universe: Universe) -> list[str]:
    """Names of the files that the bible shows, that did not come with it, and that the universe lacks."""
    wanted = {one["sha256"]: one["name"] for one in _files(bundle)}
    lacking = [sha for sha in wanted if sha not in bundle.media]
    here: set[str] = set()
    for some in batched(lacking, rows.CHUNK):
        alive = Asset.objects.alive().filter(universe=universe, sha256__in=some)
        here |= set(alive.values_list("sha256", flat=True))
    return sorted(wanted[sha] for sha in lacking if sha not in here)


def _files(bundle: Bundle) -> Iterator[dict[str, Any]]:
    for element in bundle.rows("elements"):
        yield from element.get("images") or []
        if element.get("model"):
            yield element["model"]
    yield from (bundle.document.get("style_guide") or {}).get("references") or []


def _check_names(bundle: Bundle, universe: Universe) -> None:
    """Every row that is named must come along or be here already."""
    named: dict[str, tuple[str, str]] = {}
    for part in ("relations", "events", "scenes"):
        for row in bundle.rows(part):
            for key in _elements_in(row):
                named.setdefault(key, (part, row["key"]))
    given = {row["key"] for row in bundle.rows("elements")}
    lacking = [key for key in named if key not in given]
    here: set[str] = set()
    for some in batched(lacking, rows.CHUNK):
        here |= set(rows.by_key(universe, "elements", some))
    strange = next((key for key in lacking if key not in here), None)
    if strange is not None:
        part, key = named[strange]
        raise Invalid(f"“{key}” in {part} names the element “{strange}”, which is not in this bible.")


def _elements_in(row: dict[str, Any]) -> Iterator[str]:
    for name in ("source", "target", "location"):
        if row.get(name):
            yield row[name]
    yield from row.get("elements") or []
    for one in row.get("participants") or []:
        yield one["element"] if isinstance(one, dict) else one
