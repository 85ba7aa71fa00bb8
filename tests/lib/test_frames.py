from __future__ import annotations

from fractions import Fraction

import pytest

from umam.lib.frames import Grid, rate


@pytest.mark.parametrize(
    ("fps", "exact"),
    [
        (30, Fraction(30)),
        (29.97, Fraction(30000, 1001)),
        (23.976, Fraction(24000, 1001)),
        ("25", Fraction(25)),
        (12.5, Fraction(25, 2)),
    ],
)
def test_rates_are_exact(fps, exact):
    assert rate(fps) == exact


@pytest.mark.parametrize("fps", [0, -1])
def test_rates_are_positive(fps):
    with pytest.raises(ValueError, match="positive"):
        rate(fps)


@pytest.mark.parametrize("fps", [24, 25, 30, 29.97, 60])
def test_every_frame_comes_back_from_its_time(fps):
    grid = Grid(fps)

    assert all(grid.frame(grid.seconds(n)) == n for n in range(0, 500_000, 997))


def test_no_error_grows_with_length():
    grid = Grid("30000/1001")
    four_hours = 4 * 3600.0

    assert abs(grid.snap(four_hours) - four_hours) <= 1001 / 30000 / 2


def test_cuts_keep_scenes_long_enough():
    grid = Grid(10)

    starts = grid.cuts([5.04, 0.1, 9.9, 5.2, 7.0], end=10.0, shortest=5)

    assert starts == [0, 50, 70]
    assert grid.spans(starts, grid.frame(10.0)) == [(0, 50), (50, 20), (70, 30)]


@pytest.mark.parametrize("fps", [24, 25, 30, "30000/1001", 60])
def test_a_frame_is_a_whole_number_of_ticks(fps):
    grid = Grid(fps)

    assert (grid.timescale / grid.exact).denominator == 1
