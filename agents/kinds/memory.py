"""Memory: looks over what somebody decided lately, and says in plain sentences what it tells of their taste.

Rules do the work: each sentence is a preference that observations carry. A model, where there is one, only
words them better. The person keeps the wording by approving it; what they wrote by hand stays as it is.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any, ClassVar

from django.utils import timezone
from pydantic import BaseModel, Field

from agents import memory
from agents.base import AgentInput, AgentOutput, BaseAgent
from agents.confidence import Signal
from agents.memory import LEAST_STRENGTH, LONGEST_SENTENCE, in_words, preferences_of
from agents.models import AgentRun, Observation, Preference
from agents.moods import MOVE_LABELS
from agents.run import RunContext
from umam.accounts.models import User
from umam.jobs.handlers import Decision
from umam.jobs.models import Job

MOST_SENTENCES = 20
MOST_CAUSES = 3
ENOUGH_SEEN = 5
_AGAINST = re.compile(
    r"\b(?:avoid\w*|not|no|never|dislik\w*|rarely|seldom|without|away|against|reject\w*|skip\w*|refus\w*|hardly)\b"
    r"|n['’]t\b",
    re.IGNORECASE,
)
INSTRUCTIONS = """\
You help a person see what a studio has learnt of their taste. You are given numbered facts, each of which \
was counted from what they did. Say each in one plain, friendly sentence of at most 25 words, to them as \
“you”. Change nothing of what it says: the same thing, liked or avoided as told, no reasons, nothing added. \
Every sentence names its thing by the words given. `own_confidence` says from 0 to 1 how true to the facts \
you were."""


class MemoryInput(AgentInput):
    days: int = Field(
        default=30, ge=1, le=365, title="Days", description="How far back to look for decisions."
    )
    context_tokens: int = Field(
        default=500,
        ge=500,
        le=100_000,
        title="Context tokens",
        description="How much of the bible may go in.",
    )


class MemorySentence(BaseModel):
    """One preference: how strong (-1 to 1), on how many observations it rests, and what they were."""

    topic: str
    value: str
    sentence: str = Field(min_length=1, max_length=LONGEST_SENTENCE)
    strength: float = Field(ge=-1, le=1)
    seen: int = Field(ge=0)
    because: str = ""


class MemoryOutput(AgentOutput):
    sentences: list[MemorySentence] = []
    summary: str = ""


class Wording(BaseModel):
    number: int
    sentence: str = Field(min_length=8, max_length=200)


class Wordings(BaseModel):
    """What a language model answers."""

    sentences: list[Wording]
    own_confidence: float = Field(ge=0, le=1)


@dataclass(frozen=True)
class _Known:
    """A preference with what was seen for it lately."""

    row: Preference
    causes: Counter[str]
    agreement: float

    @property
    def strength(self) -> float:
        return round(self.row.strength_now, 3)

    @property
    def may_be_worded(self) -> bool:
        return not self.row.by_hand and abs(self.strength) >= LEAST_STRENGTH

    def told(self, sentence: str = "") -> MemorySentence:
        because = f"{self.row.seen} seen in all; lately: {_listed(self.causes)}."
        if self.row.by_hand:
            because = f"In your own words. {because}"
        return MemorySentence(
            topic=self.row.topic,
            value=self.row.value,
            sentence=sentence or self.row.sentence,
            strength=self.strength,
            seen=self.row.seen,
            because=because,
        )


class Memory(BaseAgent[MemoryInput, MemoryOutput]):
    key = "memory"
    label = "Memory"
    description = "What your choices, edits and rejections say of your taste, to keep, reword or forget."
    icon = "brain"
    personal = True
    example: ClassVar[dict[str, Any]] = {"days": 30}
    instructions = INSTRUCTIONS
    Input = MemoryInput
    Output = MemoryOutput

    def process(self, ctx: RunContext, data: MemoryInput) -> MemoryOutput:
        known = _known(ctx, data.days)
        worded = [one for one in known if one.may_be_worded]
        if not worded:
            return _output(known, {}, data.days)
        facts = "\n".join(
            f"{number}. {_as_told(one)} ({one.row.get_topic_display()})"
            for number, one in enumerate(worded, 1)
        )
        answer = ctx.ask(
            Wordings,
            task=f"Word these facts:\n{ctx.given(facts, 'facts')}",
            max_tokens=1500,
            check=partial(_complaint, facts=[_Fact.of(one) for one in worded]),
        )
        words = {id(worded[one.number - 1]): " ".join(one.sentence.split()) for one in answer.sentences}
        return _output(known, words, data.days)

    def offline(self, ctx: RunContext, data: MemoryInput) -> MemoryOutput:
        output = _output(_known(ctx, data.days), {}, data.days)
        output.note = "Counted and worded by rule, from what you did."
        return output

    def signals(self, ctx: RunContext, data: MemoryInput, output: MemoryOutput) -> list[Signal]:
        known = _known(ctx, data.days)
        if not known:
            return [Signal("evidence", "Evidence", 1.0, "Nothing was seen, and nothing is claimed.")]
        seen = sum(min(1.0, one.row.seen / ENOUGH_SEEN) for one in known) / len(known)
        agree = sum(one.agreement for one in known) / len(known)
        few = sum(one.row.seen < ENOUGH_SEEN for one in known)
        return [
            Signal("evidence", "Evidence", seen, f"{few} of {len(known)} rest on fewer than {ENOUGH_SEEN}."),
            Signal("agreement_seen", "Of one mind", agree, f"{agree:.0%} of what was seen points one way."),
        ]

    def needs_review(self, data: MemoryInput, output: MemoryOutput) -> bool:
        """Always the person's own decision, where there is anything to decide."""
        return bool(output.sentences)

    def on_review(self, *, job: Job, decision: Decision, output: dict[str, Any], by: User | None) -> None:
        """Take the wording over. Nobody but the asker gets here: it is personal."""
        if decision == "rejected" or by is None:
            return
        given = MemoryOutput.model_validate(output).sentences
        original = AgentRun.objects.filter(job=job).values_list("original", flat=True).first() or {}
        before = {
            (one.topic, one.value): one.sentence for one in MemoryOutput.model_validate(original).sentences
        }
        own = [one for one in given if _place(one) in before and one.sentence != before[_place(one)]]
        kept = [one.model_dump() for one in given if one not in own]
        memory.keep_wordings(user=by, universe=job.universe, sentences=kept)
        for one in own:  # what the person typed themselves is written by hand
            rows = Preference.objects.filter(user=by, universe=job.universe, forgotten_at=None)
            row = rows.filter(topic=one.topic, value=one.value).first()
            if row is not None:
                memory.reword(preference=row, by=by, sentence=one.sentence)

    def wish(self, data: MemoryInput) -> str:
        return f"What do the last {data.days} days say of my taste?"

    def reply(self, output: MemoryOutput) -> str:
        return "\n".join([output.summary, *(f"- {one.sentence}" for one in output.sentences)])


