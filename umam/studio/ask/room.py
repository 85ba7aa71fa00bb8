"""The room of the agents: who is there, what they are at, what they made lately."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Count, QuerySet

from agents.base import BaseAgent
from agents.llm.errors import LlmNotConfigured
from agents.llm.providers import configured
from agents.models import AgentRun
from agents.registry import agents
from agents.selectors.runs import review_queue
from umam.accounts.models import User
from umam.jobs.models import ACTIVE, Job
from umam.jobs.selectors import visible_jobs
from umam.studio.ask.confidence import Confidence, confidence_of
from umam.studio.ask.form import example_words
from umam.universes.credentials import spendable
from umam.universes.models import Universe

RUNNING, LATEST, HISTORY, LEAST_SURE = 6, 8, 12, 3
REAL = ("anthropic", "openai")


@dataclass(frozen=True)
class Card:
    """One agent at the door. `example` is what it can be asked with one click."""

    agent: BaseAgent[Any, Any]
    example: str
    runs: int


@dataclass(frozen=True)
class Piece:
    """A job of an agent in a list."""

    job: Job
    label: str
    icon: str
    confidence: Confidence | None


def cards(universe: Universe | None) -> list[Card]:
    rows = AgentRun.objects.filter(universe=universe).order_by().values("agent").annotate(n=Count("pk"))
    counts = {row["agent"]: row["n"] for row in rows} if universe else {}
    return [Card(one, example_words(one), counts.get(one.key, 0)) for one in agents().values()]


def at_work(
    user: User, universe: Universe | None, *, agent: str = "", but: Job | None = None
) -> dict[str, Any]:
    """What runs, and what was made lately. `but`: what the page shows already."""
    rows = _jobs(user, universe, agent)
    if but is not None:
        rows = rows.exclude(pk=but.pk)
    running = rows.filter(status__in=ACTIVE).order_by("created_at")[:RUNNING]
    latest = rows.exclude(status__in=ACTIVE).order_by("-created_at")[: HISTORY if agent else LATEST]
    return {"running": pieces(running), "latest": pieces(latest)}


def _jobs(user: User, universe: Universe | None, agent: str) -> QuerySet[Job]:
    kinds = [agent] if agent else list(agents())
    rows = visible_jobs(user).filter(universe=universe, kind__in=kinds, parent=None)
    return rows.select_related("universe", "requested_by", "agent_run").defer("resume_state", "hook_payload")


def pieces(jobs: Iterable[Job]) -> list[Piece]:
    known = agents()
    return [
        Piece(
            job=one,
            label=known[one.kind].label if one.kind in known else one.kind,
            icon=known[one.kind].icon if one.kind in known else "zap",
            confidence=confidence_of(getattr(one, "agent_run", None)),
        )
        for one in jobs
    ]


def waiting(user: User) -> dict[str, Any]:
    """What waits for this person's judgement: how many, and those the agents are least sure of."""
    queue = review_queue(user)
    least = list(queue.defer("resume_state", "hook_payload")[:LEAST_SURE])
    count = queue.order_by().count() if len(least) == LEAST_SURE else len(least)
    return {"review_count": count, "least_sure": pieces(least)}


def last_of(thread_id: Any, agent: str, universe: Universe) -> Job | None:
    """The newest work of a conversation."""
    rows = Job.objects.filter(thread_messages__thread=thread_id, kind=agent, universe=universe)
    return rows.select_related("universe").order_by("-thread_messages__position").first()


def only_demo(universe: Universe | None, user: User) -> bool:
    """True where agents work by rules here, because no capable language model is configured."""
    chosen = str(settings.UMAM_LLM.get("provider") or "auto")
    if universe is not None and chosen != "local":
        names = REAL if chosen == "auto" else (chosen,)
        if any(spendable(universe, name, user) for name in names):
            return False
    try:
        return configured().is_demo
    except LlmNotConfigured:
        return True
