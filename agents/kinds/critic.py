"""Critic: scores candidates (tracks, clips, images, scenes) by what can be measured, with the evidence.

A model, where there is one, reads the scenes against the brief and puts the verdict into words; the measures
of files are never its business, so that a number always has a reason that can be checked.
"""

from __future__ import annotations

from pydantic import BaseModel, Field, model_validator

from agents.base import AgentInput, AgentOutput, BaseAgent
from agents.briefs import palette_of
from agents.confidence import Signal
from agents.fields import AssetIds, LongText, SceneIds
from agents.judging.judge import judge
from agents.judging.scores import Candidate, Kind, Ranked, Wish
from agents.run import RunContext
from storybible.models import Scene
from storybible.selectors.scope import for_agents
from umam.assets.models import Asset
from umam.lib.errors import JobError

MOST = 20
KINDS = {"audio": Kind.TRACK, "video": Kind.CLIP, "image": Kind.IMAGE}
# How much the model's reading of a scene counts beside what was measured.
FIT_SHARE = 0.4


class CriticInput(AgentInput):
    brief: LongText = Field(default="", max_length=4000, title="What was asked for")
    assets: AssetIds = Field(default=[], title="Tracks, clips and images")
    scenes: SceneIds = Field(default=[], title="Scenes")
    seconds: float | None = Field(default=None, gt=0, le=36_000, title="Wanted length in seconds")
    names: list[str] = Field(default=[], max_length=20, title="Who should be in a scene")

    @model_validator(mode="after")
    def _something(self) -> CriticInput:
        count = len(self.assets) + len(self.scenes)
        if not 1 <= count <= MOST:
            raise ValueError(f"Give 1 to {MOST} candidates: files, scenes, or both")
        return self


class CriterionLine(BaseModel):
    key: str
    label: str
    value: float
    weight: float
    evidence: str


class CandidateScore(BaseModel):
    """total 0..1. `place` counts from 1; candidates that are level share one."""

    candidate: str
    kind: str
    label: str
    place: int
    total: float
    why: str
    criteria: list[CriterionLine] = []


class CriticOutput(AgentOutput):
    scores: list[CandidateScore] = []
    best: str = ""
    explanation: str = ""


class Fit(BaseModel):
    number: int = Field(ge=1, description="The number of the scene.")
    fit: float = Field(ge=0, le=1, description="How well it does what was asked for.")
    reason: str = Field(min_length=5, max_length=400, description="With words quoted from the scene.")


class Reading(BaseModel):
    """What a language model answers."""

    fits: list[Fit] = Field(max_length=MOST)
    explanation: str = Field(min_length=10, max_length=1200)
    own_confidence: float = Field(ge=0, le=1)


