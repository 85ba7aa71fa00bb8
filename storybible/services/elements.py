"""What can be done with elements."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from storybible.documents.elements import living_images, living_model
from storybible.models import (
    Action,
    Element,
    ElementImage,
    ElementName,
    ElementTag,
    Revision,
    RowKind,
    Visibility,
)
from storybible.names import LONGEST_NAME, cleaned_words, fold, one_line, readable
from storybible.services.keeping import Author, free_key, keep, locked, take_back, throw_away, write_fields
from storybible.services.traits import write_traits
from umam.assets.models import Asset
from umam.lib.errors import Conflict, Invalid, NotFound, WrongState
from umam.universes.models import Universe

FIELDS = (
    "name",
    "entity_subtype",
    "key",
    "summary",
    "body",
    "aliases",
    "tags",
    "visibility",
    "images",
    "model",
    "traits",
)
PLAIN = FIELDS[:8]
LONGEST_BODY = 200_000
LONGEST_TAG = 60
MOST_ALIASES = 50
MOST_TAGS = 50
MOST_IMAGES = 100


def create_element(
    *,
    universe: Universe,
    author: Author,
    name: str,
    entity_subtype: str,
    key: str = "",
    summary: str = "",
    body: str = "",
    aliases: Iterable[str] = (),
    tags: Iterable[str] = (),
    visibility: str = Visibility.EVERYONE,
    images: Iterable[Mapping[str, Any]] = (),
    model: Asset | None = None,
    traits: Iterable[Mapping[str, Any]] = (),
) -> Element:
    """A new element. Without a `key` it gets one from its name; raises Conflict for a key that is taken.

    images: `{"asset": Asset, "caption": str}`. traits: `{"key", "value", "trait_type", "label"}`, where type
    and label may be missing if the type of element suggests the trait.
    """
    author.require_edit(universe)
    given = {
        "name": name,
        "entity_subtype": entity_subtype,
        "summary": summary,
        "body": body,
        "aliases": aliases,
        "tags": tags,
        "visibility": visibility,
    }
    element = Element(universe=universe, created_by=author.by, updated_by=author.by)
    for field, value in _cleaned({**given, "key": key} if key else given).items():
        setattr(element, field, value)
    element.model = _own_model(universe, model)
    element.full_clean(
        exclude=["key", "universe", "model", "created_by", "updated_by"], validate_unique=False
    )
    with transaction.atomic():
        _insert(element)
        _write_names(element)
        _write_tags(element)
        _write_images(element, images)
        write_traits(element, traits)
        keep(element, kind=RowKind.ELEMENT, action=Action.CREATED, author=author)
    return element


def _insert(element: Element) -> None:
    """Insert the row with its own key, or with a free one; another request may take the same at once."""
    chosen = element.key
    for _ in range(5):
        element.key = chosen or free_key(Element, element.universe, element.name)
        try:
            with transaction.atomic():
                element.save(force_insert=True)
            return
        except IntegrityError:
            if chosen:
                break
    raise _key_taken(element.universe, element.key)


def _key_taken(universe: Universe, key: str) -> Conflict:
    return Conflict(
        f"An element of {universe.name} has the key “{key}” already, maybe one in the trash.", attr="key"
    )


def update_element(
    *, element: Element, author: Author, expected: int | None = None, **changes: Any
) -> Element:
    """Change the fields that are given, by the names of `create_element`; lists are replaced as a whole.

    Raises Stale where somebody wrote it since the revision `expected`. Writes nothing when nothing differs.
    """
    return _change(element, author, expected, changes, Action.CHANGED)


def _change(
    element: Element, author: Author, expected: int | None, changes: Mapping[str, Any], action: Action
) -> Element:
    if unknown := set(changes) - set(FIELDS):
        raise TypeError(f"An element has no {', '.join(sorted(unknown))}.")
    author.require_edit(element.universe)
    with transaction.atomic():
        mine = locked(Element, element.pk, expected)
        if mine.in_trash:
            raise WrongState(f"{mine} is in the trash.", suggestion="Take it out first.")
        mine.universe = element.universe
        changed = _apply(mine, changes)
        if changed:
            keep(mine, kind=RowKind.ELEMENT, action=action, author=author, changed=changed)
    return mine


def _apply(element: Element, changes: Mapping[str, Any]) -> list[str]:
    values = _cleaned({name: changes[name] for name in PLAIN if name in changes})
    if "model" in changes and changes["model"] != living_model(element):
        values["model"] = _own_model(element.universe, changes["model"])
    key = values.get("key", element.key)
    if key != element.key and Element.objects.filter(universe=element.universe_id, key=key).exists():
        raise _key_taken(element.universe, key)
    changed = write_fields(element, values)
    if {"name", "aliases"} & set(changed):
        _write_names(element)
    if "tags" in changed:
        _write_tags(element)
    if "images" in changes and _write_images(element, changes["images"]):
        changed.append("images")
    if "traits" in changes and write_traits(element, changes["traits"]):
        changed.append("traits")
    return changed


def _cleaned(values: Mapping[str, Any]) -> dict[str, Any]:
    """Plain fields as they are kept. Raises Invalid; the model's own checks come after."""
    found = dict(values)
    for name in ("name", "entity_subtype", "visibility", "summary", "key"):
        if name in found:
            found[name] = one_line(found[name], attr=name)
    if "body" in found:
        found["body"] = readable(found["body"], attr="body")
        if len(found["body"]) > LONGEST_BODY:
            raise Invalid(f"The text is longer than {LONGEST_BODY:,} characters.", attr="body")
    if "aliases" in found:
        found["aliases"] = cleaned_words(
            found["aliases"], attr="aliases", longest=LONGEST_NAME, most=MOST_ALIASES
        )
    if "tags" in found:
        found["tags"] = cleaned_words(found["tags"], attr="tags", longest=LONGEST_TAG, most=MOST_TAGS)
    if "key" in found:
        _check_key(found["key"])
    return found


