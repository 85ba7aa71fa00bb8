"""What an agent is: a kind of job that reads the bible, asks a model, and says how sure it is.

A new agent is one file with a subclass of `BaseAgent` and one line in `UMAM_JOB_HANDLERS`. Pages, admin and
API build their forms from its `Input`. An agent proposes and never writes: what it would change in the bible
is returned by `proposal` and applied when a person approves it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, TypeVar
from uuid import UUID

from django.utils import timezone
from pydantic import BaseModel, ConfigDict, Field, PrivateAttr

from agents import changes as change_sets
from agents.changes import Change
from agents.confidence import Signal, Verdict
from agents.context import DEFAULT_TOKENS
from agents.fields import ElementIds, InWorldDate
from agents.models import AgentRun
from agents.run import RunContext, WorksOffline
from agents.taste import learn_from_review
from umam.accounts.models import User
from umam.jobs.context import JobContext
from umam.jobs.handlers import Decision, Handler
from umam.jobs.models import Job
from umam.universes.models import Universe

OFFLINE = "offline rules"


class AgentInput(BaseModel):
    """What every agent may be given, beside its own fields."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    pins: ElementIds = Field(
        default=[], title="Always tell of", description="Elements that go in whatever the text says."
    )
    as_of: InWorldDate = Field(default="", title="As of", description="In-world date: nothing later is told.")
    context_tokens: int = Field(
        default=DEFAULT_TOKENS,
        ge=500,
        le=100_000,
        title="Context tokens",
        description="How much of the bible may go in.",
    )
    note: str = Field(
        default="", max_length=2000, title="Note", description="What to do differently this time."
    )
    thread: UUID | None = Field(default=None, title="Conversation", json_schema_extra={"widget": "hidden"})


class AgentOutput(BaseModel):
    """What every agent says of its work. `model` names who wrote it, `note` what to know about that."""

    model_config = ConfigDict(extra="ignore")

    model: str = ""
    usage: dict[str, Any] = {}
    note: str = ""
    _verdict: Verdict | None = PrivateAttr(default=None)

    def check_parts(self) -> None:
        """Raise pydantic's ValidationError where an edit left parts that are no whole together."""

    @property
    def judged(self) -> Verdict | None:
        return self._verdict


In = TypeVar("In", bound=AgentInput)
Out = TypeVar("Out", bound=AgentOutput)


class BaseAgent(Handler[In, Out]):
    """An agent. Subclasses give the texts, `process` with a model, and `offline` without.

    `instructions` is the part of the prompt that never changes; change `prompt_version` with it. `threshold`
    is what a universe's policy replaces; `description`, `icon` and `example` are for the page.
    """

    queue: ClassVar[str] = "llm"
    reuse = "never"
    max_attempts: ClassVar[int] = 4
    description: ClassVar[str] = ""
    icon: ClassVar[str] = "sparkles"
    example: ClassVar[Mapping[str, Any]] = {}
    instructions: ClassVar[str] = ""
    prompt_version: ClassVar[str] = "1"
    threshold: ClassVar[float] = 0.7
    reviews: ClassVar[bool] = True

    # -- what subclasses write ----------------------------------------------------------------------------

    def process(self, ctx: RunContext, data: In) -> Out:
        """Do the work with a model, asked by `ctx.ask`."""
        raise NotImplementedError

    def offline(self, ctx: RunContext, data: In) -> Out:
        """Do the work by rule where no capable model is to be had: honest, valid, and for review."""
        raise NotImplementedError

    def signals(self, ctx: RunContext, data: In, output: Out) -> list[Signal]:
        """What speaks for and against the output, beside form, agreement and the model's own estimate."""
        return []

    def proposal(self, universe: Universe, data: In, output: Out) -> list[Change]:
        """What approving this output would change in the bible. Reads rows, writes none."""
        return []

    def wish(self, data: In) -> str:
        """What the person asked for, in words: searched for names, kept as the turn of a conversation."""
        raise NotImplementedError

    def reply(self, output: Out) -> str:
        """The output in words: the agent's turn of a conversation."""
        raise NotImplementedError

    # -- what the platform calls --------------------------------------------------------------------------

    def title(self, data: In) -> str:
        words = " ".join(self.wish(data).split())
        return f"{self.label}: {words}" if words else self.label

    def run(self, ctx: JobContext, data: In) -> Out:
        mine = RunContext(ctx, self, data)
        ctx.progress(0.05, "Reading the bible")
        mine.read(self.wish(data))
        ctx.progress(0.15, "Writing")
        try:
            if mine.is_demo:
                raise WorksOffline
            output = self.process(mine, data)
        except WorksOffline:
            mine.go_offline()
            output = self.offline(mine, data)
        ctx.progress(0.9, "Judging the result")
        output.model = output.model or mine.made_by or OFFLINE
        output.usage = mine.usage.counters() if mine.usage.requests else {}
        output._verdict = mine.judge(self.signals(mine, data, output))
        if "confidence" in type(output).model_fields:
            output.confidence = output._verdict.score  # type: ignore[attr-defined]
        mine.keep(output, output._verdict, self.proposal(mine.universe, data, output), self.reply(output))
        return output

    def confidence(self, output: Out) -> float | None:
        return output.judged.score if output.judged else None

    def needs_review(self, data: In, output: Out) -> bool:
        return self.reviews and output.judged is not None and output.judged.needs_review

    def on_review(self, *, job: Job, decision: Decision, output: dict[str, Any], by: User | None) -> None:
        """Apply what was proposed, for the output as it was approved; learn from the decision."""
        run = AgentRun.objects.select_for_update().filter(job=job).first()
        if run is None:
            return
        if decision != "rejected":
            self.apply(run=run, job=job, output=output if decision == "edited" else None, by=by)
        learn_from_review(job=job, decision=decision, output=output, by=by, original=run.original)

    def apply(self, *, run: AgentRun, job: Job, output: dict[str, Any] | None, by: User | None) -> None:
        """Write what was proposed into the bible, in a transaction; for `output` where a person edited."""
        proposed = [Change.model_validate(one) for one in run.changes]
        made = change_sets.apply(
            proposed if output is None else self._proposed_anew(run, job, output),
            universe=job.universe,
            by=by,
            job=job,
            resolve=run.resolutions,
        )
        run.applied = [one.model_dump(mode="json") for one in made]
        run.applied_at = timezone.now()
        run.undone_at = None
        run.save(update_fields=["applied", "applied_at", "undone_at"])

    def _proposed_anew(self, run: AgentRun, job: Job, output: dict[str, Any]) -> Sequence[Change]:
        """The change set of an edited output, held against the revisions that the agent saw."""
        data = self.Input.model_validate(job.input_data)
        shaped = self.Output.model_validate(output)
        seen = {str(one["id"]): one for one in run.changes if one.get("id")}
        return [
            _against(change, seen.get(str(change.id)))
            for change in self.proposal(job.universe, data, shaped)  # type: ignore[arg-type]
        ]


def _against(change: Change, seen: Mapping[str, Any] | None) -> Change:
    if seen is None:
        return change
    before = {name: seen["before"].get(name, value) for name, value in change.before.items()}
    return change.model_copy(update={"base_revision": seen["base_revision"], "before": before})
