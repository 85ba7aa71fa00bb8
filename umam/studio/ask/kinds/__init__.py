"""How the result of each kind of agent is shown.

To show another kind well, add `templates/agents/results/<kind>.html`; until then its output is told field by
field. The template knows `output` (the job's output), `job`, `run`, `universe`, `may_edit` and `result`.

Where it needs more than the output says, write `present(job, output, universe, user) -> dict` in a module
here and name it in `PRESENTERS`: what it returns is `result`. Name the fields of prose in `TEXTS`, so that
they are edited as text, with `*` for each entry of a list; whatever else the output holds is edited as JSON.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.template.backends.django import Template
from django.template.loader import select_template

from umam.accounts.models import User
from umam.jobs.models import Job
from umam.studio.ask.kinds import (
    consistency,
    critic,
    memory,
    narrative,
    scribe,
    spatial,
    video_strategy,
)
from umam.studio.ask.readable import readable
from umam.universes.models import Universe

Presenter = Callable[[Job, Mapping[str, Any], Universe, User], dict[str, Any]]

PRESENTERS: dict[str, Presenter] = {
    "narrative": narrative.present,
    "consistency": consistency.present,
    "spatial": spatial.present,
    "video_strategy": video_strategy.present,
    "scribe": scribe.present,
    "critic": critic.present,
    "memory": memory.present,
}
TEXTS: dict[str, tuple[str, ...]] = {
    "narrative": ("title", "content"),
    "video_strategy": ("variations.*.prompt", "variations.*.lighting", "platform_variants.*.hook"),
    "scribe": (
        "meta_title", "meta_description",
        "emails.*.subject", "emails.*.preheader", "emails.*.body",
        "sections.*.heading", "sections.*.body", "sections.*.cta",
        "posts.*.text",
    ),
    "memory": ("summary", "sentences.*.sentence"),
    "consistency": ("explanation",),
    "spatial": ("description", "geography", "atmosphere"),
    "critic": ("explanation",),
}  # fmt: skip
# What an agent derives from the rest of its result: it follows what is edited, and is not edited itself.
DERIVED: dict[str, tuple[str, ...]] = {"scribe": ("content", "markdown", "html")}


def result_of(job: Job, user: User) -> dict[str, Any]:
    """The template of a finished job's result and what it shows."""
    output = dict(job.output_data or {})
    present = PRESENTERS.get(job.kind)
    names = [f"agents/results/{job.kind}.html", "agents/results/generic.html"]
    template = select_template(names)
    is_generic = isinstance(template, Template) and template.origin.template_name == names[1]
    return {
        "output": output,
        "result": present(job, output, job.universe, user) if present else {},
        "result_template": template,
        "told": readable(output) if is_generic else [],
    }
