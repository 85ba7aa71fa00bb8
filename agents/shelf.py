"""A part of what a model is shown, being filled entry by entry within its tokens.

Lore is data: every entry stands between tags that its own text cannot close.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from agents.llm.tokens import tokens_in
from storybible.selectors.context import Entry


@dataclass(frozen=True)
class Told:
    """One thing the model saw. `part` says where; `shortened` that not all of its text went in."""

    kind: str
    id: str
    key: str
    revision: int
    title: str
    reason: str
    tokens: int
    part: str
    shortened: bool = False


@dataclass(frozen=True)
class Dropped:
    """One thing that was found and not shown, and which cap dropped it."""

    kind: str
    id: str
    title: str
    reason: str
    tokens: int = 0


@dataclass
class Shelf:
    """One part being filled: texts, what they tell, and the tokens that are left.

    The tag that will stand round the whole is paid for from the beginning.
    """

    part: str
    tag: str
    left: int
    texts: list[str] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.left -= tokens_in(_frame("", self.tag))

    def put(self, entry: Entry, text: str, *, shortened: bool = False) -> bool:
        """False where it does not fit any more."""
        framed = framed_entry(entry, text)
        cost = cost_of(framed)
        if cost > self.left:
            return False
        self.left -= cost
        self.texts.append(framed)
        self.told.append(
            Told(
                entry.kind, entry.id, entry.key, entry.revision, entry.title, entry.reason,
                cost, self.part, shortened,
            )
        )  # fmt: skip
        return True

    @property
    def text(self) -> str:
        return _frame("\n".join(self.texts), self.tag) if self.texts else ""


def harmless(text: str) -> str:
    """A stranger's text without the signs that could close its delimiters."""
    return text.replace("<", "‹").replace(">", "›").replace("\0", "")


def framed_entry(entry: Entry, text: str) -> str:
    title = harmless(entry.title).replace('"', "”")
    return f'<entry kind="{entry.kind}" name="{title}">\n{harmless(text)}\n</entry>'


def cost_of(framed: str) -> int:
    """Tokens of an entry and of the line break that follows it."""
    return tokens_in(framed) + 1


def cost_of_all(entries: Sequence[Entry]) -> int:
    return sum(cost_of(framed_entry(entry, entry.text)) for entry in entries)


def _frame(inside: str, tag: str) -> str:
    return f"<{tag}>\n{inside}\n</{tag}>"
