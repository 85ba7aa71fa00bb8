"""What the rules need to know of a universe, read by indexes: the cost follows the text, not the world.

Secrets and the trash are never read. What a text names is looked up by the text's own words.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from agents.consistency.lives import Life, lives_of
from agents.consistency.reading import Text, split
from storybible.catalog import OPTIONS
from storybible.models import Element, ElementName, EntityType, Visibility
from storybible.names import fold
from storybible.selectors.called import LONGEST_TEXT, called
from storybible.selectors.scope import for_agents
from storybible.selectors.world import chosen, world_config
from storybible.words import mentions_in
from umam.universes.models import Universe

# `called` reads so much at once; folding may lengthen a text a little.
PIECE = LONGEST_TEXT - 1_000
MOST_NAMED = 2_000
NAMES_AT_ONCE = 2_000
ARTICLES = frozenset({"the", "a", "an"})
_WHO_HAS_PARTS = {EntityType.CHARACTER.value}
_CUT = re.compile(r"\s")


@dataclass(frozen=True)
class World:
    """The configuration. None and empty is what nobody decided: then no rule may judge by it."""

    genre: str = ""
    tone: str = ""
    physics: str = ""
    tech: int | None = None
    tech_label: str = ""
    magic: int | None = None
    magic_label: str = ""
    rules: tuple[str, ...] = ()


def world_of(universe: Universe) -> World:
    """One query. Options of a studio's own count by their level."""
    config = world_config(universe)
    if config is None:
        return World()
    options = chosen(config)
    tech, magic = options.get("tech_level"), options.get("magic_system")
    return World(
        genre=options["genre"].key if "genre" in options else "",
        tone=options["tone"].key if "tone" in options else "",
        physics=options["physics"].key if "physics" in options else "",
        # The catalogue's lowest level is 1: 0 is an option that nobody gave a level.
        tech=tech.level if tech and tech.level >= OPTIONS["tech_level"][0].level else None,
        tech_label=tech.label if tech else "",
        magic=magic.level if magic else None,
        magic_label=magic.label if magic else "",
        rules=tuple(config.rules),
    )


@dataclass(frozen=True)
class Named:
    """An element that a text names or that takes part. `forms` are its names as words in small letters."""

    id: UUID
    name: str
    kind: str
    forms: frozenset[tuple[str, ...]]


@dataclass(frozen=True)
class Mention:
    """An element named by the words `first` to before `last`."""

    element: UUID
    first: int
    last: int


@dataclass
class Facts:
    """All that the rules may look at beside the text. `start` and `end` are its moment, if it has one.

    canon: which words of the lexicon are names here, where somebody asked before; else it is asked.
    """

    universe: Universe
    world: World
    named: dict[UUID, Named] = field(default_factory=dict)
    cast: tuple[UUID, ...] = ()
    lives: dict[UUID, Life] = field(default_factory=dict)
    start: int | None = None
    end: int | None = None
    canon: dict[str, set[UUID]] | None = None

    def name(self, element: UUID) -> str:
        return self.named[element].name if element in self.named else "Somebody"


def named_in(texts: Iterable[str], universe: Universe, also: Collection[UUID] = ()) -> dict[UUID, Named]:
    """The elements that the texts name or mention, and `also` those with these ids. Never a secret one."""
    ids: dict[UUID, None] = dict.fromkeys(also)
    for text in texts:
        if "@[" in text:
            ids.update((row.pk, None) for row in mentions_in(text, universe))
    for piece in pieces(texts):
        ids.update((call.element_id, None) for call in called(piece, universe))
    return elements_by_id(universe, list(ids)[:MOST_NAMED])


def pieces(texts: Iterable[str]) -> Iterator[str]:
    """The texts in as few pieces as the look-up by names takes, cut between words.

    A line of dots between two texts keeps the end of one and the beginning of the next from being one name.
    """
    rest = ""
    for text in texts:
        rest = f"{rest}\n....\n{text}" if rest else text
        while len(rest) > PIECE:
            cut = next((at for at in range(PIECE, PIECE - 400, -1) if _CUT.match(rest[at])), PIECE)
            yield rest[:cut]
            rest = rest[cut:]
    if rest.strip():
        yield rest


def elements_by_id(universe: Universe, ids: Sequence[UUID]) -> dict[UUID, Named]:
    """Elements with all their names, in the order of `ids`. Two queries."""
    if not ids:
        return {}
    rows = for_agents(Element.objects.filter(universe=universe, pk__in=ids))
    found = {pk: (name, kind) for pk, name, kind in rows.values_list("pk", "name", "entity_subtype")}
    forms: dict[UUID, set[tuple[str, ...]]] = {pk: set() for pk in found}
    for pk, folded in ElementName.objects.filter(element__in=list(found)).values_list("element_id", "folded"):
        forms[pk].add(tuple(split(folded)))
    for pk, (name, _) in found.items():
        forms[pk].add(tuple(split(fold(name))))
    order = [pk for pk in ids if pk in found]
    return {pk: Named(pk, *found[pk], frozenset(form for form in forms[pk] if form)) for pk in order}


