"""What people do with a video strategy: look at its three variations moving, and choose one of them.

Clips are jobs of the kind `clip`, which belongs to a higher room: they are asked for by their kind alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from agents.memory import observe
from agents.models import AgentRun, Topic
from agents.moods import MOOD_MOVES, MOVE_LABELS, mood_called
from agents.services.holding import hold
from agents.strategy.ranking import OF_MOOD, taught_by_choice
from storybible.selectors.style import style_guide, wanted_and_unwanted
from umam.accounts.models import User
from umam.jobs import reuse
from umam.jobs import services as jobs
from umam.jobs.models import Job, Review, Source, Status
from umam.lib.errors import Invalid, WrongState
from umam.universes import access
from umam.universes.models import Universe

KIND = "video_strategy"
CLIP = "clip"
MOST_SEED = 2**31 - 1
_PREVIEW = "preview:"


@dataclass(frozen=True)
class _Format:
    """`draft` clips are made by the embedded engines, whatever else is configured: they cost nothing."""

    sizes: Mapping[str, tuple[int, int]]
    fps: int
    seconds: float
    draft: bool = False


CHOSEN = _Format(
    {"16:9": (1280, 720), "9:16": (720, 1280), "1:1": (1080, 1080), "4:5": (864, 1080), "21:9": (1680, 720)},
    fps=30,
    seconds=5.0,
)
PREVIEW = _Format(
    {"16:9": (480, 270), "9:16": (270, 480), "1:1": (360, 360), "4:5": (320, 400), "21:9": (560, 240)},
    fps=24,
    seconds=2.5,
    draft=True,
)


def choose(*, job: Job, by: User, index: int, source: str = Source.API) -> Job:
    """Film one of a strategy's variations, and remember the choice. Returns the clip's job.

    Choosing the same twice gives the same clip. A strategy that waits for review, also one whose approval
    was taken back after a choice, is approved by it. Raises
    Invalid for a variation that is not there, WrongState for what is no accepted strategy, Forbidden.
    """
    access.require_edit(by, job.universe_id)
    with transaction.atomic():
        hold(job)
        run = AgentRun.objects.select_for_update().filter(job=job).first()
        job.refresh_from_db()
        output = _output(job)
        if run is None or job.review == Review.REJECTED:
            raise WrongState(
                f"“{job}” was rejected, so nothing of it is filmed.", suggestion="Ask for another one."
            )
        if not 0 <= index < len(output["variations"]):
            raise Invalid(f"There are {len(output['variations'])} variations, from 0.", attr="index")
        known = _clip_of(run, index)
        if known is not None and job.review != Review.PENDING:
            return known
        _teach(job, run, output, index, by)
        clip = known or _film(job, by, source, output, index)
        others = [one for one in run.choices if one["index"] != index]
        made = {
            "index": index,
            "camera_move": output["variations"][index]["camera_move"],
            "job": str(clip.pk),
            "by": str(by.pk),
            "at": timezone.now().isoformat(),
        }
        run.choices = [*others, made]
        run.save(update_fields=["choices"])
    return clip


def _film(job: Job, by: User, source: str, output: dict[str, Any], index: int) -> Job:
    return jobs.submit(
        kind=CLIP,
        universe=job.universe,
        by=by,
        source=source,
        label=_label(output["variations"][index]),
        input=clip_input(output, index, job.universe, CHOSEN),
    )


def preview(*, job: Job, by: User, source: str = Source.PAGE) -> list[Job]:
    """Small moving pictures of a strategy's variations, in their order. Asked for again, the same jobs.

    Raises WrongState for what is no finished strategy, Forbidden.
    """
    access.require_edit(by, job.universe_id)
    output = _output(job)
    return [_small_clip(job, by, source, output, index) for index in range(len(output["variations"]))]


def _small_clip(job: Job, by: User, source: str, output: dict[str, Any], index: int) -> Job:
    wish = clip_input(output, index, job.universe, PREVIEW)
    return jobs.submit(
        kind=CLIP,
        universe=job.universe,
        by=by,
        source=source,
        label=f"Preview: {_label(output['variations'][index])}"[:200],
        input=wish,
        # By what is wished, too: an edited strategy, or another style guide, has other previews.
        idempotency_key=f"{_PREVIEW}{job.pk}:{index}:{reuse.digest(wish)[:16]}",
    )


def previewed(job: Job) -> dict[int, Job]:
    """The previews that were asked for, by whomever, of the variations as they stand now. One query."""
    made = (job.output_data or {}).get("variations")
    variations = made if isinstance(made, list) else []
    key = f"{_PREVIEW}{job.pk}:"
    rows = Job.objects.filter(
        universe=job.universe_id, kind=CLIP, parent=None, created_at__gte=job.created_at
    )
    found: dict[int, Job] = {}
    for row in rows.filter(idempotency_key__startswith=key).order_by("created_at"):
        place = str(row.idempotency_key).removeprefix(key).partition(":")[0]
        if not place.isdecimal():  # a program's own key that happens to begin like one of ours
            continue
        index = int(place)
        if index < len(variations) and _shows(row, variations[index]):
            found[index] = row
    return found


def _shows(clip: Job, variation: Any) -> bool:
    """Not one that was made before somebody edited the strategy."""
    return isinstance(variation, Mapping) and all(
        clip.input_data.get(name) == variation.get(name) for name in ("prompt", "camera_move")
    )


def chosen(job: Job) -> dict[int, str]:
    """The ids of the clips' jobs by the variations that were chosen, for pages."""
    rows = AgentRun.objects.filter(job=job).values_list("choices", flat=True)
    return {one["index"]: one["job"] for choices in rows for one in choices}


