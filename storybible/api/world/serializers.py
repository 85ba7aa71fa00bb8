"""Shapes of world configurations, their options and style guides."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from storybible.models import OptionKind, StyleGuide, WorldConfig, WorldOption
from storybible.selectors.scope import assets_of
from storybible.selectors.style import guide_prompt, swatches
from storybible.selectors.world import KINDS, chosen
from storybible.services.keeping import Author
from storybible.services.references import picture_from
from umam.assets import links
from umam.assets.models import Asset
from umam.lib.errors import Invalid
from umam.universes.models import Universe

MOST_FETCHED = 5
_BY_KIND = {
    "type": "object",
    "properties": {kind: {"type": "string", "nullable": True} for kind in KINDS},
}


class WorldConfigSerializer(serializers.ModelSerializer[WorldConfig]):
    """The laws of a universe: keys of the chosen options, their labels and descriptions, and free rules."""

    universe_id = serializers.UUIDField(read_only=True)
    genre = serializers.CharField(source="genre.key", default=None, allow_null=True)
    physics = serializers.CharField(source="physics.key", default=None, allow_null=True)
    magic_system = serializers.CharField(source="magic_system.key", default=None, allow_null=True)
    tech_level = serializers.CharField(source="tech_level.key", default=None, allow_null=True)
    tone = serializers.CharField(source="tone.key", default=None, allow_null=True)
    rules = serializers.ListField(child=serializers.CharField())
    labels = serializers.SerializerMethodField()
    descriptions = serializers.SerializerMethodField()

    class Meta:
        model = WorldConfig
        fields = [
            "universe_id",
            *KINDS,
            "labels",
            "descriptions",
            "rules",
            "notes",
            "revision",
            "created_at",
            "updated_at",
        ]
        read_only_fields = fields

    @extend_schema_field(_BY_KIND)
    def get_labels(self, config: WorldConfig) -> dict[str, str | None]:
        found = chosen(config)
        return {kind: found[kind].label if kind in found else None for kind in KINDS}

    @extend_schema_field(_BY_KIND)
    def get_descriptions(self, config: WorldConfig) -> dict[str, str | None]:
        found = chosen(config)
        return {kind: found[kind].description if kind in found else None for kind in KINDS}


class WorldConfigInputSerializer(serializers.Serializer[Any]):
    """Options are given by key or label, whatever the case; null takes one away."""

    genre = serializers.CharField(required=False, allow_null=True, allow_blank=True)
    physics = serializers.CharField(required=False, allow_null=True, allow_blank=True)
    magic_system = serializers.CharField(required=False, allow_null=True, allow_blank=True)
    tech_level = serializers.CharField(required=False, allow_null=True, allow_blank=True)
    tone = serializers.CharField(required=False, allow_null=True, allow_blank=True)
    rules = serializers.ListField(
        child=serializers.CharField(allow_blank=True), required=False, help_text="Sentences that always hold."
    )
    notes = serializers.CharField(required=False, allow_blank=True, trim_whitespace=False)

    def values(self, *, whole: bool) -> dict[str, Any]:
        """As the service takes it; `whole`: what is left out is emptied."""
        empty: dict[str, Any] = {**dict.fromkeys(KINDS), "rules": [], "notes": ""} if whole else {}
        return {**empty, **self.validated_data}


class WorldOptionSerializer(serializers.ModelSerializer[WorldOption]):
    """A choice of the configuration; without a universe it is offered to the whole studio."""

    universe_id = serializers.UUIDField(read_only=True, allow_null=True)
    kind = serializers.ChoiceField(choices=OptionKind.choices)
    key = serializers.SlugField(max_length=60, required=False)
    label = serializers.CharField(max_length=80)  # type: ignore[assignment]
    description = serializers.CharField(max_length=300, required=False, allow_blank=True)
    level = serializers.IntegerField(min_value=-1000, max_value=1000, required=False)
    position = serializers.IntegerField(min_value=0, max_value=30000, required=False)

    class Meta:
        model = WorldOption
        fields = ["universe_id", "kind", "key", "label", "description", "level", "position"]
        validators: list[Any] = []


class WorldOptionChangeSerializer(WorldOptionSerializer):
    kind = serializers.CharField(read_only=True)  # type: ignore[assignment]
    key = serializers.CharField(read_only=True)  # type: ignore[assignment]

    def values(self) -> dict[str, Any]:
        """The option as it is to be: what is left out is as in a new one."""
        return {"description": "", "level": 0, "position": 100, **self.validated_data}


class SwatchSerializer(serializers.Serializer[Any]):
    name = serializers.CharField()
    hex = serializers.CharField()
    text = serializers.CharField(help_text="Black or white, whichever reads better on it.")
    ratio = serializers.FloatField(help_text="The contrast of that text, from 1 to 21.")


class ReferenceSerializer(serializers.Serializer[Any]):
    asset_id = serializers.UUIDField()
    url = serializers.URLField()
    preview_url = serializers.URLField(allow_null=True)
    caption = serializers.CharField()


class StyleGuideSerializer(serializers.ModelSerializer[StyleGuide]):
    """How pictures of a universe look. `prompt` is what image generation is told."""

    universe_id = serializers.UUIDField(read_only=True)
    color_palette = serializers.SerializerMethodField()
    reference_images = serializers.SerializerMethodField()
    prompt = serializers.SerializerMethodField()

    class Meta:
        model = StyleGuide
        fields = [
            "universe_id",
            "art_style",
            "color_palette",
            "mood",
            "lighting",
            "notes",
            "reference_images",
            "prompt",
            "revision",
            "created_at",
            "updated_at",
        ]
        read_only_fields = fields

    @extend_schema_field(SwatchSerializer(many=True))
    def get_color_palette(self, guide: StyleGuide) -> Any:
        return SwatchSerializer(swatches(guide), many=True).data

    @extend_schema_field(ReferenceSerializer(many=True))
    def get_reference_images(self, guide: StyleGuide) -> list[dict[str, Any]]:
        return [
            {
                "asset_id": str(row.asset_id),
                "url": self._absolute(links.file_url(row.asset)),
                "preview_url": self._absolute(links.preview_url(row.asset)),
                "caption": row.caption,
            }
            for row in guide.reference_rows.all()
        ]

    def get_prompt(self, guide: StyleGuide) -> str:
        return guide_prompt(guide)

    def _absolute(self, path: str | None) -> str | None:
        return links.absolute(path, self.context.get("request")) if path else None


@extend_schema_field(
    {
        "oneOf": [
            {"type": "string", "description": "#RRGGBB"},
            {
                "type": "object",
                "required": ["hex"],
                "properties": {"name": {"type": "string"}, "hex": {"type": "string"}},
            },
        ]
    }
)
class ColourField(serializers.JSONField):
    """A colour; the service checks it."""


@extend_schema_field(
    {
        "oneOf": [
            {"type": "string", "description": "The id of an asset, or an https URL."},
            {
                "type": "object",
                "properties": {
                    "asset_id": {"type": "string", "format": "uuid"},
                    "url": {"type": "string", "format": "uri"},
                    "caption": {"type": "string", "maxLength": 200},
                },
            },
        ]
    }
)
class ReferenceField(serializers.Field):
    """The id of an asset, an https URL, or an object with one of them: what one got can be sent back."""

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        given = data if isinstance(data, Mapping) else _named(data)
        caption, url = given.get("caption") or "", given.get("url")
        if not isinstance(caption, str) or len(caption) > 200:
            raise serializers.ValidationError("A caption is text of at most 200 characters.")
        if given.get("asset_id"):
            try:
                return {"asset_id": UUID(str(given["asset_id"])), "caption": caption}
            except ValueError:
                raise serializers.ValidationError("An asset's id is a UUID.") from None
        if not isinstance(url, str) or not url.startswith("https://"):
            raise serializers.ValidationError("Give the id of an asset, or an address with https://.")
        return {"url": url, "caption": caption}

    def to_representation(self, value: Any) -> Any:
        return value


def _named(data: Any) -> dict[str, Any]:
    text = str(data)
    return {"url": text} if "://" in text else {"asset_id": text}


class StyleGuideInputSerializer(serializers.Serializer[Any]):
    """Lists are replaced as a whole."""

    art_style = serializers.CharField(max_length=200, required=False, allow_blank=True)
    color_palette = serializers.ListField(
        child=ColourField(), required=False, help_text="At most 24 of {name, hex}, where hex is #RRGGBB."
    )
    mood = serializers.CharField(max_length=200, required=False, allow_blank=True)
    lighting = serializers.CharField(max_length=200, required=False, allow_blank=True)
    notes = serializers.CharField(required=False, allow_blank=True, trim_whitespace=False)
    reference_images = serializers.ListField(child=ReferenceField(), required=False, max_length=24)

    def values(self, universe: Universe, author: Author, *, whole: bool) -> dict[str, Any]:
        """As the service takes it, pictures found or fetched; `whole`: what is left out is emptied."""
        given = dict(self.validated_data)
        names = {"color_palette": "palette", "reference_images": "references"}
        if whole:
            empty: dict[str, Any] = {"art_style": "", "mood": "", "lighting": "", "notes": ""}
            given = {**empty, "color_palette": [], "reference_images": [], **given}
        if "reference_images" in given:
            given["reference_images"] = _references(universe, author, given["reference_images"])
        return {names.get(str(name), str(name)): value for name, value in given.items()}


def _references(universe: Universe, author: Author, given: list[dict[str, Any]]) -> list[dict[str, Any]]:
    ids = [one["asset_id"] for one in given if "asset_id" in one]
    if len(given) - len(ids) > MOST_FETCHED:
        raise Invalid(f"At most {MOST_FETCHED} pictures are fetched at once.", attr="reference_images")
    known: dict[UUID, Asset] = {}
    try:
        known = {row.pk: row for row in assets_of(universe, ids, kinds=["image"], attr="reference_images")}
    except Invalid as error:
        raise Invalid(
            error.message, suggestion="Upload it to this universe first.", attr="reference_images"
        ) from None
    return [
        {
            "asset": known[one["asset_id"]]
            if "asset_id" in one
            else picture_from(universe=universe, author=author, url=one["url"]),
            "caption": one["caption"],
        }
        for one in given
    ]
