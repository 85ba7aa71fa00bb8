"""Three ways to film a wish, each with its small moving picture and with what became of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from agents.moods import MOODS, MOVE_LABELS, Mood
from agents.services.strategy import chosen, previewed
from agents.strategy.platforms import PLATFORMS
from umam.accounts.models import User
from umam.assets.models import Asset
from umam.jobs.models import Job, Review
from umam.studio.ask.kinds.reading import number, rows, text
from umam.studio.ask.receipt import ids_of
from umam.universes.models import Universe

LONGEST_LOOK = 500
SHAPES = ("16:9", "9:16", "1:1", "4:5", "21:9")


@dataclass(frozen=True)
class Clip:
    """A clip's job, with its film and its still once they are there."""

    job: Job
    video: Asset | None
    still: Asset | None


@dataclass(frozen=True)
class Take:
    """One variation. `look` is where a music video in its look begins."""

    index: int
    number: int
    move: str
    prompt: str
    shape: str
    mood: str
    lighting: str
    look: str
    preview: Clip | None
    clip: Clip | None

    @property
    def shown(self) -> Clip | None:
        """What moves in its frame: the preview, which is small; the clip itself where there is none."""
        has_film = self.clip is not None and self.clip.video is not None
        return self.clip if has_film and not (self.preview and self.preview.video) else self.preview


@dataclass(frozen=True)
class Band:
    """A mood's part of the slider, in hundredths."""

    label: str
    least: int
    most: int
    is_meant: bool

    @property
    def width(self) -> int:
        return self.most - self.least


def present(job: Job, output: Mapping[str, Any], universe: Universe, user: User) -> dict[str, Any]:
    mood = next((one for one in MOODS if one.key == output.get("mood_category")), None)
    takes = _takes(job, rows(output.get("variations")))
    clips = [clip for take in takes for clip in (take.preview, take.clip) if clip]
    return {
        "mood": mood.label if mood else text(output.get("mood_category")),
        "slider": _slider(job, mood),
        "bands": _bands(mood),
        "takes": takes,
        "platforms": [_platform(one) for one in rows(output.get("platform_variants"))],
        "active": [clip.job for clip in clips if clip.job.is_active],
        "may_begin": job.review != Review.REJECTED and any(take.shown is None for take in takes),
        "may_choose": job.review != Review.REJECTED,
    }


def _takes(job: Job, variations: list[Mapping[str, Any]]) -> list[Take]:
    previews, wanted = previewed(job), chosen(job)
    ids = ids_of(wanted.values())
    filmed = {str(row.pk): row for row in Job.objects.filter(pk__in=ids, universe=job.universe_id)}
    assets = _assets([*previews.values(), *filmed.values()], job)
    return [
        _take(
            index, one, _clip(previews.get(index), assets), _clip(filmed.get(wanted.get(index, "")), assets)
        )
        for index, one in enumerate(variations)
    ]


def _assets(clips: Iterable[Job], job: Job) -> dict[str, Asset]:
    made = [clip.output_data or {} for clip in clips]
    ids = ids_of(one.get(name) for one in made for name in ("clip", "still"))
    found = Asset.objects.alive().filter(pk__in=ids, universe=job.universe_id) if ids else ()
    return {str(row.pk): row for row in found}


def _clip(job: Job | None, assets: Mapping[str, Asset]) -> Clip | None:
    if job is None:
        return None
    made = job.output_data or {}
    return Clip(job, assets.get(str(made.get("clip"))), assets.get(str(made.get("still"))))


def _take(index: int, variation: Mapping[str, Any], preview: Clip | None, clip: Clip | None) -> Take:
    move, shape = text(variation.get("camera_move")), text(variation.get("aspect_ratio"))
    mood, lighting = text(variation.get("mood")), text(variation.get("lighting"))
    look = ", ".join(part for part in (lighting, mood) if part)[:LONGEST_LOOK]
    return Take(
        index=index,
        number=index + 1,
        move=MOVE_LABELS.get(move, move.replace("_", " ")),
        prompt=text(variation.get("prompt")),
        shape=shape if shape in SHAPES else SHAPES[0],
        mood=mood,
        lighting=lighting,
        look=f"{reverse('studio:film-new')}?{urlencode({'style': look})}" if look else "",
        preview=preview,
        clip=clip,
    )


def _slider(job: Job, mood: Mood | None) -> float:
    """Where the slider stood; in the middle of the mood where nobody said."""
    given = job.input_data.get("mood_slider")
    if given is None and mood is not None:
        return mood.least + 12.5
    return number(50 if given is None else given, high=100)


def _bands(meant: Mood | None) -> list[Band]:
    ends = [*(mood.least for mood in MOODS[1:]), 100]
    return [Band(mood.label, mood.least, end, mood == meant) for mood, end in zip(MOODS, ends, strict=True)]


def _platform(variant: Mapping[str, Any]) -> dict[str, Any]:
    key = text(variant.get("platform"))
    rules = next((rules for name, rules in PLATFORMS.items() if name == key), None)
    return {
        "label": rules.label if rules else key,
        "shape": text(variant.get("aspect_ratio")),
        "seconds": number(variant.get("seconds"), high=3600),
        "hook": text(variant.get("hook")),
        "safe_area": text(variant.get("safe_area")),
    }
