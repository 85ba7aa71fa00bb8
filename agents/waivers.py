"""Findings of the consistency check that are meant to be."""

from __future__ import annotations

from agents.models import Waiver
from umam.universes.models import Universe


def waived(universe: Universe) -> dict[str, Waiver]:
    """Waivers by the fingerprint of what they silence."""
    return {row.fingerprint: row for row in Waiver.objects.filter(universe=universe)}
