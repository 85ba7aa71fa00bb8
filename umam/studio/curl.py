"""The call of the API that does what a page shows, for whoever wants to do it by script."""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode


def command(
    host: str,
    method: str,
    path: str,
    *,
    query: Mapping[str, str] | None = None,
    body: Mapping[str, Any] | None = None,
    revision: int | None = None,
) -> str:
    """A curl command over several lines. `revision` makes it refuse to overwrite a newer state."""
    asked = urlencode({name: value for name, value in (query or {}).items() if value})
    url = f"{host}{path}?{asked}" if asked else f"{host}{path}"
    head = "curl" if method == "GET" else f"curl -X {method}"
    lines = [f'{head} -H "Authorization: Api-Key $UMAM_KEY"']
    if revision is not None:
        lines.append(f"  -H 'If-Match: \"{revision}\"'")
    if body is not None:
        told = json.dumps(body, ensure_ascii=False)
        lines += ["  -H 'Content-Type: application/json'", f"  -d {shlex.quote(told)}"]
    lines.append(f"  {shlex.quote(url) if asked else url}")
    return " \\\n".join(lines)
