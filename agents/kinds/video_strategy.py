"""Three ways to film a wish: a mood by slider, its three camera moves, and a prompt for each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, ClassVar

from agents.base import BaseAgent
from agents.confidence import Signal
from agents.memory import leanings
from agents.models import Topic
from agents.moods import MOVE_LABELS, mood_called
from agents.run import RunContext
from agents.strategy import judging, platforms, writing
from agents.strategy.brief import Brief, brief_for, task_for
from agents.strategy.platforms import Platform
from agents.strategy.ranking import ranked
from agents.strategy.shapes import (
    PlatformVariant,
    Shot,
    Shots,
    Variation,
    VideoStrategyInput,
    VideoStrategyOutput,
)
from agents.strategy.signals import broken, signals_of

KIND = "video_strategy"
BY_RULE = (
    "Built by rule from your words, the style guide and the mood matrix; no capable language model took part."
)
MOST_BROKEN = 4

INSTRUCTIONS = """\
You are the director of photography of a film studio. Out of a wish you write three variations of one short \
film, each for one given camera move. A variation's prompt is what a picture and a video model are given: 40 \
to 110 words of plain English sentences that name the subject and what it does, the place, the light and the \
hour, the weather or the air, the lens and how the camera moves, and colours of the style guide where there \
is one. Only what can be seen: no sounds, no thoughts, no writing in the picture, no real people, no \
artists, no markup. Speak to nobody. Keep to the bible: who and what is named looks and is as the bible \
says, and nothing is in the picture that this world does not have; cameras and lenses are those of the film \
makers and do not count. The three differ clearly in moment, distance and light, not only in their camera \
move. `own_confidence` says honestly, from 0 to 1, how well they serve the wish."""


@dataclass(frozen=True)
class _Made:
    """What a model or the rules wrote: takes, and hooks by platform."""

    takes: Sequence[Shot] | Sequence[writing.Take]
    hooks: dict[str, str] = field(default_factory=dict)
    note: str = ""


class VideoStrategy(BaseAgent[VideoStrategyInput, VideoStrategyOutput]):
    key = KIND
    label = "Video strategy"
    description = "Three ways to film a wish: mood, camera move, light and a full prompt for each."
    icon = "clapperboard"
    example: ClassVar[dict[str, Any]] = {
        "prompt": "The keeper lights the lamp as the storm reaches the harbour",
        "mood_slider": 80,
        "platforms": ["tiktok", "youtube"],
    }
    instructions = INSTRUCTIONS
    Input = VideoStrategyInput
    Output = VideoStrategyOutput

    def process(self, ctx: RunContext, data: VideoStrategyInput) -> VideoStrategyOutput:
        brief = brief_for(ctx, data)
        check = partial(_complaint, brief=brief, wanted=tuple(data.platforms))
        task = task_for(ctx, data, brief)
        shots = ctx.ask(Shots, task=task, max_tokens=2000, check=check, samples=True)
        found = broken(ctx, [shot.prompt for shot in shots.variations])[:MOST_BROKEN]
        if found:
            ctx.job.progress(0.6, "Mending what the bible contradicts")
            told = "\n".join(f"“{one.evidence}”: {one.explanation} {one.suggestion}" for one in found)
            task = f"{task}\n\nAn earlier try broke the bible. Avoid this:\n{ctx.given(told, 'findings')}"
            shots = ctx.ask(Shots, task=task, purpose="mended", max_tokens=2000, check=check)
        hooks = {one.platform.casefold(): one.hook for one in shots.hooks}
        return self._output(ctx, data, brief, _Made(shots.variations, hooks))

    def offline(self, ctx: RunContext, data: VideoStrategyInput) -> VideoStrategyOutput:
        brief = brief_for(ctx, data)
        named = [writing.Named(one.name, one.summary) for one in brief.named]
        takes = writing.takes(
            data.prompt, brief.mood, look=brief.look, named=named, seed=brief.seed, note=data.note
        )
        return self._output(ctx, data, brief, _Made(takes, note=BY_RULE))

    def _output(
        self, ctx: RunContext, data: VideoStrategyInput, brief: Brief, made: _Made
    ) -> VideoStrategyOutput:
        """The variations in the order of the person's taste, with what each platform wants."""
        moves = leanings(ctx.by, ctx.universe, Topic.CAMERA_MOVE)
        moods = leanings(ctx.by, ctx.universe, Topic.MOOD)
        variations = [_variation(one, data) for one in made.takes]
        order, reasons = ranked(variations, brief.mood, moves, moods)
        # What memory did to the order belongs to the receipt, like what it told the model.
        ctx.taste += reasons
        return VideoStrategyOutput.model_validate(
            {
                "mood_category": brief.mood.key,
                "variations": order,
                "platform_variants": [_variant(one, order[0], data, made.hooks) for one in data.platforms],
                "seed": brief.seed,
                "note": " ".join(part for part in (made.note, *reasons) if part),
            }
        )

    def signals(self, ctx: RunContext, data: VideoStrategyInput, output: VideoStrategyOutput) -> list[Signal]:
        return signals_of(ctx, brief_for(ctx, data), output)

    def wish(self, data: VideoStrategyInput) -> str:
        return data.prompt

    def reply(self, output: VideoStrategyOutput) -> str:
        lines = [
            f"{number}. {MOVE_LABELS[one.camera_move]}: {one.prompt}"
            for number, one in enumerate(output.variations, 1)
        ]
        return "\n\n".join([mood_called(output.mood_category).label, *lines])


def _complaint(answer: Shots, *, brief: Brief, wanted: tuple[str, ...]) -> str | None:
    hooks = {one.platform.casefold() for one in answer.hooks}
    missing = [one for one in wanted if one not in hooks]
    if missing:
        return f"Give a hook for each platform; {', '.join(missing)} has none."
    return judging.complaint(answer.variations, brief.mood.moves, brief.unwanted)


def _variation(take: Shot | writing.Take, data: VideoStrategyInput) -> Variation:
    return Variation.model_validate(
        {
            "prompt": " ".join(take.prompt.split()),
            "camera_move": take.camera_move,
            "aspect_ratio": data.aspect_ratio,
            "mood": " ".join(take.mood.split()),
            "lighting": " ".join(take.lighting.split()),
        }
    )


def _variant(
    platform: Platform, first: Variation, data: VideoStrategyInput, hooks: dict[str, str]
) -> PlatformVariant:
    rules = platforms.PLATFORMS[platform]
    subject = writing.subject_of(data.prompt)
    return PlatformVariant(
        platform=platform,
        aspect_ratio=rules.aspect_ratio,
        seconds=rules.seconds,
        safe_area=rules.safe_area,
        hook=hooks.get(platform) or platforms.hook_for(platform, first.camera_move, subject),
    )
