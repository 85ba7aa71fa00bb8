"""Does copy keep to the brand: its don'ts and dos, its readers, good manners, the platforms, the names."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from agents.copy import exporting
from agents.copy.brand import BrandVoice, forbidden_phrases, wanted_phrases
from agents.copy.checks import Check, note
from agents.copy.names import misspelled
from agents.copy.prose import folded_words, holds, long_sentences, occurrences, reading_ease
from agents.copy.shapes import PLATFORM_LABELS, Copy, EmailSequence, Platform, SocialPosts
from agents.copy.wordlists import HYPE, JARGON

LIMITS = {Platform.X: 280, Platform.INSTAGRAM: 2200, Platform.LINKEDIN: 3000, Platform.TIKTOK: 2200}
MOST_SUBJECT, MOST_PREHEADER = 60, 110
# X counts a sign of these scripts, and an emoji, as two.
_WIDE = re.compile(
    r"[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\U0001f000-\U0001ffff]"
)

_EMOJI = re.compile(r"[\U0001f300-\U0001faff\u2600-\u27bf]")
_SHOUT = re.compile(r"\b[A-Z]{4,}\b")

Rule = Callable[[Copy, str], bool]

# Don'ts that are rules and not words: what they are told by, and when they are broken.
RULES: tuple[tuple[re.Pattern[str], Rule], ...] = (
    (re.compile(r"exclamation", re.I), lambda copy, text: "!" in text or "！" in text),
    (re.compile(r"emoji", re.I), lambda copy, text: bool(_EMOJI.search(text))),
    (
        re.compile(r"\b(?:all caps|capitals|upper ?case|shout)", re.I),
        lambda copy, text: bool(_SHOUT.search(text)),
    ),
    (re.compile(r"hashtag", re.I), lambda copy, text: "#" in text),
    (re.compile(r"question", re.I), lambda copy, text: "?" in text),
    (re.compile(r"jargon|buzzword", re.I), lambda copy, text: any(holds(text, word) for word in JARGON)),
    (re.compile(r"superlative|hype|spam", re.I), lambda copy, text: bool(hype_in(text))),
    (re.compile(r"long sentence", re.I), lambda copy, text: bool(long_sentences(text))),
)
_TO_READERS = re.compile(r"\b(?:address|speak to|talk to|second person|reader)", re.IGNORECASE)
_YOU = re.compile(r"\b(?:you|your|yours)\b", re.IGNORECASE)
WISHES: tuple[tuple[re.Pattern[str], Rule], ...] = (
    (re.compile(r"short sentence", re.I), lambda copy, text: not long_sentences(text, 20)),
    (_TO_READERS, lambda copy, text: bool(_YOU.search(text))),
    (re.compile(r"hashtag", re.I), lambda copy, text: not isinstance(copy, SocialPosts) or "#" in text),
    (re.compile(r"\b(?:ask|question)", re.I), lambda copy, text: "?" in text),
)  # fmt: skip
_EASE: tuple[tuple[re.Pattern[str], float], ...] = (
    (re.compile(r"\b(?:child|children|kid|kids|primary)\b", re.I), 75.0),
    (re.compile(r"\b(?:teen|teens|teenager|teenagers|young|youth|students?)\b", re.I), 65.0),
    (re.compile(r"\b(?:expert|experts|professional|professionals|academic|academics|scholar|scholars|engineer|"
                r"engineers|industry|investors?|lawyers?)\b", re.I), 30.0),
)  # fmt: skip
USUAL_EASE = 50.0


def check_brand(copy: Copy, brand: BrandVoice, *, names: Sequence[str] = ()) -> list[Check]:
    """All that can be measured. `names` are those of the bible that the copy may speak of."""
    text = exporting.content(copy)
    if isinstance(copy, EmailSequence):
        text = "\n\n".join([*copy.subject_lines, text])
    return [
        *_donts(copy, text, brand),
        *_dos(copy, text, brand),
        _audience(text, brand),
        _hype(text),
        _exclamations(text, names),
        *_limits(copy),
        _names(text, names),
    ]


def hype_in(text: str) -> list[str]:
    """Superlatives and words of spam in the text."""
    said = folded_words(re.sub(r"[-‐‑]", " ", text))
    return [phrase for phrase in HYPE if occurrences(said, folded_words(phrase))]


def broken_donts(copy: Copy, text: str, entry: str) -> list[str] | None:
    """What of the text a don't forbids; None where no machine can tell."""
    for told_by, broken in RULES:
        if told_by.search(entry):
            return [entry] if broken(copy, text) else []
    phrases = forbidden_phrases(entry)
    return [phrase for phrase in phrases if holds(text, phrase)] if phrases else None


