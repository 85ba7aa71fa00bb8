"""A comparison: the candidates in their order, with what was measured of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from storybible.models import Scene
from storybible.selectors.scope import visible_in
from storybible.words import excerpt
from umam.accounts.models import User
from umam.assets.models import Asset
from umam.jobs.models import Job
from umam.studio.ask.kinds.reading import number, rows, text
from umam.studio.ask.receipt import ids_of
from umam.universes.models import Universe

EXCERPT = 170
KINDS = {"track": "Track", "clip": "Clip", "image": "Image", "scene": "Scene"}


@dataclass(frozen=True)
class Criterion:
    """`share` is how much of the total it decides; 0 for a note."""

    label: str
    value: float
    share: float
    evidence: str


@dataclass(frozen=True)
class Candidate:
    """asset, scene: the thing itself, while it is there and this person may see it."""

    place: int
    label: str
    kind: str
    total: float
    why: str
    criteria: tuple[Criterion, ...]
    is_best: bool
    asset: Asset | None
    scene: Scene | None

    @property
    def excerpt(self) -> str:
        return excerpt(self.scene.text, EXCERPT) if self.scene else ""


def present(job: Job, output: Mapping[str, Any], universe: Universe, user: User) -> dict[str, Any]:
    scores = rows(output.get("scores"))
    ids = ids_of(one.get("candidate") for one in scores)
    assets = {str(row.pk): row for row in Asset.objects.alive().filter(pk__in=ids, universe=universe)}
    seen = visible_in(Scene.objects.filter(pk__in=ids, deleted_at=None), user, universe)
    scenes = {str(row.pk): row for row in seen}
    best = text(output.get("best"))
    return {
        "candidates": [_candidate(one, best, assets, scenes) for one in scores],
        "brief": text(job.input_data.get("brief")),
    }


def _candidate(
    score: Mapping[str, Any], best: str, assets: Mapping[str, Asset], scenes: Mapping[str, Scene]
) -> Candidate:
    key, kind = text(score.get("candidate")), text(score.get("kind"))
    criteria = rows(score.get("criteria"))
    whole = sum(number(one.get("weight"), high=1000) for one in criteria)
    return Candidate(
        place=int(number(score.get("place"), low=1, high=99)),
        label=text(score.get("label")) or key,
        kind=KINDS.get(kind, kind),
        total=number(score.get("total")),
        why=text(score.get("why")),
        criteria=tuple(_criterion(one, whole) for one in criteria),
        is_best=bool(best) and key == best,
        asset=assets.get(key),
        scene=scenes.get(key),
    )


def _criterion(row: Mapping[str, Any], whole: float) -> Criterion:
    weight = number(row.get("weight"), high=1000)
    return Criterion(
        label=text(row.get("label")) or text(row.get("key")),
        value=number(row.get("value")),
        share=weight / whole if whole else 0.0,
        evidence=text(row.get("evidence")),
    )
