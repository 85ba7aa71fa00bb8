"""Will people find it and read it: checks of the craft of search, each with a reason.

A landing page is checked whole. The subject and preheader of an e-mail are its title and description; posts
have neither, so those lines are left out for them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from agents.copy import checks, exporting
from agents.copy.checks import Check, note
from agents.copy.prose import folded_words, long_sentences, occurrences, reading_ease, words
from agents.copy.shapes import Copy, EmailSequence, LandingPage, SocialPosts

TITLE = (30, 60)
SUBJECT = (10, 60)
META = (70, 160)
PREHEADER = (30, 110)
DENSITY = (0.005, 0.03)
EARLY_WORDS = 100
LEAST_HEADINGS, LONGEST_HEADING = 3, 70
LEAST_EASE = 50.0
LENGTHS = {"landing_page": (120, 1500), "email": (40, 300), "social": (8, 400)}

_VAGUE = frozenset(
    {"click here", "here", "read more", "more", "link", "this", "this link", "learn more", "click"}
)
_SAFE = re.compile(r"(?:https?://|mailto:|/|#|\{\{|\[)", re.IGNORECASE)
_SCHEME = re.compile(r"[\x00-\x20]*[a-z][a-z0-9+.\-\x00-\x20]*:", re.IGNORECASE)


@dataclass(frozen=True)
class SeoReport:
    """score from 0 to 100."""

    score: int
    checks: list[Check] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        return {"score": self.score, "checks": [check.as_dict() for check in self.checks]}


def seo(copy: Copy, *, keyword: str = "") -> SeoReport:
    """All checks that make sense for this kind of copy. Without a keyword those about it are a note."""
    found = [
        *_titles(copy),
        *_keyword(copy, " ".join(keyword.split())),
        *_headings(copy),
        _readability(copy),
        _sentences(copy),
        *_links(copy),
        _length(copy),
    ]
    return SeoReport(checks.score(found), found)


def _titles(copy: Copy) -> Iterator[Check]:
    if isinstance(copy, LandingPage):
        yield _between("title_length", "Title fits a search result", [copy.meta_title], TITLE)
        yield _between("meta_length", "Description fits a search result", [copy.meta_description], META)
    elif isinstance(copy, EmailSequence):
        subjects = [*copy.subject_lines, *(email.subject for email in copy.emails)]
        yield _between("title_length", "Subjects fit an inbox", subjects, SUBJECT)
        preheaders = [email.preheader for email in copy.emails]
        yield _between("meta_length", "Preheaders fit an inbox", preheaders, PREHEADER)


def _between(key: str, label: str, lines: Sequence[str], limits: tuple[int, int]) -> Check:
    low, high = limits
    lengths = [len(line) for line in lines]
    wrong = [length for length in lengths if not low <= length <= high]
    value = (
        f"{lengths[0]} characters" if len(lengths) == 1 else f"{min(lengths)} to {max(lengths)} characters"
    )
    advice = f"Write {low} to {high} characters." if wrong else ""
    return Check(key, label, not wrong, value, advice)


def title_lines(copy: Copy) -> list[str]:
    """What stands in a search result or an inbox."""
    if isinstance(copy, LandingPage):
        return [copy.meta_title]
    if isinstance(copy, EmailSequence):
        return [*copy.subject_lines, *(email.subject for email in copy.emails)]
    return []


def heading_lines(copy: Copy) -> list[str]:
    return [section.heading for section in copy.sections] if isinstance(copy, LandingPage) else []


def _keyword(copy: Copy, keyword: str) -> Iterator[Check]:
    phrase = folded_words(keyword)
    if not phrase:
        yield note("keyword", "Keyword", "none given", "Give a keyword to have its use checked.")
        return
    titles, headings = title_lines(copy), heading_lines(copy)
    if titles:
        yield _somewhere("keyword_title", "Keyword in the title", titles, phrase, keyword)
    said = folded_words(exporting.content(copy))
    # Each post is found on its own; a page and a sequence are read from their beginning.
    texts = exporting.bodies(copy) if isinstance(copy, SocialPosts) else [exporting.content(copy)]
    # Each post is found on its own; a page and a sequence are read from their beginning.
    texts = exporting.bodies(copy) if isinstance(copy, SocialPosts) else [exporting.content(copy)]
    early = any(occurrences(folded_words(text)[:EARLY_WORDS], phrase) for text in texts)
    advice = "" if early else f"Say “{keyword}” in the first sentences."
    place = "yes" if early else "no"
    yield Check("keyword_early", f"Keyword in the first {EARLY_WORDS} words", early, place, advice)
    if headings:
        yield _somewhere("keyword_headings", "Keyword in a heading", headings, phrase, keyword)
    yield _density(said, phrase, keyword)


def _somewhere(key: str, label: str, lines: Sequence[str], phrase: Sequence[str], keyword: str) -> Check:
    having = sum(bool(occurrences(folded_words(line), phrase)) for line in lines)
    advice = "" if having else f"Put “{keyword}” into one of them."
    return Check(key, label, having > 0, f"{having} of {len(lines)}", advice)


def _density(said: Sequence[str], phrase: Sequence[str], keyword: str) -> Check:
    times = len(occurrences(said, phrase))
    share = times / max(1, len(said))
    low, high = DENSITY
    # In a text of a few lines a single use may pass the upper border, and none would be worse.
    passed = low <= share <= high or (times == 1 and share > high)
    advice = ""
    if not passed:
        advice = f"Use “{keyword}” {'less' if share > high else 'more'} often: {low:.1%} to {high:.0%}."
    value = f"{times} times in {len(said)} words, {share:.1%}"
    return Check("keyword_density", "Keyword neither rare nor stuffed", passed, value, advice)


def _headings(copy: Copy) -> Iterator[Check]:
    headings = heading_lines(copy)
    if not headings:
        return
    too_long = sum(len(line) > LONGEST_HEADING for line in headings)
    twice = len(headings) - len({" ".join(folded_words(line)) for line in headings})
    faults = []
    if len(headings) < LEAST_HEADINGS:
        faults.append(f"Divide the page into at least {LEAST_HEADINGS} sections.")
    if too_long:
        faults.append(f"Keep headings under {LONGEST_HEADING} characters.")
    if twice:
        faults.append("Let no two headings say the same.")
    value = f"{len(headings)} headings, {too_long} too long, {twice} repeated"
    yield Check("headings", "Headings divide the page", not faults, value, " ".join(faults))


def _readability(copy: Copy) -> Check:
    label = "Read with ease"
    ease = reading_ease(exporting.content(copy))
    if ease is None:
        return note("readability", label, "not measured: no English prose")
    passed = ease >= LEAST_EASE
    advice = "" if passed else "Use shorter words and shorter sentences."
    return Check("readability", label, passed, f"Flesch reading ease {ease:.0f}", advice)


def _sentences(copy: Copy) -> Check:
    many = [one for body in exporting.bodies(copy) for one in long_sentences(exporting.plain(body))]
    advice = f"Split: “{' '.join(many[0].split()[:6])} …”" if many else ""
    return Check("sentences", "Sentences of at most 25 words", not many, f"{len(many)} longer", advice)


def _links(copy: Copy) -> Iterator[Check]:
    found = [link for body in exporting.bodies(copy) for link in exporting.links(body)]
    vague = [text for text, _ in found if is_vague(text)]
    unsafe = [address for _, address in found if is_unsafe(address)]
    if not found:
        yield note("link_text", "Links say where they lead", "no links")
        return
    advice = "Say in the link what is behind it." if vague else ""
    yield Check(
        "link_text", "Links say where they lead", not vague, f"{len(vague)} of {len(found)} vague", advice
    )
    advice = "Use addresses that begin with https." if unsafe else ""
    yield Check("link_safety", "Links are safe", not unsafe, f"{len(unsafe)} of {len(found)} unsafe", advice)


def is_vague(text: str) -> bool:
    """A link that says nothing of its goal."""
    said = " ".join(folded_words(text))
    return not said or said in _VAGUE


def is_unsafe(address: str) -> bool:
    """Scripts, data and addresses of other schemes, however they are spelled."""
    return not _SAFE.match(address) and bool(not address.strip() or _SCHEME.match(address))


def _length(copy: Copy) -> Check:
    low, high = LENGTHS[copy.content_type.value]
    parts = [exporting.content(copy)] if isinstance(copy, LandingPage) else exporting.bodies(copy)
    counts = [len(words(part)) for part in parts]
    passed = all(low <= count <= high for count in counts)
    advice = "" if passed else f"Write {low} to {high} words."
    value = f"{counts[0]} words" if len(counts) == 1 else f"{min(counts)} to {max(counts)} words each"
    return Check("length", "As long as it should be", passed, value, advice)
