"""The one door: a candidate of any kind in, its score out."""

from __future__ import annotations

from collections.abc import Iterable

from agents.judging.scores import Candidate, Kind, Ranked, Score, Wish, rank


def score(candidate: Candidate, wish: Wish | None = None) -> Score:
    """Measure a candidate. What cannot be read scores 0 and says why; nothing is raised for bad files."""
    wish = wish or Wish()
    if candidate.kind is Kind.SCENE:
        from agents.judging.scene import score_scene

        return score_scene(candidate, wish)
    if candidate.kind is Kind.IMAGE:
        from agents.judging.image import score_image

        return score_image(candidate, wish)
    if candidate.kind is Kind.CLIP:
        from agents.judging.clip import score_clip

        return score_clip(candidate, wish)
    from agents.judging.track import score_track

    return score_track(candidate, wish)


def judge(candidates: Iterable[Candidate], wish: Wish | None = None) -> list[Ranked]:
    """Measure all and rank them, the best first."""
    return rank([score(candidate, wish) for candidate in candidates])
