"""Colours by time of day, by mood and by name."""

from __future__ import annotations

from media_pipeline.engines.image.painting.colour import Colours, oklch


def _colours(rows: str, *, night: bool = False) -> Colours:
    """Ten OKLCH triples, in the order of the roles."""
    values = [tuple(float(part) for part in row.split()) for row in rows.split(",")]
    return Colours(*(oklch(*value) for value in values), night=night)  # type: ignore[arg-type, misc]


#                     zenith        upper          lower         horizon       sun           haze
#                     far           near           accent        second
TIMES: dict[str, Colours] = {
    "dawn": _colours(
        ".44 .09 268, .62 .09 300, .78 .10 25,   .91 .09 72,  .97 .07 88,  .82 .07 35,"
        ".50 .07 290, .17 .05 285, .84 .13 60,  .76 .13 20"
    ),
    "day": _colours(
        ".50 .14 256, .66 .12 248, .81 .08 236,  .94 .035 215, .985 .05 98, .85 .05 230,"
        ".54 .08 232, .22 .05 205, .80 .16 55,  .74 .15 28"
    ),
    "golden": _colours(
        ".46 .08 245, .62 .06 250, .80 .10 70,   .92 .12 82,  .985 .09 95, .83 .11 70,"
        ".54 .08 50,  .16 .04 40,  .84 .15 70,  .74 .15 40"
    ),
    "sunset": _colours(
        ".27 .11 285, .44 .15 335, .65 .19 32,   .83 .16 66,  .94 .12 84,  .70 .16 38,"
        ".40 .12 345, .12 .05 310, .80 .17 55,  .70 .20 10"
    ),
    "dusk": _colours(
        ".20 .08 268, .32 .11 276, .53 .12 320,  .77 .11 48,  .94 .08 70,  .56 .10 310,"
        ".32 .09 280, .09 .04 275, .84 .14 72,  .68 .17 350"
    ),
    "night": _colours(
        ".12 .065 275, .19 .09 270, .30 .105 262, .45 .10 245, .95 .03 225, .36 .09 255,"
        ".22 .075 265, .055 .03 270, .86 .13 78,  .70 .14 200", night=True
    ),
}  # fmt: skip

# Five colours each, dark to light where it can be.
PALETTES: dict[str, tuple[str, ...]] = {
    "ember": ("#1b0f1a", "#5a1f3d", "#b23a48", "#f08a4b", "#ffe0a3"),
    "teal_orange": ("#0b1d26", "#14505c", "#2f8f8b", "#f2a65a", "#ffe8c2"),
    "rose": ("#1a1430", "#4a2c63", "#a4508b", "#f2789f", "#ffd6c9"),
    "moss": ("#0f1f17", "#26493a", "#5c8a5a", "#c2c98b", "#f4ecc8"),
    "ice": ("#0a1a2f", "#1f4b73", "#5fa3c7", "#bfe3ee", "#f5fbff"),
    "gold": ("#120d08", "#4a3215", "#9c6b26", "#e3b75b", "#fff1c9"),
    "neon": ("#0a0618", "#2b0f54", "#7b1fa2", "#ff2e93", "#19e3ff"),
    "synth": ("#12062f", "#4b0f6b", "#c2185b", "#ff7a45", "#ffd166"),
    "noir": ("#08090b", "#23262b", "#5b6068", "#a9adb2", "#f0ece4"),
    "desert": ("#2b1a1a", "#7a3b2e", "#c9703f", "#eab676", "#fbe9cf"),
    "ocean": ("#04121f", "#0b3c5d", "#1d7a8c", "#7cc6c3", "#f1f4e8"),
    "peach": ("#3b2340", "#a05c7b", "#ee9480", "#ffc9a3", "#fff0dc"),
    "aurora": ("#050b1e", "#0d2f4f", "#146b67", "#5fe0a3", "#d9ffe3"),
    "lavender": ("#1e1b3a", "#4c4a86", "#8f86c9", "#d6b8e0", "#fdeef4"),
    "wine": ("#14060f", "#45102c", "#8a1c4a", "#d9657c", "#fbd8c6"),
    "sage": ("#20302c", "#4f6f64", "#93ad95", "#d7dcc0", "#fbf8ea"),
    "copper": ("#0d1518", "#2c4a4a", "#80634a", "#d58c55", "#f9dcae"),
    "storm": ("#0d131a", "#2a3a49", "#566d80", "#9fb1ba", "#e4e7e2"),
    "candy": ("#2a1450", "#7a3fb5", "#f061a8", "#ff9e8a", "#ffe6a8"),
    "lagoon": ("#062026", "#0e5a5c", "#29a99a", "#a8e0b8", "#fff6c9"),
}

