"""All motifs, in the order in which they are looked up."""

from __future__ import annotations

from agents.imagery.motifs.base import Motif
from agents.imagery.motifs.people import PEOPLE
from agents.imagery.motifs.things import THINGS

MOTIFS: tuple[Motif, ...] = (*THINGS, *PEOPLE)

__all__ = ["MOTIFS", "Motif"]
