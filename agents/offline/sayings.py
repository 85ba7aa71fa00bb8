"""Rules and ties of a world, turned into clauses that a scene can say."""

from __future__ import annotations

import re
from collections.abc import Sequence

from agents.offline.cast import Cast
from agents.offline.grammar import article, bag, lower_first, marked, plain, unmarked

_BANS = re.compile(
    r"\b(?:no|not|never|nobody|none|nothing|cannot|must|forbidden|banned|without|don't|ignore|you|i)\b", re.I
)
_PAST = {
    "is": "was",
    "are": "were",
    "was": "was",
    "owns": "owned",
    "employs": "employed",
    "leads": "led",
    "created": "created",
    "loves": "loved",
    "hates": "hated",
    "fears": "feared",
    "trusts": "trusted",
    "owes": "owed",
    "knows": "knew",
}
_NOUNS_OF_TIES = bag("parent child sibling partner friend rival enemy mentor student member")


def rule_of(rule: str) -> str:
    """A rule that tells what is so, as a clause; "" for bans and orders, which a scene keeps, not says."""
    text = plain(rule, 200).rstrip(" .")
    words = text.split()
    if not 4 <= len(words) <= 18 or _BANS.search(text) or re.search(r"[.!?:;\"()/@]|\d{3}", text):
        return ""
    return lower_first(text) if text.isascii() else ""


def tie_of(ties: Sequence[str], cast: Cast) -> str:
    """The first tie that speaks of two who matter in this scene, in the past tense."""
    names = {unmarked(figure.full): figure.full for figure in (cast.lead, cast.other)}
    for tie in ties:
        text = plain(tie, 200).rstrip(" .")
        for name in names:
            others = [other for other in names if other != name and other in text]
            if text.startswith(f"{name} ") and others:
                found = _clause(text.removeprefix(name).split(), name, others[0])
                if found:
                    return found
    return ""


def _clause(words: list[str], name: str, other: str) -> str:
    if not 2 <= len(words) <= 12 or words[0].lower() not in _PAST:
        return ""
    rest = words[1:]
    if rest[0] in _NOUNS_OF_TIES and words[0] in ("is", "was"):
        rest = [article(rest[0]), *rest]
    said = " ".join([_PAST[words[0].lower()], *rest])
    return f"{marked(name)} {said}".replace(other, marked(other))
