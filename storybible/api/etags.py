"""ETag over a row's revision: with If-Match two editors never overwrite each other silently, and with
If-None-Match nobody is sent what they have.
"""

from __future__ import annotations

import re

from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from storybible.models.base import Kept
from umam.lib.errors import Invalid

_TAG = re.compile(r'^(?:W/)?"?(\d{1,9})"?$')


def expected_revision(request: Request) -> int | None:
    """The revision that `If-Match` names; None where it is absent or `*`. Raises Invalid else."""
    given = request.headers.get("If-Match", "").strip()
    if given in {"", "*"}:
        return None
    found = _TAG.match(given)
    if found is None:
        raise Invalid('If-Match names a revision, like "7".', attr="If-Match")
    return int(found[1])


def unchanged(request: Request, row: Kept) -> Response | None:
    """304 where `If-None-Match` names the row's revision; None where its state has to be told.

    The tag tells the row's own state. An answer that says more, as addresses of files that soon expire, must
    not be answered so.
    """
    given = [one.strip() for one in request.headers.get("If-None-Match", "").split(",")]
    known = any(one == "*" or ((tag := _TAG.match(one)) and int(tag[1]) == row.revision) for one in given)
    return tagged(Response(status=status.HTTP_304_NOT_MODIFIED), row) if known else None


def tagged(response: Response, row: Kept) -> Response:
    """The answer with the row's revision as its ETag."""
    response["ETag"] = f'"{row.revision}"'
    return response
