"""Light, weather and mood: what hangs in the air of a picture, and the words that call for it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Hour:
    """`indoors` phrases fit everywhere, `outdoors` ones need a sky."""

    words: frozenset[str]
    indoors: tuple[str, ...]
    outdoors: tuple[str, ...]


@dataclass(frozen=True)
class Weather:
    """A sentence without its full stop, for outdoors and for a room (none: it does not reach there)."""

    words: frozenset[str]
    outdoors: tuple[str, ...]
    indoors: tuple[str, ...] = ()


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


HOURS: dict[str, Hour] = {
    "dawn": Hour(
        _words("dawn sunrise daybreak morning aube aurore alba amanecer morgen"),
        ("at dawn", "in the first light of dawn"),
        ("at sunrise", "under a pale dawn sky"),
    ),
    "day": Hour(
        _words(
            "day noon midday daylight sunny sunshine sun "
            "sol soleil sole sonne sonnenschein dia giorno jour"),
        ("in clear daylight", "at noon"),
        ("under a bright midday sky", "in the full light of day"),
    ),
    "golden": Hour(
        _words("golden summer afternoon honey warm ete verano estate sommer pastoral"),
        ("in golden light", "in low golden light"),
        ("in the golden hour", "in long golden light"),
    ),
    "sunset": Hour(
        _words("sunset sundown tramonto atardecer sonnenuntergang"),
        ("at sunset", "in the last red light of sunset"),
        ("under a sunset sky", "against the setting sun"),
    ),
    "dusk": Hour(
        _words("dusk twilight evening nightfall blue-hour crepuscule soir abend sera tarde"),
        ("at dusk", "in the last light of dusk"),
        ("under a dusk sky", "in the blue hour"),
    ),
    "night": Hour(
        _words(
            "night nights midnight tonight moon moonlight star stars "
            "dark darkness shadow nuit noche notte noite "
               "nacht lune luna etoile estrella stella stern mond"),
        ("at night", "late at night"),
        ("under a night sky", "at midnight"),
    ),
}  # fmt: skip

WEATHERS: dict[str, Weather] = {
    "rain": Weather(
        _words("rain rains raining rainy raindrops drizzle pouring regen pluie lluvia pioggia chuva"),
        ("Rain comes down in fine bright threads", "Rain blurs the distance and polishes the ground"),
        ("Rain runs down the panes outside",),
    ),
    "storm": Weather(
        _words("storm storms thunder lightning tempest hurricane sturm orage tormenta tempesta"),
        ("A storm stands over the horizon", "Lightning opens the storm for a moment"),
        ("Lightning whitens everything for a moment",),
    ),
    "snow": Weather(
        _words("snow snowing winter ice frozen frost schnee neige nieve neve hiver invierno inverno eis"),
        ("Snow drifts down in slow heavy flakes", "Fresh snow lies on everything"),
        ("Snow drifts past the panes",),
    ),
    "fog": Weather(
        _words("fog mist misty foggy haze hazy smoke nebel brume niebla nebbia neblina veil"),
        ("Soft mist hides the distance", "Mist drifts low and pale", "Haze softens every edge"),
        ("A thin haze hangs in the air",),
    ),
    "wind": Weather(
        _words("wind winds windy breeze blow blowing blown gale vent viento vento"),
        ("Wind pulls at everything that is loose", "A steady wind bends whatever can bend"),
    ),
    "aurora": Weather(
        _words("aurora borealis northern-lights polarlicht"),
        ("An aurora moves in slow curtains overhead", "An aurora pours green across the stars"),
    ),
    "stars": Weather(
        _words(
            "star stars starlight starry constellation etoile "
            "etoiles estrella estrellas stella stelle stern sterne"
        ),
        ("Stars fill the sky", "Stars come out one by one", "Stars hang low and clear"),
    ),
    "moon": Weather(
        _words("moon moonlight moonlit lunar lune luna mond lua"),
        ("A full moon hangs low", "The moon lays a silver path"),
        ("Moonlight lies in long panes",),
    ),
    "petals": Weather(
        _words("petals blossom blossoms spring cherry fruhling printemps primavera"),
        ("Petals drift through the air", "Blossom drifts slowly past"),
    ),
    "leaves": Weather(
        _words("autumn october november leaves herbst automne otono autunno outono"),
        ("Red leaves turn through the air", "Dry leaves race along the ground"),
    ),
    "embers": Weather(
        _words("ember embers ash ashes inferno lava bonfire"),
        ("Embers float up into the dark", "Sparks rise and go out"),
    ),
    "rays": Weather(
        _words("ray rays beam beams radiant heavenly divine sunbeam"),
        ("Long beams break through from above", "Broad rays of light fan out"),
        ("Long beams slant through the window",),
    ),
    "reflections": Weather(
        _words("wet reflections reflection glistening puddles"),
        ("Wet ground doubles every light", "Reflections tremble underfoot"),
    ),
    "nebula": Weather(
        _words("nebula nebulae galaxy cosmic stardust"),
        ("Bands of stardust cross the sky", "The sky is thick with coloured stars"),
    ),
}

# The nearest weather of another hour: no stars at noon, no sun rays at midnight.
NIGHT_ONLY = frozenset({"stars", "moon", "aurora", "nebula"})
DARK_HOURS = frozenset({"night", "dusk"})

# How the light moves on through a film, by the hour its style asks for.
ARCS: dict[str, tuple[str, ...]] = {
    "dawn": ("dawn", "dawn", "golden"),
    "day": ("day", "golden"),
    "golden": ("golden", "golden", "sunset"),
    "sunset": ("golden", "sunset", "dusk"),
    "dusk": ("sunset", "dusk", "dusk", "night"),
    "night": ("dusk", "night", "night"),
    "": ("sunset", "dusk", "night", "night", "dawn"),
}

MOODS: dict[str, tuple[frozenset[str], tuple[str, ...]]] = {
    "sad": (
        _words("wistful melancholy sad longing bittersweet nostalgic lonely sorrow"),
        ("still and a little lonely", "quiet, with much left empty", "wistful and slow"),
    ),
    "calm": (
        _words("serene calm peaceful quiet gentle soft tranquil hush"),
        ("hushed and wide", "calm to the very edges", "quiet as held breath"),
    ),
    "warm": (
        _words("hopeful joyful happy warm bright uplifting playful tender"),
        ("open and full of air", "warm and easy", "glad and unhurried"),
    ),
    "close": (
        _words("intimate close romantic love tender honest"),
        ("close and tender", "near enough to touch", "softly lit and private"),
    ),
    "grand": (
        _words("majestic epic grand luxury heroic cinematic elegant"),
        ("grand and unhurried", "vast and composed", "monumental and clear"),
    ),
    "wild": (
        _words("energetic electric high_energy fast powerful wild loud intense restless"),
        ("charged and restless", "alive with motion", "bright, fast and sharp-edged"),
    ),
    "strange": (
        _words("dreamlike surreal dreamy trippy strange psychedelic weird mysterious"),
        ("weightless, as in a dream", "strange and slow", "familiar and impossible at once"),
    ),
    "dark": (
        _words("dark tense ominous brooding gothic noir sinister"),
        ("dark and expectant", "heavy with shadow", "tense and half hidden"),
    ),
}
NEUTRAL_MOOD = ("composed and clear", "simple and deep", "held for a long moment")
