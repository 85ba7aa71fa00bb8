"""Public copy as its readers see it, and the three steps that led there.

Everything is rendered anew from the parts: what is stored as HTML may have been edited by hand.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from pydantic import ValidationError

from agents.copy import exporting
from agents.copy.brand_check import LIMITS, post_length
from agents.copy.shapes import (
    PLATFORM_LABELS,
    SHAPES,
    ContentType,
    Copy,
    EmailSequence,
    LandingPage,
    Post,
)
from storybible.selectors.history import Change, compare_words
from umam.accounts.models import User
from umam.jobs.models import Job
from umam.studio.ask.kinds.reading import lines, number, rows, text
from umam.universes.models import Universe

NAMES = {
    ContentType.EMAIL: "E-mail sequence",
    ContentType.LANDING_PAGE: "Landing page",
    ContentType.SOCIAL: "Social posts",
}
_COMMENT = re.compile(r"\A\s*<!--.*?-->\s*", re.DOTALL)


@dataclass(frozen=True)
class Check:
    """A line of the checklist. `counts` is false for a note that a person has to judge."""

    label: str
    passed: bool
    value: str
    advice: str
    counts: bool


@dataclass(frozen=True)
class Part:
    """An e-mail, a section or a post: `title` and `line` are plain words, `body` is clean HTML."""

    title: str
    line: str
    body: SafeString
    plain: str = ""
    count: int = 0
    limit: int = 0

    @property
    def fits(self) -> bool:
        return self.count <= self.limit


def copy_of(output: Mapping[str, Any]) -> Copy | None:
    """The copy that an output holds; None where its parts do not fit together."""
    kind = text(output.get("content_type"))
    if kind not in {one.value for one in ContentType}:
        return None
    try:
        return SHAPES[ContentType(kind)].model_validate(dict(output))
    except ValidationError:
        return None


def present(job: Job, output: Mapping[str, Any], universe: Universe, user: User) -> dict[str, Any]:
    copy = copy_of(output)
    made = {"copy": copy, "content": text(output.get("content"))}
    return made | (_copy(copy) if copy else {}) | _steps(output, copy) | _checks(output)


def _copy(copy: Copy) -> dict[str, Any]:
    return {
        "kind": copy.content_type.value,
        "name": NAMES[copy.content_type],
        "parts": [_part(one) for one in _parts(copy)],
        "subjects": list(copy.subject_lines) if isinstance(copy, EmailSequence) else [],
        "plain": exporting.content(copy),
        "markdown": exporting.markdown(copy),
        "html": exporting.html(copy),
        "words": len(exporting.content(copy).split()),
    }


def _parts(copy: Copy) -> list[Any]:
    if isinstance(copy, EmailSequence):
        return list(copy.emails)
    return list(copy.sections) if isinstance(copy, LandingPage) else list(copy.posts)


def _part(one: Any) -> Part:
    if isinstance(one, Post):
        count = post_length(one.platform, one.whole)
        label, limit = PLATFORM_LABELS[one.platform], LIMITS[one.platform]
        return Part(label, "", SafeString(""), one.whole, count, limit)
    title, line = (one.heading, one.cta) if hasattr(one, "heading") else (one.subject, one.preheader)
    # Clean by nh3, from Markdown that lets no HTML through.
    return Part(title, line, mark_safe(exporting.body_html(one.body)))  # noqa: S308


def _steps(output: Mapping[str, Any], copy: Copy | None) -> dict[str, Any]:
    """Draft, what was found in it, and what differs in the copy as it stands."""
    draft, found, refined = [*lines(output.get("drafts")), "", "", ""][:3]
    now = exporting.markdown(copy) if copy else refined
    before, after = _words(draft), _words(now)
    changes = [Change("from_draft_to_refined", before, after, words=compare_words(before, after))]
    says = found.splitlines()
    return {
        "draft": mark_safe(exporting.body_html(_COMMENT.sub("", draft))),  # noqa: S308 - clean by nh3
        "found_words": says[0] if says else "",
        "found": [line.removeprefix("- ") for line in says[1:] if line.startswith("- ")],
        "changes": changes if before != after else [],
        "was_edited": bool(copy) and bool(refined) and now != refined,
    }


def _words(markdown: str) -> str:
    return exporting.plain(_COMMENT.sub("", markdown)).replace("\n", "\n\n")


def _checks(output: Mapping[str, Any]) -> dict[str, Any]:
    seo = output.get("seo")
    seo = seo if isinstance(seo, Mapping) else {}
    search, brand = rows(seo.get("checks")), rows(output.get("brand"))
    told = {text(one.get("key")) for one in search}
    secrets = next((one for one in brand if one.get("key") == "secrets"), None)
    score = number(seo.get("score"), high=100)
    return {
        "secrets": _check(secrets) if secrets else None,
        "search": [_check(one) for one in search],
        "score": score,
        "level": "high" if score >= 75 else "middle" if score >= 50 else "low",
        "brand": [_check(one) for one in brand if text(one.get("key")) not in told and one is not secrets],
        "feeling": _feeling(output.get("sentiment")),
    }


def _check(row: Mapping[str, Any]) -> Check:
    return Check(
        label=text(row.get("label")),
        passed=row.get("passed") is True,
        value=text(row.get("value")),
        advice=text(row.get("advice")),
        counts=number(row.get("weight"), high=100) > 0,
    )


def _feeling(value: object) -> dict[str, Any]:
    """How it sounds, and where that is on a scale of a hundred."""
    told = value if isinstance(value, Mapping) else {}
    score = number(told.get("score"), low=-1)
    return {
        "measured": told.get("measured") is not False and bool(told),
        "label": text(told.get("label")).capitalize(),
        "score": score,
        "place": round(50 + 46 * score, 1),
    }
