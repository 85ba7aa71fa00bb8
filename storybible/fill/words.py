"""Names and sentences that sound like a world and mean nothing. The same seed says the same."""

from __future__ import annotations

import random


def _words(text: str) -> list[str]:
    return text.split()


_HEADS = _words("ma ne io va sel tor bri ka lu en dar mi ro ash fen gal hes ul wyn zo ber cor el far")
_TAILS = _words("ra lin dor vis neth mar ia os wen tha rick ven na lo mir sa dan est rel tik")
_SURE = _words("voss hale thorn marsh vane lowe reed stark ember quill sable ford moor pike dane wold")
_PLACES = _words("harbour tower mill gate bridge market garden mine chapel bay pass library forge well")
_THINGS = _words("lantern blade crown map ring ledger compass mirror key drum cloak engine lens bell")
_GROUPS = _words("guild order watch circle league court fleet choir company house union council")
_IDEAS = _words("oath law debt silence tide memory dream hunger fate measure kinship song")
_QUALITIES = _words("old amber silent northern broken salt iron hidden last bright drowned red")
_NOUNS = [*_PLACES, *_THINGS, *_GROUPS, *_IDEAS]
_VERBS = _words("keeps fears remembers seeks guards sold lost found hides mends follows owes")
_HAPPENED = _words("Fall Founding Burning Return Meeting Siege Crowning Flood Theft Voyage Birth Trial")
_LEADS = {
    "location": _PLACES,
    "item": _THINGS,
    "faction": _GROUPS,
    "event": [word.lower() for word in _HAPPENED],
    "concept": _IDEAS,
    "species": ["folk", "kin", "hounds", "moths", "drakes", "whales"],
    "technology": ["engine", "lens", "loom", "pump", "signal", "clockwork"],
}
SENTENCES = 8_000
TAGS = [f"{quality} {noun}" for quality in _QUALITIES[:8] for noun in _NOUNS[:25]]
MOODS = ["stubborn", "kind", "restless", "patient", "vain", "quick", "wary", "merry", "grave", "proud"]


class Speaker:
    """Words by chance, the common ones more often than the rare."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._rare = sorted({head + tail + more for head in _HEADS for tail in _TAILS for more in _TAILS[:4]})
        self._sentences = [self._sentence() for _ in range(SENTENCES)]

    def one(self, words: list[str]) -> str:
        return words[int(len(words) * self._chance.random())]

    def rare(self) -> str:
        """A word of which there are hundreds; the first ones are said more often."""
        return self._rare[int(len(self._rare) * self._chance.random() ** 2)]

    def person(self) -> str:
        return f"{self.one(_HEADS)}{self.one(_TAILS)} {self.one(_HEADS)}{self.one(_SURE)}".title()

    def name(self, entity_subtype: str) -> str:
        if entity_subtype == "character":
            return self.person()
        lead = self.one(_LEADS[entity_subtype])
        if entity_subtype in {"species", "technology"}:
            return f"{self.rare()} {lead}".capitalize()
        return f"The {self.one(_QUALITIES)} {lead} of {self.rare().capitalize()}"

    def happening(self) -> str:
        return f"{self.one(_HAPPENED)} of {self.rare().capitalize()}"

    def sentence(self) -> str:
        return self.one(self._sentences)

    def _sentence(self) -> str:
        one, rare = self.one, self.rare().capitalize()
        who, whom = f"{one(_QUALITIES)} {one(_NOUNS)}", f"{one(_QUALITIES)} {one(_NOUNS)}"
        return f"The {who} {one(_VERBS)} the {whom} of {rare}."

    def text(self, sentences: int) -> str:
        return " ".join(self._chance.choices(self._sentences, k=sentences))