def _check_key(key: str) -> None:
    try:
        Element._meta.get_field("key").clean(key, None)  # type: ignore[union-attr]
    except ValidationError as error:
        raise Invalid(" ".join(error.messages), attr="key") from None


def _write_names(element: Element) -> None:
    """Make the rows by which names are looked up equal to the name and the aliases."""
    wanted = {fold(alias): True for alias in element.aliases}
    wanted[fold(element.name)] = False
    old = dict(element.names.values_list("folded", "is_alias"))
    gone = [folded for folded, is_alias in old.items() if wanted.get(folded) != is_alias]
    if gone:
        element.names.filter(folded__in=gone).delete()
    ElementName.objects.bulk_create(
        ElementName(universe_id=element.universe_id, element=element, folded=folded, is_alias=is_alias)
        for folded, is_alias in wanted.items()
        if folded and old.get(folded) != is_alias
    )


def _write_tags(element: Element) -> None:
    """Make the rows by which tags are looked up, folded ones, equal to the tags."""
    wanted = {fold(tag)[:LONGEST_TAG] for tag in element.tags}
    old = set(element.tag_rows.values_list("tag", flat=True))
    if old - wanted:
        element.tag_rows.filter(tag__in=old - wanted).delete()
    ElementTag.objects.bulk_create(
        ElementTag(universe_id=element.universe_id, element=element, tag=tag) for tag in sorted(wanted - old)
    )


def _write_images(element: Element, given: Iterable[Mapping[str, Any]]) -> bool:
    """Make the pictures exactly these, in this order. Tells whether anything changed."""
    wanted: dict[Any, tuple[Asset, str]] = {}
    for one in given:
        asset = one["asset"]
        _check_file(element.universe, asset, "image", attr="images")
        caption = one_line(one.get("caption") or "", attr="images")
        if len(caption) > 200:
            raise Invalid("A caption is longer than 200 characters.", attr="images")
        wanted.setdefault(asset.pk, (asset, caption))
    if len(wanted) > MOST_IMAGES:
        raise Invalid(f"An element has at most {MOST_IMAGES} pictures.", attr="images")
    now = [(row.asset_id, row.caption) for row in living_images(element)]
    if now == [(asset_id, caption) for asset_id, (_, caption) in wanted.items()]:
        return False
    element.image_rows.all().delete()
    ElementImage.objects.bulk_create(
        ElementImage(element=element, asset=asset, caption=caption, position=place)
        for place, (asset, caption) in enumerate(wanted.values())
    )
    return True