def _place(one: MemorySentence) -> tuple[str, str]:
    return one.topic, one.value


def _known(ctx: RunContext, days: int) -> list[_Known]:
    """The asker's preferences for which something was seen lately, the strongest first."""
    if ctx.by is None:
        return []
    since = timezone.now() - timedelta(days=days)
    seen: dict[tuple[str, str], list[tuple[str, float]]] = {}
    rows = Observation.objects.filter(user=ctx.by, universe=ctx.universe, created_at__gte=since)
    for topic, value, cause, weight in rows.values_list("topic", "value", "cause", "weight"):
        seen.setdefault((topic, value), []).append((cause, weight))
    found = []
    for row in preferences_of(ctx.by, ctx.universe):
        lately = seen.get((row.topic, row.value), [])
        if lately:
            weights = [weight for _, weight in lately]
            total = sum(map(abs, weights))
            causes = Counter(cause for cause, _ in lately)
            found.append(_Known(row, causes, abs(sum(weights)) / total if total else 0.0))
    return found[:MOST_SENTENCES]


def _as_told(one: _Known) -> str:
    """The rule's sentence, whatever wording was kept before."""
    return memory.sentence(one.row.topic, one.row.value, one.row.strength_now)


@dataclass(frozen=True)
class _Fact:
    """What the check may look at on another thread: no rows."""

    about: str
    liked: bool

    @classmethod
    def of(cls, one: _Known) -> _Fact:
        return cls(in_words(one.row.value).casefold(), one.strength > 0)


def _complaint(answer: Wordings, *, facts: Sequence[_Fact]) -> str | None:
    numbers = sorted(one.number for one in answer.sentences)
    if numbers != list(range(1, len(facts) + 1)):
        return f"Give exactly one sentence for each of the facts 1 to {len(facts)}."
    for one in answer.sentences:
        fact = facts[one.number - 1]
        said = one.sentence.casefold()
        if fact.about not in said:
            return f"Sentence {one.number} must name its thing: {fact.about}."
        others = {label.casefold() for label in MOVE_LABELS.values()} - {fact.about}
        if any(other in said.replace(fact.about, "") for other in others):
            return f"Sentence {one.number} tells of more than its fact."
        if fact.liked == bool(_AGAINST.search(said.replace(fact.about, ""))):
            return f"Sentence {one.number} must say that this is {'liked' if fact.liked else 'avoided'}."
    return None


def _output(known: Sequence[_Known], words: dict[int, str], days: int) -> MemoryOutput:
    return MemoryOutput(
        sentences=[one.told(words.get(id(one), "")) for one in known], summary=_summary(known, days)
    )


def _summary(known: Sequence[_Known], days: int) -> str:
    if not known:
        return f"Nothing was seen of your taste here in the last {days} days."
    likes = [in_words(one.row.value) for one in known if one.strength >= LEAST_STRENGTH]
    avoids = [in_words(one.row.value) for one in known if one.strength <= -LEAST_STRENGTH]
    count = sum(sum(one.causes.values()) for one in known)
    said = [f"The last {days} days show {count} observation{'s' if count != 1 else ''} of your taste."]
    if likes:
        said.append(f"You lean to {_names(likes)}.")
    if avoids:
        said.append(f"You lean away from {_names(avoids)}.")
    if not (likes or avoids):
        said.append("None of it is clear enough yet to act on.")
    return " ".join(said)


def _names(names: Sequence[str]) -> str:
    first = list(names[:4])
    return first[0] if len(first) == 1 else f"{', '.join(first[:-1])} and {first[-1]}"


def _listed(causes: Counter[str]) -> str:
    told = [f"{cause} ({count}×)" if count > 1 else cause for cause, count in causes.most_common(MOST_CAUSES)]
    more = len(causes) - len(told)
    return ", ".join(told) + (f" and {more} more" if more > 0 else "")
