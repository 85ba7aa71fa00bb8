"""The rows of each part of a bible, in the order of their keys, a handful in memory at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Prefetch, QuerySet

from storybible.documents import document
from storybible.models import (
    Calendar,
    Element,
    ElementImage,
    EventLink,
    EventParticipant,
    Relation,
    RelationType,
    Scene,
    SceneParticipant,
    StyleGuide,
    StyleReference,
    TimelineEvent,
    TraitTemplate,
    WorldConfig,
    WorldOption,
)
from umam.assets.models import Asset
from umam.universes.models import Universe

CHUNK = 500

_FIELDS: dict[str, tuple[str, ...]] = {
    "world_options": ("kind", "key", "label", "description", "level", "position"),
    "relation_types": (
        "key",
        "label",
        "inverse_label",
        "symmetric",
        "acyclic",
        "source_types",
        "target_types",
        "colour",
        "position",
    ),
    "trait_templates": (
        "entity_subtype",
        "key",
        "label",
        "trait_type",
        "help",
        "required",
        "hidden",
        "position",
    ),
}


def living(universe: Universe, part: str) -> QuerySet[Any]:
    """The rows of one part, without the trash, with what their documents need."""
    if part == "world_options":
        return WorldOption.objects.filter(universe=universe).order_by("kind", "key")
    if part == "relation_types":
        return RelationType.objects.filter(universe=universe).order_by("key")
    if part == "trait_templates":
        return TraitTemplate.objects.filter(universe=universe).order_by("entity_subtype", "key")
    if part == "calendars":
        return Calendar.objects.filter(universe=universe).order_by("key")
    return _kept(universe, part).filter(deleted_at=None).order_by("key")


def _kept(universe: Universe, part: str) -> QuerySet[Any]:
    if part == "elements":
        rows: QuerySet[Any] = Element.objects.select_related("model")
        images = ElementImage.objects.select_related("asset")
        rows = rows.prefetch_related("traits", Prefetch("image_rows", images))
    elif part == "relations":
        alive = {"source__deleted_at": None, "target__deleted_at": None}
        rows = Relation.objects.filter(**alive).select_related("type", "source", "target", "calendar")
    elif part == "events":
        rows = TimelineEvent.objects.select_related("calendar")
        people = EventParticipant.objects.select_related("element")
        links = EventLink.objects.select_related("element")
        rows = rows.prefetch_related(Prefetch("participant_rows", people), Prefetch("link_rows", links))
    else:
        rows = Scene.objects.select_related("calendar", "location")
        people_here = SceneParticipant.objects.select_related("element")
        rows = rows.prefetch_related(Prefetch("participant_rows", people_here))
    return rows.filter(universe=universe)


def documents_of(universe: Universe, part: str) -> Iterator[dict[str, Any]]:
    """The documents of one part, lazily."""
    for row in living(universe, part).iterator(chunk_size=CHUNK):
        yield document_of(part, row)


def by_key(universe: Universe, part: str, keys: Iterable[str]) -> dict[str, Any]:
    """The rows with these keys, those in the trash included."""
    return {row.key: row for row in _kept(universe, part).filter(key__in=list(keys))}


def document_of(part: str, row: Any) -> dict[str, Any]:
    if part in _FIELDS:
        return {name: getattr(row, name) for name in _FIELDS[part]}
    return document(row)


def single(universe: Universe, part: str) -> dict[str, Any] | None:
    """The document of the world configuration or the style guide, None where there is none."""
    model: Any = WorldConfig if part == "world_config" else StyleGuide
    row = model.objects.filter(universe=universe).first()
    return document(row) if row is not None else None


def files_of(universe: Universe) -> QuerySet[Asset]:
    """The files that the bible of a universe shows: pictures of elements, models, references of style."""
    pictures = ElementImage.objects.filter(element__universe=universe, element__deleted_at=None)
    models = Element.objects.filter(universe=universe, deleted_at=None).exclude(model=None)
    references = StyleReference.objects.filter(style_guide__universe=universe)
    alive = Asset.objects.alive().filter(universe=universe)
    return (
        alive.filter(pk__in=pictures.values("asset_id"))
        | alive.filter(pk__in=models.values("model_id"))
        | alive.filter(pk__in=references.values("asset_id"))
    ).order_by("sha256", "created_at", "pk")
