"""What belongs to a place before it is drawn: water, lands, the form of a building, and which landmarks."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace

from agents.offline.banks.site import Site
from agents.offline.banks.sites import CITY, ROOMS, WILD
from agents.offline.grammar import bag, name_of, plain, words_of
from agents.offline.layouts.ground import SIDES
from agents.offline.place_brief import PlaceBrief
from agents.offline.reading import barred_words, stem
from agents.offline.scenery import allowed

_BANKS = {"city": CITY, "wilderness": WILD, "structure": ROOMS}
_WATERS = (
    ("island", bag("island isle islet atoll reef shoals")),
    ("sea", bag("sea coast harbour harbor port bay quay shore ocean cove beach")),
    ("lake", bag("lake pond mere tarn loch oasis")),
    ("river", bag("river stream canal canals delta ford brook bridge bridges valley")),
    ("", bag("desert dune dunes waste wastes station orbit moon dry drought salt")),
)
_LANDS = {
    "forest": bag("forest wood woods trees jungle pines grove taiga"),
    "hills": bag("mountain mountains hill hills peak ridge cliff cliffs cone volcano pass"),
    "marsh": bag("marsh swamp bog fen moor mire wetlands delta"),
    "dunes": bag("desert dune dunes sand sands waste wastes"),
    "meadow": bag("meadow meadows plain plains steppe grass fields prairie"),
}
_TOWER = bag("tower lighthouse stair spire belfry shaft silo elevator")
_COURT = bag("court castle palace abbey monastery temple villa inn fort fortress")
# From the foot of a tower to its top; what is not named here comes in between.
_FLOORS = {"entrance": 0, "store": 1, "guard": 2, "kitchen": 3, "study": 7, "gallery": 9}
_MOST = {"tower": 6}
# Words of names that say nothing of what a thing is.
_EMPTY = bag("room the of house")
_ALSO = {
    "tower": bag("belfry lighthouse spire clock"),
    "harbour": bag("docks pier wharf"),
    "stairs": bag("stair"),
}

_SAID = {
    "city": (
        "Everybody gives directions by it, and nobody explains how to find it.",
        "It is the part of town that visitors ask for by name.",
        "It is what people draw first when they are asked to draw the town.",
        "On feast days the whole town is there by evening, and none of them planned it.",
    ),
    "wilderness": (
        "It is the mark by which people here find their way back.",
        "It is known by name to everyone who has ever been lost nearby.",
        "Few go there without a reason, and fewer say what it was.",
        "Children are told not to play there, and every child has.",
    ),
    "structure": (
        "It is the room that is meant when people here say only: up there, or: in there.",
        "Everything else is described by how far it is from here.",
        "It is shown to guests last, and they remember it best.",
        "Whoever keeps the rest in order keeps this with particular care.",
    ),
}


@dataclass(frozen=True)
class Plan:
    """`sites` and `names` go together; a name is "" where one is to be made. `form` is a building's."""

    water: str
    side: str
    lands: tuple[str, ...]
    form: str
    sites: tuple[Site, ...]
    names: tuple[str, ...]


def plan_of(brief: PlaceBrief, dice: random.Random) -> Plan:
    told = _told(brief)
    water, side = _water(brief, told, dice), _side(brief, dice)
    lands = _lands(told, dice) if brief.kind == "wilderness" else ()
    form = _form(brief, told, dice) if brief.kind == "structure" else ""
    chosen = _chosen(brief, _bank(brief, water, lands), form, dice)
    return Plan(
        water, side, lands, form, tuple(site for site, _ in chosen), tuple(name for _, name in chosen)
    )


def _told(brief: PlaceBrief) -> frozenset[str]:
    traits = " ".join(plain(brief.traits.get(key, "")) for key in ("geography", "climate", "landmarks"))
    text = f"{brief.name} {brief.summary} {traits} {plain(brief.prompt, 2000)}"
    return frozenset(words_of(plain(text, 4000)))


def _water(brief: PlaceBrief, told: frozenset[str], dice: random.Random) -> str:
    """What is said of the place decides; where nothing is said, chance. Towns have a coast or a river."""
    if brief.kind == "structure":
        return ""
    found = next((kind for kind, words in _WATERS if words & told), None)
    if found is None and brief.tech_level >= 10 and brief.genre in ("space-opera", "science-fiction"):
        found = ""
    if brief.kind == "city":
        found = {"island": "sea", "lake": "river"}.get(found, found) if found else found
        return dice.choice(("river", "sea", "river", "")) if found is None else found
    return dice.choice(("river", "river", "sea", "lake", "")) if found is None else found


