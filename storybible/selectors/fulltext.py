"""The full-text index, asked in the words of the database at hand. Migrations 0003 and 0012 make it.

What people type never reaches the index's own syntax: it is folded and cut into words of letters and digits,
and every word is quoted. Each question ends when it has found enough, so that the most common word of a large
world costs as little as a rare one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from django.db import connection

MOST_WORDS = 8
LONGEST_WORD = 60
START = "\ue000"  # before the first word of a title in SQLite's index
_MARKS = re.compile("[\u0300-\u036f]")
_WORD = re.compile(r"[^\W_]+")


class Tier(StrEnum):
    """Where the words are looked for, the best place first."""

    START = "start"
    NAMES = "names"
    TAGS = "tags"
    TEXT = "text"
    CALLS = "calls"


SQLITE_COLUMNS = {
    Tier.START: ("storybible_names", "starts title"),
    Tier.NAMES: ("storybible_names", "title names"),
    Tier.TAGS: ("storybible_tags", "tags"),
    Tier.TEXT: ("storybible_fulltext", "title names tags text"),
    Tier.CALLS: ("storybible_fulltext", "calls"),
}
POSTGRES_COLUMNS = {
    Tier.START: "names_vector",
    Tier.NAMES: "names_vector",
    Tier.TAGS: "tags_vector",
    Tier.TEXT: "text_vector",
    Tier.CALLS: "text_vector",
}


@dataclass(frozen=True)
class Scope:
    """Whose rows: of these universes all, of those what everyone may see; of these kinds. Empty means any."""

    whole: frozenset[str] = field(default_factory=frozenset)
    public: frozenset[str] = field(default_factory=frozenset)
    kinds: frozenset[str] = field(default_factory=frozenset)

    def groups(self) -> list[list[str]]:
        """A row must have one of each group. What people write makes no word with a slash."""
        places = [f"/u{one}" for one in self.whole] + [f"/v{one}" for one in self.public]
        kinds = [f"/k{kind.replace('_', '')}" for kind in self.kinds]
        return [sorted(group) for group in (places, kinds) if group]


def folded(text: str) -> str:
    """As the index folds it: no case, no marks."""
    return _MARKS.sub("", unicodedata.normalize("NFKD", text)).lower()


def words(text: str) -> list[str]:
    """The words that are looked for."""
    return [word[:LONGEST_WORD] for word in _WORD.findall(folded(text))][:MOST_WORDS]


def entries(tier: Tier, asked: Sequence[str], scope: Scope, most: int) -> list[int]:
    """Ids of at most `most` entries that have all the words there; the last word may be only begun."""
    if not asked:
        return []
    if connection.vendor == "sqlite":
        table = SQLITE_COLUMNS[tier][0]
        sql = f"SELECT rowid FROM {table} WHERE {table} MATCH %s LIMIT %s"  # noqa: S608
        wanted = _sqlite(tier, asked, scope)
    else:
        column = POSTGRES_COLUMNS[tier]
        # Limited in a step of its own: beside the condition, LIMIT has PostgreSQL read the whole table in the
        # hope of a hundred early rows, which for a word that nobody wrote never come.
        found = f"SELECT id FROM storybible_searchentry WHERE {column} @@ %s::tsquery"  # noqa: S608
        sql = f"WITH found AS MATERIALIZED ({found}) SELECT id FROM found LIMIT %s"  # noqa: S608
        wanted = _postgres(tier, asked, scope)
    with connection.cursor() as cursor:
        cursor.execute(sql, [wanted, most])
        return [row[0] for row in cursor.fetchall()]


def _sqlite(tier: Tier, asked: Sequence[str], scope: Scope) -> str:
    quoted = [f'"{word}"' for word in asked]
    if tier is Tier.CALLS:
        text = quoted[0]
    elif tier is Tier.START:
        text = _sqlite_start(asked[0], quoted)
    else:
        text = f"{' AND '.join(quoted)} *"
    groups = (" OR ".join(f'"{word}"' for word in group) for group in scope.groups())
    return " AND ".join(
        [*(f"(scope : ({group}))" for group in groups), f"({{{SQLITE_COLUMNS[tier][1]}}} : ({text}))"]
    )


def _sqlite_start(first: str, quoted: Sequence[str]) -> str:
    """The first word has a list of its own, which is short where few titles begin with it."""
    begins = f'"{START}{first}"'
    return f"{begins} *" if len(quoted) == 1 else f"{begins} AND ^ {' + '.join(quoted)} *"


def _postgres(tier: Tier, asked: Sequence[str], scope: Scope) -> str:
    if tier is Tier.CALLS:
        text = f"'@{asked[0]}'"
    elif tier is Tier.START:
        text = f"'^{' '.join(asked)}':*"
    else:
        text = " & ".join(f"'{word}'" for word in asked) + ":*"
    return " & ".join([*(_any(group) for group in scope.groups()), text])


def _any(group: Iterable[str]) -> str:
    return f"({' | '.join(repr(word) for word in group)})"
