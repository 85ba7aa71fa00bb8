"""The same film once more, with changes: whatever they do not touch is reused, not made again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q

from media_pipeline.engines.clip.contract import CAMERA_MOVES
from media_pipeline.pipelines.music_video import MusicVideoInput
from media_pipeline.pipelines.shapes import MOST_TAKES
from media_pipeline.services.music_video import FINAL, KIND, quality_of
from umam.accounts.models import User
from umam.jobs import services as jobs
from umam.jobs.models import Job, Source, Status
from umam.lib.errors import Invalid, WrongState
from umam.universes import access

Edits = Mapping[int, Mapping[str, Any]]


@dataclass(frozen=True)
class Made:
    """What a film came to: how many scenes (None before its plan), and by scene its prompt and take."""

    scenes: int | None = None
    prompts: dict[int, str] = field(default_factory=dict)
    chosen: dict[int, int] = field(default_factory=dict)


def made_of(film: Job) -> Made:
    told = Q(role="plan_scenes") | Q(role__startswith="visual_prompt:") | Q(role__startswith="still:")
    steps = film.children.filter(told, status=Status.COMPLETED).values_list("role", "output_data")
    scenes: int | None = None
    prompts: dict[int, str] = {}
    chosen: dict[int, int] = {}
    for role, kept in steps:
        output: dict[str, Any] = kept or {}
        name, _, index = role.partition(":")
        if name == "plan_scenes":
            scenes = len(output["scenes"])
        elif name == "visual_prompt":
            prompts[int(index)] = output["prompt"]
        elif output.get("take"):
            chosen[int(index)] = output["take"]
    return Made(scenes, prompts, chosen)


def remake(
    *, film: Job, by: User, edits: Edits, source: str = Source.API, idempotency_key: str | None = None
) -> Job:
    """A new film with changed scenes. Raises Invalid, WrongState while it is being made.

    `edits` maps a scene's index to `prompt`, `camera_move`, `pick` (one of the takes that were made) or
    `again` (other takes of the same).
    """
    _require_rest(film, by)
    wish = film.input_data
    changed = {"edits": merged_edits(wish, edits, made_of(film))}
    return _submit(film, by, {**wish, **changed}, source, idempotency_key)


def make_final(*, film: Job, by: User, source: str = Source.API) -> Job:
    """The same film in full size: 1920x1080, or as much in the film's own shape.

    What was chosen among takes stays chosen, and only that is painted.
    """
    _require_rest(film, by)
    wish = film.input_data
    width, height = wish["width"], wish["height"]
    factor = max(1.0, FINAL[0] / max(width, height))
    wide, high = (round(side * factor / 2) * 2 for side in (width, height))
    changed: dict[str, Any] = {"width": wide, "height": high, "quality": quality_of(wide, high)}
    made = made_of(film)
    if made.scenes is not None and len(made.chosen) == made.scenes:
        picks: Edits = {index: {"pick": take} for index, take in made.chosen.items()}
        changed |= {"edits": merged_edits(wish, picks, made), "takes": 1}
    return _submit(film, by, {**wish, **changed}, source)


def _require_rest(film: Job, by: User) -> None:
    access.require_edit(by, film.universe_id)
    if film.status not in (Status.COMPLETED, Status.FAILED, Status.CANCELLED):
        raise WrongState(
            f"{film.label} is still being made.", suggestion="Wait for it, or cancel it, then change it."
        )


def _submit(
    film: Job, by: User, wish: dict[str, Any], source: str, idempotency_key: str | None = None
) -> Job:
    wish = {**wish, "based_on": str(film.pk)}
    MusicVideoInput.model_validate(wish)
    return jobs.submit(
        kind=KIND,
        universe=film.universe,
        by=by,
        input=wish,
        label=film.label,
        source=source,
        idempotency_key=idempotency_key,
    )


def merged_edits(wish: Mapping[str, Any], changes: Edits, made: Made) -> dict[str, dict[str, Any]]:
    """The edits of a film with further ones on top. Raises Invalid for a scene or take that is not there."""
    merged = {str(index): dict(edit) for index, edit in (wish.get("edits") or {}).items()}
    takes = wish.get("takes") or 1
    for index, change in changes.items():
        if index < 0 or (made.scenes is not None and index >= made.scenes):
            raise Invalid(f"The film has no scene {index + 1}.", attr="scenes")
        before = merged.get(str(index)) or {"take": 0}
        merged[str(index)] = _merged(before, change, takes, made.prompts.get(index))
    return merged


def _merged(
    before: Mapping[str, Any], change: Mapping[str, Any], takes: int, shown: str | None
) -> dict[str, Any]:
    """One scene's edit with a change on top; `shown` is the prompt that its still was painted from."""
    edit = dict(before)
    prompt = change.get("prompt")
    if prompt is not None and str(prompt).strip() != shown:
        edit["prompt"] = str(prompt).strip()[:1000] or None
        edit.pop("pick", None)
    if change.get("camera_move"):
        if change["camera_move"] not in CAMERA_MOVES:
            raise Invalid(f"A camera move is one of {', '.join(CAMERA_MOVES)}.", attr="camera_move")
        edit["camera_move"] = change["camera_move"]
    if change.get("pick"):
        edit["pick"] = _pick(change["pick"], takes)
    if change.get("again"):
        # Past all that were seen: a final has one take, but its pick is one of several.
        edit["take"] = int(edit.get("take") or 0) + (MOST_TAKES if edit.pop("pick", None) else takes)
    return edit


def _pick(wanted: Any, takes: int) -> int:
    if takes == 1:
        raise Invalid(
            "One take was made of each scene: there is nothing to choose from.",
            suggestion="Ask for another take of this scene.",
            attr="pick",
        )
    take = int(wanted) if str(wanted).isdigit() else 0
    if not 1 <= take <= takes:
        raise Invalid(f"The takes of a scene are 1 to {takes}.", attr="pick")
    return take
