"""How a text feels, by VADER's lexicon of English."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Any, Literal

from agents.copy.prose import MOST_READ, is_english, sentences

Label = Literal["positive", "neutral", "negative"]

# VADER's own borders between the three.
BORDER = 0.05
_LONGEST = 600


@dataclass(frozen=True)
class Sentiment:
    """score from -1 to 1. Not `measured` where the lexicon does not know the language: then it is neutral."""

    label: Label
    score: float
    measured: bool = True

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def sentiment(text: str) -> Sentiment:
    """The mean of the sentences, longer ones counting more: one warm word does not colour a page."""
    read = text[:MOST_READ]
    # The lexicon's cost grows with the square of what it is given at once.
    parts = [one[:_LONGEST] for one in sentences(read)]
    known = parts and (is_english(read) or any(_compound(one) for one in parts[:3]))
    if not known:
        return Sentiment("neutral", 0.0, measured=False)
    weights = [len(one) for one in parts]
    total = sum(_compound(one) * weight for one, weight in zip(parts, weights, strict=True)) / sum(weights)
    score = max(-1.0, min(1.0, round(total, 3)))
    return Sentiment(label_of(score), score)


def label_of(score: float) -> Label:
    if score >= BORDER:
        return "positive"
    return "negative" if score <= -BORDER else "neutral"


def _compound(text: str) -> float:
    return float(_analyser().polarity_scores(text)["compound"])


@lru_cache(maxsize=1)
def _analyser() -> Any:
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    return SentimentIntensityAnalyzer()
