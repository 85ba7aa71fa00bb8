"""The stylesheet that carries a universe's accent."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control

from umam.studio.accent import accent

SHEET = (
    ":root{{--accent-night:{0.night_text};--accent-day:{0.day_text};"
    "--accent-fill:{0.fill};--accent-on:{0.on_fill}}}\n"
)


@cache_control(public=True, max_age=31536000, immutable=True)
def accent_sheet(request: HttpRequest, colour: str) -> HttpResponse:
    return HttpResponse(SHEET.format(accent(f"#{colour}")), content_type="text/css")
