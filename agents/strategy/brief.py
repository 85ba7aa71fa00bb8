"""What a strategy is made of: read from the studio before anybody is asked, and told to whom is asked."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

from agents.imagery.colours import names_of
from agents.moods import MOVE_LABELS, Mood, mood_of
from agents.run import RunContext
from agents.strategy import writing
from agents.strategy.shapes import VideoStrategyInput
from storybible.models import Element
from storybible.selectors.called import called
from storybible.selectors.style import style_guide, wanted_and_unwanted


@dataclass(frozen=True)
class Brief:
    """Everything of the studio that a strategy is made of, read before anybody is asked."""

    mood: Mood
    look: writing.Look
    unwanted: tuple[str, ...]
    named: tuple[Element, ...]
    seed: int


def brief_for(ctx: RunContext, data: VideoStrategyInput) -> Brief:
    guide = style_guide(ctx.universe)
    look, unwanted = writing.Look(), ""
    if guide is not None:
        named = [str(colour.get("name", "")).strip() for colour in guide.palette]
        colours = named if all(named) else names_of([str(colour["hex"]) for colour in guide.palette])
        look = writing.Look(tuple(colours), guide.art_style, guide.lighting)
        unwanted = wanted_and_unwanted(guide)[1]
    calls = [call.element_id for call in called(data.prompt, ctx.universe)]
    return Brief(
        mood=mood_of(data.mood_slider),
        look=look,
        unwanted=tuple(part.strip() for part in unwanted.split(",") if part.strip()),
        named=tuple(ctx.elements(dict.fromkeys([*data.pins, *calls]))),
        seed=_seed(ctx, data),
    )


def _seed(ctx: RunContext, data: VideoStrategyInput) -> int:
    """The asked one, else one that the wish decides, another one for each turn of a conversation."""
    if data.seed is not None:
        return data.seed
    wish = f"{data.prompt}\0{data.note}\0{data.aspect_ratio}\0{len(ctx.turns)}"
    return int(sha256(wish.encode()).hexdigest()[:7], 16)


def task_for(ctx: RunContext, data: VideoStrategyInput, brief: Brief) -> str:
    idea = writing.takes(data.prompt, brief.mood, look=brief.look, seed=brief.seed)[0].prompt
    lines = [
        f"Mood: {brief.mood.label.lower()} ({data.mood_slider:g} of 100). Shape: {data.aspect_ratio}.",
        "One variation for each of these camera moves:",
        *(f"- {move}: {MOVE_LABELS[move].lower()}" for move in brief.mood.moves),
        f"In every prompt be named: {', '.join(ctx.given(one.name, 'name') for one in brief.named)}."
        if brief.named
        else "",
        f"Never shown: {ctx.given(', '.join(brief.unwanted), 'unwanted')}" if brief.unwanted else "",
        f"Also a hook (how the first seconds win people) for each of {', '.join(data.platforms)}."
        if data.platforms
        else "",
        f"A plain draft, to be surpassed: {ctx.given(idea, 'draft')}",
        ctx.given(data.prompt, "wish"),
    ]
    return "\n".join(line for line in lines if line)