def _side(brief: PlaceBrief, dice: random.Random) -> str:
    """ "open to the south" puts the sea there."""
    words = words_of(plain(f"{plain(brief.traits.get('geography', ''))} {brief.prompt[:2000]}", 3000))
    chance = dice.choice(SIDES)
    return next((word for word in words if word in SIDES), chance)


def _lands(told: frozenset[str], dice: random.Random) -> tuple[str, ...]:
    named = [kind for kind, words in _LANDS.items() if words & told]
    usual = ["hills", "dunes", "meadow"] if "dunes" in named else ["forest", "hills", "meadow", "marsh"]
    dice.shuffle(usual)
    chosen = list(dict.fromkeys([*named, *usual]))
    # The strongest kind of land comes twice.
    return (*chosen[: dice.choice((3, 4, 4))], chosen[0])


def _form(brief: PlaceBrief, told: frozenset[str], dice: random.Random) -> str:
    if _TOWER & frozenset(words_of(plain(f"{brief.name} {brief.summary} {brief.prompt[:400]}", 1000))):
        return "tower"
    return "court" if _COURT & told else dice.choice(("corridor", "court", "corridor"))


def _bank(brief: PlaceBrief, water: str, lands: Sequence[str]) -> list[Site]:
    """Sites that fit the world and have somewhere to be."""
    barred = barred_words(brief.rules)
    there = {"any", "centre", "edge", *lands}
    if water in ("sea", "island"):
        there.add("shore")
    if water == "river" or (water == "sea" and brief.kind == "wilderness"):
        there.add("river")
    return [
        trimmed
        for site in _BANKS[brief.kind]
        if site.first <= brief.tech_level <= site.last and site.where in there
        if (trimmed := _trimmed(site, brief.tech_level, barred)).nouns and trimmed.texts
    ]


def _trimmed(site: Site, level: int, barred: frozenset[str]) -> Site:
    """What may be said of a site in this world."""
    return replace(
        site,
        nouns=tuple(noun for noun in site.nouns if allowed(noun, level, barred)),
        texts=tuple(text for text in site.texts if allowed(text, level, barred)),
    )


def _chosen(
    brief: PlaceBrief, bank: Sequence[Site], form: str, dice: random.Random
) -> list[tuple[Site, str]]:
    """A site for each landmark that the bible knows, then others until there are enough."""
    found: list[tuple[Site, str]] = []
    for name in _known(brief):
        used = {site.key for site, _ in found}
        found.append((_like(name, [site for site in bank if site.key not in used], brief.kind), name))
    count = max(len(found), min(_MOST.get(form, 9), dice.randint(6, 8)))
    used = {site.key for site, _ in found}
    rest = [site for site in bank if site.key not in used]
    dice.shuffle(rest)
    rest.sort(key=lambda site: site.where not in ("centre", "shore", "river"))
    found += [(site, "") for site in rest[: count - len(found)]]
    if form == "court":
        found.sort(key=lambda one: one[0].where != "centre")
    if form == "tower":
        found.sort(key=lambda one: _floor(*one))
    return found


def _floor(site: Site, name: str) -> int:
    by_name = (floor for key, floor in _FLOORS.items() if key in words_of(name))
    return _FLOORS.get(site.key, next(by_name, 5))


def _known(brief: PlaceBrief) -> list[str]:
    value = brief.traits.get("landmarks", ())
    choices = value if isinstance(value, (list, tuple)) else str(value).split(",")
    names = [name_of(one).rstrip(".") for one in choices]
    return list(dict.fromkeys(name for name in names if 0 < len(name) <= 60))[:6]


def _like(name: str, bank: Sequence[Site], kind: str) -> Site:
    """The site that a known name speaks of, if any: "The Quay of Doors" lies at the water."""
    words = {stem(word) for word in words_of(name)} - _EMPTY
    best = max(bank, key=lambda site: len(words & _stems(site)), default=None)
    if best and words & _stems(best):
        return best
    return Site(f"known {name}", (name,), _SAID[kind])


def _stems(site: Site) -> frozenset[str]:
    """The words a site goes by."""
    words = [word for noun in site.nouns for word in words_of(noun.replace("{word}", ""))]
    return frozenset(stem(word) for word in (*words, *site.key.split("-"), *_ALSO.get(site.key, ()))) - _EMPTY
