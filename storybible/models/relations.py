"""Typed, dated ties between elements."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from storybible.models.base import BibleRow, bible_constraints
from storybible.models.elements import Element
from storybible.models.time import Dated, dated_constraints
from umam.universes.models import Universe


class RelationType(models.Model):
    """A kind of tie: `label` reads from source to target, `inverse_label` from target to source.

    Those without a universe are offered to the whole studio. `acyclic` ties may not lead back to themselves
    (nobody is their own ancestor). The lists of types limit what may be tied; empty means any.
    """

    universe = models.ForeignKey(
        Universe, null=True, blank=True, on_delete=models.CASCADE, related_name="relation_types"
    )
    key = models.SlugField(max_length=60)
    label = models.CharField(max_length=80, help_text="As in “Mara is parent of Ivo”: parent of.")
    inverse_label = models.CharField(
        max_length=80, blank=True, help_text="Seen from the other side: child of. Empty where it is the same."
    )
    symmetric = models.BooleanField(default=False, help_text="It reads the same from both sides.")
    acyclic = models.BooleanField(default=False, help_text="It may not lead back to itself.")
    source_types = models.JSONField(default=list, blank=True)
    target_types = models.JSONField(default=list, blank=True)
    colour = models.CharField(max_length=7, blank=True)
    position = models.PositiveSmallIntegerField(default=100)

    class Meta:
        ordering = ["position", "label"]
        constraints = [
            models.UniqueConstraint(fields=["universe", "key"], name="relation_type_once"),
            models.UniqueConstraint(
                fields=["key"], condition=Q(universe=None), name="relation_type_once_in_the_studio"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label} / {self.inverse_label}" if self.inverse_label else self.label


class Relation(BibleRow, Dated):
    type = models.ForeignKey(RelationType, on_delete=models.PROTECT, related_name="relations")
    source = models.ForeignKey(Element, on_delete=models.CASCADE, related_name="relations_out")
    target = models.ForeignKey(Element, on_delete=models.CASCADE, related_name="relations_in")
    note = models.CharField(max_length=400, blank=True)
    strength = models.SmallIntegerField(default=0, help_text="From -100, hate, to 100, love.")

    class Meta:
        ordering = ["type", "id"]
        indexes = [
            models.Index(fields=["source", "type"], condition=Q(deleted_at=None), name="relation_out"),
            models.Index(fields=["target", "type"], condition=Q(deleted_at=None), name="relation_in"),
            models.Index(fields=["universe", "updated_at", "id"], name="relation_changes"),
        ]
        constraints = [
            *bible_constraints("relation"),
            *dated_constraints("relation"),
            models.CheckConstraint(condition=~Q(source=F("target")), name="relation_joins_two"),
            models.CheckConstraint(
                condition=Q(strength__gte=-100, strength__lte=100), name="relation_strength_is_in_range"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.type.label} {self.target}"
