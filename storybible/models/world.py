"""How a world works and how it looks: one configuration and one style guide a universe."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from storybible.models.base import Kept
from umam.assets.models import Asset
from umam.universes.models import Universe


class OptionKind(models.TextChoices):
    GENRE = "genre", "Genre"
    PHYSICS = "physics", "Physics"
    MAGIC_SYSTEM = "magic_system", "Magic system"
    TECH_LEVEL = "tech_level", "Tech level"
    TONE = "tone", "Tone"


class WorldOption(models.Model):
    """A choice of the configuration. Those without a universe are offered to the whole studio.

    `level` orders tech levels and strengths of magic, so that rules can compare them.
    """

    universe = models.ForeignKey(
        Universe, null=True, blank=True, on_delete=models.CASCADE, related_name="world_options"
    )
    kind = models.CharField(max_length=14, choices=OptionKind.choices)
    key = models.SlugField(max_length=60)
    label = models.CharField(max_length=80)
    description = models.CharField(max_length=300, blank=True)
    level = models.SmallIntegerField(default=0)
    position = models.PositiveSmallIntegerField(default=100)

    class Meta:
        ordering = ["kind", "position", "label"]
        constraints = [
            models.UniqueConstraint(fields=["universe", "kind", "key"], name="world_option_once"),
            models.UniqueConstraint(
                fields=["kind", "key"], condition=Q(universe=None), name="world_option_once_in_the_studio"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=OptionKind.values), name="world_option_kind_is_known"
            ),
        ]

    def __str__(self) -> str:
        return self.label


def _option(kind: OptionKind) -> models.ForeignKey:
    return models.ForeignKey(
        WorldOption,
        verbose_name=kind.label.lower(),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        limit_choices_to={"kind": kind.value},
    )


class WorldConfig(Kept):
    """The laws of a universe. `rules` are sentences that always hold; agents get them as rules."""

    universe = models.OneToOneField(Universe, on_delete=models.CASCADE, related_name="world_config")
    genre = _option(OptionKind.GENRE)
    physics = _option(OptionKind.PHYSICS)
    magic_system = _option(OptionKind.MAGIC_SYSTEM)
    tech_level = _option(OptionKind.TECH_LEVEL)
    tone = _option(OptionKind.TONE)
    rules = models.JSONField(default=list, blank=True, help_text="Laws, as “No faster-than-light travel”.")
    notes = models.TextField(blank=True, help_text="Anything else that holds everywhere. Markdown.")

    class Meta:
        verbose_name = "world configuration"

    def __str__(self) -> str:
        return f"World of {self.universe}"


class StyleGuide(Kept):
    """How pictures of a universe look. `palette` is a list of `{name, hex}`."""

    universe = models.OneToOneField(Universe, on_delete=models.CASCADE, related_name="style_guide")
    art_style = models.CharField(max_length=200, blank=True, help_text="As “ink and watercolour”.")
    palette = models.JSONField("colour palette", default=list, blank=True)
    mood = models.CharField(max_length=200, blank=True)
    lighting = models.CharField(max_length=200, blank=True)
    notes = models.TextField(blank=True, help_text="What pictures should always or never show.")
    references = models.ManyToManyField(
        Asset, through="StyleReference", related_name="+", blank=True, verbose_name="reference images"
    )

    class Meta:
        verbose_name = "style guide"

    def __str__(self) -> str:
        return f"Style of {self.universe}"


class StyleReference(models.Model):
    style_guide = models.ForeignKey(StyleGuide, on_delete=models.CASCADE, related_name="reference_rows")
    asset = models.ForeignKey(Asset, on_delete=models.CASCADE, related_name="+")
    caption = models.CharField(max_length=200, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["style_guide", "asset"], name="style_reference_once")]

    def __str__(self) -> str:
        return self.caption or str(self.asset)
