"""Elements, their names, tags, pictures and typed traits."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from storybible.models.base import BibleRow, bible_constraints
from umam.assets.models import Asset
from umam.universes.models import Universe


class EntityType(models.TextChoices):
    CHARACTER = "character", "Character"
    LOCATION = "location", "Location"
    ITEM = "item", "Item"
    FACTION = "faction", "Faction"
    EVENT = "event", "Event"
    CONCEPT = "concept", "Concept"
    SPECIES = "species", "Species"
    TECHNOLOGY = "technology", "Technology"


class TraitType(models.TextChoices):
    TEXT = "text", "Text"
    NUMBER = "number", "Number"
    BOOLEAN = "boolean", "Yes or no"
    LIST = "list", "List"


class Element(BibleRow):
    """A person, place, thing or idea of a world. `aliases` and `tags` are lists of words."""

    name = models.CharField(max_length=200)
    entity_subtype = models.CharField("type", max_length=12, choices=EntityType.choices)
    summary = models.CharField(max_length=400, blank=True, help_text="One sentence that says what it is.")
    body = models.TextField(blank=True, help_text="Markdown. Write @Name to mention another element.")
    aliases = models.JSONField(default=list, blank=True, help_text="Other names it goes by.")
    tags = models.JSONField(default=list, blank=True)
    images = models.ManyToManyField(Asset, through="ElementImage", related_name="+", blank=True)
    model = models.ForeignKey(
        Asset,
        verbose_name="3D model",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        limit_choices_to={"kind": "model"},
    )

    class Meta:
        ordering = ["name", "id"]
        indexes = [
            models.Index(
                fields=["universe", "name", "id"], condition=Q(deleted_at=None), name="element_list"
            ),
            models.Index(
                fields=["universe", "entity_subtype", "name", "id"],
                condition=Q(deleted_at=None),
                name="element_list_by_type",
            ),
            models.Index(fields=["universe", "updated_at", "id"], name="element_changes"),
            models.Index(fields=["deleted_at"], condition=Q(deleted_at__isnull=False), name="element_trash"),
        ]
        constraints = [
            *bible_constraints("element"),
            models.CheckConstraint(
                condition=Q(entity_subtype__in=EntityType.values), name="element_type_is_known"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="element_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name


class ElementName(models.Model):
    """A name or alias as it is looked up: case-folded, without double spaces. Written by the services."""

    universe = models.ForeignKey(Universe, on_delete=models.CASCADE, related_name="+")
    element = models.ForeignKey(Element, on_delete=models.CASCADE, related_name="names")
    folded = models.CharField(max_length=200)
    is_alias = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["universe", "folded"], name="element_name_lookup")]
        constraints = [
            models.UniqueConstraint(fields=["element", "folded"], name="element_name_once"),
        ]

    def __str__(self) -> str:
        return self.folded


class ElementTag(models.Model):
    """One tag of one element, for lists by tag. Written by the services."""

    universe = models.ForeignKey(Universe, on_delete=models.CASCADE, related_name="+")
    element = models.ForeignKey(Element, on_delete=models.CASCADE, related_name="tag_rows")
    tag = models.CharField(max_length=60)

    class Meta:
        indexes = [models.Index(fields=["universe", "tag"], name="element_tag_lookup")]
        constraints = [models.UniqueConstraint(fields=["element", "tag"], name="element_tag_once")]

    def __str__(self) -> str:
        return self.tag


class ElementImage(models.Model):
    """A picture of an element; the first is its face."""

    element = models.ForeignKey(Element, on_delete=models.CASCADE, related_name="image_rows")
    asset = models.ForeignKey(Asset, on_delete=models.CASCADE, related_name="+")
    caption = models.CharField(max_length=200, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["element", "asset"], name="element_image_once")]

    def __str__(self) -> str:
        return self.caption or str(self.asset)


VALUE_COLUMNS = {
    TraitType.TEXT.value: "value_text",
    TraitType.NUMBER.value: "value_number",
    TraitType.BOOLEAN.value: "value_boolean",
    TraitType.LIST.value: "value_list",
}


def _only(trait_type: str) -> Q:
    """The column of this type holds the value, and no other does."""
    found = Q(trait_type=trait_type)
    for other, column in VALUE_COLUMNS.items():
        found &= Q(**{f"{column}__isnull": other != trait_type})
    return found


class Trait(models.Model):
    """A typed fact of an element. Exactly the column of its type holds the value."""

    element = models.ForeignKey(Element, on_delete=models.CASCADE, related_name="traits")
    key = models.SlugField(max_length=60, allow_unicode=True)
    label = models.CharField(max_length=80)
    trait_type = models.CharField("type", max_length=8, choices=TraitType.choices, default=TraitType.TEXT)
    value_text = models.TextField(null=True, blank=True)
    value_number = models.FloatField(null=True, blank=True)
    value_boolean = models.BooleanField(null=True, blank=True)
    value_list = models.JSONField(null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["element", "key"], name="trait_once"),
            models.CheckConstraint(
                condition=_only("text") | _only("number") | _only("boolean") | _only("list"),
                name="trait_value_has_its_type",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label}: {self.value}"

    @property
    def value(self) -> Any:
        value = getattr(self, VALUE_COLUMNS[self.trait_type])
        # The column holds floats; a head count shall not read 1200.0.
        if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
            return int(value)
        return value


class TraitTemplate(models.Model):
    """A universe's own word on the traits of a type: a new one, or a usual one changed or hidden."""

    universe = models.ForeignKey(Universe, on_delete=models.CASCADE, related_name="trait_templates")
    entity_subtype = models.CharField("type of element", max_length=12, choices=EntityType.choices)
    key = models.SlugField(max_length=60, allow_unicode=True)
    label = models.CharField(max_length=80)
    trait_type = models.CharField("type", max_length=8, choices=TraitType.choices, default=TraitType.TEXT)
    help = models.CharField(max_length=200, blank=True)
    required = models.BooleanField(default=False)
    hidden = models.BooleanField(default=False, help_text="Do not suggest it in this universe.")
    position = models.PositiveSmallIntegerField(default=100)

    class Meta:
        ordering = ["entity_subtype", "position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["universe", "entity_subtype", "key"], name="trait_template_once"),
            models.CheckConstraint(
                condition=Q(trait_type__in=TraitType.values), name="trait_template_type_is_known"
            ),
            models.CheckConstraint(
                condition=Q(entity_subtype__in=EntityType.values), name="trait_template_element_type_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_entity_subtype_display()}: {self.label}"
