"""All settings, and where a scene of a genre is when nobody says."""

from __future__ import annotations

from agents.offline.banks.built import BUILT
from agents.offline.banks.outside import OUTSIDE
from agents.offline.banks.setting import Setting

SETTINGS: dict[str, Setting] = {**OUTSIDE, **BUILT}
DEFAULTS: dict[str, tuple[str, ...]] = {
    "fantasy": ("forest", "tower", "road", "hall", "ruins"),
    "science-fiction": ("station", "room", "desert", "city"),
    "cyberpunk": ("city", "room"),
    "space-opera": ("station", "ruins", "hall"),
    "historical": ("city", "river", "hall", "road", "harbour"),
    "alternate-history": ("city", "room", "harbour", "hall"),
    "steampunk": ("city", "hall", "harbour"),
    "post-apocalyptic": ("ruins", "road", "desert"),
    "horror": ("room", "ruins", "forest", "cave"),
    "mystery": ("room", "hall", "harbour"),
    "noir": ("city", "room", "harbour"),
    "western": ("desert", "road", "room"),
    "fairy-tale": ("forest", "room", "river"),
    "mythic": ("mountains", "cave", "coast"),
    "superhero": ("city", "ruins"),
    "contemporary": ("room", "city", "coast"),
    "romance": ("coast", "meadow", "room"),
    "comedy": ("room", "city", "meadow"),
}
ANYWHERE = ("coast", "forest", "mountains", "river", "meadow", "cave", "room", "road", "ruins")
