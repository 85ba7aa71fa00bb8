"""Shapes of scenes."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from storybible.api.named import ParticipantField, participants
from storybible.api.relations.serializers import EndField, InWorldSerializer
from storybible.api.time.serializers import IDS, when_values
from storybible.documents.scenes import living_location
from storybible.models import Element, Scene, Visibility
from storybible.selectors.scope import rows_of
from storybible.selectors.time import in_world
from umam.universes.models import Universe


class StorySceneSerializer(serializers.ModelSerializer[Scene]):
    """A scene. `job_id` is the approved work that it came from."""

    universe_id = serializers.UUIDField(read_only=True)
    job_id = serializers.UUIDField(read_only=True, allow_null=True)
    location = serializers.SerializerMethodField(help_text="Id of an element.")
    participants = serializers.SerializerMethodField(help_text="Ids of elements.")
    in_world = serializers.SerializerMethodField()

    class Meta:
        model = Scene
        fields = [
            "id",
            "universe_id",
            "key",
            "title",
            "text",
            "summary",
            "location",
            "participants",
            "in_world",
            "position",
            "job_id",
            "visibility",
            "revision",
            "created_at",
            "updated_at",
            "deleted_at",
        ]
        read_only_fields = fields

    @extend_schema_field(serializers.UUIDField(allow_null=True))
    def get_location(self, scene: Scene) -> str | None:
        """Those who may not edit see no place that is hidden from them."""
        place = living_location(scene)
        hidden_too = self.context["hidden_too"]
        seen = place is not None and (hidden_too or place.visibility == Visibility.EVERYONE)
        return str(scene.location_id) if seen else None

    @extend_schema_field(IDS)
    def get_participants(self, scene: Scene) -> list[str]:
        return [str(row.element_id) for row in scene.participant_rows.all()]

    @extend_schema_field(InWorldSerializer(allow_null=True))
    def get_in_world(self, scene: Scene) -> dict[str, Any] | None:
        return in_world(scene)


class StorySceneInputSerializer(serializers.Serializer[Any]):
    """Lists are replaced as a whole; what is left out stays as it is."""

    title = serializers.CharField(max_length=200)
    text = serializers.CharField(required=False, allow_blank=True, trim_whitespace=False)
    summary = serializers.CharField(max_length=400, required=False, allow_blank=True)
    location = EndField(required=False, allow_null=True)
    participants = serializers.ListField(child=ParticipantField(), required=False)
    in_world = InWorldSerializer(required=False, allow_null=True)
    position = serializers.IntegerField(min_value=0, max_value=2**31 - 1, required=False)
    visibility = serializers.ChoiceField(choices=Visibility.choices, required=False)
    key = serializers.SlugField(max_length=120, allow_unicode=True, required=False)

    def values(self, universe: Universe, scene: Scene | None = None) -> dict[str, Any]:
        """As the services take it. Raises Invalid at the field for what is not of the universe."""
        found = dict(self.validated_data)
        if scene is not None:
            found.pop("key", None)
        if "participants" in found:
            found["participants"] = participants(universe, found["participants"])
        if found.get("location"):
            found["location"] = rows_of(universe, Element, [found["location"]], attr="location")[0]
        if "in_world" in found:
            when = found.pop("in_world")
            found |= {"starts": "", "ends": ""} if when is None else when_values(universe, when)
        return found
