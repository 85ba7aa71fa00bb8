"""Markdown with mentions: `@Mara`, `@"Mara Voss"`, `@[Mara Voss](mara-voss)`.

A text is parsed twice where it holds an @: first the names that could be meant are collected, so that one
query finds which of them there are; then the longest that there is wins. Code, links and e-mail addresses
hold no mentions, which is why this is a rule of the parser and not a search in the text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from storybible.names import fold

LONGEST_BARE = 80
MOST_PIECES = 16
MENTION = "mention"

_EXPLICIT = re.compile(r"@\[([^\]\n]{1,200})\]\(([\w-]{1,120})\)")
_QUOTED = re.compile(r"@[\"“”]([^\"“”\n]{1,200})[\"“”]")
_WORD = re.compile(r"[^\W_]")
# Scripts that write no spaces: a name may end before any of their signs.
_UNSPACED = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*://\S*$", re.IGNORECASE)
_SAFE_LINK = re.compile(r"(?:https?:|mailto:|[^:]*(?:[/?#]|$))", re.IGNORECASE)


@dataclass(frozen=True)
class Target:
    """An element that a mention may mean."""

    id: str
    key: str
    name: str
    everyone: bool
    alive: bool


@dataclass
class Wanted:
    """First reading: what the text may mention."""

    spoken: set[str] = field(default_factory=set)
    keys: set[str] = field(default_factory=set)

    def __bool__(self) -> bool:
        return bool(self.spoken or self.keys)


@dataclass
class Known:
    """Second reading: what there is. The first of several with one name is meant."""

    spoken: dict[str, Target] = field(default_factory=dict)
    keys: dict[str, Target] = field(default_factory=dict)


@cache
def parser() -> MarkdownIt:
    """CommonMark with tables and strikethrough, without raw HTML. The renderer makes links of images."""
    made = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    made.disable(["html_block", "html_inline"])
    made.inline.ruler.before("link", MENTION, _mention)
    made.validateLink = _is_safe  # type: ignore[method-assign]
    return made


def wanted(text: str) -> Wanted:
    """Names and keys that the text may mention."""
    found = Wanted()
    if "@" in text:
        parser().parse(text, {"wanted": found})
    return found


def tokens(text: str, known: Known | None) -> list[Token]:
    """The text's tokens; mentions are tokens of type `mention`. Without `known`, all that look like one."""
    return parser().parse(text, {"known": known})


def spans(wanted_text: str) -> list[str]:
    """The beginnings of a text that could be a name, shortest first: `Mara`, `Mara Voss`, ..."""
    line = wanted_text.split("\n", 1)[0]
    head = line[:LONGEST_BARE]
    if not head or not _WORD.match(head):
        return []
    ends: list[int] = []
    for end in range(1, len(head) + 1):
        if head[end - 1].isspace() or not _may_end(line, end):
            continue
        ends.append(end)
        if len(ends) == MOST_PIECES:
            break
    return [head[:end] for end in ends]


def _may_end(line: str, end: int) -> bool:
    if end >= len(line):
        return True
    before, after = line[end - 1], line[end]
    if _UNSPACED.match(before) or _UNSPACED.match(after):
        return True
    return not (_WORD.match(before) and _WORD.match(after))


def _mention(state: StateInline, silent: bool) -> bool:
    at = state.pos
    if state.src[at] != "@" or state.linkLevel or _inside_an_address(state.src, at):
        return False
    env = state.env
    if "wanted" in env:
        _collect(state.src, at, env["wanted"])
        return False
    found = _meant(state.src, at, env.get("known"))
    if found is None:
        return False
    text, length, target = found
    if not silent:
        token = state.push(MENTION, "", 0)
        token.content = text
        token.meta = {"target": target}
    state.pos += length
    return True


def _inside_an_address(src: str, at: int) -> bool:
    """After a letter, as in an e-mail address, or in the middle of a web address."""
    if at == 0:
        return False
    before = src[at - 1]
    if before == "@" or (_WORD.match(before) and not _UNSPACED.match(before)):
        return True
    return bool(_ADDRESS.search(src, max(0, at - 200), at))


def _collect(src: str, at: int, into: Wanted) -> None:
    if explicit := _EXPLICIT.match(src, at):
        into.keys.add(explicit[2])
    elif quoted := _QUOTED.match(src, at):
        into.spoken.add(fold(quoted[1]))
    else:
        into.spoken.update(fold(span) for span in spans(src[at + 1 : at + 2 + LONGEST_BARE]))


def _meant(src: str, at: int, known: Known | None) -> tuple[str, int, Target | None] | None:
    """What a mention shows, how many signs it takes, and whom it means. None where nobody is meant."""
    if explicit := _EXPLICIT.match(src, at):
        return explicit[1], len(explicit[0]), known.keys.get(explicit[2]) if known else None
    if quoted := _QUOTED.match(src, at):
        target = known.spoken.get(fold(quoted[1])) if known else None
        return (quoted[1], len(quoted[0]), target) if target or known is None else None
    if known is None:
        return ("", 1, None) if _WORD.match(src, at + 1) else None
    for span in reversed(spans(src[at + 1 : at + 2 + LONGEST_BARE])):
        target = known.spoken.get(fold(span))
        if target:
            return span, len(span) + 1, target
    return None


def _is_safe(url: str) -> bool:
    """Web and mail addresses, and addresses of this studio."""
    return bool(_SAFE_LINK.match(url.strip()))
