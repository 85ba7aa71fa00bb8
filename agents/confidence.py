"""How sure an agent is of its result, as a number with its reasons.

The score is the weighted mean of signals, each between 0 (against) and 1 (for) and each with a sentence that
says why; a signal may also cap the whole. What a model says of itself weighs least: such numbers are poorly
calibrated. The embedded demo model's results are never trusted further than `DEMO_CAP`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from pydantic import BaseModel

DEMO_CAP = 0.5
OWN_WEIGHT = 0.5
_WORDS = re.compile(r"\w+")


@dataclass(frozen=True)
class Signal:
    """One reason. `weight` is relative to the others; `cap` limits the whole score where it is below 1."""

    key: str
    label: str
    value: float
    evidence: str
    weight: float = 1.0
    cap: float = 1.0

    def shown(self) -> dict[str, Any]:
        return {**asdict(self), "value": round(self.value, 3)}


@dataclass(frozen=True)
class Verdict:
    """The score, its reasons, and whether a person must look."""

    score: float
    signals: tuple[Signal, ...]
    threshold: float

    @property
    def needs_review(self) -> bool:
        return self.score < self.threshold


def judge(signals: Iterable[Signal], *, threshold: float, is_demo: bool = False) -> Verdict:
    """The verdict over all signals. Without any the agent knows nothing of itself, and a person looks."""
    found = list(signals)
    if is_demo:
        found.append(
            Signal(
                "demo", "Written offline", 0.0,
                f"No capable language model took part, so this counts {DEMO_CAP:.0%} at most.",
                weight=0.0, cap=DEMO_CAP,
            )
        )  # fmt: skip
    total = sum(one.weight for one in found)
    mean = sum(min(1.0, max(0.0, one.value)) * one.weight for one in found) / total if total else 0.0
    score = min([mean, *(one.cap for one in found)])
    return Verdict(round(score, 4), tuple(found), threshold)


def from_attempts(attempts: int) -> Signal:
    """An answer that had to be sent back is trusted less."""
    if attempts <= 1:
        return Signal("schema", "Form", 1.0, "The answer had the right form at once.")
    return Signal(
        "schema", "Form", max(0.2, 1.0 - 0.3 * (attempts - 1)),
        f"The answer was right only at the {_ordinal(attempts)} try.",
    )  # fmt: skip


def from_itself(estimate: float) -> Signal:
    return Signal(
        "own", "The model's own estimate", estimate,
        f"The model says {estimate:.0%}. Such numbers are often too high, so this weighs least.",
        weight=OWN_WEIGHT,
    )  # fmt: skip


def from_agreement(likeness: float) -> Signal:
    return Signal(
        "agreement", "Two answers", likeness,
        f"Asked twice, {likeness:.0%} of what was said is alike.", weight=1.5,
    )  # fmt: skip


def from_names(wanted: Sequence[str], text: str) -> Signal:
    """Whether what was asked for by name is there."""
    missing = [name for name in wanted if not _named(name, text)]
    if not wanted:
        return Signal("names", "Names", 1.0, "Nobody was asked for by name.", weight=0.5)
    share = 1 - len(missing) / len(wanted)
    said = f"Missing: {', '.join(missing)}." if missing else f"All named: {', '.join(wanted)}."
    return Signal("names", "Names", share, said, weight=1.5, cap=1.0 if not missing else 0.65)


def _named(name: str, text: str) -> bool:
    folded = text.casefold()
    whole = name.casefold()
    first = whole.split()[0] if whole.split() else whole
    return any(re.search(rf"(?<!\w){re.escape(part)}(?!\w)", folded) for part in (whole, first))


def likeness(one: BaseModel | str, other: BaseModel | str) -> float:
    """0..1: how many of the words of two answers are the same, by the share of the union."""
    left, right = (_words(answer) for answer in (one, other))
    if not left and not right:
        return 1.0
    return len(left & right) / len(left | right)


def _words(answer: BaseModel | str) -> set[str]:
    text = answer if isinstance(answer, str) else answer.model_dump_json()
    return {word for word in _WORDS.findall(text.casefold()) if len(word) > 3}


def _ordinal(number: int) -> str:
    return {2: "second", 3: "third"}.get(number, f"{number}th")
