"""A conversation with an agent: its turns, what each cost and how sure it was; and lists of conversations."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from agents.models import LlmCall, Message, Speaker, Thread
from agents.registry import agents
from agents.selectors import costs
from agents.selectors.costs import Cost
from agents.selectors.runs import seen_threads
from umam.accounts.models import User
from umam.jobs.models import Job
from umam.lib.errors import NotFound
from umam.lib.slices import narrow_slice
from umam.studio.ask.confidence import Confidence, confidence_of
from umam.studio.selectors import Part
from umam.universes import access
from umam.universes.models import Universe

PAGE = 12
MOST_TURNS = 200
OPEN, HIDDEN = "open", "hidden"


@dataclass(frozen=True)
class Turn:
    """One turn as the page shows it. An agent's has its job, what it cost and how sure the agent was."""

    message: Message
    is_agent: bool
    job: Job | None = None
    confidence: Confidence | None = None
    cost: Decimal | None = None


@dataclass(frozen=True)
class Row:
    """A conversation in a list."""

    thread: Thread
    label: str
    icon: str
    turns: int
    cost: Cost | None


def find_thread(user: User, thread_id: Any, *, hidden_too: bool = False) -> Thread:
    rows = seen_threads(Thread.objects.filter(pk=thread_id), user)
    rows = rows.select_related("universe", "created_by", "forked_from__thread")
    found = (rows if hidden_too else rows.filter(deleted_at=None)).first()
    if found is None:
        raise NotFound("There is no such conversation here.")
    return found


def conversation(thread: Thread, user: User) -> dict[str, Any]:
    """The last turns in their order, and what the whole cost: the same queries however long it is."""
    rows = thread.messages.select_related("by", "job", "job__agent_run").order_by("-position")
    messages = list(rows[: MOST_TURNS + 1])
    shown = messages[:MOST_TURNS][::-1]
    paid = _paid([one.job for one in shown if one.job is not None])
    turns = [_turn(one, paid) for one in shown]
    answers = [one for one in turns if one.job is not None]
    last = answers[-1].job if answers else None
    return {
        "turns": turns,
        "are_more": len(messages) > MOST_TURNS,
        "last": last,
        "running": last if last is not None and last.is_active else None,
        "total": costs.of_thread(thread),
        "may_edit": access.can_edit(user, thread.universe_id),
    }


def _turn(message: Message, paid: dict[Any, Decimal]) -> Turn:
    job = message.job
    if message.speaker == Speaker.PERSON or job is None:
        return Turn(message, message.speaker == Speaker.AGENT)
    return Turn(message, True, job, confidence_of(getattr(job, "agent_run", None)), paid.get(job.pk))


def _paid(jobs: Iterable[Job]) -> dict[Any, Decimal]:
    """What each job cost, in one query; nothing for those that asked no model."""
    rows = LlmCall.objects.filter(job__in=[job.pk for job in jobs], requests__gt=0)
    sums = rows.values("job").order_by().annotate(paid=Coalesce(Sum("cost"), Decimal(0)))
    return {row["job"]: row["paid"] for row in sums}


def conversations(
    user: User,
    universe: Universe | None,
    *,
    agent: str = "",
    text: str = "",
    state: str = "",
    cursor: str = "",
) -> Part:
    """The latest first, by agent, by words of the title or of what was said, open or hidden."""
    rows = seen_threads(Thread.objects.filter(universe=universe), user)
    rows = rows.filter(deleted_at__isnull=state != HIDDEN)
    if agent:
        rows = rows.filter(agent=agent)
    if text:
        said = Message.objects.filter(thread__universe=universe, text__icontains=text).values("thread")
        rows = rows.filter(Q(title__icontains=text) | Q(pk__in=said))
    start = int(cursor) if cursor.isdecimal() and len(cursor) < 8 else 0
    found = narrow_slice(_counted(rows), slice(start, start + PAGE + 1))
    following = str(start + PAGE) if len(found) > PAGE else ""
    return Part(_rows(found[:PAGE]), following)


def _counted(rows: QuerySet[Thread]) -> QuerySet[Thread]:
    said = Count("messages", filter=Q(messages__speaker=Speaker.PERSON))
    return rows.select_related("created_by").annotate(turns=said).order_by("-updated_at", "-id")


def _rows(threads: list[Any]) -> list[Row]:
    known = agents()
    paid = costs.of_threads(threads) if threads else {}
    return [
        Row(
            thread=one,
            label=known[one.agent].label if one.agent in known else one.agent.capitalize(),
            icon=known[one.agent].icon if one.agent in known else "sparkles",
            turns=one.turns,
            cost=paid.get(one.pk),
        )
        for one in threads
    ]
