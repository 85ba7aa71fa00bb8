"""Small rules of English that templates need, and the way from anything typed to plain words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

# Names travel through the templates between these, so that no rule of writing ever changes a name.
NAME_STARTS, NAME_ENDS = "\ue000", "\ue001"

_TAG = re.compile(r"<[^<>]{0,300}>")
_URL = re.compile(r"\b(?:https?|ftp|javascript|data):\S+", re.IGNORECASE)
_MARKS = re.compile(r"[<>{}\[\]|\\`*_#~^=$]+")
_SPACES = re.compile(r"\s+")
_SILENT_H = ("hour", "honest", "honour", "honor", "heir")
_VOWEL_LIKE_YOU = ("uni", "use", "usu", "eu", "one-", "once", "ute")
# Not after a question inside quotes, which goes on: "Why?" he said.
_SENTENCE_START = re.compile(r"((?:^|[.!?]\s+|\.[\"')\]]+\s+|\n\s*)[\"'(]*)([a-z])")
_SENTENCE = re.compile(r"[^.!?]+[.!?]+[\"')\]]*")


def plain(text: object, most: int = 400) -> str:
    """`text` on one line, without tags, addresses, Markdown and control characters."""
    cut = unicodedata.normalize("NFC", str(text)[: most * 4])
    cut = _MARKS.sub(" ", _URL.sub(" ", _TAG.sub(" ", cut)))
    cut = "".join(sign if unicodedata.category(sign)[0] not in "CZ" else " " for sign in cut)
    return _SPACES.sub(" ", cut).strip()[:most].strip()


def name_of(text: object) -> str:
    """A name as it was given, on one line. It is shown, so whoever shows it escapes it."""
    signs = (sign if unicodedata.category(sign)[0] not in "CZ" else " " for sign in str(text)[:400])
    return _SPACES.sub(" ", "".join(signs)).strip()[:120].strip()


def marked(name: str) -> str:
    return f"{NAME_STARTS}{name}{NAME_ENDS}"


def unmarked(text: str) -> str:
    return text.replace(NAME_STARTS, "").replace(NAME_ENDS, "")


def without_names(text: str) -> str:
    """What is left when the names are taken out: the words that we answer for."""
    return re.sub(f"{NAME_STARTS}[^{NAME_ENDS}]*{NAME_ENDS}", NAME_STARTS, text)


def article(words: str) -> str:
    """The indefinite article before `words`."""
    start = words.lstrip(NAME_STARTS).lower()
    if start.startswith(_SILENT_H):
        return "an"
    if start.startswith(_VOWEL_LIKE_YOU) and not start.startswith(("unin", "unim")):
        return "a"
    return "an" if start[:1] in tuple("aeiou") else "a"


def possessive(name: str) -> str:
    bare = unmarked(name)
    return f"{name}'" if bare[-1:] == "s" and not bare.endswith("ss") else f"{name}'s"


def lower_first(text: str) -> str:
    """For the middle of a sentence; a word in capitals and "I" stay, and so does a name of several words."""
    words = text.split(" ")
    if words[0] == "I" or words[0][1:2].isupper() or words[0].startswith("I'"):
        return text
    if len(words) > 1 and words[1][:1].isupper() and words[0] not in ("The", "A", "An"):
        return text
    return text[:1].lower() + text[1:]


def listed(words: Sequence[str], last: str = "and") -> str:
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def capitals(text: str) -> str:
    """Every sentence begins with a capital; a name is left as its owner writes it."""
    return _SENTENCE_START.sub(lambda found: found[1] + found[2].upper(), text)


def sentences(text: str) -> list[str]:
    """The sentences of a paragraph; a full stop inside a name ends none."""
    held: list[str] = []

    def hold(found: re.Match[str]) -> str:
        held.append(found[0])
        return f"\ue002{len(held) - 1}\ue003"

    hidden = re.sub(f"{NAME_STARTS}[^{NAME_ENDS}]*{NAME_ENDS}", hold, text)
    found = [one.strip() for one in _SENTENCE.findall(hidden.replace("\n", " ")) if one.strip()]
    return [re.sub("\ue002(\\d+)\ue003", lambda one: held[int(one[1])], sentence) for sentence in found]


def bare(text: str) -> str:
    """A sentence for comparing: its letters only."""
    return re.sub(r"\W+", " ", unmarked(text).casefold()).strip()


def words_of(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]+(?:'[^\W\d_]+)?", text.casefold().replace("’", "'"))


def block(text: str) -> tuple[str, ...]:
    """Passages of a readable block: a blank line between two of them, ¶ where a new paragraph begins."""
    parts = (_SPACES.sub(" ", part).strip() for part in re.split(r"\n\s*\n", text))
    return tuple(re.sub(r"\s*¶\s*", "\n", part) for part in parts if part)


def lines(text: str) -> tuple[str, ...]:
    """One entry a line."""
    return tuple(_SPACES.sub(" ", line).strip() for line in text.splitlines() if line.strip())


def first_that(choices: Iterable[str], default: str = "") -> str:
    return next((choice for choice in choices if choice), default)


def bag(text: str) -> frozenset[str]:
    """The words of a readable line."""
    return frozenset(text.split())
