"""Template tags of the studio's pages: icons, times, durations, sizes, form widgets."""

from __future__ import annotations

import json
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from django import forms, template
from django.conf import settings
from django.forms.boundfield import BoundField
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from media_pipeline.moods import mood_of
from umam.assets.links import file_url as asset_url
from umam.assets.links import preview_url
from umam.assets.models import Asset
from umam.jobs.handlers import handler
from umam.jobs.models import Job
from umam.jobs.selectors import eta_seconds
from umam.lib.errors import UmamError
from umam.studio import selectors

register = template.Library()

WIDGET_CLASSES: list[tuple[type[forms.Widget], str]] = [
    (forms.CheckboxInput, "checkbox checkbox-primary"),
    (forms.RadioSelect, "radio radio-primary"),
    (forms.Textarea, "textarea w-full"),
    (forms.Select, "select w-full"),
    (forms.ClearableFileInput, "file-input w-full"),
    (forms.widgets.Input, "input w-full"),
]


@lru_cache(maxsize=4)
def _drawings(path: Path, _changed: float) -> dict[str, str]:
    drawings: dict[str, str] = json.loads(path.read_text(encoding="utf8"))
    return drawings


@register.simple_tag
def icon(name: str, css: str = "", label: str = "") -> SafeString:
    """An inline lucide icon. Without `label` it is decoration and hidden from screen readers."""
    path = Path(settings.VITE_DIST) / "icons.json"
    try:
        drawing = _drawings(path, path.stat().st_mtime).get(name, "")
    except FileNotFoundError:  # the parts in static/dist are not built
        drawing = ""
    named = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html(
        '<svg class="icon {}" viewBox="0 0 24 24" fill="none" stroke="currentColor" {}>{}</svg>',
        css,
        named,
        mark_safe(drawing),  # noqa: S308 - from the build, never from people
    )


@register.filter
def widget(field: BoundField, css: str = "") -> SafeString:
    """The field's input in the studio's look, with the classes `css` added."""
    look = next((name for kind, name in WIDGET_CLASSES if isinstance(field.field.widget, kind)), "")
    if field.errors:
        look = f"{look} is-wrong"
    attrs: dict[str, str | bool] = {"class": f"{look} {css}".strip()}
    hint = str(field.field.widget.attrs.get("placeholder", ""))
    if hint.lower().startswith(str(field.label).lower()):  # it would only say the label again
        attrs["placeholder"] = ""
    return field.as_widget(attrs=attrs)


@register.filter
def is_checkbox(field: BoundField) -> bool:
    return isinstance(field.field.widget, forms.CheckboxInput)


@register.filter
def moment(value: datetime | None, form: str = "ago") -> SafeString:
    """A time as a `<time>`: relative (`ago`) or exact (`exact`), told in the reader's zone by the page."""
    if value is None:
        return mark_safe("")
    exact = f"{value:%-d %b %Y, %H:%M} UTC"
    words = exact if form == "exact" else ago(value)
    return format_html(
        '<time datetime="{}" data-time="{}" title="{}">{}</time>', value.isoformat(), form, exact, words
    )


