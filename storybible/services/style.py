"""Writing the style guide of a universe."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import IntegrityError, transaction

from storybible.colours import clean_hex
from storybible.models import Action, Revision, RowKind, StyleGuide, StyleReference
from storybible.names import one_line, readable
from storybible.selectors.style import style_guide
from storybible.services.keeping import Author, keep, locked, write_fields
from umam.assets.models import Asset, AssetKind
from umam.lib.errors import Conflict, Invalid, NotFound, Stale
from umam.universes.models import Universe

MOST_COLOURS = 24
MOST_REFERENCES = 24
LONGEST_NAME = 60
LONGEST_NOTES = 5_000
WORDS = ("art_style", "mood", "lighting", "notes")
FIELDS = (*WORDS, "palette", "references")
References = list[tuple[Asset, str]]


def create_style_guide(*, universe: Universe, author: Author, **values: Any) -> StyleGuide:
    """The first style guide of a universe. Raises Conflict when there is one: the database keeps to that."""
    author.require_edit(universe)
    plain, references = _cleaned(universe, values)
    guide = StyleGuide(universe=universe, created_by=author.by, updated_by=author.by, **plain)
    guide.full_clean(exclude=["universe"], validate_unique=False, validate_constraints=False)
    try:
        with transaction.atomic():
            guide.save(force_insert=True)
            _write_references(guide, references or [])
            keep(guide, kind=RowKind.STYLE_GUIDE, action=Action.CREATED, author=author, changed=values)
    except IntegrityError:
        raise Conflict(
            f"{universe.name} has a style guide already.", suggestion="Change it with PUT or PATCH."
        ) from None
    return guide


def set_style_guide(
    *, universe: Universe, author: Author, expected: int | None = None, **values: Any
) -> StyleGuide:
    """Changes the given values; makes the style guide where there is none.

    palette: list of `{name, hex}`; references: images, each an Asset or `{"asset": Asset, "caption": str}`.
    """
    author.require_edit(universe)
    guide = style_guide(universe)
    if guide is None:
        if expected is not None:
            raise Stale(f"{universe.name} has no style guide any more, or not yet.")
        try:
            return create_style_guide(universe=universe, author=author, **values)
        except Conflict:  # somebody made it in this moment
            guide = style_guide(universe)
            if guide is None:
                raise
    return _change(guide, author, expected, values, Action.CHANGED)


def revert_style_guide(
    *, guide: StyleGuide, author: Author, number: int, expected: int | None = None
) -> StyleGuide:
    """Brings back what an earlier revision said; reference images that are gone stay away."""
    author.require_edit(guide.universe)
    earlier = Revision.objects.filter(
        kind=RowKind.STYLE_GUIDE, row_id=guide.pk, universe=guide.universe_id, number=number
    ).first()
    if earlier is None:
        raise NotFound(f"There is no revision {number} of this style guide.")
    values = {name: earlier.document.get(name) for name in (*WORDS, "palette")}
    values["references"] = _files_of(guide.universe, earlier.document.get("references") or [])
    return _change(guide, author, expected, values, Action.REVERTED)


def _files_of(universe: Universe, told: list[dict[str, Any]]) -> list[dict[str, Any]]:
    alive = Asset.objects.alive().filter(universe=universe, kind=AssetKind.IMAGE)
    rows = alive.filter(sha256__in=[one["sha256"] for one in told]).order_by("-created_at")
    by_content = {asset.sha256: asset for asset in rows}
    found = [{"asset": by_content.get(one["sha256"]), "caption": one.get("caption", "")} for one in told]
    return [one for one in found if one["asset"] is not None]


def _change(
    guide: StyleGuide, author: Author, expected: int | None, values: dict[str, Any], action: Action
) -> StyleGuide:
    plain, references = _cleaned(guide.universe, values)
    with transaction.atomic():
        mine = locked(StyleGuide, guide.pk, expected)
        changed = write_fields(mine, plain)
        if references is not None and _write_references(mine, references):
            changed.append("references")
        if changed:
            keep(mine, kind=RowKind.STYLE_GUIDE, action=action, author=author, changed=changed)
    return mine


def _write_references(guide: StyleGuide, references: References) -> bool:
    """Makes these the reference images, in this order. False where they were so already."""
    wanted = [(asset.pk, caption) for asset, caption in references]
    rows = guide.reference_rows.order_by("position", "id")
    if list(rows.values_list("asset_id", "caption")) == wanted:
        return False
    rows.delete()
    StyleReference.objects.bulk_create(
        StyleReference(style_guide=guide, asset_id=asset_id, caption=caption, position=place)
        for place, (asset_id, caption) in enumerate(wanted)
    )
    return True


def _cleaned(universe: Universe, values: dict[str, Any]) -> tuple[dict[str, Any], References | None]:
    unknown = next((name for name in values if name not in FIELDS), None)
    if unknown is not None:
        raise Invalid(f"A style guide has no {unknown}.", attr=unknown)
    words = {name: readable(values[name] or "", attr=name).strip() for name in WORDS if name in values}
    plain: dict[str, Any] = {**words}
    if len(plain.get("notes", "")) > LONGEST_NOTES:
        raise Invalid(f"Notes have at most {LONGEST_NOTES} characters.", attr="notes")
    if "palette" in values:
        plain["palette"] = clean_palette(values["palette"])
    references = _clean_references(universe, values["references"]) if "references" in values else None
    return plain, references


def clean_palette(palette: Any) -> list[dict[str, str]]:
    """A list of `{name, hex}` with lower-case hex. Raises Invalid at `color_palette`."""
    attr = "color_palette"
    if palette is None:
        return []
    if isinstance(palette, (str, Mapping)) or not isinstance(palette, Iterable):
        raise Invalid("A palette is a list of colours, each with a name and a hex.", attr=attr)
    found = list(palette)
    if len(found) > MOST_COLOURS:
        raise Invalid(f"A palette has at most {MOST_COLOURS} colours; these are {len(found)}.", attr=attr)
    return [_colour(one, attr) for one in found]


def _colour(one: Any, attr: str) -> dict[str, str]:
    if isinstance(one, str):
        one = {"hex": one}
    if not isinstance(one, Mapping):
        raise Invalid("A colour is written as a name and a hex.", attr=attr)
    name = one_line(one.get("name") or "", attr=attr)
    if len(name) > LONGEST_NAME:
        raise Invalid(f"The name of a colour has at most {LONGEST_NAME} characters.", attr=attr)
    return {"name": name, "hex": clean_hex(one.get("hex"), attr=attr)}


def _clean_references(universe: Universe, given: Any) -> References:
    attr = "reference_images"
    found: dict[Any, tuple[Asset, str]] = {}
    for one in given or []:
        asset, caption = (one, "") if isinstance(one, Asset) else (one["asset"], one.get("caption") or "")
        if asset.universe_id != universe.pk or asset.deleted_at is not None:
            raise Invalid(f"There is no image {asset.pk} in {universe.name}.", attr=attr)
        if asset.kind != AssetKind.IMAGE:
            raise Invalid(f"{asset.name} is not an image.", attr=attr)
        found.setdefault(asset.pk, (asset, one_line(caption, attr=attr)[:200]))
    if len(found) > MOST_REFERENCES:
        raise Invalid(
            f"A style guide has at most {MOST_REFERENCES} reference images; these are {len(found)}.",
            attr=attr,
        )
    return list(found.values())