class Critic(BaseAgent[CriticInput, CriticOutput]):
    key = "critic"
    label = "Critic"
    description = "Compares tracks, clips, images or scenes, and says why one is better."
    icon = "gavel"
    Input = CriticInput
    Output = CriticOutput
    threshold = 0.6
    instructions = """\
You are the critic of a studio. You are given what was asked for, candidates, and measurements that were
taken of them. Judge scenes by the brief: does it happen, do the people act as the bible says, does it
move? Quote the words that show it. Do not dispute measurements. Put the verdict into two to five plain
sentences: which is best, why, and what would make the others better."""

    def wish(self, data: CriticInput) -> str:
        return data.brief or "Which is best?"

    def title(self, data: CriticInput) -> str:
        return f"{self.label}: {len(data.assets) + len(data.scenes)} candidates"

    def reply(self, output: CriticOutput) -> str:
        lines = [f"{one.place}. {one.label}: {one.total:.0%}. {one.why}" for one in output.scores]
        return "\n".join([output.explanation, *lines])

    def process(self, ctx: RunContext, data: CriticInput) -> CriticOutput:
        output = self._measured(ctx, data)
        scenes = [one for one in output.scores if one.kind == Kind.SCENE.value]
        texts = {str(row.pk): row.text for row in _scenes(ctx, data)}
        told = "\n\n".join(
            f"{number}. {ctx.given(texts.get(one.candidate, '')[:12_000], 'scene')}"
            for number, one in enumerate(scenes, start=1)
        )
        ctx.job.progress(0.6, "Reading")
        task = (
            f"{ctx.given(data.brief or 'nothing in particular', 'asked for')}\n"
            f"{ctx.given(self.reply(output), 'measured')}\n{told}\n"
            "Give a fit for each numbered scene; none where there are no scenes."
        )
        read = ctx.ask(Reading, task=task, max_tokens=2000, samples=True)
        output.explanation = read.explanation
        return _ranked_with(output, scenes, read.fits)

    def offline(self, ctx: RunContext, data: CriticInput) -> CriticOutput:
        output = self._measured(ctx, data)
        output.note = "Measured by rule; no language model read or looked."
        return output

    def _measured(self, ctx: RunContext, data: CriticInput) -> CriticOutput:
        candidates = [*_files(ctx, data), *_texts(ctx, data)]
        if not candidates:
            raise JobError("None of the candidates is there any more.", suggestion="Choose others.")
        ctx.job.progress(0.3, f"Measuring {len(candidates)} candidates")
        wish = Wish(seconds=data.seconds, palette=palette_of(ctx), names=tuple(data.names))
        ranked = judge(candidates, wish)
        best = ranked[0]
        return CriticOutput(
            scores=[_line(one) for one in ranked],
            best=best.score.candidate.id,
            explanation=f"“{best.score.candidate.name}” comes first. {best.why}",
        )

    def signals(self, ctx: RunContext, data: CriticInput, output: CriticOutput) -> list[Signal]:
        totals = [one.total for one in output.scores]
        gap = totals[0] - totals[1] if len(totals) > 1 else 1.0
        evidence = [len(one.criteria) for one in output.scores]
        return [
            Signal(
                "gap", "Distance", min(1.0, 0.4 + 4 * gap),
                f"The first is {gap:.0%} before the second." if len(totals) > 1 else "There was only one.",
            ),
            Signal(
                "evidence", "Evidence", min(1.0, min(evidence) / 3) if evidence else 0.0,
                f"At least {min(evidence) if evidence else 0} measures for each.", weight=1.5,
            ),
        ]  # fmt: skip


def _files(ctx: RunContext, data: CriticInput) -> list[Candidate]:
    rows = Asset.objects.alive().filter(universe=ctx.universe, pk__in=data.assets)
    known = {row.pk: row for row in rows}
    found = [known[pk] for pk in data.assets if pk in known]
    strange = next((row for row in found if row.kind not in KINDS), None)
    if strange is not None:
        raise JobError(f"“{strange.name}” is no track, clip or image.", suggestion="Leave it out.")
    return [
        Candidate(str(row.pk), KINDS[row.kind], row.name, path=ctx.job.asset_path(row.pk)) for row in found
    ]


def _scenes(ctx: RunContext, data: CriticInput) -> list[Scene]:
    rows = for_agents(Scene.objects.filter(universe=ctx.universe, pk__in=data.scenes))
    known = {row.pk: row for row in rows}
    return [known[pk] for pk in data.scenes if pk in known]


def _texts(ctx: RunContext, data: CriticInput) -> list[Candidate]:
    return [Candidate(str(row.pk), Kind.SCENE, row.title, text=row.text) for row in _scenes(ctx, data)]


def _line(one: Ranked) -> CandidateScore:
    return CandidateScore(**one.score.as_dict(), place=one.place, why=one.why)


def _ranked_with(output: CriticOutput, scenes: list[CandidateScore], fits: list[Fit]) -> CriticOutput:
    """Scenes get the model's reading as one more criterion, and all are put in order anew."""
    read = {one.number: one for one in fits}
    for number, scene in enumerate(scenes, start=1):
        fit = read.get(number)
        if fit is not None:
            scene.criteria.append(
                CriterionLine(
                    key="fit", label="Fits what was asked for", value=fit.fit, weight=0.0, evidence=fit.reason
                )
            )
            scene.total = round((1 - FIT_SHARE) * scene.total + FIT_SHARE * fit.fit, 4)
    output.scores.sort(key=lambda one: -one.total)
    for place, one in enumerate(output.scores, start=1):
        one.place = place
    output.best = output.scores[0].candidate
    return output
