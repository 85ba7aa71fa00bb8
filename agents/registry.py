"""Which agents there are: the kinds of jobs that are agents."""

from __future__ import annotations

from typing import Any

from agents.base import BaseAgent
from umam.jobs.handlers import handlers
from umam.lib.errors import Invalid


def agents() -> dict[str, BaseAgent[Any, Any]]:
    """Every agent by its key, in the order of the settings."""
    return {key: one for key, one in handlers().items() if isinstance(one, BaseAgent)}


def agent(key: str) -> BaseAgent[Any, Any]:
    """Raises Invalid for one that is not there."""
    found = agents().get(key)
    if found is None:
        raise Invalid(
            f"There is no agent called “{key}”. There are {', '.join(agents())}.", attr="agent_type"
        )
    return found
