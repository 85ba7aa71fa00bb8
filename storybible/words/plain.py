"""Markdown as plain words, for search, cards and machines."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.text import Truncator
from markdown_it.token import Token

from storybible.words.parser import tokens


def plain(text: str) -> str:
    """The words of a Markdown text, a line for each block. `@Mara` reads Mara."""
    if not text.strip():
        return ""
    lines = ("".join(_words(token)).strip() for token in tokens(text, None))
    return "\n".join(line for line in lines if line)


def excerpt(text: str, length: int = 160) -> str:
    """The beginning of a Markdown text in one line of plain words."""
    return Truncator(" ".join(plain(text[: length * 8]).split())).chars(length)


def _words(token: Token) -> Iterator[str]:
    if token.type in {"fence", "code_block"}:
        yield token.content
    for child in token.children or ():
        yield "\n" if child.type in {"softbreak", "hardbreak"} else child.content
