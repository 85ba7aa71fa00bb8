"""Where a file is used in the studio: told on the file's page."""

from __future__ import annotations

from django.urls import reverse

from media_pipeline.services.music_video import KIND as FILM
from umam.assets.models import Asset
from umam.assets.selectors import Usage
from umam.jobs.models import Job

MOST = 20


def films(asset: Asset) -> list[Usage]:
    """The films whose song or result this file is."""
    rows = Job.objects.filter(kind=FILM, parent=None, universe=asset.universe_id)
    sung = rows.filter(input_data__song=str(asset.pk))[:MOST]
    made = rows.filter(job_assets__asset=asset) | rows.filter(children__job_assets__asset=asset)
    return [
        *(Usage(f"Song of the film “{film}”", _page(film)) for film in sung),
        *(Usage(f"Part of the film “{film}”", _page(film)) for film in made.distinct()[:MOST]),
    ]


def _page(film: Job) -> str:
    return reverse("studio:film", args=[film.pk])
