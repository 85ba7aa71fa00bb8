"""Narrative: a scene of the world in 300 to 1000 words, or a prompt for a moving image of one."""

from __future__ import annotations

import re
from typing import Any, ClassVar, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from agents.base import AgentInput, AgentOutput, BaseAgent
from agents.briefs import seed_of, story_brief
from agents.changes import Change
from agents.confidence import Signal, from_names
from agents.consistency.service import violations_in_text
from agents.consistency.shapes import Severity, Violation
from agents.fields import ElementId, ElementIds, LongText
from agents.finishing import finished
from agents.offline.brief import StoryBrief
from agents.offline.moving import video_prompt
from agents.offline.story import tell
from agents.run import RunContext
from agents.waivers import waived
from storybible.models import Element, EntityType
from storybible.selectors.called import called
from storybible.selectors.scope import for_agents
from umam.universes.models import Universe

FEWEST, MOST = 300, 1000
SHORTEST_PROMPT, LONGEST_PROMPT = 25, 160
# How often a scene that breaks the world goes back with the evidence.
REVISIONS = 1
# How many scenes the rules tell at most, to find one that breaks nothing.
TELLINGS = 4
_SENTENCE = re.compile(r"[^.!?…]+[.!?…]+[”\"’']?")


class NarrativeInput(AgentInput):
    prompt: LongText = Field(
        min_length=1, max_length=8000, title="What happens", description="A few words or a whole outline."
    )
    characters: ElementIds = Field(default=[], title="Who is in it")
    location: ElementId = Field(default=None, title="Where")
    type: Literal["narrative", "video_prompt"] = Field(default="narrative", title="Write")
    words: int = Field(
        default=500, ge=FEWEST, le=MOST, title="Words", description="About how long the scene is."
    )


class SceneDetails(BaseModel):
    """A scene in short. `beats` are what happens, in order."""

    location: str = ""
    characters: list[str] = []
    time_of_day: str = ""
    mood: str = ""
    beats: list[str] = []


class Finding(BaseModel):
    """A finding of the consistency check, kept with the scene."""

    rule: str
    severity: str
    evidence: str
    explanation: str
    suggestion: str = ""
    fingerprint: str = ""

    @classmethod
    def of(cls, found: Violation) -> Finding:
        return cls(**found.model_dump(exclude={"subjects"}), fingerprint=found.fingerprint)


class NarrativeOutput(AgentOutput):
    title: str = Field(min_length=1, max_length=200)
    content: str = Field(min_length=1)
    word_count: int = 0
    scene: SceneDetails = SceneDetails()
    violations: list[Finding] = []


class WrittenScene(BaseModel):
    """What a language model answers."""

    title: str = Field(min_length=2, max_length=120)
    content: str = Field(description="The prose in Markdown, paragraphs divided by an empty line.")
    location: str = Field(description="Where it happens, by its name in the bible if it has one.")
    characters: list[str] = Field(description="Names of those who take part.")
    time_of_day: str
    mood: str
    beats: list[str] = Field(
        min_length=3, max_length=12, description="What happens, one short sentence each."
    )
    own_confidence: float = Field(ge=0, le=1, description="How sure you are that this is right and good.")


class WrittenPrompt(BaseModel):
    title: str = Field(min_length=2, max_length=120)
    content: str = Field(description="The prompt for a moving image, one paragraph.")
    location: str
    characters: list[str]
    time_of_day: str
    mood: str
    own_confidence: float = Field(ge=0, le=1)


