"""Free rules of a configuration that are simple enough to be checked: “No engines”, “Nobody may whistle”.

What has a condition (without, unless, except) is left to those who understand it. “No X on the coast” is
taken as “No X”: a law of the world holds where the world's stories are told.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import lru_cache

from agents.consistency.lexicon.guards import GUARDS
from agents.consistency.lexicon.inflect import singular
from agents.consistency.lexicon.terms import Hit, Index, Term, entries
from agents.consistency.lexicon.wonders import MAGIC
from agents.consistency.reading import Stance, Text, split, stance
from agents.consistency.rules.families import FAMILIES, TIMES
from agents.consistency.shapes import Rule, Severity, Violation
from agents.consistency.vocabulary import words

MOST_WORDS = 3
_CONDITION = re.compile(
    r"\b(?:without|unless|except|excepting|but|until|only|if|when|who|that|more|fewer|less|longer|other|two"
    r"|same|such|matter|wonder|doubt|need)\b"
)
_THING = r"(?P<thing>[^.;:]+?)"
_BAN = "(?:forbidden|banned|outlawed|illegal|prohibited)"
_NOTHING = [
    rf"^(?:there (?:are|is) )?no {_THING}\.?$",
    rf"^{_THING} (?:do|does) not exist\.?$",
    rf"^{_THING} (?:is|are) (?:unknown|extinct)\.?$",
]
# People break laws, and a story may well be about that: a warning is enough.
_SHAPES = [
    *((re.compile(shape), Severity.ERROR) for shape in _NOTHING),
    (re.compile(rf"^{_THING} (?:is|are) (?:strictly )?{_BAN}(?: by law)?\.?$"), Severity.WARNING),
]
_NOBODY = re.compile(
    r"^(?:nobody|no one|no man|no person) (?:may|can|is allowed to|must|shall) (?P<act>[a-z]+)"
    r"(?P<rest>(?: [^.;:,]+)?)\.?$"
)
_AT = re.compile(
    r" (?:on|in|at|of|from|to|for|here|anywhere|near|within|outside|inside|beyond|by|under|over"
    r"|after|before)\b.*$"
)
_WHEN = re.compile(
    r"^ ?(?P<object>(?:(?!after|before|during|on|in|at)\w+ ?){0,2})"
    r"(?P<when>(?:after|before|during|on|in|at) .+)?$"
)
_SMALL = words("the a an of in on at to any all its their his her this after before during")


@dataclass(frozen=True)
class Law:
    """A rule as a check. `near` are words of which one must stand in the same sentence."""

    sentence: str
    index: Index
    severity: Severity
    near: frozenset[str] = frozenset()
    verb: bool = False


def check(text: Text, rules: Collection[str], mask: Collection[int]) -> Iterator[Violation]:
    """Where the text does or has what a free rule excludes."""
    for rule in rules:
        law = law_of(rule)
        if law is None:
            continue
        for hit in law.index.find(text):
            if any(place in mask for place in range(hit.first, hit.last)) or not _breaks(text, hit, law):
                continue
            yield Violation(
                rule=Rule.WORLD_RULE,
                severity=law.severity,
                evidence=text.quote(hit.first, hit.last),
                explanation=f"A rule of this world says: “{law.sentence}”",
                suggestion="Take it out, or change the rule if it does not always hold.",
            )


def _breaks(text: Text, hit: Hit, law: Law) -> bool:
    if law.near and not text.has(law.near, *text.sentence(hit.first)):
        return False
    if law.verb and _forborne(text, hit.first):
        return False
    return stance(text, hit.first, hit.last) is Stance.THERE


def _forborne(text: Text, first: int) -> bool:
    """Whether the text says that it was not done."""
    before = text.lower[max(text.clause(first)[0], first - 3) : first]
    return any(word in {"not", "never", "nobody", "didn't", "don't", "couldn't", "may"} for word in before)


@lru_cache(maxsize=512)
def law_of(rule: str) -> Law | None:
    """What a rule excludes; None where it is not one of the simple shapes."""
    said = " ".join(rule.casefold().replace("’", "'").split())
    if _CONDITION.search(said):
        return None
    act = _NOBODY.match(said)
    if act:
        return _act(rule, act["act"], act["rest"])
    for shape, severity in _SHAPES:
        found = shape.match(said)
        if found:
            terms = [term for part in _things(found["thing"]) for term in _terms(part)]
            return Law(rule, Index(terms), severity) if terms else None
    return None


def _things(thing: str) -> list[str]:
    parts = re.split(r",\s*(?:and |or |nor )?(?:no )?| and (?:no )?| or (?:no )?| nor ", thing)
    return [_AT.sub("", part).strip() for part in parts]


def _terms(thing: str) -> list[Term]:
    words = split(thing)
    if not words or len(words) > MOST_WORDS + 1 or words[0] in _SMALL:
        return []
    one = singular(" ".join(words))
    known = FAMILIES.get(one, "")
    if one == "magic":
        known = ", ".join(MAGIC.values())
    return [
        Term(entry, group=one, guard=GUARDS.get(entry)) for entry in dict.fromkeys([one, *entries(known)])
    ]


def _act(rule: str, act: str, rest: str) -> Law | None:
    parts = _WHEN.match(rest)
    if parts is None or act in {"be", "have", "do"}:
        return None
    near = set(_content(parts["object"] or ""))
    when = _content(parts["when"] or "")
    for word in when:
        near |= {word, *TIMES.get(word, "").split()}
    return Law(rule, Index([Term(f"to {act}")]), Severity.WARNING, frozenset(near), verb=True)


def _content(words: str) -> list[str]:
    return [word for word in split(words) if word not in _SMALL]
