"""The demo world, Lantern Coast: a bible like any other, brought in by the importer that everybody uses."""

from __future__ import annotations

import json
import tempfile
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings

from storybible.demo.models import write_models
from storybible.models import Element, Source
from storybible.portable import reading
from storybible.portable.applying import Importer
from storybible.services import elements
from storybible.services.keeping import Author
from umam.accounts.models import User
from umam.lib.hashing import sha256_file
from umam.universes.models import Universe

FOLDER = Path(__file__).parent
WORLD = FOLDER / "lantern-coast.json"
# What these were before somebody worked on them, so that the demo has a history to look at and to bring back.
EARLIER = {
    "first-lantern": "The oldest lamp of the coast.",
    "glass-shoals": "A reef of glass, fatal at low tide.",
    "keepers-tower": "The lighthouse of Lumen: two hundred and twelve steps.",
    "lumen": "A fishing town at the foot of a lighthouse.",
    "nix": "A girl who says that she is a star.",
    "mara-voss": "Keeper of the light at Lumen, who talks to the sea.",
}
REFERENCES = {
    "keepers-tower": "One warm light, and the night around it",
    "lumen": "Dusk over the harbour, figures as ink",
    "mara-voss": "Moon, water, nobody near",
}


def load_demo_world(*, universe: Universe, by: User) -> None:
    """Fill a universe with the demo world, its pictures and its models. What is there already stays."""
    author = Author(by=by, source=Source.STUDIO)
    fresh = not is_loaded(universe)
    world = json.loads(WORLD.read_text(encoding="utf8"))
    finished = {one["key"]: one["summary"] for one in world["elements"]}
    if fresh:
        for one in world["elements"]:
            one["summary"] = EARLIER.get(one["key"], one["summary"])
    with tempfile.TemporaryDirectory(dir=settings.UMAM_WORK_DIR) as name:
        folder = Path(name)
        bundle = reading.read(_packed(world, folder))
        Importer(universe, author, bundle, folder, lambda part, done, whole: None).run()
    if fresh:
        _work_on(universe, author, finished)


def is_loaded(universe: Universe) -> bool:
    return Element.objects.filter(universe=universe).exists()


def _work_on(universe: Universe, author: Author, summaries: dict[str, str]) -> None:
    """What a writer does next: better words for some, and one idea into the trash."""
    cat = elements.create_element(
        universe=universe,
        author=author,
        name="Wick",
        entity_subtype="character",
        summary="The tower's cat. One animal too many.",
    )
    elements.delete_element(element=cat, author=author)
    for key in EARLIER:
        row = Element.objects.get(universe=universe, key=key)
        elements.update_element(element=row, author=author, summary=summaries[key])


def _packed(document: dict[str, Any], folder: Path) -> Path:
    """The world with its media as one ZIP, as an export would have it."""
    rows = {one["key"]: one for one in document["elements"]}
    references = document["style_guide"]["references"]
    target = folder / "world.zip"
    with zipfile.ZipFile(target, "w") as archive:
        for key, path in _pictures():
            given = _file(archive, path, "image", f"{rows[key]['name']}{path.suffix}")
            rows[key]["images"] = [{**given, "caption": ""}]
            if key in REFERENCES:
                references.append({**given, "caption": REFERENCES[key]})
        for key, path in write_models(folder):
            rows[key]["model"] = _file(archive, path, "model", f"{rows[key]['name']}{path.suffix}")
        archive.writestr("universe.json", json.dumps(document, ensure_ascii=False))
    return target


def _pictures() -> Iterable[tuple[str, Path]]:
    return [(path.stem, path) for path in sorted((FOLDER / "pictures").glob("*.webp"))]


def _file(archive: zipfile.ZipFile, path: Path, kind: str, name: str) -> dict[str, Any]:
    sha256 = sha256_file(path)
    archive.write(path, f"media/{sha256}{path.suffix}")
    return {"sha256": sha256, "name": name, "kind": kind}
