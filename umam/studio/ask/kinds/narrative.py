"""A scene: its prose, what happens in it, and what the check of the world said of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from storybible.words import markdown
from umam.accounts.models import User
from umam.jobs.models import Job
from umam.studio.ask.kinds.findings import findings
from umam.universes.models import Universe


def present(job: Job, output: Mapping[str, Any], universe: Universe, user: User) -> dict[str, Any]:
    content = str(output.get("content", ""))
    heard, meant = findings(output.get("violations") or [], universe, user)
    return {
        "is_prompt": job.input_data.get("type") == "video_prompt",
        "prose": markdown(content, universe, user, below=2),
        "words": len(content.split()),
        "heard": heard,
        "meant": meant,
    }
