"""Nouns that may come from a prompt into a scene: things, and people without a name; nothing else may."""

from __future__ import annotations

from agents.offline.grammar import bag

_BY_LEVEL: dict[int, str] = {
    1: "amulet antler arrow ash axe bead blade bone bowl bow cloak cord crystal cup drum egg "
    "feather flower flute fruit "
    "gem herb horn knife knot leaf map mask medicine necklace net paddle pearl pebble pendant poison "
    "pouch relic "
    "root seed shell skull snare song spear stone stick symbol thread tooth torch trophy claw seal "
    "staff basket doll",
    2: "anchor armour bell bracelet brooch chain coin comb crown cup dagger dice diadem flask "
    "goblet harp idol jar "
    "lamp lyre mirror oar ring rope sail sceptre scroll shield silver tablet treasure urn veil vial "
    "wine garland robe",
    3: "helmet key lock nail sword sandal coffin",
    4: "book candle card chalice charter contract diary grail ink lantern letter list lens logbook "
    "manuscript needle page "
    "painting parchment picture portrait quill recipe seal spectacles spellbook violin will chart "
    "testament rose",
    5: "clock compass hourglass pistol telescope printing-plate globe fiddle chessboard locket watch",
    6: "camera locomotive match newspaper photograph telegram ticket umbrella engine file badge blueprint",
    7: "battery bulb cassette cigarette film gun microphone passport radio record revolver "
    "suitcase telephone "
    "typewriter guitar lipstick syringe bullet",
    8: "chip disk drive laptop phone screen tape code password",
    9: "android implant drone robot hologram",
    10: "helmet-recorder reactor beacon",
}
THINGS: dict[str, int] = {word: level for level, words in _BY_LEVEL.items() for word in words.split()}

# What cannot be put into somebody's hands; it can still be what a scene is about.
LARGE: dict[str, int] = {
    word: level
    for level, words in {
        1: "boat island mountain forest river sea star moon sun shore cave storm harvest fire "
        "flood child baby dog wolf "
        "horse cat bird raven whale dragon unicorn ghost beast well spring tree garden bones grave winter "
        "salt water honey fish meat meal feast wound illness plague song dance dream",
        2: "ship city temple throne gate wall tower harbour bridge tomb statue army fleet war ferry kingdom "
        "oil wine bread "
        "grain silk spice gold tax wedding",
        3: "library prison empire trial debt",
        4: "castle inn mill lighthouse cathedral guild stair abbey windmill",
        6: "train railway factory station mine",
        7: "car plane airship cinema hotel bar hospital",
        8: "server network satellite",
        10: "spaceship orbit colony shuttle planet moonbase",
        11: "starship wormhole",
    }.items()
    for word in words.split()
}

ADJECTIVES = bag(
    "ancient antique black blue bloody bright broken brass bronze burning burnt carved cold copper "
    "cracked crooked cursed dark dead dented drowned dusty empty faded fallen false final first forbidden "
    "forged forgotten golden green grey hidden holy hollow heavy invisible iron ivory jade last little "
    "locked lonely lost missing mysterious nameless new old pale painted precious quiet rare red ruined "
    "rusted rusty sacred sealed secret second silent silver small smooth stolen strange sunken third tiny "
    "torn unfinished unopened unsent weathered white wooden worn yellow young"
)
# Adjectives that name a stuff or state ahead of its time.
ADJECTIVE_LEVELS = {
    "iron": 3,
    "rusted": 3,
    "rusty": 3,
    "bronze": 2,
    "silver": 2,
    "golden": 2,
    "copper": 2,
    "brass": 4,
}

# By pronoun, "" where either may be, and by the level of technology.
_PEOPLE: tuple[tuple[str, int, str], ...] = (
    (
        "",
        1,
        (
            "stranger traveller hunter healer fisher child orphan thief shaman chief elder dancer "
            "singer guide courier messenger wanderer storyteller midwife smuggler rebel spy warrior "
            "gambler cook shepherd farmer musician poet painter teacher student servant prisoner leader"
        ),
    ),
    ("she", 1, "girl woman mother grandmother sister daughter widow witch fisherwoman"),
    ("he", 1, "boy man father grandfather brother son fisherman hermit"),
    ("she", 2, "queen princess priestess empress nun"),
    ("he", 2, "king prince priest ferryman emperor"),
    (
        "",
        2,
        (
            "captain sailor soldier scribe merchant judge guard keeper pirate smith general commander "
            "baker blacksmith miner senator bard"
        ),
    ),
    ("", 4, "knight monk alchemist innkeeper wizard cartographer clerk apprentice mayor bishop lawyer"),
    ("", 6, "detective engineer inventor journalist stationmaster sheriff"),
    ("", 7, "pilot driver photographer nurse doctor reporter mechanic officer bartender actor"),
    ("", 8, "hacker programmer"),
    ("", 10, "astronaut navigator"),
)
PEOPLE: dict[str, tuple[str, int]] = {
    word: (pronoun, level) for pronoun, level, words in _PEOPLE for word in words.split()
}
# What most people would expect; where neither this nor the list above says it, the dice do.
PRONOUNS = {"monk": "he", "knight": "he", "wizard": "he", "nurse": "she", "midwife": "she"}