def clip_input(output: Mapping[str, Any], index: int, universe: Universe, wanted: _Format) -> dict[str, Any]:
    """A job of kind `clip` for a variation, in the look of the universe as it is now."""
    variation = output["variations"][index]
    width, height = wanted.sizes[variation["aspect_ratio"]]
    mood = mood_called(output["mood_category"])
    moves = MOOD_MOVES[mood.key]
    move = variation["camera_move"]
    # A variation keeps its picture wherever taste puts it in the list.
    turn = moves.index(move) if move in moves else len(moves) + index
    return {
        "prompt": variation["prompt"],
        "camera_move": move,
        "mood": mood.word,
        "seed": (int(output.get("seed") or 0) + turn) % MOST_SEED,
        "frames": round(wanted.fps * wanted.seconds),
        "fps": wanted.fps,
        "width": width,
        "height": height,
        "draft": wanted.draft,
        **_look(universe),
    }


def _look(universe: Universe) -> dict[str, Any]:
    guide = style_guide(universe)
    if guide is None:
        return {}
    wanted, unwanted = wanted_and_unwanted(guide)
    palette = [str(colour["hex"]) for colour in guide.palette][:24]
    return {"style": wanted[:3000], "negative_prompt": unwanted[:2000], "palette": palette}


def _output(job: Job) -> dict[str, Any]:
    if job.kind != KIND or job.status != Status.COMPLETED or not job.output_data:
        raise WrongState(f"“{job}” is no finished video strategy.")
    return dict(job.output_data)


def _clip_of(run: AgentRun, index: int) -> Job | None:
    """The clip of an earlier choice, if it is there and may still come to something."""
    ids = [one["job"] for one in run.choices if one["index"] == index]
    lost = (Status.FAILED, Status.CANCELLED)
    return Job.objects.filter(pk__in=ids).exclude(status__in=lost).first()


def _teach(job: Job, run: AgentRun, output: dict[str, Any], index: int, by: User) -> None:
    """What the choice says of the person's taste, once for each variation that they chose."""
    mine = [one["index"] for one in run.choices if one["by"] == str(by.pk) and not one.get("untaught")]
    waits = job.review == Review.PENDING
    if waits:
        jobs.approve(job=job, by=by, note="Approved by choosing one of its variations.")
    if index in mine:
        return
    seen = taught_by_choice(output["variations"], index, mine)
    if not waits and not mine:  # approving has told of the mood already
        seen.append((Topic.MOOD.value, output["mood_category"], OF_MOOD))
    move = MOVE_LABELS[output["variations"][index]["camera_move"]]
    observe(user=by, universe=job.universe, seen=seen, cause=f"chose “{move}” of three", job=job)


def _label(variation: dict[str, Any]) -> str:
    return f"{MOVE_LABELS[variation['camera_move']]}: {variation['prompt']}"[:200]
