"""An element as plain JSON."""

from __future__ import annotations

from typing import Any

from storybible.documents import documents
from storybible.models import Element, ElementImage
from umam.assets.models import Asset


def file_document(asset: Asset) -> dict[str, Any]:
    """How a document names a file: by its content."""
    return {"sha256": asset.sha256, "name": asset.name, "kind": asset.kind}


def living_images(element: Element) -> list[ElementImage]:
    """The pictures of an element in their order, without those whose file lies in the trash."""
    fetched = getattr(element, "_prefetched_objects_cache", {}).get("image_rows")
    rows = element.image_rows.select_related("asset") if fetched is None else fetched
    return [row for row in rows if not row.asset.in_trash]


def living_model(element: Element) -> Asset | None:
    """The 3D model of an element, unless its file lies in the trash."""
    model = element.model
    return None if model is None or model.in_trash else model


@documents(Element)
def element_document(element: Element) -> dict[str, Any]:
    model = living_model(element)
    return {
        "key": element.key,
        "name": element.name,
        "type": element.entity_subtype,
        "visibility": element.visibility,
        "summary": element.summary,
        "body": element.body,
        "aliases": element.aliases,
        "tags": element.tags,
        "traits": [
            {"key": trait.key, "label": trait.label, "type": trait.trait_type, "value": trait.value}
            for trait in element.traits.all()
        ],
        "images": [{**file_document(row.asset), "caption": row.caption} for row in living_images(element)],
        "model": file_document(model) if model else None,
    }