def missing_dos(copy: Copy, text: str, entry: str) -> list[str] | None:
    """What a do asks for and the text lacks; None where no machine can tell."""
    for told_by, kept in WISHES:
        if told_by.search(entry):
            return [] if kept(copy, text) else [entry]
    phrases = wanted_phrases(entry)
    return [phrase for phrase in phrases if not holds(text, phrase)] if phrases else None


def _donts(copy: Copy, text: str, brand: BrandVoice) -> Iterator[Check]:
    found = {entry: broken_donts(copy, text, entry) for entry in brand.donts}
    yield from _kept("donts", "None of the brand's don'ts", found, "Write without them.")


def _dos(copy: Copy, text: str, brand: BrandVoice) -> Iterator[Check]:
    found = {entry: missing_dos(copy, text, entry) for entry in brand.dos}
    yield from _kept("dos", "All of the brand's dos", found, "Work them in.")


def _kept(key: str, label: str, found: dict[str, list[str] | None], advice: str) -> Iterator[Check]:
    """One check of what could be measured, and a note of what could not."""
    measured = [faults for faults in found.values() if faults is not None]
    wrong = list(dict.fromkeys(one for faults in measured for one in faults))
    untold = [entry for entry, faults in found.items() if faults is None]
    if measured:
        word = "used" if key == "donts" else "missing"
        value = f"{word}: {', '.join(f'“{one}”' for one in wrong)}" if wrong else "kept"
        yield Check(key, label, not wrong, value, advice if wrong else "", weight=2.0)
    if untold:
        told = "; ".join(untold)
        yield note(f"{key}_by_hand", f"{label}: for a person to judge", told, "No machine can measure this.")


def _audience(text: str, brand: BrandVoice) -> Check:
    label = "The audience reads it with ease"
    ease = reading_ease(text)
    if ease is None:
        return note("audience", label, "not measured: no English prose")
    least = next((level for told_by, level in _EASE if told_by.search(brand.audience)), USUAL_EASE)
    passed = ease >= least
    advice = "" if passed else f"Aim for {least:.0f} or more: shorter words, shorter sentences."
    return Check("audience", label, passed, f"reading ease {ease:.0f}", advice)


def _hype(text: str) -> Check:
    found = hype_in(text)
    value = ", ".join(f"“{one}”" for one in found) or "none"
    return Check("hype", "No superlatives, no spam", not found, value, "Say what is there." if found else "")


def _exclamations(text: str, names: Sequence[str]) -> Check:
    for name in names:
        if "!" in name:
            text = text.replace(name, "")
    count = text.count("!") + text.count("！")
    advice = "End these sentences with a full stop." if count else ""
    return Check("exclamations", "No exclamation marks", not count, str(count), advice)


def post_length(platform: Platform, text: str) -> int:
    """Characters as the platform counts them."""
    return len(text) + (len(_WIDE.findall(text)) if platform is Platform.X else 0)


def _limits(copy: Copy) -> Iterator[Check]:
    label = "Fits where it is sent"
    if isinstance(copy, SocialPosts):
        lengths = [(post.platform, post_length(post.platform, post.whole)) for post in copy.posts]
        over = [
            f"{PLATFORM_LABELS[one]} {length} of {LIMITS[one]}"
            for one, length in lengths
            if length > LIMITS[one]
        ]
    elif isinstance(copy, EmailSequence):
        subjects = [*copy.subject_lines, *(email.subject for email in copy.emails)]
        over = [f"subject {len(one)} of {MOST_SUBJECT}" for one in subjects if len(one) > MOST_SUBJECT]
        heads = [email.preheader for email in copy.emails]
        over += [f"preheader {len(one)} of {MOST_PREHEADER}" for one in heads if len(one) > MOST_PREHEADER]
    else:
        return
    yield Check(
        "limits", label, not over, ", ".join(over) or "fits", "Shorten these." if over else "", weight=2.0
    )


def _names(text: str, names: Sequence[str]) -> Check:
    label = "Names as in the bible"
    if not names:
        return note("names", label, "no names given")
    found = misspelled(text, names)
    value = ", ".join(f"“{one}” for “{right}”" for one, right in found.items()) or "as written there"
    advice = "Write them as the bible does." if found else ""
    return Check("names", label, not found, value, advice)
