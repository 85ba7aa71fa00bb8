"""Findings of the consistency check as they stand now: heard, or meant to be since somebody waived them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from agents.models import Waiver
from storybible.models import Element
from storybible.selectors.scope import visible_in
from umam.accounts.models import User
from umam.studio.ask.receipt import ids_of
from umam.universes.models import Universe

GRAVITY = {"error": 0, "warning": 1, "info": 2}
WORDS = {"error": "Contradicts", "warning": "Doubtful", "info": "Worth a look"}
RULES = {"read-by-model": "Read by the model"}


@dataclass(frozen=True)
class Finding:
    """One finding. `waiver` says why it is meant to be, where somebody said so."""

    rule: str
    rule_words: str
    severity: str
    severity_words: str
    evidence: str
    explanation: str
    suggestion: str
    fingerprint: str
    subjects: tuple[Element, ...]
    waiver: Waiver | None = None
    reason: str = ""


def findings(
    stored: Iterable[Mapping[str, Any]], universe: Universe, user: User
) -> tuple[list[Finding], list[Finding]]:
    """Those that are heard, the gravest first, and those that are meant to be. Two queries."""
    rows = list(stored)
    prints = [str(one.get("fingerprint", "")) for one in rows]
    waivers = Waiver.objects.filter(universe=universe, fingerprint__in=prints).select_related("by")
    silent = {row.fingerprint: row for row in waivers}
    ids = ids_of(one for row in rows for one in row.get("subjects") or [])
    elements = visible_in(Element.objects.filter(pk__in=ids, deleted_at=None), user, universe)
    named = {str(row.pk): row for row in elements} if ids else {}
    told = [_finding(row, silent, named) for row in rows]
    heard = sorted((one for one in told if one.waiver is None), key=lambda one: GRAVITY.get(one.severity, 3))
    return heard, [one for one in told if one.waiver is not None]


def _finding(row: Mapping[str, Any], silent: Mapping[str, Waiver], named: Mapping[str, Element]) -> Finding:
    rule, severity = str(row.get("rule", "")), str(row.get("severity", "info"))
    waiver = silent.get(str(row.get("fingerprint", "")))
    return Finding(
        rule=rule,
        rule_words=RULES.get(rule) or rule.replace("-", " ").capitalize(),
        severity=severity,
        severity_words=WORDS.get(severity, severity),
        evidence=str(row.get("evidence", "")),
        explanation=str(row.get("explanation", "")),
        suggestion=str(row.get("suggestion", "")),
        fingerprint=str(row.get("fingerprint", "")),
        subjects=tuple(named[str(one)] for one in row.get("subjects") or [] if str(one) in named),
        waiver=waiver,
        reason=waiver.reason if waiver else "",
    )
