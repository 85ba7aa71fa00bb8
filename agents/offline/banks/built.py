"""Settings that people made, and caves."""

from __future__ import annotations

from agents.offline.banks.setting import Setting
from agents.offline.grammar import bag, lines

BUILT: dict[str, Setting] = {
    "city": Setting(
        "the city",
        bag(
            "city town street streets alley market square district quarter downtown suburb roof "
            "rooftop bridge bridges metropolis "
            "slum neon skyline avenue"
        ),
        ("at the corner of the square", "in the alley behind the market", "under the arches"),
        "the square",
        "stones",
        ("alley", "stairs", "archway"),
        lines("""
            The city had not slept, and it showed in the faces of the houses.
            By this hour the streets belonged to people who had a reason to be in them.
            Light lay in the wet street in pieces, and people stepped on it.
            Every wall in the square had something written on it, and most of it was crossed out.
        """),
        lines("""
            Somebody laughed behind a shutter, and somebody told them to hush.
            A cat came along the wall, placing its feet like a clerk placing stamps.
            Above them a window went dark, and then the one beside it.
            The smell of frying came round the corner ahead of whoever was eating.
        """),
        ("step", "low wall"),
        ("low wall", "stall board"),
        first=2,
        preposition="in",
        settled=True,
    ),
    "tower": Setting(
        "the tower",
        bag("tower lighthouse castle fortress keep fort citadel belfry battlement"),
        ("at the top of the tower", "on the gallery", "on the landing"),
        "the landing",
        "flagstones",
        ("stairs", "lower landing", "narrow arch"),
        lines("""
            The stairs went up inside the wall and seemed to have been built by somebody with very short \
                legs.
            At the top of the tower the wind came in by one side and left by the other, like a tax \
                collector.
            From the gallery one saw everything and could do nothing about it.
            The stone kept the cold of every winter it had known.
        """),
        lines("""
            Somewhere below, feet began to climb, and stopped.
            A jackdaw put its head in, looked them over, and withdrew.
            The wall sweated, as it did before a change in the weather.
            Each word went down the stairs and came back a little later.
        """),
        ("top step", "stone ledge"),
        ("sill", "stone ledge"),
        first=2,
        indoors=True,
        settled=True,
    ),
    "room": Setting(
        "the house",
        bag(
            "room house home kitchen inn tavern cottage apartment flat bar cafe hotel hut cabin "
            "office bedroom shop workshop"
        ),
        ("in the back room", "by the hearth", "in the low room under the roof"),
        "the floor",
        "floor",
        ("doorway", "passage", "back stairs"),
        lines("""
            The room was too small for the silence in it.
            Somebody had tidied, in haste, and had forgotten the one thing that mattered.
            There were two places laid, and a third that had been cleared away.
            The house had settled for the night, one board at a time.
        """),
        lines("""
            Dust turned in the light with nowhere to be.
            A moth had got in and was doing itself no good.
            A board creaked overhead, though nobody was there.
            The smell of onions had gone into the walls for good.
        """),
        indoors=True,
        preposition="in",
        settled=True,
    ),
    "hall": Setting(
        "the hall",
        bag(
            "hall palace temple church cathedral abbey monastery shrine museum library archive school "
            "court throne academy"
        ),
        ("between the pillars", "at the far end of the hall", "in the side chapel"),
        "the hall",
        "flagstones",
        ("side door", "long aisle", "archway"),
        lines("""
            The hall was built to make people feel small, and it was good at its work.
            Their steps came back to them from the far end, as if others were walking there.
            High up, where nobody had dusted since the building of it, the light came in.
            The pillars stood in two rows, like guests who have not been introduced.
        """),
        lines("""
            A draught went by, as if somebody had passed.
            Carved faces looked down, worn smooth of any opinion.
            Far up in the roof a bird flew from one side to the other and back.
            Each whisper was handed on from pillar to pillar.
        """),
        ("bench along the wall", "step"),
        ("stone ledge", "long table"),
        first=2,
        indoors=True,
        preposition="in",
        settled=True,
    ),
    "cave": Setting(
        "the cave",
        bag(
            "cave cavern tunnel mine underground crypt tomb dungeon cellar catacomb prison cell depths grotto"
        ),
        ("in the inner chamber", "at the mouth of the passage", "under the low roof"),
        "the chamber",
        "stone",
        ("passage", "mouth of the cave", "crack in the rock"),
        lines("""
            Down here it was the same time every day.
            Water dripped, counted to seven, and dripped again.
            The rock had been rubbed smooth at the height of a shoulder, by how many shoulders nobody knew.
            Their shadows went ahead of them and were much braver than they were.
        """),
        lines("""
            The dark beyond the light had a shape, and the shape kept changing.
            A breath of cold came up from below, stopped, and came again.
            Something dry rustled and fell back into silence.
            Each sound returned from the depths a little different.
        """),
        ("ledge", "fallen rock"),
        ("ledge", "flat rock"),
        indoors=True,
        preposition="in",
    ),
    "ruins": Setting(
        "the ruins",
        bag("ruin ruins wreck graveyard cemetery abandoned battlefield rubble remains bunker barrow"),
        ("among the broken walls", "where the hearth had been", "in the roofless part"),
        "the open floor",
        "rubble",
        ("gap in the wall", "broken steps", "fallen arch"),
        lines("""
            Nobody had lived here for a long time, and the place had stopped expecting it.
            Grass grew where the floor had been, in the shape of the rooms.
            Half a stair went up to nothing, and somebody had kept it swept.
            What was left of the walls stood about like people after bad news.
        """),
        lines("""
            A bird flew in through one missing wall and out through another.
            Stones shifted underfoot and remembered being floors.
            Ivy had signed its name across everything.
            A beam hung by its last nail, and had hung so for years.
        """),
        ("fallen stone", "broken step"),
        ("fallen stone", "stump of a wall"),
        first=2,
        preposition="in",
    ),
    "station": Setting(
        "the station",
        bag(
            "space station spaceship starship orbit colony habitat airlock shuttle planet moonbase "
            "ringworld dome asteroid"
        ),
        ("in the cargo bay", "by the long viewport", "at the end of the ring"),
        "the bay",
        "deck plates",
        ("hatch", "ladder well", "service tunnel"),
        lines("""
            The planet came up in the viewport, took its time about it, and went down again.
            In the cargo bay the cold had a taste, like a coin held in the mouth.
            The ring turned, and everything in it pretended to have weight.
            Outside there was nothing at all, and it pressed against the hull with both hands.
        """),
        lines("""
            Frost had drawn a fern on the inside of the viewport.
            A loose strap lifted, drifted, and lay down again.
            The deck hummed through the soles of their feet.
            Far along the hull a welder's spark came and went, like a star being tested.
        """),
        first=10,
        indoors=True,
        vacuum=True,
        preposition="on",
        settled=True,
    ),
}
