"""Consistency: does a text, a scene, an element or the whole universe hold together?

Deterministic rules come first and are exact; a model reads the prose for what rules cannot see, and each of
its findings must quote words that stand there. Findings that somebody waived, with a reason, stay silent.
"""

from __future__ import annotations

import hashlib
from typing import Any, ClassVar, Literal
from uuid import UUID

from pydantic import BaseModel, Field, model_validator

from agents.base import AgentInput, AgentOutput, BaseAgent
from agents.confidence import Signal
from agents.consistency import service
from agents.consistency.facts import element_words
from agents.consistency.shapes import Severity, Violation
from agents.fields import ElementId, LongText, SceneId, refuse_secrets
from agents.run import RunContext
from agents.waivers import waived
from storybible.models import Element, Scene
from storybible.selectors.scope import rows_of
from umam.lib.errors import JobError

MOST_WORDS_FOR_MODEL = 24_000
MODEL_RULE = "read-by-model"
GRAVE = (Severity.ERROR.value, Severity.WARNING.value)


class ConsistencyInput(AgentInput):
    """Without anything to look at, the whole universe is."""

    content: LongText = Field(
        default="",
        max_length=60_000,
        title="Text",
        description="Leave all three empty to check the universe.",
    )
    scene_id: SceneId = Field(default=None, title="Scene")
    element_id: ElementId = Field(default=None, title="Element")

    @model_validator(mode="after")
    def _one_thing(self) -> ConsistencyInput:
        if sum(map(bool, (self.content, self.scene_id, self.element_id))) > 1:
            raise ValueError("Give a text, a scene or an element, not several of them")
        return self


class Found(BaseModel):
    rule: str
    severity: Literal["error", "warning", "info"]
    evidence: str
    explanation: str
    suggestion: str = ""
    subjects: list[str] = []
    fingerprint: str = ""
    reason: str = Field(default="", description="Why it was waived.")


class ConsistencyOutput(AgentOutput):
    is_consistent: bool
    verdict: Literal["Consistent", "Inconsistent"]
    violations: list[Found] = []
    waived: list[Found] = []
    explanation: str = ""
    confidence: float = 0.0


class ReadFinding(BaseModel):
    severity: Literal["error", "warning", "info"]
    evidence: str = Field(min_length=3, max_length=400, description="Words quoted exactly from the text.")
    explanation: str = Field(min_length=5, max_length=600)
    suggestion: str = Field(default="", max_length=600)


class Reading(BaseModel):
    """What a language model answers."""

    violations: list[ReadFinding] = Field(max_length=30)
    explanation: str = Field(description="The verdict in one or two sentences.")
    own_confidence: float = Field(ge=0, le=1)


