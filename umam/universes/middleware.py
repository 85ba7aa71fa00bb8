"""What a request may remember of who may do what."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from asgiref.sync import iscoroutinefunction
from django.http import HttpRequest
from django.utils.decorators import sync_and_async_middleware

from umam.universes.access import asking_once

READING = frozenset(("GET", "HEAD"))


@sync_and_async_middleware
def roles_asked_once(get_response: Callable[[HttpRequest], Any]) -> Callable[[HttpRequest], Any]:
    """While a page is read, each role is asked of the database once. Requests that write ask every time."""
    if iscoroutinefunction(get_response):

        async def later(request: HttpRequest) -> Any:
            if request.method not in READING:
                return await get_response(request)
            with asking_once():
                return await get_response(request)

        return later

    def at_once(request: HttpRequest) -> Any:
        if request.method not in READING:
            return get_response(request)
        with asking_once():
            return get_response(request)

    return at_once
