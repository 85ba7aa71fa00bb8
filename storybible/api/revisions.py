"""Shapes of a row's history, the same for every kind of row."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from storybible.models import Revision
from storybible.selectors.history import Change, diff


class RevisionSerializer(serializers.ModelSerializer[Revision]):
    """One change of a row: who, when, by which way, which fields."""

    by = serializers.SerializerMethodField()

    class Meta:
        model = Revision
        fields = ["number", "action", "changed", "source", "note", "by", "created_at"]
        read_only_fields = fields

    @extend_schema_field(
        {
            "type": "object",
            "nullable": True,
            "properties": {"id": {"type": "string", "format": "uuid"}, "name": {"type": "string"}},
        }
    )
    def get_by(self, revision: Revision) -> dict[str, str] | None:
        by = revision.by
        return None if by is None else {"id": str(by.pk), "name": by.get_short_name()}


class PieceSerializer(serializers.Serializer[Any]):
    what = serializers.ChoiceField(choices=["same", "added", "removed"])
    text = serializers.CharField()


class ChangeSerializer(serializers.Serializer[Any]):
    """What differs in one field; entries of lists are named like `traits.personality.value`."""

    field = serializers.CharField()
    before = serializers.JSONField()
    after = serializers.JSONField()
    words = PieceSerializer(many=True, help_text="For texts: word by word.")
    added = serializers.ListField(child=serializers.CharField(), help_text="For lists of words.")
    removed = serializers.ListField(child=serializers.CharField())


class RevisionDetailSerializer(RevisionSerializer):
    """A revision with the row as it was then, and what it changed."""

    document = serializers.JSONField(read_only=True)
    changes = serializers.SerializerMethodField()

    class Meta(RevisionSerializer.Meta):
        fields = [*RevisionSerializer.Meta.fields, "document", "changes"]
        read_only_fields = fields

    @extend_schema_field(ChangeSerializer(many=True))
    def get_changes(self, revision: Revision) -> Any:
        before: Revision | None = self.context["before"]
        found: list[Change] = diff(before.document if before else None, revision.document)
        return ChangeSerializer(found, many=True).data
