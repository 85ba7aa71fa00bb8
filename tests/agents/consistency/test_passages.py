"""How often the rules are right: sixty passages of seven worlds, twenty of which nobody tuned them on."""

from __future__ import annotations

import pytest

from agents.consistency.lexicon import term_count
from agents.consistency.service import violations_in_text
from tests.agents.consistency.labelled import PASSAGES, as_of, build, score


def test_there_are_sixty_passages_of_many_worlds():
    assert len(PASSAGES) == 60
    assert sum(one["held_out"] for one in PASSAGES) == 20
    assert len({one["world"] for one in PASSAGES}) >= 5
    assert 25 <= sum(not one["expected"] for one in PASSAGES) <= 35
    assert all(len(one["expected"]) <= 2 for one in PASSAGES)


def test_the_lexicon_is_large():
    assert term_count() >= 300


@pytest.mark.parametrize("held_out", [False, True], ids=["tuned", "held out"])
def test_precision_and_recall(owner, held_out):
    universes = {}
    hits = expected = 0
    wrong, missed = [], []
    for passage in PASSAGES:
        if passage["held_out"] is not held_out:
            continue
        name = passage["world"]
        universe = universes.get(name) or universes.setdefault(name, build(name, owner))
        found = violations_in_text(universe, passage["text"], as_of=as_of(universe, passage))
        good, bad, gone = score(passage["expected"], found)
        hits += good
        wrong += bad
        missed += gone
        expected += len(passage["expected"])
    precision, recall = hits / max(1, hits + len(wrong)), hits / expected
    assert precision >= 0.9, wrong
    assert recall >= 0.7, missed
