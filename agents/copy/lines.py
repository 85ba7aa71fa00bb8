"""Sentences of Markdown bodies, one at a time. Lists stay lists, and paragraphs stay apart."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from agents.copy.prose import LONG_SENTENCE, sentences, words

_MARKER = re.compile(r"^\s*(?:[-*+]\s+|\d+[.)]\s+|>\s+|#{1,6}\s+)?")
_JOINTS = (
    re.compile(r"\s*;\s+"),
    re.compile(r"\s+[–—]\s+"),
    re.compile(r":\s+(?=\S+\s\S+\s\S+)"),
    re.compile(r",\s+(?=(?:and|but|so|yet|for)\s)"),
    re.compile(r"\s+(?=(?:because|although|while|until|whereas)\s)"),
    re.compile(r",\s+"),
)
_LEAST_WORDS = 3


def each_sentence(body: str, change: Callable[[str], str]) -> str:
    """The body with every sentence changed; those that become empty go, and so do lines without any."""
    lines: list[str] = []
    for line in body.split("\n"):
        if not line.strip():
            lines.append("")
            continue
        found = _MARKER.match(line)
        marker = found.group() if found else ""
        parts = sentences(line[len(marker) :]) or [line[len(marker) :].strip()]
        changed = [one for one in (change(part).strip() for part in parts) if one]
        if changed:
            lines.append(marker + " ".join(changed))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def without(body: str, wrong: Callable[[str], bool]) -> str:
    """The body without the sentences that are wrong; may be empty."""
    return each_sentence(body, lambda one: "" if wrong(one) else one)


def without_last(body: str) -> str:
    """The body without its last sentence; may be empty."""
    lines = body.rstrip().split("\n")
    found = _MARKER.match(lines[-1])
    marker = found.group() if found else ""
    parts = sentences(lines[-1][len(marker) :])[:-1]
    kept = [*lines[:-1], marker + " ".join(parts)] if parts else lines[:-1]
    return "\n".join(kept).strip()


def with_more(body: str, sentence: str) -> str:
    """The body with a sentence in its last paragraph, or after its list."""
    last = body.rsplit("\n", 1)[-1]
    found = _MARKER.match(last)
    return f"{body}\n\n{sentence}" if found and found.group().strip() else f"{body} {sentence}"


def split(sentence: str, most: int = LONG_SENTENCE) -> str:
    """A long sentence as several at its joints. What has no joint is left alone."""
    if len(words(sentence)) <= most:
        return sentence
    for joint in _JOINTS:
        best = _best_cut(sentence, joint, most)
        if best is not None:
            head, tail = best
            return f"{_closed(head)} {split(_opened(tail), most)}"
    return sentence


def cut(sentence: str, most: int = LONG_SENTENCE) -> str:
    """The beginning of a long sentence up to a comma, where splitting did not help."""
    if len(words(sentence)) <= most:
        return sentence
    places = [found.start() for found in re.finditer(r"[,;:]\s", sentence)]
    fitting = [place for place in places if _LEAST_WORDS <= len(words(sentence[:place])) <= most]
    return _closed(sentence[: fitting[-1]]) if fitting else sentence


def _best_cut(sentence: str, joint: re.Pattern[str], most: int) -> tuple[str, str] | None:
    """The joint nearest to the middle with enough on both sides. A bare comma must lead to a whole clause."""
    whole = len(words(sentence))
    cuts = []
    for found in joint.finditer(sentence):
        head, tail = sentence[: found.start()], sentence[found.end() :]
        count = len(words(head))
        if _LEAST_WORDS <= count <= whole - _LEAST_WORDS and (joint is not _JOINTS[-1] or _is_clause(tail)):
            cuts.append((abs(count - whole / 2), head, tail))
    return min(cuts)[1:] if cuts else None


def _is_clause(tail: str) -> bool:
    """Whether what follows a comma can stand alone: it begins with a person or thing that acts."""
    return bool(re.match(r"(?:he|she|it|they|we|you|there|this|that)\s+\w+", tail))


def _closed(text: str) -> str:
    text = text.rstrip(" ,;:")
    return text if re.search(r"[.?!…][\"”’)*]*$", text) else f"{text}."


def _opened(text: str) -> str:
    text = text.lstrip()
    return text[:1].upper() + text[1:]


def sentence_of(text: str) -> str:
    """Somebody's words as one sentence that does not shout: a capital first, a full stop at the end."""
    line = " ".join(text.split()).replace("!?", "?").replace("!", ".").replace("！", "。")
    line = re.sub(r"\.(?:\s*\.)+", ".", line) if "..." not in line else line
    if not line:
        return ""
    done = re.search(r"[.?…。؟][\"”’»)]*$", line)
    return _opened(line if done else f"{line.rstrip(' ,;:')}.")


def listed(items: Iterable[str]) -> str:
    """one, two and three."""
    every = list(items)
    return every[0] if len(every) == 1 else f"{', '.join(every[:-1])} and {every[-1]}" if every else ""


def with_article(noun: str) -> str:
    return f"{'an' if noun[:1].casefold() in 'aeiou' else 'a'} {noun}" if noun else ""