MOOD_PALETTES: dict[str, tuple[str, ...]] = {
    "melancholy": ("storm", "ice", "lavender", "noir", "copper"),
    "joyful": ("teal_orange", "candy", "peach", "lagoon"),
    "dreamy": ("lavender", "rose", "peach", "candy", "aurora"),
    "tense": ("ember", "noir", "wine", "copper"),
    "romantic": ("rose", "wine", "peach", "ember"),
    "epic": ("teal_orange", "gold", "ember", "ocean"),
    "mysterious": ("aurora", "ocean", "moss", "copper"),
    "peaceful": ("sage", "lagoon", "ice", "peach", "moss"),
    "luxury_reveal": ("gold", "copper", "wine", "noir"),
    "high_energy": ("synth", "neon", "ember", "candy"),
    "intimate_story": ("peach", "copper", "rose", "sage", "wine"),
    "surreal_trip": ("neon", "aurora", "candy", "lavender", "synth"),
    "nostalgic": ("desert", "copper", "peach", "sage"),
    "dark": ("noir", "wine", "ocean", "storm"),
    "": ("teal_orange", "ember", "rose", "ocean", "peach", "lavender", "desert", "lagoon", "copper", "gold"),
}

# Places that would not be themselves in any colour.
PLACE_PALETTES: dict[str, tuple[str, ...]] = {
    "underwater": ("ocean", "lagoon", "aurora", "ocean", "ice"),
    "space": ("aurora", "neon", "synth", "ocean", "ember", "lavender"),
    "stage": ("neon", "synth", "ember", "candy", "aurora"),
    "street": ("neon", "synth", "teal_orange", "aurora", "candy"),
}

STYLE_PALETTES: dict[str, str] = {
    "noir": "noir",
    "synthwave": "synth",
    "cyberpunk": "neon",
    "vintage": "desert",
}

COLOUR_NAMES: dict[str, str] = {
    "red": "#d7263d", "crimson": "#a4133c", "scarlet": "#e63329", "orange": "#f3722c", "amber": "#ffb000",
    "gold": "#e3b75b", "yellow": "#ffd23f", "green": "#3a9d5d", "emerald": "#0f9d6b",
    "lime": "#a6d930", "teal": "#168a8f", "turquoise": "#2ec4b6", "cyan": "#19d3e6", "blue": "#2563c9",
    "azure": "#3a8dde", "navy": "#12284c", "indigo": "#3f2b96", "violet": "#7b3fc4", "purple": "#7a2fa0",
    "magenta": "#e0218a", "pink": "#f2789f", "rose": "#e8637f", "peach": "#ffb48f", "coral": "#ff7a5c",
    "brown": "#7a4a2b", "copper": "#c0703f", "bronze": "#a9742f", "silver": "#c3c9cf", "white": "#f6f4ee",
    "ivory": "#f7efd9", "black": "#101014", "grey": "#7d838b", "gray": "#7d838b", "lavender": "#b79ce0",
    "mint": "#9fe3c1", "burgundy": "#6d1430", "sepia": "#8a6a43", "cobalt": "#1f4fd8", "ruby": "#9b1b3b",
    "jade": "#1f9d78", "sapphire": "#1b3fa0", "pastel": "#f4cfe0",
}  # fmt: skip
