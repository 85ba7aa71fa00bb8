"""World configuration and style guide as JSON."""

from __future__ import annotations

from typing import Any

from storybible.documents import documents
from storybible.models import StyleGuide, WorldConfig
from storybible.selectors.world import KINDS
from umam.assets.models import Asset


@documents(WorldConfig)
def world_config_document(config: WorldConfig) -> dict[str, Any]:
    chosen = {kind: getattr(config, kind) for kind in KINDS}
    keys = {kind: option.key if option else None for kind, option in chosen.items()}
    return {**keys, "rules": list(config.rules), "notes": config.notes}


@documents(StyleGuide)
def style_guide_document(guide: StyleGuide) -> dict[str, Any]:
    return {
        "art_style": guide.art_style,
        "palette": [dict(colour) for colour in guide.palette],
        "mood": guide.mood,
        "lighting": guide.lighting,
        "notes": guide.notes,
        "references": [
            {**_file(row.asset), "caption": row.caption}
            for row in guide.reference_rows.select_related("asset").order_by("position", "id")
        ],
    }


def _file(asset: Asset) -> dict[str, str]:
    return {"sha256": asset.sha256, "name": asset.name, "kind": asset.kind}
