"""Bring a checked bible into a universe: create what is new, update what differs, leave the rest alone.

Each row is a write of its own by the services that people use, so it has its history and its place in the
search. An import that was interrupted goes on where it stopped: what is there already is the same by then.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from storybible.models import Calendar, Element, RelationType, TraitTemplate, WorldOption
from storybible.portable import planning, rows
from storybible.portable.chunks import batched
from storybible.portable.reading import Bundle
from storybible.portable.shape import LISTS
from storybible.services import calendars, elements, relations, scenes, style, time, world
from storybible.services.keeping import Author
from umam.assets.models import Asset, AssetSource
from umam.assets.services import ingest_file
from umam.lib.errors import Invalid, UmamError
from umam.universes.models import Universe

Told = Callable[[str, int, int], None]


@dataclass
class Importer:
    """One import. `told(part, done, whole)` hears how far it is."""

    universe: Universe
    author: Author
    bundle: Bundle
    work_dir: Path
    told: Told
    done: dict[str, dict[str, int]] = field(default_factory=dict)
    _files: dict[tuple[str, str], Asset | None] = field(default_factory=dict)
    _calendars: dict[str, Calendar] = field(default_factory=dict)

    def run(self) -> dict[str, dict[str, int]]:
        """Counts of created, updated and equal rows by part. Raises Invalid naming the refused row."""
        for part in LISTS[:4]:
            self._rows(part)
        self._calendars = {one.key: one for one in Calendar.objects.filter(universe=self.universe)}
        for part in ("world_config", "style_guide"):
            self._single(part)
        for part in LISTS[4:]:
            self._rows(part)
        return self.done

    def _rows(self, part: str) -> None:
        whole = len(self.bundle.rows(part))
        write: Callable[[dict[str, Any], Any], None] = getattr(self, f"_write_{part}")
        pairs = planning.pairs(self.bundle, self.universe, part)
        for count, (given, ours) in enumerate(pairs, 1):
            fields = planning.differing(given, rows.document_of(part, ours)) if ours is not None else ["all"]
            in_trash = getattr(ours, "deleted_at", None) is not None
            if fields or in_trash:
                self._guarded(part, given["key"], lambda given=given, ours=ours: write(given, ours))  # type: ignore[misc]
            self._count(part, "create" if ours is None else "update" if fields or in_trash else "same")
            self.told(part, count, whole)

    def _single(self, part: str) -> None:
        given = self.bundle.document.get(part)
        if given is None:
            return
        ours = rows.single(self.universe, part)
        fields = planning.differing(given, ours) if ours is not None else ["all"]
        if fields:
            write: Callable[[dict[str, Any]], None] = getattr(self, f"_write_{part}")
            self._guarded(part, part, lambda: write(given))
        self._count(part, "create" if ours is None else "update" if fields else "same")

    def _guarded(self, part: str, key: str, write: Callable[[], None]) -> None:
        try:
            write()
        except UmamError as error:
            what = f"“{key}” in {part.replace('_', ' ')} was refused: {error.message}"
            raise Invalid(what, suggestion=error.suggestion, code=error.code) from error

    def _count(self, part: str, doing: str) -> None:
        of_part = self.done.setdefault(part, {"create": 0, "update": 0, "same": 0})
        of_part[doing] += 1

    # -- the universe's own words -------------------------------------------------------------------------

    def _write_world_options(self, given: dict[str, Any], ours: WorldOption | None) -> None:
        named = {"kind": given["kind"], "key": given["key"]}
        values = {name: value for name, value in given.items() if name not in named}
        WorldOption.objects.update_or_create(universe=self.universe, **named, defaults=values)

    def _write_relation_types(self, given: dict[str, Any], ours: RelationType | None) -> None:
        values = {name: value for name, value in given.items() if name != "key"}
        RelationType.objects.update_or_create(universe=self.universe, key=given["key"], defaults=values)

    def _write_trait_templates(self, given: dict[str, Any], ours: TraitTemplate | None) -> None:
        named = {"entity_subtype": given["entity_subtype"], "key": given["key"]}
        values = {name: value for name, value in given.items() if name not in named}
        TraitTemplate.objects.update_or_create(universe=self.universe, **named, defaults=values)

    def _write_calendars(self, given: dict[str, Any], ours: Calendar | None) -> None:
        calendars.save_calendar(
            universe=self.universe,
            author=self.author,
            name=given["name"],
            definition=given["definition"],
            is_default=given.get("default", False),
            calendar=ours,
            key=given["key"],
        )

    # -- world and style ----------------------------------------------------------------------------------

    def _write_world_config(self, given: dict[str, Any]) -> None:
        world.set_world_config(universe=self.universe, author=self.author, **given)

    def _write_style_guide(self, given: dict[str, Any]) -> None:
        values = dict(given)
        if "references" in values:
            values["references"] = self._pictures(values["references"])
        style.set_style_guide(universe=self.universe, author=self.author, **values)

    # -- rows ---------------------------------------------------------------------------------------------

    def _write_elements(self, given: dict[str, Any], ours: Element | None) -> None:
        values = {name: value for name, value in given.items() if name not in {"key", "type"}}
        values["entity_subtype"] = given["type"]
        if "images" in values:
            values["images"] = self._pictures(values["images"])
        if "model" in values:
            values["model"] = self._file(values["model"]) if values["model"] else None
        if "traits" in values:
            values["traits"] = [
                {
                    "key": one["key"],
                    "label": one.get("label"),
                    "trait_type": one["type"],
                    "value": one["value"],
                }
                for one in values["traits"]
            ]
        if ours is None:
            elements.create_element(universe=self.universe, author=self.author, key=given["key"], **values)
            return
        if ours.deleted_at is not None:
            ours = elements.restore_element(element=ours, author=self.author)
        elements.update_element(element=ours, author=self.author, **values)

    def _write_relations(self, given: dict[str, Any], ours: Any) -> None:
        found = self._by_key([given["source"], given["target"]])
        names = ("note", "strength", "visibility")
        values: dict[str, Any] = {name: given[name] for name in names if name in given}
        values |= self._when(given)
        values |= {"source": found[given["source"]], "target": found[given["target"]]}
        if ours is None:
            relations.create_relation(
                universe=self.universe, author=self.author, key=given["key"], type=given["type"], **values
            )
            return
        if ours.deleted_at is not None:
            ours = relations.restore_relation(relation=ours, author=self.author)
        relations.update_relation(relation=ours, author=self.author, type=given["type"], **values)

    def _write_events(self, given: dict[str, Any], ours: Any) -> None:
        names = ("title", "description", "importance", "visibility")
        values: dict[str, Any] = {name: given[name] for name in names if name in given}
        values |= self._when(given)
        if "type" in given:
            values["event_type"] = given["type"]
        found = self._by_key(
            [*(one["element"] for one in given.get("participants", [])), *given.get("elements", [])]
        )
        if "participants" in given:
            values["participants"] = [
                {"element": found[one["element"]], "role": one.get("role", "")}
                for one in given["participants"]
            ]
        if "elements" in given:
            values["elements"] = [found[key] for key in given["elements"]]
        if ours is None:
            time.create_event(universe=self.universe, author=self.author, key=given["key"], **values)
            return
        if ours.deleted_at is not None:
            ours = time.restore_event(event=ours, author=self.author)
        time.update_event(event=ours, author=self.author, **values)

    def _write_scenes(self, given: dict[str, Any], ours: Any) -> None:
        names = ("title", "text", "summary", "visibility", "position")
        values: dict[str, Any] = {name: given[name] for name in names if name in given}
        values |= self._when(given)
        place = given.get("location")
        found = self._by_key([*given.get("participants", []), *([place] if place else [])])
        if "participants" in given:
            values["participants"] = [found[key] for key in given["participants"]]
        if "location" in given:
            values["location"] = found[place] if place else None
        if ours is None:
            scenes.create_scene(universe=self.universe, author=self.author, key=given["key"], **values)
            return
        if ours.deleted_at is not None:
            ours = scenes.restore_scene(scene=ours, author=self.author)
        scenes.update_scene(scene=ours, author=self.author, **values)

    # -- what rows name -----------------------------------------------------------------------------------

    def _by_key(self, keys: list[str]) -> dict[str, Element]:
        found: dict[str, Element] = {}
        for some in batched(dict.fromkeys(keys), rows.CHUNK):
            alive = Element.objects.filter(universe=self.universe, deleted_at=None, key__in=some)
            found |= {one.key: one for one in alive}
        strange = next((key for key in keys if key not in found), None)
        if strange is not None:
            raise Invalid(f"it names the element “{strange}”, which is not here.")
        return found

    def _when(self, given: dict[str, Any]) -> dict[str, Any]:
        if "when" not in given:
            return {}
        when = given["when"] or {"from": ""}
        key = when.get("calendar")
        if key and key not in self._calendars:
            raise Invalid(f"it names the calendar “{key}”, which is not here.")
        return {
            "calendar": self._calendars[key] if key else None,
            "starts": when["from"],
            "ends": when.get("to", ""),
            "about": when.get("about", False),
        }

    def _pictures(self, given: list[dict[str, Any]]) -> list[dict[str, Any]]:
        found = [(self._file(one), one.get("caption", "")) for one in given]
        return [{"asset": asset, "caption": caption} for asset, caption in found if asset is not None]

    def _file(self, given: dict[str, Any]) -> Asset | None:
        """The file by content and name: ours, else the one that came along; None where nobody has it."""
        known = (given["sha256"], given["name"])
        if known not in self._files:
            self._files[known] = self._ours(given) or self._brought(given) or self._ours(given, any_name=True)
        return self._files[known]

    def _ours(self, given: dict[str, Any], *, any_name: bool = False) -> Asset | None:
        same = Asset.objects.alive().filter(
            universe=self.universe, sha256=given["sha256"], kind=given["kind"]
        )
        return (same if any_name else same.filter(name=given["name"])).order_by("created_at", "pk").first()

    def _brought(self, given: dict[str, Any]) -> Asset | None:
        path = self.bundle.media_file(given["sha256"], self.work_dir)
        if path is None:
            return None
        made = ingest_file(
            universe=self.universe,
            path=path,
            name=given["name"],
            kind=given["kind"],
            source=AssetSource.IMPORT,
            by=self.author.by,
        )
        path.unlink(missing_ok=True)
        if made.sha256 != given["sha256"]:
            raise Invalid(f"“{given['name']}” is not the file that the bible names.")
        return made
