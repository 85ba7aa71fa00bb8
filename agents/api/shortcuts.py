"""One path for each agent, with the agent's own fields beside `universe_id`."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from agents.services import work
from umam.assets.api.uploads import fields_of, universe_of
from umam.jobs.api.accepted import accepted, idempotency_key
from umam.jobs.api.serializers import JobSerializer


class AskSerializer(serializers.Serializer[Any]):
    """What every agent takes beside its own fields."""

    universe_id = serializers.UUIDField(required=False)
    pins = serializers.ListField(child=serializers.UUIDField(), required=False, max_length=40)
    as_of = serializers.CharField(required=False, max_length=60)
    context_tokens = serializers.IntegerField(required=False, min_value=500, max_value=100_000)
    note = serializers.CharField(required=False, max_length=2000)
    thread = serializers.UUIDField(required=False)


class AskNarrativeSerializer(AskSerializer):
    prompt = serializers.CharField()
    characters = serializers.ListField(child=serializers.UUIDField(), required=False, max_length=40)
    type = serializers.ChoiceField(choices=["narrative", "video_prompt"], required=False)


class AskSpatialSerializer(AskSerializer):
    location_name = serializers.CharField()
    type = serializers.ChoiceField(choices=["city", "wilderness", "structure"])


class AskConsistencySerializer(AskSerializer):
    content = serializers.CharField(required=False)
    scene_id = serializers.UUIDField(required=False)
    element_id = serializers.UUIDField(required=False)


class AskVideoStrategySerializer(AskSerializer):
    prompt = serializers.CharField()
    mood_slider = serializers.FloatField(min_value=0, max_value=100)
    aspect_ratio = serializers.ChoiceField(choices=["16:9", "9:16", "1:1", "4:5", "21:9"], required=False)
    platforms = serializers.ListField(
        child=serializers.ChoiceField(choices=["tiktok", "youtube", "instagram"]), required=False
    )
    seed = serializers.IntegerField(required=False)


class AskScribeSerializer(AskSerializer):
    type = serializers.ChoiceField(choices=["email", "landing_page", "social"])
    prompt = serializers.CharField()
    keyword = serializers.CharField(required=False, max_length=60)
    platforms = serializers.ListField(
        child=serializers.ChoiceField(choices=["x", "instagram", "linkedin", "tiktok"]), required=False
    )
    emails = serializers.IntegerField(required=False, min_value=1, max_value=7)


class AskCriticSerializer(AskSerializer):
    brief = serializers.CharField(required=False)
    assets = serializers.ListField(child=serializers.UUIDField(), required=False, max_length=20)
    scenes = serializers.ListField(child=serializers.UUIDField(), required=False, max_length=20)
    seconds = serializers.FloatField(required=False)
    names = serializers.ListField(child=serializers.CharField(), required=False, max_length=20)


class Shortcut(APIView):
    """Answers 202 with the agent's job, which belongs to a conversation."""

    agent_type: str

    def start(self, request: Request) -> Response:
        fields = fields_of(request)
        universe = universe_of(request, fields)
        fields.pop("universe_id", None)
        job = work.start(
            agent_type=self.agent_type,
            universe=universe,
            by=request.user,  # type: ignore[arg-type]
            input=fields,
            idempotency_key=idempotency_key(request),
        )
        return accepted(request, job)


class Narrative(Shortcut):
    agent_type = "narrative"

    @extend_schema(request=AskNarrativeSerializer, responses={202: JobSerializer})
    def post(self, request: Request) -> Response:
        """A scene of 300 to 1000 words, or a prompt for a moving image."""
        return self.start(request)


class Spatial(Shortcut):
    agent_type = "spatial"

    @extend_schema(request=AskSpatialSerializer, responses={202: JobSerializer})
    def post(self, request: Request) -> Response:
        """A place with its landmarks and a map."""
        return self.start(request)


class Consistency(Shortcut):
    agent_type = "consistency"

    @extend_schema(request=AskConsistencySerializer, responses={202: JobSerializer})
    def post(self, request: Request) -> Response:
        """Whether a text, a scene, an element or the whole universe holds together."""
        return self.start(request)


class VideoStrategy(Shortcut):
    agent_type = "video_strategy"

    @extend_schema(request=AskVideoStrategySerializer, responses={202: JobSerializer})
    def post(self, request: Request) -> Response:
        """Three ways to film a prompt in a mood."""
        return self.start(request)


class Scribe(Shortcut):
    agent_type = "scribe"

    @extend_schema(request=AskScribeSerializer, responses={202: JobSerializer})
    def post(self, request: Request) -> Response:
        """Copy in the brand's voice."""
        return self.start(request)


class Critic(Shortcut):
    agent_type = "critic"

    @extend_schema(request=AskCriticSerializer, responses={202: JobSerializer})
    def post(self, request: Request) -> Response:
        """Scores of candidates, with their evidence."""
        return self.start(request)
