"""What people can ask of agents."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from pydantic import BaseModel, ValidationError

from agents import changes as change_sets
from agents.base import AgentInput
from agents.changes import CURRENT, PROPOSED, Applied
from agents.fields import check_ids
from agents.models import AgentRun, Message, Speaker, Thread
from agents.registry import agent
from agents.selectors.runs import threads_of
from agents.services.holding import hold
from agents.services.threads import add_turns, open_thread
from storybible.selectors.time import read_moment
from umam.accounts.models import User
from umam.jobs import services as jobs
from umam.jobs.models import Job, Review, Source, Status
from umam.lib.errors import IdempotencyMismatch, Invalid, NotFound, WrongState
from umam.lib.storable import storable
from umam.universes import access
from umam.universes.models import Universe


def start(
    *,
    agent_type: str,
    universe: Universe,
    by: User | None,
    input: BaseModel | Mapping[str, Any],
    source: str = Source.API,
    idempotency_key: str | None = None,
) -> Job:
    """Ask an agent for something; the question and its answer to come become turns of a conversation.

    Without a `thread` in the input a new conversation is opened. Raises Invalid at the field that is wrong,
    Forbidden, NotFound, IdempotencyMismatch.
    """
    if by is not None:
        access.require_edit(by, universe.pk)
    data = parsed(agent_type, input)
    known = _known(by, idempotency_key)
    if known is not None:  # the same wish again belongs to the conversation it opened, put away or not
        return jobs.submit(
            kind=agent_type,
            universe=universe,
            by=by,
            input=data.model_copy(update={"thread": _thread_of(known) or data.thread}),
            source=source,
            idempotency_key=idempotency_key,
        )
    check_ids(data, universe)
    if data.as_of:
        read_moment(universe, data.as_of, attr="as_of")
    try:
        return _submit(
            agent_type=agent_type, universe=universe, by=by, data=data, source=source, key=idempotency_key
        )
    except IdempotencyMismatch:
        # Another request with the key was faster, and opened its conversation a moment before.
        known = _known(by, idempotency_key)
        if known is None or not _same_but_thread(known, agent_type, universe, data):
            raise
        return known


def _submit(
    *,
    agent_type: str,
    universe: Universe,
    by: User | None,
    data: AgentInput,
    source: str,
    key: str | None,
) -> Job:
    serving = agent(agent_type)
    with transaction.atomic():
        thread = _thread(data.thread, universe, agent_type, by, serving.wish(data))
        data = data.model_copy(update={"thread": thread.pk})
        job = jobs.submit(
            kind=agent_type,
            universe=universe,
            by=by,
            input=data,
            source=source,
            idempotency_key=key,
        )
        said = "\n".join(part for part in (serving.wish(data), data.note) if part)
        turns = [(Speaker.PERSON.value, said, None), (Speaker.AGENT.value, "", job)]
        add_turns(thread=thread, turns=turns, by=by)
    return job


def parsed(agent_type: str, given: BaseModel | Mapping[str, Any]) -> AgentInput:
    """The input as the agent reads it. Raises Invalid at the field that is wrong."""
    model = agent(agent_type).Input
    try:
        raw = given.model_dump(mode="json") if isinstance(given, BaseModel) else dict(given)
        return model.model_validate(raw)  # type: ignore[return-value]
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        raise Invalid(f"{first['msg']}.", attr=".".join(map(str, first["loc"])) or None) from None


def _same_but_thread(job: Job, agent_type: str, universe: Universe, data: AgentInput) -> bool:
    asked = storable(data.model_dump(mode="json", exclude={"thread"}))
    given = {name: value for name, value in job.input_data.items() if name != "thread"}
    return (job.kind, job.universe_id, given) == (agent_type, universe.pk, asked)


def _known(by: User | None, key: str | None) -> Job | None:
    return Job.objects.filter(requested_by=by, idempotency_key=key).first() if by and key else None


def _thread_of(job: Job) -> UUID | None:
    thread = job.input_data.get("thread")
    return UUID(thread) if thread else None


def _thread(wanted: UUID | None, universe: Universe, agent_type: str, by: User | None, title: str) -> Thread:
    if wanted is None:
        return open_thread(universe=universe, agent=agent_type, by=by, title=title)
    rows = threads_of(by) if by is not None else Thread.objects.filter(deleted_at=None)
    found = rows.filter(pk=wanted, universe=universe).first()
    if found is None:
        raise NotFound(f"There is no such conversation in {universe.name}.", attr="thread")
    if found.agent != agent_type:
        raise Invalid(f"“{found}” is a conversation with {found.agent}.", attr="thread")
    return found


def ask_again(
    *, job: Job, by: User, note: str, source: str = Source.PAGE, idempotency_key: str | None = None
) -> Job:
    """The same once more with a note, in the same conversation. A result that waited is put aside for it."""
    words = note.strip()
    if not words:
        raise Invalid("Say what should be different.", attr="note")
    with transaction.atomic():
        if job.review == Review.PENDING and _known(by, idempotency_key) is None:
            jobs.reject(job=job, by=by, note=f"Asked again: {words}"[:2000])
        return start(
            agent_type=job.kind,
            universe=job.universe,
            by=by,
            input={**_once_more(job), "note": words},
            source=source,
            idempotency_key=idempotency_key,
        )


def _once_more(job: Job) -> dict[str, Any]:
    """What was asked, in the same conversation; where that was put away, in a new one."""
    open_still = Thread.objects.filter(
        pk__in=[_thread_of(job)], universe=job.universe_id, agent=job.kind, deleted_at=None
    ).exists()
    return dict(job.input_data) if open_still else {**job.input_data, "thread": None}


def go_on(*, thread: Thread, by: User, note: str, source: str = Source.PAGE) -> Job:
    """Ask the last question of a conversation once more with a note, in this very conversation.

    A fork shares its answers with the conversation it came from: what waits there goes on waiting.
    """
    words = note.strip()
    if not words:
        raise Invalid("Say what should be different.", attr="note")
    access.require_edit(by, thread.universe_id)
    last = Message.objects.filter(thread=thread, job__isnull=False).order_by("-position").first()
    if last is None or last.job is None:
        raise WrongState(f"“{thread}” has no question that could be asked again.")
    if last.job.is_active:
        raise WrongState("The last answer is still being made.", suggestion="Wait for it, or cancel it.")
    if str(last.job.input_data.get("thread")) == str(thread.pk):
        return ask_again(job=last.job, by=by, note=words, source=source)
    return start(
        agent_type=thread.agent,
        universe=thread.universe,
        by=by,
        input={**last.job.input_data, "note": words, "thread": str(thread.pk)},
        source=source,
    )


def with_more_context(
    *, job: Job, by: User, tokens: int, source: str = Source.PAGE, idempotency_key: str | None = None
) -> Job:
    """The same once more, with more of the bible in it."""
    return start(
        agent_type=job.kind,
        universe=job.universe,
        by=by,
        input={**_once_more(job), "context_tokens": tokens},
        source=source,
        idempotency_key=idempotency_key,
    )


def approve(
    *,
    job: Job,
    by: User,
    output_data: Mapping[str, Any] | None = None,
    note: str = "",
    resolve: Mapping[str, str] | None = None,
) -> Job:
    """Accept a result, as it is or edited, and apply what it proposes to the bible, all or nothing.

    resolve: for each field that somebody changed since, `proposed` or `current`. Raises MergeConflict where
    one is not settled, WrongState for a result that does not wait.
    """
    with transaction.atomic():
        hold(job)
        _settle(job, resolve)
        return jobs.approve(job=job, by=by, output_data=output_data, note=note)


def reject(*, job: Job, by: User, note: str = "") -> Job:
    return jobs.reject(job=job, by=by, note=note)


def keep(*, job: Job, by: User, resolve: Mapping[str, str] | None = None) -> AgentRun:
    """Write into the bible what a result proposes that needed no review. Raises WrongState, MergeConflict."""
    access.require_edit(by, job.universe_id)
    with transaction.atomic():
        hold(job)  # an approval that is taken back at this moment is waited for
        job.refresh_from_db(fields=["status", "review", "output_data"])
        run = _locked_run(job)
        if job.status != Status.COMPLETED or job.review in (Review.PENDING, Review.REJECTED):
            raise WrongState(f"“{job}” is not an accepted result.", suggestion="Approve it first.")
        if not run.changes:
            raise WrongState(f"“{job}” proposes nothing for the bible.")
        if run.applied and run.undone_at is None:
            raise WrongState(f"“{job}” is in the bible already.")
        _settle(job, resolve)
        run.refresh_from_db()
        output = dict(job.output_data or {}) if job.review == Review.EDITED else None
        agent(job.kind).apply(run=run, job=job, output=output, by=by)
    return run


def undo(*, job: Job, by: User) -> list[str]:
    """Take back what approving did to the bible. Returns what had to be left as it is, in words."""
    access.require_edit(by, job.universe_id)
    with transaction.atomic():
        hold(job)
        run = _locked_run(job)
        if not run.applied or run.undone_at is not None:
            raise WrongState(f"“{job}” has changed nothing that could be undone.")
        applied = [Applied.model_validate(one) for one in run.applied]
        left = change_sets.undo(applied, universe=job.universe, by=by)
        run.undone_at, run.undone_by = timezone.now(), by
        run.resolutions = {}  # what is written next meets other words, and may settle them in another way
        run.save(update_fields=["resolutions", "undone_at", "undone_by"])
    return left


def _locked_run(job: Job) -> AgentRun:
    run = AgentRun.objects.select_for_update().filter(job=job).first()
    if run is None:
        raise WrongState(f"“{job}” is no agent's work, or has not ended.")
    return run


def _settle(job: Job, resolve: Mapping[str, str] | None) -> None:
    settled = dict(resolve or {})
    strange = sorted(str(value) for value in settled.values() if value not in (PROPOSED, CURRENT))
    if strange:
        raise Invalid(f"A conflict is settled by {PROPOSED} or {CURRENT}, not {strange[0]}.", attr="resolve")
    AgentRun.objects.filter(job=job).update(resolutions=settled)


def answers_to(job: Job) -> Message | None:
    """The turn of the conversation that this job is."""
    return Message.objects.filter(job=job, speaker=Speaker.AGENT).select_related("thread").first()
