"""What copy is written from: the public part of a world, the brand, and what was asked for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from agents.copy.brand import BrandVoice
from agents.copy.prose import shortened
from agents.copy.secrets import SecretsReport, find_secrets
from agents.copy.shapes import MOST_EMAILS, ContentType, Platform
from storybible.models import Element, ElementTag, EntityType, Visibility
from storybible.selectors.context import Pin, bible_for
from storybible.selectors.world import chosen, world_config
from storybible.words import plain
from umam.universes.models import Universe

MOST_FACTS = 24
OF_A_TYPE = 8
MAIN_TAGS = ("main", "core", "protagonist", "hero")
PLACES = frozenset({EntityType.LOCATION.value})
PEOPLE = frozenset({EntityType.CHARACTER.value})

_TOPIC = re.compile(
    r"\b(?:about|announc\w+|introduc\w+|promot\w+|celebrat\w+|advertis\w+|launch\w*(?:\s+of)?|"
    r"invit\w+\s+[\w ]{0,30}?\bto|presenting|on)\s+(.+)",
    re.IGNORECASE | re.DOTALL,
)
_STOP = re.compile(
    r"[.;!?:\n]|,\s+(?:and|in|with|make|keep|use)\b|\s+(?:for|to|so that|in order to|please|with)\s",
    re.IGNORECASE,
)
_MARKUP = re.compile(r"[<>{}\[\]|#*_`\\~^]|https?://\S*|[\x00-\x1f]|\bjavascript:\S*")
_NO_NOUN = frozenset(
    {"make", "do", "get", "be", "go", "it", "this", "that", "them", "how", "why", "us", "me"}
)


@dataclass(frozen=True)
class Fact:
    """A row of the bible that everybody may read. `kind` is its type of element."""

    name: str
    kind: str
    summary: str


@dataclass(frozen=True)
class CopyBrief:
    """`tone` and `genre` are labels of the world's options; `emails` is how many a sequence has.

    `find_secrets` looks a text through for what the bible keeps to itself; without one nobody looks.
    """

    content_type: ContentType
    world: str
    description: str = ""
    tone: str = ""
    genre: str = ""
    rules: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()
    prompt: str = ""
    keyword: str = ""
    brand: BrandVoice = field(default_factory=BrandVoice)
    platforms: tuple[Platform, ...] = tuple(Platform)
    emails: int = 3
    find_secrets: Callable[[str], SecretsReport] | None = None

    @property
    def names(self) -> tuple[str, ...]:
        return (self.world, *(fact.name for fact in self.facts))


def brief_for(
    universe: Universe,
    *,
    content_type: ContentType | str,
    prompt: str = "",
    keyword: str = "",
    brand: BrandVoice | None = None,
    pins: Sequence[Pin] = (),
    platforms: Iterable[Platform | str] = tuple(Platform),
    emails: int = 3,
) -> CopyBrief:
    """The brief for a universe. Only what everybody there may read goes in."""
    config = world_config(universe)
    options = {kind: option.label for kind, option in chosen(config).items()} if config else {}
    return CopyBrief(
        content_type=ContentType(content_type),
        world=universe.name,
        description=plain(universe.description),
        tone=options.get("tone", ""),
        genre=options.get("genre", ""),
        rules=tuple(plain(str(rule)) for rule in config.rules[:6]) if config else (),
        facts=tuple(_facts(universe, f"{prompt}\n{keyword}", pins)),
        prompt=prompt,
        keyword=cleaned(keyword, 60),
        brand=brand or BrandVoice(),
        platforms=tuple(dict.fromkeys(Platform(one) for one in platforms)) or tuple(Platform),
        emails=max(1, min(MOST_EMAILS, emails)),
        find_secrets=lambda text: find_secrets(universe, text),
    )


def _facts(universe: Universe, text: str, pins: Sequence[Pin]) -> list[Fact]:
    """Who was asked for first, then the main ones, then some of each type by name. Each look-up is cut."""
    context = bible_for(universe, text=text, pins=pins, limit=MOST_FACTS)
    asked = [UUID(entry.id) for entry in context.of_kind("element")]
    tagged = ElementTag.objects.filter(universe=universe, tag__in=MAIN_TAGS).order_by("element_id")
    ids = list(dict.fromkeys([*asked, *tagged.values_list("element", flat=True)[:MOST_FACTS]]))
    public = Element.objects.filter(universe=universe, deleted_at=None, visibility=Visibility.EVERYONE)
    rows = public.filter(pk__in=ids).defer("body").in_bulk()
    found = [rows[pk] for pk in ids if pk in rows]
    for kind in (
        EntityType.CHARACTER,
        EntityType.LOCATION,
        EntityType.FACTION,
        EntityType.ITEM,
        EntityType.EVENT,
    ):
        if len(found) < MOST_FACTS:
            typed = public.filter(entity_subtype=kind).exclude(summary="").defer("body")
            found += typed.order_by("name", "id")[:OF_A_TYPE]
    once = {row.pk: row for row in found}
    return [Fact(row.name, row.entity_subtype, plain(row.summary)) for row in once.values()][:MOST_FACTS]


def cleaned(text: str, most: int) -> str:
    """A stranger's words in one line, without anything that could be markup or an address."""
    return shortened(" ".join(_MARKUP.sub(" ", text).split()), most)


def topic_of(brief: CopyBrief) -> str:
    """What the prompt is about, as a phrase that can stand after a colon; empty where it does not say."""
    found = _TOPIC.search(brief.prompt[:2000])
    if found is None:
        return ""
    phrase = cleaned(_STOP.split(found.group(1).strip(), maxsplit=1)[0], 60).strip(" ,.'\"“”‘’!-")
    first = phrase.partition(" ")[0].casefold()
    return "" if len(phrase) < 4 or first in _NO_NOUN else phrase.replace("!", "")
