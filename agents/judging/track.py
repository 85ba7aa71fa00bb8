"""How good a track is by what can be heard of it: level, clipping, gaps, beat and length."""

from __future__ import annotations

from agents.judging import sound
from agents.judging.clip import length
from agents.judging.scores import Candidate, Criterion, Score, Wish, between, from_report, ramp, unreadable
from umam.lib.errors import UmamError
from umam.lib.probe import probe

STREAMING_LUFS = -14.0
LEAST_BEAT = 0.12


def score_track(candidate: Candidate, wish: Wish) -> Score:
    """Judged by at most a minute: of longer tracks beginning, middle and end."""
    if candidate.path is None:
        return unreadable(candidate, "There is no file to listen to.")
    try:
        info = probe(candidate.path, name=candidate.name)
        if not info.has_audio:
            return unreadable(candidate, f"{candidate.name} has no sound.")
        parts, rate = sound.hear(candidate.path, info.duration or 0.0)
    except (UmamError, OSError) as error:
        return unreadable(candidate, str(error))
    if not parts:
        return unreadable(candidate, f"Of {candidate.name} no sound could be decoded.")
    criteria = [
        _silence(sound.silent_share(parts, rate)),
        _loudness(sound.loudness(parts, rate)),
        _clipping(sound.clipped_share(parts)),
        _tempo(sound.tempo(parts, rate)),
        *length(info.duration, wish.seconds),
        *from_report(candidate),
    ]
    return Score(candidate, criteria, gates=("silence",))


def _silence(share: float) -> Criterion:
    evidence = f"Nothing is to be heard in {share:.0%} of it."
    return Criterion("silence", "There is something to hear", ramp(share, 0.9, 0.15), 2.0, evidence)


def _loudness(lufs: float | None) -> Criterion:
    label = "Loudness"
    if lufs is None:
        return Criterion("loudness", label, 0.0, 1.5, "It is silent.")
    evidence = f"It plays at about {lufs:.1f} LUFS; streaming services play at {STREAMING_LUFS:.0f}."
    return Criterion(
        "loudness", label, between(lufs, STREAMING_LUFS - 3, STREAMING_LUFS + 3, 14.0), 1.5, evidence
    )


def _clipping(share: float) -> Criterion:
    evidence = f"{share * 1000:.2f} of a thousand samples are cut off at full scale."
    return Criterion("clipping", "Not distorted", ramp(share, 0.004, 0.00002), 2.0, evidence)


def _tempo(found: sound.Tempo) -> Criterion:
    """Music without a beat is no worse for it: then this tells and does not count."""
    label = "A steady beat"
    if found.bpm is None or found.strength < LEAST_BEAT:
        return Criterion("tempo", label, 0.5, 0.0, "No clear beat was found, which says nothing against it.")
    told = f"About {found.bpm:.0f} beats a minute in {found.parts} stretches, {found.steadiness:.0%} steady."
    return Criterion("tempo", label, found.steadiness, 1.0, told)