def ago(value: datetime, now: datetime | None = None) -> str:
    """`just now`, `5 min ago`, `3 h ago`, `yesterday`, `4 days ago`, then the date."""
    seconds = ((now or timezone.now()) - value).total_seconds()
    if seconds < 45:
        return "just now"
    if seconds < 3600:
        return f"{max(1, round(seconds / 60))} min ago"
    if seconds < 86400:
        return f"{round(seconds / 3600)} h ago"
    days = int(seconds // 86400)
    if days < 8:
        return "yesterday" if days == 1 else f"{days} days ago"
    return f"{value:%-d %b %Y}"


@register.filter
def clock(seconds: float | str | None) -> str:
    """Seconds as `0:07`, `3:45` or `1:02:03`; nothing where there is no number."""
    if seconds is None or isinstance(seconds, str):
        return ""
    whole = int(seconds)
    hours, rest = divmod(whole, 3600)
    minutes, secs = divmod(rest, 60)
    return f"{hours}:{minutes:02d}:{secs:02d}" if hours else f"{minutes}:{secs:02d}"


@register.filter
def timecode(seconds: float | str | None) -> str:
    """Seconds with tenths, as scenes count them: `0:07.4`."""
    if seconds is None or isinstance(seconds, str):
        return ""
    tenths = round(float(seconds) * 10)
    return f"{tenths // 600}:{tenths // 10 % 60:02d}.{tenths % 10}"


@register.filter
def lasting(seconds: float | None) -> str:
    """How long something takes or took, in words: `40 s`, `3 min`, `1 h 5 min`."""
    if seconds is None:
        return ""
    if seconds < 1:
        return "under 1 s"
    if seconds < 120:
        return f"{round(seconds)} s"
    minutes = round(seconds / 60)
    if minutes < 90:
        return f"{minutes} min"
    return f"{minutes // 60} h {minutes % 60} min"


@register.filter
def size(octets: int | None) -> str:
    """A file size as people write it: `640 B`, `12 kB`, `3.4 MB`."""
    if octets is None:
        return ""
    value = float(octets)
    for unit in ("B", "kB", "MB", "GB"):
        if value < 1000 or unit == "GB":
            return f"{value:.0f} {unit}" if unit in ("B", "kB") or value >= 100 else f"{value:.1f} {unit}"
        value /= 1000
    return ""


@register.filter
def percent(fraction: float | None) -> int:
    """A fraction 0..1 as whole percents."""
    return round(100 * min(1.0, max(0.0, float(fraction or 0))))


@register.filter
def pretty_json(value: Any) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False, default=str)


@register.filter
def get(mapping: dict[str, Any] | None, key: str) -> Any:
    return None if mapping is None else mapping.get(key)


STATE_WORDS = {
    "pending": "Waiting",
    "processing": "Running",
    "completed": "Done",
    "failed": "Failed",
    "cancelled": "Cancelled",
}


@register.filter
def state_words(status: str) -> str:
    """A job's status as the studio says it."""
    return STATE_WORDS.get(status, status)


@register.filter
def mood_words(value: float) -> str:
    return mood_of(float(value)).label


@register.filter
def plain_words(name: str) -> str:
    """`dolly_slow` as `dolly slow`."""
    return str(name).replace("_", " ")


@register.filter
def picture(asset: Asset | None) -> str:
    """The address of an asset's preview, or nothing."""
    return (preview_url(asset) or "") if asset is not None else ""


@register.filter
def link(asset: Asset | None) -> str:
    """The address of an asset's file, or nothing."""
    return asset_url(asset) if asset is not None else ""


@register.filter
def kind_words(kind: str) -> str:
    """A kind of job as people call it."""
    try:
        return handler(kind).label
    except UmamError:
        return kind.replace("_", " ").capitalize()


@register.filter
def left(seconds: float | None) -> str:
    """Time left, as rough as it is known: `a few seconds left`, `about 40 s left`, `about 3 min left`."""
    if seconds is None:
        return ""
    if seconds < 8:
        return "a few seconds left"
    if seconds < 90:
        return f"about {max(10, round(seconds / 5) * 5)} s left"
    return f"about {lasting(max(seconds, 120))} left"


@register.filter
def eta(job: Job) -> float | None:
    """Seconds left of a job that runs, where they are known."""
    return eta_seconds(job)


@register.filter
def took(job: Job) -> str:
    """How long a job took, or has been running."""
    return lasting(selectors.took(job))


@register.filter
def kind_icon(kind: str) -> str:
    """The icon of a kind of file; named here so that the build finds them."""
    return {
        "audio": "audio-lines",
        "image": "image",
        "video": "film",
        "model": "box",
        "text": "file-text",
        "archive": "archive",
    }.get(kind, "file")
