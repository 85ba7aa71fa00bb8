"""What things are called at each level of technology, so that no scene is ahead of its world."""

from __future__ import annotations

from dataclasses import dataclass

from agents.offline.grammar import lines


@dataclass(frozen=True)
class Era:
    """`first` is the lowest level it fits. Nouns are singular and take an article, `drink` and `money` none.

    `roles` are people without a name, with their pronoun; `tokens` are what a hand can hold.
    """

    first: int
    light: tuple[str, ...]
    surface: tuple[str, ...]
    seat: tuple[str, ...]
    coat: tuple[str, ...]
    pocket: tuple[str, ...]
    container: tuple[str, ...]
    drink: tuple[str, ...]
    money: tuple[str, ...]
    money_one: tuple[str, ...]
    tokens: tuple[str, ...]
    roles: tuple[tuple[str, str], ...]
    sounds: tuple[str, ...]


ERAS: tuple[Era, ...] = (
    Era(
        1,
        ("torch", "burning branch"),
        ("flat stone", "hide on the floor", "split log"),
        ("log", "low stone", "heap of skins"),
        ("cloak", "skin", "fur"),
        ("pouch",),
        ("bundle", "basket"),
        ("warm broth", "honey water", "berry juice"),
        ("a string of shells", "two good flints", "a lump of amber"),
        ("shell", "bead"),
        ("bone flute", "carved antler", "flint blade", "clay figure", "shell necklace", "painted stone"),
        (("old tracker", "he"), ("flint-knapper", "she"), ("fire-keeper", "she"), ("young hunter", "he")),
        lines("""
            Somebody was chipping flint, a few strokes at a time, and stopping to listen.
            Far off a drum began, thought better of it, and ceased.
            Fat hissed as it dripped into the embers.
            A child sang the same four notes over and over.
        """),
    ),
    Era(
        2,
        ("oil lamp", "torch"),
        ("bench", "stone ledge", "low table"),
        ("stool", "step", "bench by the wall"),
        ("cloak", "mantle"),
        ("pouch", "fold of the cloak"),
        ("basket", "clay jar", "bundle"),
        ("watered wine", "barley beer", "water from the jar"),
        ("a small bag of silver", "a weight of copper", "three rings of bronze"),
        ("bead", "copper ring"),
        ("clay tablet", "bronze mirror", "seal ring", "sealed jar", "knotted cord", "ivory comb"),
        (("ferryman", "he"), ("potter", "she"), ("scribe", "he"), ("weaver", "she")),
        lines("""
            A hammer rang on bronze somewhere, four strokes and a rest.
            An ox complained, and was answered from the far side of the wall.
            Somebody was grinding barley, and the stone went round and round.
            Oars knocked together, out of sight, like people clearing their throats.
        """),
    ),
    Era(
        4,
        ("lantern", "candle"),
        ("table", "upturned barrel", "chest"),
        ("bench", "three-legged stool", "sack of meal"),
        ("cloak", "coat"),
        ("sleeve", "pouch"),
        ("chest", "bundle", "saddlebag"),
        ("small beer", "mulled wine", "herb tea"),
        ("a purse of silver", "seven coins in a twist of cloth", "a handful of old coins"),
        ("coin", "penny"),
        ("letter", "silver ring", "small brass key", "map", "prayer book", "sealed box", "hand mirror"),
        (("ferryman", "he"), ("innkeeper", "she"), ("clerk", "he"), ("midwife", "she"), ("carter", "he")),
        lines("""
            A bell counted the hour and seemed to lose its place.
            A cart went by, one wheel crying at every turn.
            Somebody was sharpening a blade, without hurry.
            A shutter knocked twice, like a visitor with little hope.
        """),
    ),
    Era(
        6,
        ("oil lamp", "storm lantern"),
        ("table", "packing case", "workbench"),
        ("bench", "cane chair", "trunk"),
        ("coat", "overcoat"),
        ("pocket",),
        ("trunk", "travelling bag"),
        ("black tea", "hot rum", "strong coffee"),
        ("an envelope of banknotes", "a roll of sovereigns", "a month's wages in coin"),
        ("coin", "sixpence"),
        ("letter", "pocket watch", "telegram", "locket", "brass key", "notebook", "folded map"),
        (("stationmaster", "he"), ("landlady", "she"), ("clerk", "he"), ("seamstress", "she")),
        lines("""
            A whistle went, a long way down the line.
            Somewhere a steam hammer struck, and every cup moved a little to the left.
            A barrel organ played half a waltz and gave up.
            Wheels went by over stone, and the quiet closed behind them.
        """),
    ),
    Era(
        7,
        ("lamp", "torch"),
        ("table", "counter", "packing crate"),
        ("chair", "bench", "suitcase"),
        ("coat", "raincoat"),
        ("pocket",),
        ("suitcase", "kitbag"),
        ("black coffee", "tea with too much sugar", "cheap whisky"),
        ("an envelope of banknotes", "a roll of notes with a rubber band round it"),
        ("coin", "matchbox"),
        ("letter", "photograph", "door key", "notebook", "ticket", "wristwatch", "cigarette case"),
        (("night porter", "he"), ("landlady", "she"), ("taxi driver", "he"), ("nurse", "she")),
        lines("""
            A radio was playing dance music to nobody.
            A car changed gear at the corner and went away.
            A telephone rang in another building, eleven times.
            Somewhere a generator coughed and caught.
        """),
    ),
    Era(
        8,
        ("lamp", "torch", "work lamp"),
        ("table", "counter", "plastic crate"),
        ("chair", "bench", "plastic crate"),
        ("jacket", "coat", "hoodie"),
        ("pocket",),
        ("rucksack", "suitcase"),
        ("weak coffee", "green tea", "cold sweet tea"),
        ("an envelope of cash", "more than a month's rent"),
        ("coin", "receipt"),
        ("photograph", "key card", "memory stick", "notebook", "letter", "spare key", "old phone"),
        (("night clerk", "she"), ("courier", "he"), ("barista", "she"), ("security guard", "he")),
        lines("""
            A phone buzzed itself slowly across some hard surface and was ignored.
            A fan in the ceiling turned without moving the air.
            Somebody upstairs was watching a film with too many explosions.
            A lift arrived, opened, and found no one.
        """),
    ),
    Era(
        9,
        ("work lamp", "hand lamp"),
        ("table", "counter", "charging crate"),
        ("chair", "bench", "crate"),
        ("jacket", "coat"),
        ("pocket",),
        ("rucksack", "carry case"),
        ("beanless coffee", "green tea", "vitamin broth"),
        ("a clean credit stick", "forty hours of power on a cell"),
        ("token", "spent cell"),
        ("data chip", "paper letter", "burned-out implant", "key card", "photograph", "music box"),
        (("drone mechanic", "she"), ("courier", "he"), ("clinic nurse", "she"), ("night operator", "he")),
        lines("""
            A delivery drone went over, humming a fifth too low.
            Somewhere a door reminded somebody to have a pleasant day.
            A cleaning robot bumped softly against a wall, turned, and bumped again.
            The air scrubber changed its note.
        """),
    ),
    Era(
        10,
        ("work light", "hand light"),
        ("cargo crate", "fold-down table", "console"),
        ("bunk", "cargo crate", "jump seat"),
        ("jacket", "flight jacket", "thermal coat"),
        ("pocket",),
        ("kitbag", "case"),
        ("tea from the recycler", "hot algae broth", "real coffee"),
        ("a chip with a year's air on it", "a cell of clean fuel"),
        ("token", "washer"),
        ("data crystal", "paper letter", "star chart", "captain's ring", "sealed flask", "access key"),
        (("dock mechanic", "she"), ("pilot", "he"), ("ship's medic", "she"), ("quartermaster", "he")),
        lines("""
            The pumps changed their note, and everyone stopped talking until they changed it back.
            Something ticked in the hull as the metal cooled.
            An airlock cycled two decks down.
            A voice on the intercom read out numbers in no hurry.
        """),
    ),
)


def era_of(level: int) -> Era:
    """The latest era that a world of `level` has reached."""
    return [era for era in ERAS if era.first <= max(1, level)][-1]
