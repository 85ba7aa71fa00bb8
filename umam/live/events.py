"""What a live event is: a small typed message to one or more groups."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, ClassVar


def job_group(job_id: object) -> str:
    return f"job.{job_id}"


def universe_group(universe_id: object) -> str:
    return f"universe.{universe_id}"


def user_group(user_id: object) -> str:
    return f"user.{user_id}"


def rights_group(user_id: object) -> str:
    """Every socket of a person listens here, so that ended rights close it."""
    return f"rights.{user_id}"


@dataclass(frozen=True, kw_only=True)
class Event:
    """Base of all events. Fields must be plain JSON values; `type` names the event on the wire."""

    type: ClassVar[str]
    # Which method of a consumer takes it; all but rights changes are simply forwarded to the client.
    handler: ClassVar[str] = "live.event"

    def groups(self) -> list[str]:
        raise NotImplementedError

    def payload(self) -> dict[str, Any]:
        return {"type": self.type, **asdict(self)}


@dataclass(frozen=True, kw_only=True)
class RightsChanged(Event):
    """A person's membership or account changed: their open sockets check again whether they may stay."""

    type: ClassVar[str] = "rights.changed"
    handler: ClassVar[str] = "live.rights"
    user_id: str

    def groups(self) -> list[str]:
        return [rights_group(self.user_id)]
