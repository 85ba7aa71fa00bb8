"""The dead and the unborn who act. To be remembered, buried, painted or foretold is not acting."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from uuid import UUID

from agents.consistency.facts import Facts, Mention, is_capitalised
from agents.consistency.lexicon.inflect import tenses
from agents.consistency.reading import Text
from agents.consistency.rules.verbs import ACTING, SPEAKING
from agents.consistency.shapes import Rule, Severity, Violation
from agents.consistency.vocabulary import words

_GONE = words(
    """
    dead died dies death dying grave graves graveside tomb tombstone gravestone headstone coffin cairn
    urn ash ashes funeral burial buried bury burying mourn mourned mourning mourners widow widower late
    corpse skeleton bones skull memory memories memorial remember remembers remembered remembering
    reminded ghost ghosts spirit haunted killed murdered drowned hanged executed slain fell fallen
    perished legacy inherited heirloom ancestor ancestors dream dreams dreamed dreamt dreaming vision
    visions imagine imagined pretended afterlife heaven resurrected legend legends ballad history
    chronicle chronicles anniversary centuries generations recalled miss missed
    """
)
_KEPT_WORDS = words(
    """
    letter letters diary diaries journal logbook recording recordings recorded portrait painting painted
    statue bust photograph photographs picture fresco tapestry mural hologram footage inscription book
    books will testament story tale song
    """
)
_FORETOLD = words(
    """
    prophecy prophecies prophesied foretold foresaw vision visions dream dreamed dreamt unborn someday
    future destined destiny expected pregnant womb descendant descendants name named naming
    """
)
_BACK_THEN = ("had", "would", "used", "might", "could", "will", "shall", "should", "once")
_THERE = words("was is were are stands sits")
_BETWEEN = words(
    """
    himself herself themselves itself just only then now still suddenly always never also
    """
)
_REMEMBERING_ROLES = words(
    """
    remembered mourned buried honoured honored commemorated subject body corpse ghost spirit legacy
    memory deceased dead victim relic ancestor founder namesake celebrated
    """
)
_REMEMBERING_EVENTS = words(
    """
    funeral burial memorial anniversary remembrance wake ghost haunting resurrection exhumation
    canonization birthday jubilee obituary will testament inheritance
    """
)
# “said Mara”: the word itself tells of now, or of a moment ago.
_SAID = frozenset(form for verb in SPEAKING for form in tenses(verb)[1:])
_ACT = frozenset(form for verb in (*ACTING, *SPEAKING) for form in tenses(verb))


def in_text(text: Text, facts: Facts, found: Iterable[Mention]) -> Iterator[Violation]:
    """Who acts in the text though dead or unborn at its moment, and who takes part without being told of."""
    if facts.start is None:
        return
    told: dict[UUID, list[Mention]] = {}
    taken: dict[tuple[int, int], int] = {}
    for mention in found:
        taken[mention.first, mention.last] = taken.get((mention.first, mention.last), 0) + 1
        if is_capitalised(text, mention):
            told.setdefault(mention.element, []).append(mention)
    for element in facts.lives:
        trouble = _trouble(facts, element)
        if trouble is None:
            continue
        rule, why = trouble
        # A name that two have may mean the one that lives.
        clear = [one for one in told.get(element, []) if taken[one.first, one.last] == 1]
        acts = next(_acts_of(text, rule, clear), "")
        if acts:
            yield _violation(facts, element, rule, acts, why)
        elif element in facts.cast and not told.get(element):
            yield _violation(facts, element, rule, facts.name(element), f"{why} It is listed as taking part.")


def _trouble(facts: Facts, element: UUID) -> tuple[Rule, str] | None:
    life, name = facts.lives[element], facts.name(element)
    if facts.start is None:
        return None
    if life.is_unborn(facts.start + 1 if facts.end is None else facts.end):
        return Rule.UNBORN, f"{name} is born later ({life.born_when})."
    if life.is_dead(facts.start):
        return Rule.DEAD, f"{name} died before this moment ({life.died_when})."
    return None


def _violation(facts: Facts, element: UUID, rule: Rule, evidence: str, why: str) -> Violation:
    return Violation(
        rule=rule,
        severity=Severity.WARNING if facts.lives[element].about else Severity.ERROR,
        evidence=evidence,
        explanation=why,
        suggestion="Change the moment, give the part to somebody else, or tell it as a memory."
        if rule is Rule.DEAD
        else "Change the moment, or give the part to somebody else.",
        subjects=[str(element)],
    )


def _acts_of(text: Text, rule: Rule, found: Iterable[Mention]) -> Iterator[str]:
    for mention in found:
        last = _act(text, mention)
        if last is not None and not _excused(text, rule, mention):
            yield text.quote(min(mention.first, last), max(mention.last, last + 1))


def _act(text: Text, mention: Mention) -> int | None:
    """The word by which the named one acts, if any. What others say of somebody may be a memory."""
    opening, closing = text.sentence(mention.first)
    if text.is_possessive(mention.last - 1) or text.is_spoken(mention.first):
        return None
    said = mention.first - 1
    if said >= opening and text.lower[said] in _SAID and text.follows_speech(said):
        return said
    return _verb_after(text, mention.last, closing)


def _verb_after(text: Text, place: int, closing: int) -> int | None:
    """The verb of a subject: at most an adverb and a second name between; none across “who” or “that”."""
    for at in range(place, min(closing, place + 4)):
        word = text.lower[at]
        if text.follows_speech(at):
            return None
        if word in _BACK_THEN:
            return None
        if word in _ACT:
            return at
        if word in _THERE:
            going = at + 1 < closing and text.lower[at + 1].endswith("ing")
            return at if going else None
        if word.endswith("ed") and len(word) > 4 and at == place:
            return at
        joined = word == "and" and at == place
        named = at > place and text.is_capital(at)
        if not (joined or named or word.endswith("ly") or word in _BETWEEN):
            return None
    return None


def _excused(text: Text, rule: Rule, mention: Mention) -> bool:
    first, last = text.sentence(mention.first)
    words = _GONE if rule is Rule.DEAD else _FORETOLD
    if text.has(words, first, last):
        return True
    # What stands in a letter or hangs on a wall may speak for a few sentences.
    back = first
    for _ in range(2):
        back = text.sentence(back - 1)[0] if back > 0 else 0
    return text.has(_KEPT_WORDS, back, last)


def needs_no_life(title: str, role: str, event_type: str) -> bool:
    """Whether one may take part in an event of this title, in this role, without living."""
    role_words, words = set(role.casefold().split()), set(title.casefold().replace("'s", " ").split())
    return bool(
        role_words & _REMEMBERING_ROLES or words & _REMEMBERING_EVENTS or event_type in {"birth", "death"}
    )


def acts_right_after(text: Text, place: int) -> bool:
    """Whether the words from `place` on tell what somebody does."""
    if place >= len(text.lower):
        return False
    opening, closing = text.sentence(place - 1)
    return opening <= place < closing and _verb_after(text, place, closing) is not None
