"""Elements that a row names, as the API takes and shows them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from storybible.models import Element, EntityType
from storybible.selectors.scope import rows_of
from umam.universes.models import Universe


@extend_schema_field(
    {
        "oneOf": [
            {"type": "string", "format": "uuid"},
            {
                "type": "object",
                "required": ["element"],
                "properties": {
                    "element": {"type": "string", "format": "uuid"},
                    "role": {"type": "string", "maxLength": 80},
                },
            },
        ]
    }
)
class ParticipantField(serializers.Field):
    """The id of an element, or an object with it as `element` and a `role`. Without a role, it stays."""

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        given = data if isinstance(data, Mapping) else {"element": data}
        role = given.get("role")
        try:
            element = UUID(str(given.get("element") or given["id"]))
        except (KeyError, ValueError):
            raise serializers.ValidationError("Give the id of an element.") from None
        if role is not None and not isinstance(role, str):
            raise serializers.ValidationError("A role is text.")
        return {"element": element, "role": role}

    def to_representation(self, value: Any) -> Any:
        return value


class ParticipantSerializer(serializers.Serializer[Any]):
    """Who takes part, and as what."""

    id = serializers.UUIDField(source="element.pk")
    key = serializers.CharField(source="element.key")
    name = serializers.CharField(source="element.name")
    entity_subtype = serializers.ChoiceField(choices=EntityType.choices, source="element.entity_subtype")
    role = serializers.CharField()


def participants(universe: Universe, given: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What came in by `ParticipantField`, with its elements. Raises Invalid at `participants`."""
    ids = [one["element"] for one in given]
    found = {row.pk: row for row in rows_of(universe, Element, ids, attr="participants")}
    return [{**one, "element": found[one["element"]]} for one in given]
