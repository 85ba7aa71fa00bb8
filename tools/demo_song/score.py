"""The song as data: tempo, words with their notes, chords. Times are eighths from the start."""

from __future__ import annotations

from dataclasses import dataclass

TITLE = "First Light"
BPM = 88.0
KEY = (
    -3
)  # Notes are written in G and sound this many semitones higher: here in E, where the voice is at ease.
EIGHTH = 30.0 / BPM
BAR = 8
BARS = 11
TAIL_SECONDS = 1.7
DURATION = BARS * BAR * EIGHTH + TAIL_SECONDS


@dataclass(frozen=True)
class Syllable:
    """Phonemes (one letter each, in the voice's alphabet), the note as MIDI number, its place in eighths."""

    phonemes: str
    note: int
    start: float
    length: float


@dataclass(frozen=True)
class Line:
    text: str
    syllables: tuple[Syllable, ...]
    chorus: bool

    @property
    def phonemes(self) -> str:
        return "".join(syllable.phonemes for syllable in self.syllables)


def _line(bar: int, text: str, sung: str, notes: str, rhythm: str) -> Line:
    """`sung` has syllables split by "|", a blank where a word begins; `rhythm` their starts in eighths."""
    parts = sung.split("|")
    pitches = [int(note) for note in notes.split()]
    places = [float(place) for place in rhythm.split()]
    if not len(parts) == len(pitches) == len(places) - 1:
        raise ValueError(f"{text}: {len(parts)} syllables, {len(pitches)} notes, {len(places)} places")
    syllables = tuple(
        Syllable(part, pitch, bar * BAR + place, following - place)
        for part, pitch, place, following in zip(parts, pitches, places, places[1:], strict=False)
    )
    return Line(text, syllables, chorus=bar >= 6)


# The last place of a rhythm is where the line's last note ends. A line begins one eighth before its bar.
EVEN = "-1 0 1 2 3 4 6"
LATER = "-1 0 1 2 3 4 6.6"
LONGEST = "-1 0 1 2 3 4 8"
LINES = (
    _line(1, "I keep the lighthouse bright,", "I| kˈip| ðə| lˈIt|hWs| bɹˈIt,", "59 64 66 67 66 64", EVEN),
    _line(2, "the stars have gone astray.", "ðə| stˈɑɹz| hæv| ɡˈɔn| ə|stɹˈA", "64 67 67 69 67 64", EVEN),
    _line(3, "I count them through the night", "I| kˈWnt| ðɛm| θɹˈu| ðə| nˈIt", "62 67 67 69 71 71", EVEN),
    _line(4, "and sing them home to stay.", "ænd| sˈɪŋ| ðɛm| hˈOm| tu| stˈA", "69 69 67 66 64 62", LATER),
    _line(6, "Come home, come home to me,", "kʌm| hˈOm,| kʌm| hˈOm| tu| mˈi", "67 72 71 69 71 67", EVEN),
    _line(7, "across the shining sea.", "ə|kɹˈɔs| ðə| ʃˈI|nɪŋ| sˈi", "67 69 71 69 67 66", EVEN),
    _line(8, "I'll leave the lantern on", "Il| lˈiv| ðə| lˈæn|təɹn| ˈɑn", "64 67 69 71 72 71", EVEN),
    _line(9, "until the night is gone.", "ʌn|tˈɪl| ðə| nˈIt| ɪz| ɡˈɔn", "69 67 69 71 69 67", LONGEST),
)

# One entry a half bar: (root of the bass, notes of the chord), as MIDI numbers.
_EM = (40, (52, 59, 62, 66, 67))
_C = (36, (52, 55, 59, 62, 64))
_G = (43, (50, 55, 59, 62, 69))
_D = (38, (50, 54, 57, 62, 64))
_END = (43, (55, 59, 62, 69, 71))
CHORDS = (
    *(_EM, _C),
    *(_EM, _EM, _C, _C, _G, _G, _D, _D),
    *(_C, _D),
    *(_C, _C, _D, _D, _EM, _EM, _C, _D),
    *(_END, _END),
)
