"""Shapes of relations, their types and the graph."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from storybible.models import Element, EntityType, Relation, RelationType, Visibility
from storybible.selectors.scope import rows_of
from storybible.selectors.time import find_calendar, in_world
from umam.universes.models import Universe


class RelationTypeSerializer(serializers.ModelSerializer[RelationType]):
    """A kind of tie: `label` reads from source to target. Without a universe it is the studio's."""

    universe_id = serializers.UUIDField(read_only=True, allow_null=True)
    key = serializers.SlugField(max_length=60, required=False)
    label = serializers.CharField(max_length=80)  # type: ignore[assignment]
    inverse_label = serializers.CharField(max_length=80, required=False, allow_blank=True)
    symmetric = serializers.BooleanField(required=False)
    acyclic = serializers.BooleanField(required=False)
    source_types = serializers.ListField(
        child=serializers.ChoiceField(choices=EntityType.choices), required=False, help_text="Empty is any."
    )
    target_types = serializers.ListField(
        child=serializers.ChoiceField(choices=EntityType.choices), required=False, help_text="Empty is any."
    )
    colour = serializers.CharField(max_length=7, required=False, allow_blank=True)
    position = serializers.IntegerField(min_value=0, max_value=30000, required=False)

    class Meta:
        model = RelationType
        fields = [
            "universe_id",
            "key",
            "label",
            "inverse_label",
            "symmetric",
            "acyclic",
            "source_types",
            "target_types",
            "colour",
            "position",
        ]
        validators: list[Any] = []


class RelationTypeChangeSerializer(RelationTypeSerializer):
    key = serializers.CharField(read_only=True)  # type: ignore[assignment]

    def values(self) -> dict[str, Any]:
        """The type as it is to be: what is left out is as in a new one."""
        given = self.validated_data
        empty: dict[str, Any] = {"inverse_label": "", "acyclic": False, "colour": "", "position": 100}
        empty |= {"source_types": [], "target_types": [], "symmetric": not given.get("inverse_label")}
        return {**empty, **given}


class EndSerializer(serializers.ModelSerializer[Element]):
    class Meta:
        model = Element
        fields = ["id", "key", "name", "entity_subtype"]
        read_only_fields = fields


class InWorldSerializer(serializers.Serializer[Any]):
    """When something holds. No start is since ever, no end is still.

    `calendar` is an id or key; null is the Gregorian, left out the universe's own.
    """

    calendar = serializers.CharField(required=False, allow_null=True, allow_blank=True)
    start = serializers.CharField(required=False, allow_null=True, allow_blank=True, max_length=60)
    end = serializers.CharField(required=False, allow_null=True, allow_blank=True, max_length=60)
    about = serializers.BooleanField(required=False)
    precision = serializers.CharField(read_only=True)
    label = serializers.CharField(read_only=True)  # type: ignore[assignment]


class RelationSerializer(serializers.ModelSerializer[Relation]):
    """A tie: `label` reads from source to target, `inverse_label` from target to source."""

    universe_id = serializers.UUIDField(read_only=True)
    type = serializers.CharField(source="type.key", read_only=True)
    label = serializers.CharField(source="type.label", read_only=True)  # type: ignore[assignment]
    inverse_label = serializers.SerializerMethodField()
    source = EndSerializer(read_only=True)  # type: ignore[assignment]
    target = EndSerializer(read_only=True)
    in_world = serializers.SerializerMethodField()

    class Meta:
        model = Relation
        fields = [
            "id",
            "universe_id",
            "key",
            "type",
            "label",
            "inverse_label",
            "source",
            "target",
            "in_world",
            "note",
            "strength",
            "visibility",
            "revision",
            "created_at",
            "updated_at",
            "deleted_at",
        ]
        read_only_fields = fields

    def get_inverse_label(self, relation: Relation) -> str:
        return relation.type.inverse_label or relation.type.label

    @extend_schema_field(InWorldSerializer(allow_null=True))
    def get_in_world(self, relation: Relation) -> dict[str, Any] | None:
        return in_world(relation)


@extend_schema_field({"type": "string", "format": "uuid"})
class EndField(serializers.Field):
    """An element's id, or an object with it as `id`: what one got can be sent back."""

    def to_internal_value(self, data: Any) -> UUID:
        given = data.get("id") if isinstance(data, Mapping) else data
        try:
            return UUID(str(given))
        except ValueError:
            raise serializers.ValidationError("Give the id of an element.") from None

    def to_representation(self, value: Any) -> Any:
        return value


class RelationInputSerializer(serializers.Serializer[Any]):
    """`type` is a key or label of GET /api/relation-types."""

    type = serializers.CharField(max_length=80)
    source = EndField()  # type: ignore[assignment]
    target = EndField()
    in_world = InWorldSerializer(required=False, allow_null=True)
    note = serializers.CharField(max_length=400, required=False, allow_blank=True)
    strength = serializers.IntegerField(min_value=-100, max_value=100, required=False)
    visibility = serializers.ChoiceField(choices=Visibility.choices, required=False)

    def values(self, universe: Universe, *, whole: bool) -> dict[str, Any]:
        """As the services take it, elements found; `whole`: what is left out is emptied.

        Raises Invalid at `source` or `target` for elements of another universe.
        """
        found = dict(self.validated_data)
        for end in ("source", "target"):
            if end in found:
                found[end] = rows_of(universe, Element, [found[end]], attr=end)[0]
        dated = "in_world" in found or whole
        when = found.pop("in_world", None) or {}
        if whole:
            empty: dict[str, Any] = {"note": "", "strength": 0, "visibility": Visibility.EVERYONE}
            found = {**empty, **found}
        if dated:
            found |= _when(universe, when)
        return found


def _when(universe: Universe, given: dict[str, Any]) -> dict[str, Any]:
    values = {
        "starts": given.get("start") or "",
        "ends": given.get("end") or "",
        "about": given.get("about", False),
    }
    if "calendar" in given:
        values["calendar"] = find_calendar(universe, given["calendar"])
    return values


class NodeSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    key = serializers.CharField()
    name = serializers.CharField()
    entity_subtype = serializers.ChoiceField(choices=EntityType.choices)
    summary = serializers.CharField()
    image = serializers.CharField(allow_null=True)
    hop = serializers.IntegerField(help_text="How far from the centre.")
    ties = serializers.IntegerField(help_text="How many ties of it are shown.")


class EdgeSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    source = serializers.UUIDField()  # type: ignore[assignment]
    target = serializers.UUIDField()
    type = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    inverse_label = serializers.CharField()
    symmetric = serializers.BooleanField()
    colour = serializers.CharField()
    note = serializers.CharField()
    strength = serializers.IntegerField()
    when = serializers.CharField()


class GraphSerializer(serializers.Serializer[Any]):
    """Elements and the ties between them."""

    centre = serializers.UUIDField(allow_null=True)
    hops = serializers.IntegerField()
    nodes = NodeSerializer(many=True)
    edges = EdgeSerializer(many=True)
    truncated = serializers.BooleanField(help_text="There are more than are shown.")
