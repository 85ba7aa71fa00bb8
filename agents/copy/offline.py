"""Copy without a language model: drafted by rule, verified by the checks, refined until they hold or no rule
helps. All three steps are shown, so that a person sees what was found and what was done about it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from agents.copy import checks, edits, exporting
from agents.copy.brand_check import check_brand
from agents.copy.brief import CopyBrief
from agents.copy.checks import Check
from agents.copy.lines import with_more, without_last
from agents.copy.mending import MENDERS, mended
from agents.copy.pen import Pen
from agents.copy.secrets import SecretsReport
from agents.copy.sentiment import sentiment
from agents.copy.seo import seo, title_lines
from agents.copy.shapes import Copy, LandingPage
from agents.copy.writing import first_draft

ROUNDS = 4
_LAST_RESORTS = ("Take your time.", "Read on when it suits you.", "It starts with one page.")


@dataclass(frozen=True)
class Drafts:
    """Draft and refined copy. `checks` are what was found in the draft, `after` what in the refined."""

    draft: Copy
    checks: list[Check]
    refined: Copy
    after: list[Check]

    @property
    def findings(self) -> list[Check]:
        return checks.failed(self.checks)

    @property
    def scores(self) -> tuple[int, int]:
        """Of the draft and of the refined, 0 to 100."""
        return checks.score(self.checks), checks.score(self.after)

    @property
    def verified(self) -> str:
        """The findings as a text."""
        return told(self.checks)

    @property
    def texts(self) -> list[str]:
        """Draft, verified, refined."""
        return [exporting.markdown(self.draft), self.verified, exporting.markdown(self.refined)]

    def as_output(self, *, keyword: str = "") -> dict[str, Any]:
        """The shape of the API's scribe."""
        made = self.refined.model_dump(mode="json")
        text = exporting.content(self.refined)
        return {
            **made,
            "content": text,
            "sentiment": sentiment(text).as_dict(),
            "seo": seo(self.refined, keyword=keyword).as_dict(),
            "brand": [check.as_dict() for check in self.after],
            "drafts": self.texts,
        }


def write(brief: CopyBrief, seed: int = 0) -> Drafts:
    """Draft, verify, refine. The same brief and seed give the same copy."""
    return refine(first_draft(brief, seed), brief, seed)


def refine(draft: Copy, brief: CopyBrief, seed: int = 0) -> Drafts:
    """Verify and refine copy, whoever wrote it. What comes out scores no lower than what went in."""
    leaks = _leaks(draft, brief)
    before = verify(draft, brief, leaks)
    refined = _better(draft, Pen(brief, seed), leaks)
    left = _leaks(refined, brief)
    if left is not None and left.leaks:
        refined = _better(refined, Pen(brief, seed), left)
        left = _leaks(refined, brief)
    after = verify(refined, brief, left)
    if checks.score(after) < checks.score(before):
        return Drafts(draft, before, draft, before)
    return Drafts(draft, before, refined, after)


def verify(copy: Copy, brief: CopyBrief, secrets: SecretsReport | None = None) -> list[Check]:
    """All checks: search, brand, and what a search for secrets found in this copy."""
    found = [*seo(copy, keyword=brief.keyword).checks, *check_brand(copy, brief.brand, names=brief.names)]
    if secrets is not None:
        found.append(secrets.check())
    return found


def told(found: Sequence[Check]) -> str:
    """A checklist as a text that a person reads."""
    faults = checks.failed(found)
    if not faults:
        return f"Score {checks.score(found)} of 100. Nothing to mend."
    lines = [f"Score {checks.score(found)} of 100. To mend:"]
    lines += [f"- {one.label}: {one.value}. {one.advice}".rstrip() for one in faults]
    return "\n".join(lines)


def everything(copy: Copy) -> str:
    """All words of the copy, the lines of search results and inboxes too."""
    meta = [copy.meta_description] if isinstance(copy, LandingPage) else []
    return "\n\n".join([*title_lines(copy), *meta, exporting.content(copy)])


def _leaks(copy: Copy, brief: CopyBrief) -> SecretsReport | None:
    return None if brief.find_secrets is None else brief.find_secrets(everything(copy))


def _seen(copy: Copy, pen: Pen, leaks: SecretsReport | None) -> list[Check]:
    return verify(copy, pen.brief, None if leaks is None else _standing(copy, leaks))


def _standing(copy: Copy, report: SecretsReport) -> SecretsReport:
    """Of the leaks that the bible was searched for once, those that a mender has not taken out yet."""
    seen = "".join(sign for sign in everything(copy) if unicodedata.category(sign) != "Cf")
    text = " ".join(unicodedata.normalize("NFKC", seen).casefold().split())
    parts = ((leak, [part.strip().casefold() for part in leak.words.split("…")]) for leak in report.leaks)
    left = [leak for leak, words in parts if all(word in text for word in words)]
    return SecretsReport(left, report.complete)


def _better(copy: Copy, pen: Pen, leaks: SecretsReport | None) -> Copy:
    """Climb: a mender's work is kept where the score does not fall."""
    found = _seen(copy, pen, leaks)
    first, best = copy, checks.score(found)
    had_findings = bool(checks.failed(found))
    for _ in range(ROUNDS):
        before = copy
        for check in _in_order(found):
            tried = mended(copy, pen, check)
            if tried == copy:
                continue
            seen = _seen(tried, pen, leaks)
            if checks.score(seen) >= best and not _worse(found, seen):
                copy, found, best = tried, seen, checks.score(seen)
        if copy == before or not checks.failed(found):
            break
    return _varied(copy, pen, leaks, best) if had_findings and copy == first else copy


def _in_order(found: Sequence[Check]) -> list[Check]:
    """What must go first, then what may be added, then what must fit."""
    order = list(MENDERS)
    return sorted(
        (one for one in checks.failed(found) if one.key in MENDERS), key=lambda one: order.index(one.key)
    )


def _worse(before: Sequence[Check], after: Sequence[Check]) -> bool:
    """A better title does not buy a leak, a don't or a post that cannot be sent."""
    grave = {"secrets", "donts", "limits"}
    kept = {one.key for one in before if one.passed}
    return any(one.key in grave & kept and not one.passed for one in after)


def _varied(copy: Copy, pen: Pen, leaks: SecretsReport | None, best: int) -> Copy:
    """Where no mender could help: another wording, so that a person has two to choose from."""
    for tried in _variations(copy):
        if tried != copy and checks.score(_seen(tried, pen, leaks)) >= best:
            return tried
    return copy


def _variations(copy: Copy) -> Iterator[Copy]:
    last = len(exporting.bodies(copy)) - 1
    for index in range(last, -1, -1):
        yield edits.body_changed(copy, index, without_last)
        for line in _LAST_RESORTS:
            yield edits.body_changed(copy, index, partial(with_more, sentence=line))
