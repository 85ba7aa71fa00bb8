"""Templates and what goes into their slots."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from agents.offline.grammar import capitals, possessive
from agents.offline.people import Figure

_SLOT = re.compile(r"\{([^{}]+)\}")
_FIGURE = re.compile(r"([ABX])(\+?)('s)?$")
_PRONOUN = re.compile(r"(b_|x_)?([Hh]e|[Hh]im|[Hh]is|[Hh]ers|[Hh]imself|was)$")
_SAID_OF = re.compile(r"\{((?:b_|x_)?[Hh]e)\} was\b")
_APART_END = re.compile(r",\ue004(?=[.,;:?!]|$)")
_THING = "the thing"
_WHO = {"b_": "B", "x_": "X"}


@dataclass
class Filler:
    """Fills slots and remembers who was introduced: first with the full name, later with the short one."""

    words: Mapping[str, str]
    people: Mapping[str, Figure]
    known: set[str] = field(default_factory=set)

    def fill(self, template: str, **extra: str | Figure) -> tuple[str, set[str]]:
        """The text, and the full names in it. Nobody counts as introduced until `keep` is told."""
        people = {**self.people, **{key: one for key, one in extra.items() if isinstance(one, Figure)}}
        words = {**self.words, **{key: one for key, one in extra.items() if isinstance(one, str)}}
        named: set[str] = set()

        def slot(found: re.Match[str]) -> str:
            return self._slot(found[1], people, words, named)

        text = _SLOT.sub(slot, _SAID_OF.sub(r"{\1} {\1-was}", template))
        text = _APART_END.sub("", text).replace(",\ue004", ",")
        return capitals(text), named

    def keep(self, named: set[str]) -> None:
        self.known |= named

    def _slot(self, key: str, people: Mapping[str, Figure], words: Mapping[str, str], named: set[str]) -> str:
        figure = _FIGURE.match(key)
        if figure:
            return self._name(people[figure[1]], bool(figure[2]), bool(figure[3]), named)
        if key.endswith("-was"):
            return people[_WHO.get(key[:2], "A")].forms["was"]
        pronoun = _PRONOUN.match(key)
        if pronoun:
            form = people[_WHO.get(pronoun[1] or "", "A")].forms[pronoun[2].lower()]
            return form.capitalize() if pronoun[2][0].isupper() else form
        if key in ("token", "Token", "a_token"):
            return self._token(key, words, named)
        if key in words:
            return words[key]
        lower = key[0].lower() + key[1:]
        return words[lower][:1].upper() + words[lower][1:]

    def _token(self, key: str, words: Mapping[str, str], named: set[str]) -> str:
        """The small brass key is just the key once it has been seen."""
        seen = _THING in self.known or _THING in named
        named.add(_THING)
        text = words["a_token"] if key == "a_token" else words["token_short" if seen else "token"]
        return text[:1].upper() + text[1:] if key[0] == "T" else text

    def _name(self, figure: Figure, apart: bool, owner: bool, named: set[str]) -> str:
        first = figure.full not in self.known and figure.full not in named
        named.add(figure.full)
        name = figure.full if first else figure.short
        if owner:
            return possessive(name)
        return f"{name}, {figure.apart},\ue004" if first and apart and figure.apart else name
