"""Template tags of the agents' pages: where a job is read, money, tokens, conversations."""

from __future__ import annotations

from decimal import Decimal

from django import template
from django.urls import NoReverseMatch, reverse

from agents.base import BaseAgent
from media_pipeline.services.music_video import KIND as FILM
from umam.jobs.handlers import handler
from umam.jobs.models import Job
from umam.lib.errors import UmamError

register = template.Library()


@register.filter
def is_agent(kind: str) -> bool:
    """Whether this kind of job is an agent's work."""
    return _serving(kind) is not None


@register.filter
def agent_icon(kind: str) -> str:
    serving = _serving(kind)
    return serving.icon if serving else "zap"


def _serving(kind: str) -> BaseAgent | None:
    try:
        found = handler(kind)
    except UmamError:
        return None
    return found if isinstance(found, BaseAgent) else None


@register.filter
def job_url(job: Job) -> str:
    """The page where a job is read: a film's, an agent's result, else the job's own."""
    if job.kind == FILM and job.parent_id is None:
        return reverse("studio:film", args=[job.pk])
    return reverse("studio:agent-work" if is_agent(job.kind) else "studio:job", args=[job.pk])


@register.simple_tag
def review_url() -> str:
    """Where everything that waits for a person is looked at."""
    try:
        return reverse("studio:review")
    except NoReverseMatch:
        return f"{reverse('studio:jobs')}?state=review"


@register.filter
def usd(value: Decimal | float | None) -> str:
    """Money small enough for single calls: `$0.0042`, `$1.20`, `less than $0.0001`."""
    if value is None:
        return ""
    amount = Decimal(value)
    if amount == 0:
        return "$0"
    if amount < Decimal("0.0001"):
        return "less than $0.0001"
    exact = f"{amount:.4f}".rstrip("0")
    return f"${amount:.2f}" if amount >= 1 or len(exact) < 4 else f"${exact}"


@register.filter
def counted(value: int | float | None) -> str:
    """A whole number with thin spaces: `12 400`."""
    return f"{round(value or 0):,}".replace(",", "\u202f")


@register.filter
def undo_url(tags: str | None) -> str:
    """The address that a message offers for undoing what it tells."""
    found = str(tags or "")
    return found.removeprefix("undo:") if found.startswith("undo:/") else ""


@register.filter
def asked(job: Job) -> str:
    """What was asked, without the agent's name before it: the page says that already."""
    serving = _serving(job.kind)
    words = str(job)
    return words.removeprefix(f"{serving.label}: ") if serving else words


@register.filter
def beginning(text: str, most: int = 620) -> str:
    """The beginning of a long text, cut between two words."""
    if len(text) <= most:
        return text
    return f"{text[:most].rsplit(None, 1)[0].rstrip(' ,;:.')} …"