def exist(universe: Universe, names: Collection[str]) -> dict[str, set[UUID]]:
    """Which of these words are names of elements that agents may know. One query for some hundreds."""
    wanted = sorted({fold(name) for name in names})
    found: dict[str, set[UUID]] = {}
    for begin in range(0, len(wanted), NAMES_AT_ONCE):
        some = wanted[begin : begin + NAMES_AT_ONCE]
        rows = ElementName.objects.filter(universe=universe, folded__in=some, element__deleted_at=None)
        rows = rows.exclude(element__visibility=Visibility.SECRET)
        for folded, pk in rows.values_list("folded", "element_id"):
            found.setdefault(folded, set()).add(pk)
    return found


class Names:
    """Finds elements in texts by their names, the longest first; in a text that names somebody, parts too."""

    def __init__(self, named: Collection[Named]) -> None:
        self.named = {one.id: one for one in named}
        self._forms: dict[tuple[str, ...], list[UUID]] = {}
        for one in named:
            for form in one.forms:
                self._forms.setdefault(form, []).append(one.id)

    def mentions(self, text: Text, cast: Collection[UUID] = ()) -> list[Mention]:
        """Where the text names elements. A name that several have names all of them."""
        whole = _matches(text, self._forms)
        present = dict.fromkeys([*(one.element for one in whole), *cast])
        parts = _parts([self.named[pk] for pk in present if pk in self.named], self._forms)
        if not parts:
            return whole
        taken = {place for one in whole for place in range(one.first, one.last)}
        more = [one for one in _matches(text, parts) if one.first not in taken and text.is_capital(one.first)]
        return sorted([*whole, *more], key=lambda one: one.first)

    def covered(self, found: Iterable[Mention], but: UUID | None = None) -> frozenset[int]:
        """The words that are names: what they say besides is nobody's fault."""
        return frozenset(at for one in found if one.element != but for at in range(one.first, one.last))


def _matches(text: Text, forms: dict[tuple[str, ...], list[UUID]]) -> list[Mention]:
    lengths: dict[str, int] = {}
    for form in forms:
        lengths[form[0]] = max(lengths.get(form[0], 0), len(form))
    found: list[Mention] = []
    place = 0
    while place < len(text.lower):
        longest = min(lengths.get(text.lower[place], 0), len(text.lower) - place)
        for length in range(longest, 0, -1):
            owners = forms.get(text.lower[place : place + length])
            if owners:
                found += [Mention(pk, place, place + length) for pk in owners]
                place += length
                break
        else:
            place += 1
    return found


def _parts(
    present: Iterable[Named], forms: dict[tuple[str, ...], list[UUID]]
) -> dict[tuple[str, ...], list[UUID]]:
    """First and last names. A family's name says nothing of who of the family is meant."""
    owners: dict[tuple[str, ...], list[UUID]] = {}
    for one in present:
        own = {(word,) for word in split(one.name) if len(word) > 2 and word not in ARTICLES}
        if one.kind in _WHO_HAS_PARTS and len(own) > 1:
            for part in own:
                owners.setdefault(part, []).append(one.id)
    return {part: ids for part, ids in owners.items() if len(ids) == 1 and part not in forms}


def is_capitalised(text: Text, mention: Mention) -> bool:
    """Whether it is written like a name; scripts without capitals always are."""
    words = [at for at in range(mention.first, mention.last) if text.lower[at] not in ARTICLES]
    return any(not text.source[text.spans[at][0]].islower() for at in words)


def element_words(element: Element) -> str:
    """All that an element says of itself, a line for each."""
    lines = [f"{element.name}.", element.summary, element.body]
    for trait in element.traits.all():
        if trait.value_text:
            lines.append(trait.value_text)
        lines += [str(one) for one in trait.value_list or ()]
    return "\n\n".join(line for line in lines if line.strip())


def facts_for(
    universe: Universe,
    texts: Sequence[str],
    *,
    world: World | None = None,
    cast: Sequence[UUID] = (),
    start: int | None = None,
    end: int | None = None,
) -> Facts:
    """Everything at once for these texts; lives only where there is a moment."""
    named = named_in(texts, universe, cast)
    facts = Facts(universe, world or world_of(universe), named, tuple(pk for pk in cast if pk in named))
    facts.start, facts.end = start, end
    if start is not None and named:
        facts.lives = lives_of(list(named))
    return facts