def _own_model(universe: Universe, model: Asset | None) -> Asset | None:
    if model is not None:
        _check_file(universe, model, "model", attr="model")
    return model


def _check_file(universe: Universe, asset: Asset, kind: str, *, attr: str) -> None:
    """Raises Invalid unless the file is a living one of this universe and kind."""
    if asset.universe_id != universe.pk or asset.in_trash:
        raise Invalid(f"There is no such file in {universe.name}.", attr=attr)
    if asset.kind != kind:
        what = {"image": "a picture", "model": "a 3D model"}[kind]
        raise Invalid(f"{asset.name} is not {what}.", attr=attr)


def delete_element(*, element: Element, author: Author, expected: int | None = None) -> Element:
    """Put the element in the trash. Its ties and appearances stay, and show again when it is taken back."""
    return throw_away(element, kind=RowKind.ELEMENT, author=author, expected=expected)


def restore_element(*, element: Element, author: Author) -> Element:
    """Take the element out of the trash."""
    return take_back(element, kind=RowKind.ELEMENT, author=author)


def revert_element(*, element: Element, author: Author, number: int, expected: int | None = None) -> Element:
    """Bring the element back to what it was at a revision, as a revision of its own. Its key stays.

    Files that are gone by now are left out, and the new revision's note says which.
    """
    revision = Revision.objects.filter(kind=RowKind.ELEMENT, row_id=element.pk, number=number).first()
    if revision is None:
        raise NotFound(f"{element} has no revision {number}.")
    changes, missing = _changes_of(element.universe, revision.document)
    note = f"Back to revision {number}."
    if missing:
        note = f"{note} Not there any more: {', '.join(missing)}."
    note = " ".join(part for part in (author.note, note) if part)
    author = replace(author, note=note if len(note) <= 200 else f"{note[:199]}…")
    return _change(element, author, expected, changes, Action.REVERTED)


def _changes_of(universe: Universe, document: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """What makes an element equal to a document of one, and the names of the files that are missing."""
    files = [*document["images"], *([document["model"]] if document["model"] else [])]
    found = _files(universe, files)
    missing = [file["name"] for file in files if _same(found, file) is None]
    images = [(file, _same(found, file)) for file in document["images"]]
    model = document["model"]
    changes = {name: document[name] for name in ("name", "visibility", "summary", "body", "aliases", "tags")}
    changes |= {
        "entity_subtype": document["type"],
        "model": _same(found, model) if model else None,
        "images": [{"asset": asset, "caption": file["caption"]} for file, asset in images if asset],
        "traits": [
            {"key": one["key"], "label": one["label"], "trait_type": one["type"], "value": one["value"]}
            for one in document["traits"]
        ],
    }
    return changes, missing


def _files(universe: Universe, files: Iterable[Mapping[str, Any]]) -> dict[tuple[str, str], list[Asset]]:
    """Living files of the universe by content and kind, the oldest first."""
    found: dict[tuple[str, str], list[Asset]] = {}
    rows = Asset.objects.alive().filter(universe=universe, sha256__in=[file["sha256"] for file in files])
    for asset in rows.order_by("created_at", "pk"):
        found.setdefault((asset.sha256, asset.kind), []).append(asset)
    return found


def _same(found: Mapping[tuple[str, str], list[Asset]], file: Mapping[str, Any]) -> Asset | None:
    """The file that a document means: that content, and of several with it the one of that name."""
    equal = found.get((file["sha256"], file["kind"]), [])
    return next((one for one in equal if one.name == file["name"]), equal[0] if equal else None)
