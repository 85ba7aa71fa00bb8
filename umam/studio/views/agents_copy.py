"""Copy that the Scribe wrote, as a file."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from agents.copy import exporting
from umam.jobs.models import Status
from umam.lib.errors import NotFound
from umam.studio.ask.kinds.scribe import copy_of
from umam.studio.ask.result import find_work
from umam.studio.templatetags.agents import asked
from umam.studio.views.base import page, reader

KIND = "scribe"
TYPES = {"md": "text/markdown", "html": "text/html"}


@require_safe
@page
def download(request: HttpRequest, job_id: UUID, form: Literal["md", "html"]) -> HttpResponse:
    """As Markdown, or as a clean page. Never shown in the browser: it is public text of other people."""
    job = find_work(reader(request), job_id)
    copy = copy_of(job.output_data or {}) if job.kind == KIND and job.status == Status.COMPLETED else None
    if copy is None:
        raise NotFound("There is no finished copy here.")
    title = asked(job)
    text = exporting.markdown(copy) if form == "md" else exporting.html_file(copy, title)
    answer = HttpResponse(text, content_type=f"{TYPES[form]}; charset=utf-8")
    name = f"{slugify(title)[:60].strip('-') or 'copy'}.{form}"
    answer["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["Cache-Control"] = "private, no-store"
    return answer
