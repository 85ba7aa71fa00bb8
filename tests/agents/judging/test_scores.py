"""Numbers with their reasons, and an order that can be explained."""

from __future__ import annotations

import math
import random

import pytest

from agents.judging.judge import judge, score
from agents.judging.scores import (
    Candidate,
    Criterion,
    Kind,
    Score,
    Wish,
    between,
    from_report,
    ramp,
    rank,
    unreadable,
)


def made(name, gates=(), **values):
    criteria = [Criterion(key, key.title(), value, 1.0, f"It has {value}.") for key, value in values.items()]
    return Score(Candidate(name, Kind.IMAGE), criteria, gates)


class TestScales:
    def test_ramp_both_ways(self):
        assert [ramp(value, 0, 10) for value in (-1, 0, 5, 10, 99)] == [0, 0, 0.5, 1, 1]
        assert [ramp(value, 10, 0) for value in (99, 10, 5, 0)] == [0, 0, 0.5, 1]

    def test_between(self):
        assert [between(value, 2, 4, 2) for value in (0, 1, 2, 3, 4, 5, 6)] == [0, 0.5, 1, 1, 1, 0.5, 0]

    @pytest.mark.parametrize("value", [math.nan, math.inf, -5, 7])
    def test_values_stay_in_range(self, value):
        assert 0 <= Criterion("k", "l", value, 1.0, "e").value <= 1


class TestTotals:
    def test_weighted_mean(self):
        found = Score(
            Candidate("a", Kind.CLIP),
            [
                Criterion("a", "A", 1.0, 3.0, ""),
                Criterion("b", "B", 0.0, 1.0, ""),
                Criterion("c", "C", 0.0, 0.0, ""),
            ],
        )
        assert found.total == 0.75

    def test_a_gate_closes(self):
        assert made("a", ("blank",), blank=0.0, sharp=1.0).total == 0
        assert made("a", ("blank",), blank=1.0, sharp=1.0).total == 1

    def test_nothing_measured(self):
        assert Score(Candidate("a", Kind.CLIP)).total == 0

    def test_as_dict(self):
        out = made("a", sharp=0.5).as_dict()
        assert out["candidate"] == out["label"] == "a"
        assert out["total"] == 0.5
        assert set(out["criteria"][0]) == {"key", "label", "value", "weight", "evidence"}


class TestReport:
    def test_share_of_checks(self):
        report = ({"key": "a", "label": "No black", "ok": False}, {"key": "b", "ok": True}, {"odd": 1})
        (found,) = from_report(Candidate("a", Kind.CLIP, report=report))
        assert found.value == 0.5
        assert found.evidence == "1 of 2 checks of its quality report held; failed: No black."

    def test_none(self):
        assert list(from_report(Candidate("a", Kind.CLIP))) == []


class TestRank:
    def test_order_and_reasons(self):
        ranked = rank([made("b", sharp=0.2, size=1.0), made("a", sharp=0.9, size=1.0)])
        assert [(one.place, one.score.candidate.id) for one in ranked] == [(1, "a"), (2, "b")]
        assert ranked[1].why == "Behind a by sharp: It has 0.2."

    def test_ties_share_a_place_and_are_explained(self):
        """Of equal weights the first by key is named: sharp before size."""
        level = [made("a", sharp=0.4, size=0.8), made("b", sharp=0.8, size=0.4)]
        ranked = rank([*level, made("c", sharp=0.1, size=0.1)])
        assert [(one.place, one.score.candidate.id) for one in ranked] == [(1, "b"), (1, "a"), (3, "c")]
        assert ranked[0].why == "Level with a at 0.60; named first by sharp (0.80 against 0.40)."
        assert ranked[1].why == "Level with b at 0.60; named after by sharp (0.80 against 0.40)."

    def test_twins(self):
        ranked = rank([made("b", sharp=0.5), made("a", sharp=0.5)])
        assert [one.score.candidate.id for one in ranked] == ["a", "b"]
        assert "nothing measured tells them apart" in ranked[0].why

    def test_none_and_one(self):
        assert rank([]) == []
        assert rank([Score(Candidate("a", Kind.CLIP))])[0].why == "Nothing could be measured."

    @pytest.mark.parametrize("seed", range(20))
    def test_any_order_of_asking_gives_the_same(self, seed):
        rng = random.Random(seed)
        scores = [made(f"c{n}", sharp=rng.random(), size=rng.choice([0.2, 0.5])) for n in range(9)]
        first = rank(scores)
        rng.shuffle(scores)
        assert rank(scores) == first
        totals = [one.score.total for one in first]
        places = [one.place for one in first]
        assert places == sorted(places)
        assert all(totals[at] - totals[at + 1] > -0.01 for at in range(len(totals) - 1))
        assert all(one.why.endswith(".") for one in first)


class TestDoor:
    @pytest.mark.parametrize("kind", list(Kind))
    def test_nothing_given(self, kind):
        found = score(Candidate("a", kind))
        assert found.total == 0
        assert found.criteria[0].key == "opens"

    @pytest.mark.parametrize("kind", [Kind.TRACK, Kind.CLIP, Kind.IMAGE])
    @pytest.mark.parametrize("data", [b"", b"no media", b"\x89PNG\r\n\x1a\n", b"RIFF\x00\x00\x00\x00WAVE"])
    def test_broken_files_are_worth_nothing_and_raise_nothing(self, kind, data, tmp_path):
        path = tmp_path / "x.bin"
        path.write_bytes(data)
        found = score(Candidate("a", kind, path=path), Wish(seconds=3))
        assert found.total == 0
        assert found.criteria[0].evidence

    @pytest.mark.parametrize("kind", [Kind.TRACK, Kind.CLIP, Kind.IMAGE])
    def test_a_missing_file(self, kind, tmp_path):
        assert score(Candidate("a", kind, path=tmp_path / "none")).total == 0

    def test_wrong_kinds(self, png_file, wav_file, mp4_file):
        assert score(Candidate("a", Kind.CLIP, path=wav_file)).total == 0
        assert score(Candidate("a", Kind.TRACK, path=png_file)).total == 0
        assert score(Candidate("a", Kind.IMAGE, path=mp4_file)).total == 0

    def test_judging_many(self, png_file, tmp_path):
        ranked = judge(
            [Candidate("bad", Kind.IMAGE, path=tmp_path), Candidate("good", Kind.IMAGE, path=png_file)]
        )
        assert [one.score.candidate.id for one in ranked] == ["good", "bad"]

    def test_why_unreadable(self):
        assert unreadable(Candidate("a", Kind.CLIP), "Broken.").of("opens").evidence == "Broken."
