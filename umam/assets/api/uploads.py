"""Reading multipart requests: a file field `x`, or `x_asset_id` that names an existing asset instead.

Other rooms' endpoints that take files use `fields_of`, `universe_of` and `asset_from`.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from rest_framework.request import Request

from umam.accounts.models import User
from umam.assets import files, selectors, services
from umam.assets.models import Asset
from umam.lib import sniff
from umam.lib.errors import Invalid, NotFound
from umam.lib.storable import UNSTORABLE, unstorable_at
from umam.universes import access
from umam.universes.models import Universe
from umam.universes.services import personal_universe


def fields_of(request: Request) -> dict[str, Any]:
    """The values of a request without its files; those in a JSON field `data` count like fields.

    Raises Invalid where `data` is no JSON object, NoSpace where the body did not fit on the disk.
    """
    with files.full_disk_in_words():
        sent = request.data
    if not isinstance(sent, dict):
        raise Invalid("Send fields, not a list.")
    fields = sent.dict() if isinstance(sent, QueryDict) else dict(sent)
    fields = {name: value for name, value in fields.items() if not isinstance(value, UploadedFile)}
    more = fields.pop("data", None)
    if isinstance(more, str):
        try:
            more = json.loads(more or "{}")
        except (ValueError, RecursionError):
            raise Invalid("The field “data” is no JSON.", attr="data") from None
    if more is not None and not isinstance(more, dict):
        raise Invalid("The field “data” must be a JSON object.", attr="data")
    if unstorable_at(more) is not None:
        raise Invalid(UNSTORABLE, attr="data", code="null_characters_not_allowed")
    return {**(more or {}), **fields}


def universe_of(request: Request, fields: dict[str, Any] | None = None) -> Universe:
    """The universe that a request is about, which its user may change; without `universe_id` their own.

    Raises NotFound or Forbidden.
    """
    user = request.user
    assert isinstance(user, User)
    asked = (fields_of(request) if fields is None else fields).get("universe_id")
    if asked:
        return access.require_edit(user, _uuid(asked, "universe_id"))
    access.require_creator(user)
    return personal_universe(user)


def asset_from(
    request: Request,
    field: str = "file",
    *,
    universe: Universe,
    kinds: Collection[str] = (),
    required: bool = True,
    fields: dict[str, Any] | None = None,
) -> Asset | None:
    """The asset of a file field: an uploaded file `field`, or `<field>_asset_id` of the same universe.

    kinds: which kinds of file are wanted, all when empty. fields: the result of `fields_of`, where the caller
    has it already. Returns None where nothing was sent and it is not required. Raises Invalid, NotFound,
    TooLarge or NoSpace.
    """
    found = _asset_from(request, field, universe=universe, kinds=kinds, fields=fields)
    if found is None and required:
        raise Invalid(
            f"Send a file in the field “{field}”, or the id of an asset in “{field}_asset_id”.",
            attr=field,
            code="required",
        )
    return found


def required_asset_from(
    request: Request,
    field: str = "file",
    *,
    universe: Universe,
    kinds: Collection[str] = (),
    fields: dict[str, Any] | None = None,
) -> Asset:
    """`asset_from` for a field that must be there."""
    found = asset_from(request, field, universe=universe, kinds=kinds, fields=fields)
    assert found is not None
    return found


def _asset_from(
    request: Request,
    field: str,
    *,
    universe: Universe,
    kinds: Collection[str],
    fields: dict[str, Any] | None,
) -> Asset | None:
    user = request.user
    assert isinstance(user, User)
    asset_id = (fields_of(request) if fields is None else fields).get(f"{field}_asset_id")
    upload = uploaded(request, field)
    if upload is not None and asset_id:
        raise Invalid(f"Send “{field}” or “{field}_asset_id”, not both.", attr=field)
    if upload is not None:
        with told_at(field):
            return services.ingest_upload(universe=universe, by=user, upload=upload, kinds=kinds)
    if not asset_id:
        return None
    return existing(universe, asset_id, attr=f"{field}_asset_id", kinds=kinds)


@contextmanager
def told_at(field: str) -> Iterator[None]:
    """What is wrong with a file stands at the field that brought it."""
    try:
        yield
    except Invalid as error:
        error.attr = error.attr or field
        raise


def uploaded(request: Request, field: str) -> UploadedFile | None:
    """The uploaded file of a field."""
    with files.full_disk_in_words():
        found = request.FILES.get(field)
    return found if isinstance(found, UploadedFile) else None


def existing(universe: Universe, asset_id: Any, *, attr: str, kinds: Collection[str] = ()) -> Asset:
    """An asset that a body names by its id: of this universe, out of the trash, of a wanted kind."""
    asset = selectors.get_asset_of(universe=universe, asset_id=_uuid(asset_id, attr), attr=attr)
    if kinds and asset.kind not in kinds:
        wanted = " or ".join(sniff.KIND_WORDS[kind] for kind in kinds)
        raise Invalid(
            f"{sniff.quoted(asset.name)} is {sniff.KIND_WORDS[asset.kind]}, not {wanted}.",
            attr=attr,
            code="wrong_kind",
        )
    return asset


def _uuid(value: Any, attr: str) -> UUID:
    try:
        return UUID(str(value))
    except ValueError:
        raise NotFound(f"There is nothing with the id {str(value)[:60]!r} here.", attr=attr) from None
