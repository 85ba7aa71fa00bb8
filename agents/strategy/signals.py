"""What speaks for and against three variations, beside what every agent's result is judged by."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from agents.confidence import Signal, from_names
from agents.consistency.service import violations_in_text
from agents.consistency.shapes import Severity, Violation
from agents.run import RunContext
from agents.strategy import judging
from agents.strategy.brief import Brief
from agents.strategy.shapes import VideoStrategyOutput


def signals_of(ctx: RunContext, brief: Brief, output: VideoStrategyOutput) -> list[Signal]:
    prompts = [one.prompt for one in output.variations]
    return [
        _of_form(output, brief),
        _of_difference(prompts),
        from_names([one.name for one in brief.named], " ".join(prompts)),
        _of_bible(broken(ctx, prompts, Severity.WARNING)),
        *_of_colours(brief, " ".join(prompts)),
    ]


def broken(ctx: RunContext, prompts: Iterable[str], least: Severity = Severity.ERROR) -> list[Violation]:
    """Where the prompts contradict the bible. What the film makers bring along is none of it."""
    text = "\n\n".join(prompts)
    found = violations_in_text(
        ctx.universe, judging.FILMING.sub("", text), as_of=ctx.context.tick, cast=list(ctx.data.pins)
    )
    grave = {Severity.ERROR} if least is Severity.ERROR else {Severity.ERROR, Severity.WARNING}
    return [one for one in found if one.severity in grave]


def _of_form(output: VideoStrategyOutput, brief: Brief) -> Signal:
    counts = [judging.word_count(one.prompt) for one in output.variations]
    fine = sum(judging.LEAST_WORDS <= count <= judging.MOST_WORDS for count in counts)
    moves = {one.camera_move for one in output.variations} == set(brief.mood.moves)
    which = "all three moves" if moves else "not the moves"
    said = f"{min(counts)} to {max(counts)} words; {which} of the mood."
    return Signal("form", "Moves and length", fine / 3 if moves else 0.0, said)


def _of_difference(prompts: Sequence[str]) -> Signal:
    alike = judging.most_alike(prompts)
    value = max(0.0, min(1.0, (1 - alike) / (1 - judging.MOST_ALIKE)))
    return Signal(
        "difference", "Three that differ", value, f"The two nearest share {alike:.0%} of their words."
    )


def _of_bible(found: Sequence[Violation]) -> Signal:
    if not found:
        return Signal(
            "bible", "Bible", 1.0, "Nothing in them contradicts the bible, as far as rules can see."
        )
    errors = sum(one.severity is Severity.ERROR for one in found)
    evidence = "; ".join(f"“{one.evidence}”: {one.explanation}" for one in found[:3])
    return Signal(
        "bible", "Bible", max(0.0, 1 - 0.5 * errors - 0.15 * (len(found) - errors)), evidence,
        weight=2.0, cap=0.6 if errors else 1.0,
    )  # fmt: skip


def _of_colours(brief: Brief, text: str) -> list[Signal]:
    colours = brief.look.colours
    if not colours:
        return []
    used = [name for name in colours if name.casefold() in text.casefold()]
    said = f"Of the palette: {', '.join(used)}." if used else "No colour of the style guide is named."
    return [Signal("palette", "Style guide", min(1.0, len(used) / min(3, len(colours))), said, weight=0.5)]
