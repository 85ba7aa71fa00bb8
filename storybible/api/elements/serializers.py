"""Shapes of elements, traits and their templates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from storybible.documents.elements import living_images, living_model
from storybible.models import Element, EntityType, Trait, TraitTemplate, TraitType, Visibility
from storybible.selectors.scope import assets_of
from storybible.selectors.traits import gaps, templates_for
from umam.assets import links
from umam.assets.models import Asset
from umam.universes.models import Universe


class TraitSerializer(serializers.ModelSerializer[Trait]):
    """A typed fact of an element."""

    trait_key = serializers.CharField(source="key", read_only=True)
    trait_value = serializers.JSONField(source="value", read_only=True)

    class Meta:
        model = Trait
        fields = ["id", "trait_key", "label", "trait_type", "trait_value"]
        read_only_fields = fields


class ElementImageSerializer(serializers.Serializer[Any]):
    asset_id = serializers.UUIDField()
    url = serializers.URLField()
    preview_url = serializers.URLField(allow_null=True)
    caption = serializers.CharField()


class ElementModelSerializer(serializers.Serializer[Any]):
    asset_id = serializers.UUIDField()
    url = serializers.URLField()


class ElementSerializer(serializers.ModelSerializer[Element]):
    """An element. Addresses of files are good for some minutes, without credentials.

    `gaps` are the keys of required traits that it lacks.
    """

    universe_id = serializers.UUIDField(read_only=True)
    aliases = serializers.ListField(child=serializers.CharField(), read_only=True)
    tags = serializers.ListField(child=serializers.CharField(), read_only=True)
    traits = TraitSerializer(many=True, read_only=True)
    images = serializers.SerializerMethodField()
    model = serializers.SerializerMethodField()
    gaps = serializers.SerializerMethodField()

    class Meta:
        model = Element
        fields = [
            "id",
            "universe_id",
            "key",
            "name",
            "entity_subtype",
            "aliases",
            "summary",
            "body",
            "tags",
            "traits",
            "gaps",
            "images",
            "model",
            "visibility",
            "revision",
            "created_at",
            "updated_at",
            "deleted_at",
        ]
        read_only_fields = fields

    @extend_schema_field(ElementImageSerializer(many=True))
    def get_images(self, element: Element) -> list[dict[str, Any]]:
        return [
            {
                "asset_id": str(row.asset_id),
                "url": self._absolute(links.file_url(row.asset)),
                "preview_url": self._absolute(links.preview_url(row.asset)),
                "caption": row.caption,
            }
            for row in living_images(element)
        ]

    @extend_schema_field(ElementModelSerializer(allow_null=True))
    def get_model(self, element: Element) -> dict[str, Any] | None:
        model = living_model(element)
        return {"asset_id": str(model.pk), "url": self._absolute(links.file_url(model))} if model else None

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_gaps(self, element: Element) -> list[str]:
        templates = self.context.get("templates")
        if templates is None:
            return gaps(element, templates_for(element.entity_subtype, element.universe))
        return gaps(element, templates[element.entity_subtype])

    def _absolute(self, path: str | None) -> str | None:
        return links.absolute(path, self.context.get("request")) if path else None


@extend_schema_field(
    {
        "oneOf": [
            {"type": "string", "format": "uuid"},
            {
                "type": "object",
                "required": ["asset_id"],
                "properties": {
                    "asset_id": {"type": "string", "format": "uuid"},
                    "caption": {"type": "string", "maxLength": 200},
                },
            },
        ]
    }
)
class FileField(serializers.Field):
    """The id of an asset, or an object with it as `asset_id`: what one got can be sent back."""

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        given = data if isinstance(data, Mapping) else {"asset_id": data}
        caption = given.get("caption") or ""
        try:
            asset_id = UUID(given["asset_id"])
        except (KeyError, ValueError, TypeError, AttributeError):
            raise serializers.ValidationError("Give the id of an asset.") from None
        if not isinstance(caption, str):
            raise serializers.ValidationError("A caption is text.")
        return {"asset_id": asset_id, "caption": caption}

    def to_representation(self, value: Any) -> Any:
        return value


class TraitInputSerializer(serializers.Serializer[Any]):
    """Type and label may be left out where the element has the trait or its type suggests it."""

    trait_key = serializers.CharField(max_length=80)
    trait_value = serializers.JSONField(help_text="Text, a number, true or false, or a list of texts.")
    trait_type = serializers.ChoiceField(choices=TraitType.choices, required=False)
    label = serializers.CharField(max_length=80, required=False, allow_blank=True)  # type: ignore[assignment]

    def values(self) -> dict[str, Any]:
        """As the services take it."""
        return trait_values(self.validated_data)


class TraitChangeSerializer(TraitInputSerializer):
    trait_key = serializers.CharField(max_length=80, required=False)


def trait_values(given: Mapping[str, Any]) -> dict[str, Any]:
    names = {"trait_key": "key", "trait_value": "value", "trait_type": "trait_type", "label": "label"}
    return {names[name]: value for name, value in given.items() if name in names}


class TypeField(serializers.ChoiceField):
    """A type of element, whatever its case: people write Character as it stands on the screen."""

    def to_internal_value(self, data: Any) -> Any:
        return super().to_internal_value(data.strip().lower() if isinstance(data, str) else data)


class ElementInputSerializer(serializers.Serializer[Any]):
    """Lists are replaced as a whole. What is left out stays as it is."""

    name = serializers.CharField(max_length=200)
    entity_subtype = TypeField(choices=EntityType.choices)
    key = serializers.SlugField(max_length=120, allow_unicode=True, required=False)
    summary = serializers.CharField(max_length=400, required=False, allow_blank=True)
    body = serializers.CharField(required=False, allow_blank=True, trim_whitespace=False)
    aliases = serializers.ListField(child=serializers.CharField(allow_blank=True), required=False)
    tags = serializers.ListField(child=serializers.CharField(allow_blank=True), required=False)
    visibility = serializers.ChoiceField(choices=Visibility.choices, required=False)
    images = serializers.ListField(child=FileField(), required=False)
    model = FileField(required=False, allow_null=True)
    traits = TraitInputSerializer(many=True, required=False)

    def values(self, universe: Universe) -> dict[str, Any]:
        """As the services take it, files found. Raises Invalid for those of another universe or kind."""
        found = dict(self.validated_data)
        if "images" in found:
            found["images"] = _images(universe, found["images"])
        if found.get("model"):
            found["model"] = _assets(universe, [found["model"]], "model")[found["model"]["asset_id"]]
        if "traits" in found:
            found["traits"] = [trait_values(one) for one in found["traits"]]
        return found


def _assets(universe: Universe, given: list[dict[str, Any]], kind: str) -> dict[UUID, Asset]:
    attr = "model" if kind == "model" else "images"
    rows = assets_of(universe, [one["asset_id"] for one in given], kinds=[kind], attr=attr)
    return {row.pk: row for row in rows}


def _images(universe: Universe, given: list[dict[str, Any]]) -> list[dict[str, Any]]:
    rows = _assets(universe, given, "image")
    return [{"asset": rows[one["asset_id"]], "caption": one["caption"]} for one in given]


class EntityTypeSerializer(serializers.Serializer[Any]):
    key = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]


class TemplateSerializer(serializers.Serializer[Any]):
    """A trait that is suggested for a type; `type` says what its value is."""

    key = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    type = serializers.ChoiceField(choices=TraitType.choices, source="trait_type")
    help = serializers.CharField()
    required = serializers.BooleanField()  # type: ignore[assignment]
    source = serializers.CharField(  # type: ignore[assignment]
        help_text="Whose suggestion it is: `default`, the studio's, or `universe`, the universe's own."
    )


class TraitTemplateSerializer(serializers.ModelSerializer[TraitTemplate]):
    """What a universe says of its own about a suggested trait."""

    type = serializers.ChoiceField(choices=TraitType.choices, source="trait_type", required=False)
    key = serializers.CharField(max_length=60)
    label = serializers.CharField(max_length=80, required=False, allow_blank=True)  # type: ignore[assignment]

    class Meta:
        model = TraitTemplate
        fields = ["entity_subtype", "key", "label", "type", "help", "required", "hidden", "position"]
        validators: list[Any] = []


class TraitTemplateChangeSerializer(TraitTemplateSerializer):
    class Meta(TraitTemplateSerializer.Meta):
        read_only_fields = ["entity_subtype", "key"]

    key = serializers.CharField(read_only=True)
