"""What every request and answer must keep to: text that a database keeps, and no script from elsewhere."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from asgiref.sync import iscoroutinefunction
from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.utils.decorators import sync_and_async_middleware

from umam.lib.storable import UNSTORABLE, may_hide_unstorable, unstorable_at

# The admin and the API's documentation bring scripts of their own that need more.
EXEMPT = ("/admin/", "/api/")


def policy() -> str:
    """The policy; files may also come from the storage service, where one is configured."""
    files = "'self' blob: data: https: http:" if settings.UMAM_S3_BUCKET else "'self' blob: data:"
    # 3D models: their packed shapes and pictures are unpacked by WebAssembly in workers that the viewer makes
    # itself, and what lies inside a model's file is read like a file of its own, as blob: and data:.
    return "; ".join(
        [
            "default-src 'self'",
            "script-src 'self' 'wasm-unsafe-eval'",
            "worker-src 'self' blob:",
            "style-src 'self'",
            f"img-src {files}",
            f"media-src {files}",
            f"connect-src {files}",
            "object-src 'none'",
            "base-uri 'none'",
            "frame-ancestors 'self'",
            "form-action 'self'",
        ]
    )


@sync_and_async_middleware
def content_policy(get_response: Callable[[HttpRequest], Any]) -> Callable[[HttpRequest], Any]:
    """Adds the policy to HTML pages that have none. Other answers, files above all, carry their own."""
    header = policy()

    def guard(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        is_page = response.headers.get("Content-Type", "").startswith("text/html")
        if is_page and not request.path.startswith(EXEMPT):
            response.headers.setdefault("Content-Security-Policy", header)
        return response

    if iscoroutinefunction(get_response):

        async def later(request: HttpRequest) -> HttpResponseBase:
            return guard(request, await get_response(request))

        return later

    def at_once(request: HttpRequest) -> HttpResponseBase:
        return guard(request, get_response(request))

    return at_once


@sync_and_async_middleware
def storable_requests(get_response: Callable[[HttpRequest], Any]) -> Callable[[HttpRequest], Any]:
    """Stops what no database keeps, null characters above all, where no field's own check would see it.

    It is left out of addresses, headers and cookies, and refused in JSON. Fields of forms refuse it by
    themselves.
    """

    def checked(request: HttpRequest) -> HttpResponseBase | None:
        _clean_head(request)
        attr = _unstorable_in_json(request)
        return None if attr is None else _refusal(attr)

    if iscoroutinefunction(get_response):

        async def later(request: HttpRequest) -> HttpResponseBase:
            return checked(request) or await get_response(request)

        return later

    def at_once(request: HttpRequest) -> HttpResponseBase:
        return checked(request) or get_response(request)

    return at_once


def _clean_head(request: HttpRequest) -> None:
    request.path, request.path_info = request.path.replace("\0", ""), request.path_info.replace("\0", "")
    query = request.META.get("QUERY_STRING", "")
    if "%00" in query or "\0" in query:
        request.META["QUERY_STRING"] = query.replace("%00", "").replace("\0", "")
    for name, value in request.META.items():
        if name.startswith("HTTP_") and ("\0" in value or "\\000" in value):
            # A quoted cookie writes the character as a backslash and three digits.
            request.META[name] = value.replace("\\000", "").replace("\0", "")


def _unstorable_in_json(request: HttpRequest) -> str | None:
    """Where in a JSON body the first such character is. None also for what is no JSON: others say that."""
    if not (request.content_type or "").endswith("json"):
        return None
    body = request.body.decode(request.encoding or "utf8", "replace")
    if not may_hide_unstorable(body):
        return None
    try:
        return unstorable_at(json.loads(body))
    except (ValueError, RecursionError):
        return None


def _refusal(attr: str) -> JsonResponse:
    error = {"code": "null_characters_not_allowed", "detail": UNSTORABLE, "attr": attr or None}
    answer = {"type": "validation_error", "errors": [error], "message": UNSTORABLE}
    return JsonResponse(answer, status=400)
