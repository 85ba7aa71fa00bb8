"""What a decision about an agent's result says of taste."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from agents.imagery.reading import PLAIN_ENGLISH
from agents.memory import observe, unlearn, value_of
from agents.models import Topic
from storybible.selectors.called import called
from umam.accounts.models import User
from umam.jobs.handlers import Decision
from umam.jobs.models import Job
from umam.universes.models import Universe

CHOSEN, PASSED_OVER = 2.0, -0.25
# Results are kept and refused for many reasons: one decision leans, several prefer.
APPROVED, REJECTED = 0.6, -0.6
KEPT_IN_EDIT, PUT_IN, TAKEN_OUT = 0.5, 1.5, -1.0
MOST_WORDS = 8
# Longer descriptions than this are told of one result, and come back in no other.
LONGEST_VALUE = 60

# The fields of outputs that tell of taste, anywhere in an output.
TELLING = {
    "camera_move": Topic.CAMERA_MOVE,
    "mood": Topic.MOOD,
    "mood_category": Topic.MOOD,
    "style": Topic.STYLE,
}
_NO_PROSE = frozenset({"model", "usage", "note", "notes", "id", "engine", "seed", *TELLING})
_WORD = re.compile(r"[^\W\d_]{4,}")
_COMMON_WORDS = """
    about after again along also although always among another anything around away back became because
    become been being best better both came cannot come could does doing done down each either else
    enough even ever every everything first from gave give given goes going gone good hand have having
    hers here herself himself however inside instead itself just keep kept knew know known last later
    least less like little long look made make many maybe more most much must near never next nobody
    nothing once only other others ours outside over part perhaps place quite rather really said same
    seem seemed seen several shall should since some something soon still such sure take taken tell than
    that their theirs them themselves then there these they thing things think this those though thought
    three through thus time together told took toward towards turn turned under until upon very want
    wanted well went were what whatever when whenever where which whole whom whose will within without
    would year years your yours
"""
_COMMON = PLAIN_ENGLISH | frozenset(_COMMON_WORDS.split())


def learn_from_review(
    *,
    job: Job,
    decision: Decision,
    output: Mapping[str, Any],
    by: User | None,
    original: Mapping[str, Any] | None = None,
) -> None:
    """Moods, moves and styles that somebody kept or refused, and the words an edit added or removed.

    Where a result offers several values of a field, keeping it as it is prefers none of them.
    """
    if by is None:
        return
    before = told(original or output)
    after = told(output)
    seen = [
        (TELLING[name].value, value, weight)
        for name in sorted({*before, *after})
        for value, weight in _weights(decision, before.get(name, set()), after.get(name, set()))
    ]
    if decision == "edited":
        seen += edited_words(job.universe, text_of(original or {}), text_of(output))
    observe(user=by, universe=job.universe, seen=seen, cause=cause_of(decision, job), job=job)


def unlearn_review(*, job: Job, by: User | None) -> None:
    """Forget what a decision told that was taken back, and the choices that it stood for."""
    if by is not None:
        unlearn(user=by, job=job)


def cause_of(decision: str, job: Job) -> str:
    """What somebody did, in words."""
    return f"{decision} a result of {job.kind}"


def _weights(decision: Decision, before: set[str], after: set[str]) -> list[tuple[str, float]]:
    if decision == "rejected":
        return [(value, REJECTED / len(after)) for value in sorted(after)]
    if decision == "approved":
        return [(value, APPROVED) for value in after] if len(after) == 1 else []
    kept = [(value, KEPT_IN_EDIT) for value in after & before] if len(after) == 1 else []
    put_in = [(value, PUT_IN) for value in sorted(after - before)]
    return kept + put_in + [(value, TAKEN_OUT) for value in sorted(before - after)]


def told(output: Mapping[str, Any]) -> dict[str, set[str]]:
    """What an output says in the fields that tell of taste, by the field's name."""
    found: dict[str, set[str]] = defaultdict(set)
    for name, value in _fields(output):
        if name in TELLING and 0 < len(value) <= LONGEST_VALUE:
            found[name].add(value_of(TELLING[name].value, value))
    return dict(found)


def _fields(value: Any, name: str = "") -> Iterable[tuple[str, str]]:
    if isinstance(value, Mapping):
        for key, one in value.items():
            yield from _fields(one, str(key))
    elif isinstance(value, list):
        for one in value:
            yield from _fields(one, name)
    elif isinstance(value, str) and value.strip():
        yield name, value


def text_of(output: Mapping[str, Any]) -> str:
    """The prose of an output, without what names, counts or categorises."""
    return " ".join(value for name, value in _fields(output) if name not in _NO_PROSE)


def words_in(text: str) -> Counter[str]:
    """The words that may be a matter of taste, and how often each is there."""
    return Counter(word for word in _WORD.findall(text.casefold()) if word not in _COMMON)


def edited_words(universe: Universe, before: str, after: str) -> list[tuple[str, str, float]]:
    """Words that an edit added or removed more than once: a habit, not a slip. Names are no taste."""
    counts = words_in(after)
    counts.subtract(words_in(before))
    often = {word: count for word, count in counts.items() if abs(count) >= 2}
    if often:
        names = {part for call in called(f"{after}\n{before}", universe) for part in call.folded.split()}
        often = {word: count for word, count in often.items() if word not in names}
    ranked = sorted(often.items(), key=lambda one: (-abs(one[1]), one[0]))
    return [(Topic.WORD.value, word, 1.0 if count > 0 else -1.0) for word, count in ranked[:MOST_WORDS]]