class Narrative(BaseAgent[NarrativeInput, NarrativeOutput]):
    """Writes scenes that keep to the world. Approved ones become scenes of the bible."""

    key = "narrative"
    label = "Narrative"
    description = "Writes a scene of your world, checked against its laws, or a prompt for a moving image."
    icon = "feather"
    Input = NarrativeInput
    Output = NarrativeOutput
    prompt_version = "1"
    example: ClassVar[dict[str, Any]] = {"prompt": "Two old friends meet where one of them should not be."}
    instructions = """\
You are the narrator of a story world. You write one scene in third person and past tense, in plain,
concrete prose with an image in the first sentence, a want, an obstacle, a turn and a consequence. Keep to
the laws of the world, its technology, its magic and its tone as told in the bible; use the names exactly
as they are written; let people act and speak as their traits say; invent no named person, place or thing
that the bible could hold but does not, unless asked to. Repeat no sentence. Where a moment of the world
is given, nobody knows what comes later. For a video prompt write what a camera sees: subject, action,
place, light, weather, movement of the camera and colours, in one paragraph without dialogue."""

    def wish(self, data: NarrativeInput) -> str:
        return data.prompt

    def reply(self, output: NarrativeOutput) -> str:
        return f"{output.title}\n\n{output.content}"

    # -- with a model -------------------------------------------------------------------------------------

    def process(self, ctx: RunContext, data: NarrativeInput) -> NarrativeOutput:
        cast = self._names(ctx, data)
        if data.type == "video_prompt":
            return self._prompt_by_model(ctx, data, cast)
        task = (
            f"Write the scene in about {data.words} words, never fewer than {FEWEST} or more than {MOST}. "
            f"{_who(cast, ctx)}{ctx.given(data.prompt, 'wish')}"
        )
        output = _scene(ctx.ask(WrittenScene, task=task, max_tokens=4000, check=_length, samples=True))
        output.violations = self._checked(ctx, output)
        for number in range(REVISIONS):
            broken = [one for one in output.violations if one.severity == Severity.ERROR]
            if not broken:
                break
            ctx.job.progress(0.6, "Sending back what breaks the world")
            again = f"{task}\n\n{_complaint(output, broken, ctx)}"
            asked = ctx.ask(
                WrittenScene, task=again, purpose=f"revise:{number + 1}", max_tokens=4000, check=_length
            )
            output = _scene(asked)
            output.violations = self._checked(ctx, output)
        return output

    def _prompt_by_model(self, ctx: RunContext, data: NarrativeInput, cast: list[str]) -> NarrativeOutput:
        task = (
            f"Write a video prompt of {SHORTEST_PROMPT} to {LONGEST_PROMPT} words. "
            f"{_who(cast, ctx)}{ctx.given(data.prompt, 'wish')}"
        )
        made = ctx.ask(WrittenPrompt, task=task, max_tokens=800, check=_prompt_length, samples=True)
        output = NarrativeOutput(
            title=made.title,
            content=made.content.strip(),
            word_count=_words(made.content),
            scene=SceneDetails(
                location=made.location,
                characters=made.characters,
                time_of_day=made.time_of_day,
                mood=made.mood,
            ),
        )
        output.violations = self._checked(ctx, output)
        return output

    # -- without ------------------------------------------------------------------------------------------

    def offline(self, ctx: RunContext, data: NarrativeInput) -> NarrativeOutput:
        people = ctx.elements(data.characters)
        place = next(iter(ctx.elements([data.location])), None) if data.location else None
        brief = story_brief(ctx, prompt=data.prompt, characters=people, location=place, words=data.words)
        seed = seed_of(data.prompt, data.note, data.thread)
        told = [self._by_rule(ctx, data, brief, seed)]
        while _errors(told[-1]) and len(told) < TELLINGS:
            told.append(self._by_rule(ctx, data, brief, seed + len(told)))
        best = min(told, key=_errors)
        if data.type == "video_prompt":
            self._finish(ctx, best, seed)
        return best

    def _by_rule(
        self, ctx: RunContext, data: NarrativeInput, brief: StoryBrief, seed: int
    ) -> NarrativeOutput:
        story = tell(brief, seed=seed)
        text = video_prompt(brief, seed=seed) if data.type == "video_prompt" else story.content
        output = NarrativeOutput(
            title=story.title,
            content=text,
            word_count=_words(text),
            scene=SceneDetails(
                location=story.location,
                characters=list(story.characters),
                time_of_day=story.time_of_day,
                mood=story.mood,
                beats=list(story.beats),
            ),
            note="Built by rule from the bible and your words; no language model wrote it.",
        )
        output.violations = self._checked(ctx, output)
        return output

    @staticmethod
    def _finish(ctx: RunContext, output: NarrativeOutput, seed: int) -> None:
        """Let the embedded model finish the first sentence of a video prompt, if it can."""
        first, dot, rest = output.content.partition(". ")
        seen = finished(ctx, first, detail="what moves in the picture", seed=seed) if dot else None
        if seen is not None and _words(f"{seen} {rest}") <= LONGEST_PROMPT:
            output.content = f"{seen} {rest}"
            output.word_count = _words(output.content)
            output.note = "Built by rule; the embedded demo model finished its first sentence."

    # -- judging ------------------------------------------------------------------------------------------

    def _names(self, ctx: RunContext, data: NarrativeInput) -> list[str]:
        return [row.name for row in ctx.elements(data.characters)]

    def _checked(self, ctx: RunContext, output: NarrativeOutput) -> list[Finding]:
        found = violations_in_text(
            ctx.universe,
            output.content,
            as_of=ctx.context.tick,
            cast=list(getattr(ctx.data, "characters", [])),
        )
        silent = waived(ctx.universe)
        return [Finding.of(one) for one in found if one.fingerprint not in silent][:40]

    def signals(self, ctx: RunContext, data: NarrativeInput, output: NarrativeOutput) -> list[Signal]:
        fewest, most = (FEWEST, MOST) if data.type == "narrative" else (SHORTEST_PROMPT, LONGEST_PROMPT)
        fits = fewest <= output.word_count <= most
        said = f"{output.word_count} words; {fewest} to {most} were asked for."
        return [
            Signal("length", "Length", 1.0 if fits else 0.3, said),
            from_findings(output.violations),
            from_names(self._names(ctx, data), output.content),
            _repetition(output.content),
        ]

    def proposal(self, universe: Universe, data: NarrativeInput, output: NarrativeOutput) -> list[Change]:
        """A scene of the bible, with those who take part in it."""
        if data.type != "narrative":
            return []
        here = _place(universe, data, output)
        fields: dict[str, Any] = {
            "title": output.title,
            "text": output.content,
            "summary": " ".join(output.scene.beats)[:400],
            "location": str(here) if here else None,
            "participants": [str(one) for one in _cast(universe, data, output)],
        }
        if data.as_of:
            fields["starts"] = data.as_of
        return [Change(op="create", kind="scene", label=f"Scene “{output.title}”", fields=fields)]


