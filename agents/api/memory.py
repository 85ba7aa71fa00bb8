"""`/api/agents/preferences`: what is remembered of one's taste, to read, reword and have forgotten."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.db.models.functions import Abs
from django.urls import path
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics, serializers, status
from rest_framework.parsers import JSONParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from agents import memory
from agents.models import Preference, Topic
from umam.accounts.models import User
from umam.assets.api.uploads import universe_of
from umam.lib.errors import NotFound
from umam.universes import access
from umam.universes.models import Universe
from umam.universes.services import personal_universe

_STRENGTH = "-1 (avoids) to 1 (loves)."


class PreferenceSerializer(serializers.ModelSerializer[Preference]):
    """`strength` is as of now: what nothing confirms fades. What is `by_hand` is not relearnt."""

    universe_id = serializers.UUIDField(read_only=True)
    strength = serializers.FloatField(source="strength_now", read_only=True)

    class Meta:
        model = Preference
        fields = [
            "id",
            "universe_id",
            "topic",
            "value",
            "sentence",
            "strength",
            "seen",
            "by_hand",
            "created_at",
            "updated_at",
        ]
        read_only_fields = fields


class NewPreferenceSerializer(serializers.Serializer[Any]):
    universe_id = serializers.UUIDField(
        required=False, help_text="Your personal universe where it is left out."
    )
    sentence = serializers.CharField(max_length=memory.LONGEST_SENTENCE)
    topic = serializers.ChoiceField(choices=Topic.choices, required=False, default=Topic.OTHER)
    value = serializers.CharField(
        max_length=120, required=False, default="", allow_blank=True, help_text="What it is about."
    )
    strength = serializers.FloatField(
        required=False, default=1.0, min_value=-1, max_value=1, help_text=_STRENGTH
    )


class PreferenceChangeSerializer(serializers.Serializer[Any]):
    sentence = serializers.CharField(max_length=memory.LONGEST_SENTENCE, required=False)
    strength = serializers.FloatField(required=False, min_value=-1, max_value=1, help_text=_STRENGTH)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if not attrs:
            raise serializers.ValidationError("Give a sentence, a strength, or both.")
        return attrs


class Preferences(generics.ListAPIView[Preference]):
    """One's own taste in a universe, the strongest first; POST writes a preference down by hand."""

    serializer_class = PreferenceSerializer
    parser_classes = [JSONParser]
    queryset = Preference.objects.none()
    ordering = "-strength"
    ordering_fields = {"strength": "force", "updated_at": "updated_at", "topic": "topic", "seen": "seen"}

    def get_queryset(self) -> QuerySet[Preference]:
        if getattr(self, "swagger_fake_view", False):
            return Preference.objects.none()
        rows = Preference.objects.filter(
            user=_person(self.request), universe=_universe(self.request), forgotten_at=None
        )
        return rows.annotate(force=Abs("strength"))

    @extend_schema(
        parameters=[
            OpenApiParameter(
                "universe", OpenApiTypes.UUID, description="Your personal universe where it is left out."
            ),
            OpenApiParameter(
                "ordering",
                OpenApiTypes.STR,
                description="strength (whichever way), updated_at, topic or seen; with - before it falling.",
            ),
        ]
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    @extend_schema(request=NewPreferenceSerializer, responses={201: PreferenceSerializer})
    def post(self, request: Request) -> Response:
        data = NewPreferenceSerializer(data=request.data)
        data.is_valid(raise_exception=True)
        values = dict(data.validated_data)
        universe = universe_of(request, {"universe_id": values.pop("universe_id", None)})
        made = memory.remember(user=_person(request), universe=universe, **values)
        return Response(PreferenceSerializer(made).data, status=status.HTTP_201_CREATED)


class OnePreference(APIView):
    parser_classes = [JSONParser]

    @extend_schema(
        request=PreferenceChangeSerializer,
        responses=PreferenceSerializer,
        description="Put it in one's own words; from then on it is not relearnt.",
    )
    def patch(self, request: Request, preference_id: UUID) -> Response:
        found = memory.find_preference(user=_person(request), preference_id=preference_id)
        data = PreferenceChangeSerializer(data=request.data)
        data.is_valid(raise_exception=True)
        changed = memory.reword(preference=found, by=_person(request), **data.validated_data)
        return Response(PreferenceSerializer(changed).data)

    @extend_schema(
        responses={204: None}, description="Have it forgotten, with everything that was seen for it."
    )
    def delete(self, request: Request, preference_id: UUID) -> Response:
        found = memory.find_preference(user=_person(request), preference_id=preference_id)
        memory.forget(preference=found, by=_person(request))
        return Response(status=status.HTTP_204_NO_CONTENT)


def _person(request: Request) -> User:
    user = request.user
    assert isinstance(user, User)
    return user


def _universe(request: Request) -> Universe:
    asked = request.query_params.get("universe")
    if not asked:
        return personal_universe(_person(request))
    try:
        return access.require_view(request.user, UUID(asked))
    except ValueError:
        raise NotFound("There is no such universe here.", attr="universe") from None


urlpatterns = [
    path("agents/preferences", Preferences.as_view(), name="agent-preferences"),
    path("agents/preferences/<uuid:preference_id>", OnePreference.as_view(), name="agent-preference"),
]
