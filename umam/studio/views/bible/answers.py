"""JSON for the islands of the bible's pages."""

from __future__ import annotations

import json
from functools import wraps
from typing import Any, cast

from django.http import HttpRequest, HttpResponse, JsonResponse

from umam.lib.errors import Invalid, UmamError
from umam.studio.views.base import View, sentence

FARTHEST = 2**63 - 1


def data(view: View) -> View:
    """A view whose refusals are JSON too: the words for people and the status of the error."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return JsonResponse({"message": "Sign in again; you were signed out meanwhile."}, status=401)
        try:
            return view(request, *args, **kwargs)
        except UmamError as error:
            told = {"message": sentence(error), "code": error.code}
            return JsonResponse(told, status=error.status)

    return cast(View, answered)


def body_of(request: HttpRequest) -> dict[str, Any]:
    """The JSON object that was sent. Raises Invalid."""
    try:
        sent = json.loads(request.body or b"{}")
    except ValueError:
        raise Invalid("That is no JSON.") from None
    if not isinstance(sent, dict):
        raise Invalid("Send a JSON object.")
    return sent


def whole(value: Any, name: str) -> int:
    """A whole number from outside, as text or number. Raises Invalid."""
    try:
        number = int(value)
    except (TypeError, ValueError, OverflowError):
        raise Invalid(f"{name} is a whole number.", attr=name) from None
    if abs(number) > FARTHEST:
        raise Invalid(f"{name} is too far away.", attr=name)
    return number


def within(value: Any, name: str) -> int:
    """Like `whole`, brought within the reach of ticks: a window may look beyond it."""
    try:
        return whole(value, name)
    except Invalid:
        text = str(value).strip()
        if not text.lstrip("-").isdecimal() or len(text) > 40:
            raise
    return -FARTHEST if text.startswith("-") else FARTHEST