def _scene(made: WrittenScene) -> NarrativeOutput:
    return NarrativeOutput(
        title=made.title,
        content=made.content.strip(),
        word_count=_words(made.content),
        scene=SceneDetails(
            location=made.location,
            characters=made.characters,
            time_of_day=made.time_of_day,
            mood=made.mood,
            beats=made.beats,
        ),
    )


def _who(names: list[str], ctx: RunContext) -> str:
    return f"These take part, each by name: {ctx.given(', '.join(names), 'names')}\n" if names else ""


def _words(text: str) -> int:
    return len(text.split())


def _length(answer: WrittenScene) -> str | None:
    count = _words(answer.content)
    if FEWEST <= count <= MOST:
        return None
    return f"The scene has {count} words. Write between {FEWEST} and {MOST}."


def _prompt_length(answer: WrittenPrompt) -> str | None:
    count = _words(answer.content)
    if SHORTEST_PROMPT <= count <= LONGEST_PROMPT:
        return None
    return f"The prompt has {count} words. Write between {SHORTEST_PROMPT} and {LONGEST_PROMPT}."


def _errors(output: NarrativeOutput) -> int:
    return sum(1 for one in output.violations if one.severity == Severity.ERROR)


def _complaint(output: NarrativeOutput, broken: list[Finding], ctx: RunContext) -> str:
    lines = [f"- “{one.evidence}”: {one.explanation} {one.suggestion}".strip() for one in broken[:12]]
    return (
        "Your last version broke laws of the world. Write it again without these:\n"
        f"{ctx.given(chr(10).join(lines), 'findings')}\n{ctx.given(output.content, 'last version')}"
    )


def from_findings(found: list[Finding]) -> Signal:
    """What the rules of the world say of a text."""
    errors = sum(1 for one in found if one.severity == Severity.ERROR)
    warnings = sum(1 for one in found if one.severity == Severity.WARNING)
    if not errors and not warnings:
        return Signal("world", "World rules", 1.0, "Nothing in it breaks a rule of the world.", weight=2.0)
    first = next(one for one in found if one.severity != Severity.INFO)
    said = f"{errors} errors and {warnings} warnings, as “{first.evidence}”: {first.explanation}"
    value = max(0.0, 1.0 - 0.5 * errors - 0.15 * warnings)
    return Signal("world", "World rules", value, said, weight=2.0, cap=0.4 if errors else 1.0)


def _repetition(text: str) -> Signal:
    sentences = [" ".join(one.split()).casefold() for one in _SENTENCE.findall(text)]
    long = [one for one in sentences if len(one.split()) > 3]
    twice = {one for one in long if long.count(one) > 1}
    if not twice:
        return Signal("repetition", "Repetition", 1.0, "No sentence stands there twice.", weight=0.5)
    return Signal("repetition", "Repetition", 0.2, f"Said twice: “{min(twice)}”", weight=0.5, cap=0.6)


def _cast(universe: Universe, data: NarrativeInput, output: NarrativeOutput) -> list[UUID]:
    """Those who were asked for, then the characters that the text names."""
    named = [call.element_id for call in called(output.content, universe)]
    asked = [UUID(str(one)) for one in data.characters]
    rows = for_agents(Element.objects.filter(universe=universe, pk__in=[*asked, *named]))
    kinds = dict(rows.values_list("pk", "entity_subtype"))
    others = [pk for pk in named if kinds.get(pk) == EntityType.CHARACTER]
    return [pk for pk in dict.fromkeys([*asked, *others]) if pk in kinds][:40]


def _place(universe: Universe, data: NarrativeInput, output: NarrativeOutput) -> UUID | None:
    if data.location is not None:
        return data.location
    rows = for_agents(Element.objects.filter(universe=universe, entity_subtype=EntityType.LOCATION))
    for text in (output.scene.location, output.content):
        ids = [call.element_id for call in called(text, universe)]
        found: UUID | None = rows.filter(pk__in=ids).values_list("pk", flat=True).first()
        if found is not None:
            return found
    return None
