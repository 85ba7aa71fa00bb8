"""A verdict: what contradicts the bible, and what is meant to be."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from umam.accounts.models import User
from umam.jobs.models import Job
from umam.studio.ask.kinds.findings import findings
from umam.universes.models import Universe

GRAVE = ("error", "warning")


def present(job: Job, output: Mapping[str, Any], universe: Universe, user: User) -> dict[str, Any]:
    """The verdict that was given, and the one that holds since findings were waived or not."""
    stored = [*(output.get("violations") or []), *(output.get("waived") or [])]
    heard, meant = findings(stored, universe, user)
    grave = sum(1 for one in heard if one.severity in GRAVE)
    return {
        "heard": heard,
        "meant": meant,
        "grave": grave,
        "holds": grave == 0,
        "has_changed": (grave == 0) != bool(output.get("is_consistent", True)),
        "text": str(job.input_data.get("content") or ""),
    }
