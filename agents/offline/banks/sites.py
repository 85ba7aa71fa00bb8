"""All kinds of landmark, and words for names where a world has too few of its own."""

from __future__ import annotations

from agents.offline.banks.site import Site
from agents.offline.banks.sites_city import CITY
from agents.offline.banks.sites_rooms import ROOMS
from agents.offline.banks.sites_wild import WILD

__all__ = ["CITY", "ROOMS", "WILD", "WORDS", "Site"]

WORDS = {
    1: "Bone Ash Bear Raven Flint Red Moon Elder Hollow Long",
    2: "Bronze Reed River Lion Cedar Sun Potter's King's Old Salt",
    4: "Mill Bell Saint's Fuller's Crow Rose Old Abbot's Candle Weaver's North",
    6: "Iron Coal Lamplighter's Victoria Glass Union Copper Station Old Regent's",
    7: "Union Central Harbour Old Victory Garden Electric Mercer's East Grand",
    8: "Central Old Signal Market Garden Glass Corner Seventh East Harbour",
    9: "Neon Lower Signal Kestrel Glass Ninth Mirror Upper Static Garden",
    10: "Meridian Hadley Far Cold Ring Polar Ceres Long Second Tether",
}
