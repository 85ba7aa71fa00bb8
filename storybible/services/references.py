"""Reference images of a style guide: assets of the universe, or pictures that lie elsewhere on the web."""

from __future__ import annotations

import tempfile
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings

from storybible.models import StyleReference
from storybible.services.keeping import Author
from umam.assets.models import Asset, AssetKind, AssetSource
from umam.assets.services import ingest_file
from umam.lib import safe_http
from umam.lib.errors import Invalid, TooLarge
from umam.universes.models import Universe

LIMIT = 32 * 1024 * 1024
ATTR = "reference_images"


def picture_from(*, universe: Universe, author: Author, url: str) -> Asset:
    """The picture at an https address as an asset of the universe, fetched once for each style guide.

    It uses the network, so never inside a transaction. Raises Invalid at `reference_images`.
    """
    author.require_edit(universe)
    url = url.strip()
    known = StyleReference.objects.filter(style_guide__universe=universe, asset__deleted_at=None)
    for row in known.select_related("asset"):
        if row.asset.provenance.get("url") == url:
            return row.asset
    with tempfile.TemporaryDirectory(dir=settings.UMAM_WORK_DIR, prefix="reference-") as folder:
        path = Path(folder) / "picture"
        try:
            found = safe_http.fetch(url, path, limit=LIMIT)
            return ingest_file(
                universe=universe,
                path=path,
                name=found.name or str(urlsplit(url).hostname),
                kind=AssetKind.IMAGE,
                source=AssetSource.IMPORT,
                by=author.by,
                provenance={"url": url},
            )
        except (Invalid, TooLarge) as error:
            raise Invalid(error.message, suggestion=error.suggestion, attr=ATTR) from None
