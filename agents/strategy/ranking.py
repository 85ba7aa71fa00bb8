"""Which take comes first for whom, and what choosing one says of a person's taste."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol, TypeVar

from agents.models import Topic
from agents.moods import MOVE_LABELS, Mood
from agents.strategy.judging import FILMING
from agents.taste import CHOSEN, PASSED_OVER, words_in

MOOD_SHARE = 0.5
# A choice among three says much of the move, less of the mood, and of a word next to nothing.
OF_MOOD, OF_LIGHT, OF_WORD, OF_WORD_PASSED = 1.0, 0.5, 0.3, -0.1
MOST_WORDS = 5
LEAST_LETTERS = 5


class Ranked(Protocol):
    @property
    def camera_move(self) -> str: ...
    @property
    def mood(self) -> str: ...


T = TypeVar("T", bound=Ranked)


def ranked(
    takes: Sequence[T], mood: Mood, moves: Mapping[str, float], moods: Mapping[str, float]
) -> tuple[list[T], list[str]]:
    """The takes, those that the person leans to first; and sentences on what memory did to the order."""

    def score(take: T) -> float:
        return moves.get(take.camera_move, 0.0) + MOOD_SHARE * moods.get(take.mood.casefold(), 0.0)

    usual = sorted(takes, key=lambda take: _place(take, mood))
    order = sorted(usual, key=lambda take: -round(score(take), 3))
    if [id(take) for take in order] == [id(take) for take in usual]:
        return order, []
    return order, _reasons(order, moves, score(order[0]), score(order[-1]))


def _place(take: Ranked, mood: Mood) -> int:
    return mood.moves.index(take.camera_move) if take.camera_move in mood.moves else len(mood.moves)


def _reasons(order: Sequence[Ranked], moves: Mapping[str, float], best: float, worst: float) -> list[str]:
    first, last = (MOVE_LABELS[take.camera_move] for take in (order[0], order[-1]))
    if best > 0:
        why = (
            "you chose it before" if moves.get(order[0].camera_move, 0.0) > 0 else "you liked its mood before"
        )
        return [f"“{first}” comes first, for {why}."]
    return [f"“{last}” comes last, for you lean away from it."] if worst < 0 else []


def taught_by_choice(
    variations: Sequence[Mapping[str, Any]], index: int, earlier: Sequence[int] = ()
) -> list[tuple[str, str, float]]:
    """What choosing one of these says: for its move, mood, light and words, a little against the others.

    earlier: those that were chosen before, which are not passed over.
    """
    chosen = variations[index]
    others = [one for place, one in enumerate(variations) if place != index]
    passed = [one for place, one in enumerate(variations) if place != index and place not in earlier]
    seen = [
        (Topic.CAMERA_MOVE.value, str(chosen["camera_move"]), CHOSEN),
        (Topic.MOOD.value, str(chosen["mood"]), OF_MOOD),
        (Topic.STYLE.value, str(chosen["lighting"]), OF_LIGHT),
    ]
    for one in passed:
        seen.append((Topic.CAMERA_MOVE.value, str(one["camera_move"]), PASSED_OVER))
        seen.append((Topic.MOOD.value, str(one["mood"]), PASSED_OVER))
    seen += [(Topic.WORD.value, word, OF_WORD) for word in _own_words(chosen, others)]
    for one in passed:
        rest = [other for other in variations if other is not one]
        seen += [(Topic.WORD.value, word, OF_WORD_PASSED) for word in _own_words(one, rest)]
    return seen


def _own_words(one: Mapping[str, Any], others: Sequence[Mapping[str, Any]]) -> list[str]:
    """Words that only this prompt has, and that tell of the picture: not of the camera, as far as known."""
    shared = {word for other in others for word in words_in(str(other["prompt"]))}
    telling = [
        word
        for word in words_in(FILMING.sub(" ", str(one["prompt"])))
        if word not in shared and len(word) >= LEAST_LETTERS
    ]
    return telling[:MOST_WORDS]