class Consistency(BaseAgent[ConsistencyInput, ConsistencyOutput]):
    key = "consistency"
    label = "Consistency"
    description = "Finds what contradicts the bible: the dead who act, two places at once, words too new."
    icon = "scale"
    Input = ConsistencyInput
    Output = ConsistencyOutput
    threshold = 0.6
    for_editors = True  # its findings quote rows of the bible, also those that viewers may not see
    example: ClassVar[dict[str, Any]] = {"content": "Mara switched on the radio and the dead king answered."}
    instructions = """\
You check prose against the bible of its world. Report only what truly contradicts the bible or the text
itself: facts, relations, times, places, abilities, rules of the world. Style is not your business, and what
the bible does not say is not a contradiction. Each finding quotes the words of the text exactly. What the
rules have found already is listed; do not repeat it. If nothing contradicts, report nothing."""

    def wish(self, data: ConsistencyInput) -> str:
        return data.content or "Does it hold together?"

    def title(self, data: ConsistencyInput) -> str:
        words = " ".join(data.content.split())
        if words:
            return f"{self.label}: {words}"
        what = "a scene" if data.scene_id else "an element" if data.element_id else "the whole universe"
        return f"{self.label} of {what}"

    def reply(self, output: ConsistencyOutput) -> str:
        lines = [f"- “{one.evidence}”: {one.explanation}" for one in output.violations[:20]]
        return "\n".join([f"{output.verdict}. {output.explanation}", *lines])

    def process(self, ctx: RunContext, data: ConsistencyInput) -> ConsistencyOutput:
        found, text = self._by_rule(ctx, data)
        output = self._output(ctx, found)
        if not text.strip() or len(text.split()) > MOST_WORDS_FOR_MODEL:
            if text.strip():
                output.note = "The text is too long for the model, so only the rules looked at it."
            return output
        ctx.job.progress(0.4, "Reading the prose")
        listed = "\n".join(f"“{one.evidence}”: {one.explanation}" for one in found[:40]) or "nothing"
        task = f"Check this text. {ctx.given(listed, 'found by rule')}\n{ctx.given(text)}"
        read = ctx.ask(Reading, task=task, max_tokens=3000, check=_quotes(text), samples=True)
        more = [Found(rule=MODEL_RULE, **one.model_dump()) for one in read.violations]
        output = self._output(ctx, found, more)
        output.explanation = f"{output.explanation} {read.explanation}".strip()
        return output

    def offline(self, ctx: RunContext, data: ConsistencyInput) -> ConsistencyOutput:
        found, _ = self._by_rule(ctx, data)
        output = self._output(ctx, found)
        output.note = "Checked by rules alone; no language model read the prose."
        return output

    def _by_rule(self, ctx: RunContext, data: ConsistencyInput) -> tuple[list[Violation], str]:
        ctx.job.progress(0.2, "Applying the rules of the world")
        universe = ctx.universe
        if data.scene_id is not None:
            scene = _row(Scene, universe, data.scene_id, "scene_id", "scene")
            return service.violations_of_scene(scene), scene.text
        if data.element_id is not None:
            element = _row(Element, universe, data.element_id, "element_id", "element")
            return service.violations_of_element(element), element_words(element)
        if data.content:
            return service.violations_in_text(universe, data.content, as_of=ctx.context.tick), data.content
        return service.violations_of_universe(universe), ""

    def _output(
        self, ctx: RunContext, found: list[Violation], more: list[Found] | None = None
    ) -> ConsistencyOutput:
        silent = waived(ctx.universe)
        listed = [Found(**one.model_dump(mode="json"), fingerprint=one.fingerprint) for one in found] + [
            _marked(one) for one in more or []
        ]
        heard = [one for one in listed if one.fingerprint not in silent]
        quiet = [
            one.model_copy(update={"reason": silent[one.fingerprint].reason})
            for one in listed
            if one.fingerprint in silent
        ]
        grave = sum(1 for one in heard if one.severity in GRAVE)
        return ConsistencyOutput(
            is_consistent=not grave,
            verdict="Inconsistent" if grave else "Consistent",
            violations=heard,
            waived=quiet,
            explanation=_explained(heard, quiet, grave),
        )

    def signals(self, ctx: RunContext, data: ConsistencyInput, output: ConsistencyOutput) -> list[Signal]:
        by_rule = [one for one in output.violations if one.rule != MODEL_RULE]
        by_model = [one for one in output.violations if one.rule == MODEL_RULE]
        told = bool(ctx.context.told)
        sure = not by_rule or any(one.severity == "error" for one in by_rule)
        bible = "The bible has something to hold it against." if told else "The bible says little here."
        found = [
            Signal(
                "rules", "Rules", 1.0 if sure else 0.7,
                f"{len(by_rule)} findings by rules, which are exact.", weight=2.0,
            ),
            Signal("bible", "What the bible says", 1.0 if told else 0.3, bible),
        ]  # fmt: skip
        if by_model:
            agrees = bool(by_rule)
            found.append(
                Signal(
                    "both", "Rules and model", 1.0 if agrees else 0.4,
                    "Both found something." if agrees else "Only the model found something; look at it.",
                )
            )  # fmt: skip
        return found


def _row(model: Any, universe: Any, pk: UUID, attr: str, what: str) -> Any:
    rows = rows_of(universe, model, [pk], attr=attr, what=what)
    if not rows:
        raise JobError(f"That {what} is not there any more.")
    refuse_secrets(rows, attr=attr, what=what)  # it may have become one while the job waited
    row = rows[0]
    row.universe = universe
    return row


def _quotes(text: str) -> Any:
    """Complains of findings that quote what does not stand there."""
    plain = " ".join(text.casefold().split())

    def check(answer: Reading) -> str | None:
        for one in answer.violations:
            if " ".join(one.evidence.casefold().split()).strip(" .…“”\"'") not in plain:
                return (
                    f"“{one.evidence}” does not stand in the text. Quote exactly, or leave the finding out."
                )
        return None

    return check


def _marked(one: Found) -> Found:
    """A model's finding gets a fingerprint like those of rules, so that it can be waived."""
    words = " ".join(one.evidence.casefold().split())
    print_ = hashlib.sha256(f"{one.rule}\n{words}".encode()).hexdigest()[:24]
    return one.model_copy(update={"fingerprint": print_})


def _explained(heard: list[Found], quiet: list[Found], grave: int) -> str:
    if not heard:
        said = "Nothing contradicts the bible."
    elif not grave:
        said = f"{len(heard)} small things to look at, and no contradiction."
    else:
        said = f"{grave} of {len(heard)} findings contradict the bible."
    return f"{said} {len(quiet)} are meant to be and stay silent." if quiet else said
