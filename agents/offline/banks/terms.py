"""Words of scenery that need a level of technology. A template that says one is not used below it."""

from __future__ import annotations

_BY_LEVEL: dict[int, str] = {
    2: "door doors table tables chair window windows street streets city cities coin "
    "coins bell bells "
    "bronze silver gold ship ships sail sails oar oars jar lamp lamps temple market wine beer barley "
    "harbour quay "
    "shirt king queen court cart wheel wheels tower towers bridge pot pots ox loaf bread mast masts "
    "plough scribe copper mirror brick bricks shield",
    3: "iron steel road roads coinage library glass key keys law column columns arch arches "
    "aqueduct nail nails "
    "sword swords",
    4: "lantern lanterns paper page pages book books letter letters mill castle chimney chimneys "
    "cathedral candle "
    "candles barrel hinge hinges shutter shutters guild bench penny ink buttons button windmill "
    "clockwork lens "
    "spectacles vault attic corridor",
    5: "printing gunpowder pistol musket cannon clock clocks pocket pockets compass telescope newspaper",
    6: "train trains railway telegraph telegram steam factory gas photograph station engine "
    "engines waltz ticket "
    "pier gaslight umbrella envelope cigarette",
    7: "radio car cars telephone telephones electric bulb traffic headlights neon asphalt aeroplane film "
    "skyscraper generator motor motors highway lift plastic concrete wire wires taxi platform",
    8: "computer computers screen screens phone phones network internet email satellite laptop "
    "online digital "
    "camera data server servers",
    9: "robot robots drone drones implant implants android hologram holograms cyborg",
    10: "spaceship spaceships orbit airlock habitat asteroid viewport",
    11: "starship starships hyperspace warp wormhole teleport teleporter",
}
LEVELS: dict[str, int] = {word: level for level, words in _BY_LEVEL.items() for word in words.split()}


def level_of(words: list[str]) -> int:
    """The level that these words need; 1 where any will do."""
    return max((LEVELS.get(word, 1) for word in words), default=1)
