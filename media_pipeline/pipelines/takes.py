"""Several takes of one scene's still, and the choice of one: the critic's, unless a person chose.

A person's word goes before the numbers, which are kept with either choice.
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from agents.judging.judge import judge
from agents.judging.scores import Candidate, Kind, Ranked, Wish
from media_pipeline.pipelines.scene import StillOutput
from media_pipeline.pipelines.shapes import MOST_TAKES, Even, Shape, take_role
from umam.jobs.context import JobContext
from umam.jobs.handlers import Handler
from umam.lib.errors import JobError


class ChooseInput(Shape):
    index: int = 0
    width: Even
    height: Even
    palette: list[str] = []
    takes: int = Field(ge=2, le=MOST_TAKES)
    pick: int | None = Field(default=None, ge=1, le=MOST_TAKES)


class Measure(Shape):
    """`value` is 0..1; `evidence` is a sentence with the number that was measured."""

    label: str
    value: float
    weight: float
    evidence: str


class TakeScore(Shape):
    """`total` is 0..1. `place` counts from 1; takes that are level share one."""

    take: int
    image: str
    place: int
    total: float
    why: str
    measures: list[Measure]


class ChoiceOutput(StillOutput):
    """The chosen still, as if it were the only one, and how all takes were judged, the best first."""

    take: int
    chosen_by: Literal["critic", "person"]
    scores: list[TakeScore]


class ChooseTake(Handler[ChooseInput, ChoiceOutput]):
    """Never reused: it costs little, and its output names pictures that are other jobs' to keep.

    A take that could not be painted is left out; one that stands is enough.
    """

    key = "choose_take"
    label = "Choose a take"
    version = "1"
    reuse = "never"
    Input = ChooseInput
    Output = ChoiceOutput

    def matters(self, output: dict[str, Any]) -> dict[str, Any]:
        """The still that goes on. How the others were judged, and by whom, makes no clip anew."""
        return {name: output[name] for name in StillOutput.model_fields if name in output}

    def run(self, ctx: JobContext, data: ChooseInput) -> ChoiceOutput:
        made = {take: ctx.upstream(take_role(data.index, take)) for take in range(1, data.takes + 1)}
        stills = {take: StillOutput.model_validate(output) for take, output in made.items() if output}
        if not stills:
            raise JobError(
                f"None of the {data.takes} takes of scene {data.index + 1} could be painted.",
                suggestion="Each take's own job says why. Mend that, and retry.",
            )
        candidates = [
            Candidate(str(take), Kind.IMAGE, f"take {take}", path=ctx.asset_path(still.image))
            for take, still in stills.items()
        ]
        ranked = judge(candidates, Wish(width=data.width, height=data.height, palette=tuple(data.palette)))
        scores = [_scored(one, stills) for one in ranked]
        picked = data.pick if data.pick in stills else None
        chosen = picked or scores[0].take
        best = scores[0]
        ctx.log(f"Take {best.take} of {data.takes} is first with {best.total:.2f}. {best.why}")
        if picked:
            ctx.log(f"Take {picked} is used: a person chose it.")
        return ChoiceOutput(
            **stills[chosen].model_dump(),
            take=chosen,
            chosen_by="person" if picked else "critic",
            scores=scores,
        )


def _scored(one: Ranked, stills: dict[int, StillOutput]) -> TakeScore:
    take = int(one.score.candidate.id)
    return TakeScore(
        take=take,
        image=stills[take].image,
        place=one.place,
        total=one.score.total,
        why=one.why,
        measures=[
            Measure(label=row.label, value=row.value, weight=row.weight, evidence=row.evidence)
            for row in one.score.criteria
        ],
    )
