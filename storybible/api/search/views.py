"""`/api/universes/{id}/search`: anything in a universe by a few letters of it."""

from __future__ import annotations

from uuid import UUID

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from storybible.selectors.search import FINDABLE, MOST, search
from umam.universes import access

LONGEST_QUESTION = 200


class QuestionSerializer(serializers.Serializer[dict[str, object]]):
    text = serializers.CharField(max_length=LONGEST_QUESTION, allow_blank=True, default="")
    kind = serializers.ListField(child=serializers.ChoiceField(FINDABLE), default=list)
    limit = serializers.IntegerField(min_value=1, max_value=MOST, default=20)


class FoundSerializer(serializers.Serializer[object]):
    """One row that was found. `snippet` is plain text from its body where only that holds the words."""

    kind = serializers.ChoiceField(FINDABLE)
    id = serializers.UUIDField(source="row_id")
    key = serializers.CharField()
    title = serializers.CharField()
    subtype = serializers.CharField()
    summary = serializers.CharField()
    tags = serializers.ListField(child=serializers.CharField())
    snippet = serializers.CharField()
    page = serializers.CharField(source="url", help_text="Its page in the studio.")


class FoundListSerializer(serializers.Serializer[object]):
    results = FoundSerializer(many=True)


class Search(APIView):
    """What is called or says `text`, the best first; the last word may be only begun."""

    @extend_schema(
        parameters=[
            OpenApiParameter("text", OpenApiTypes.STR, description="Words of a name, tag, trait or text."),
            OpenApiParameter(
                "kind", OpenApiTypes.STR, enum=FINDABLE, many=True, description="Only these; all without it."
            ),
            OpenApiParameter("limit", OpenApiTypes.INT, description=f"At most so many, up to {MOST} (20)."),
        ],
        responses=FoundListSerializer,
    )
    def get(self, request: Request, universe_id: UUID) -> Response:
        universe = access.require_view(request.user, universe_id)
        asked = {
            name: request.query_params[name] for name in ("text", "limit") if name in request.query_params
        }
        kinds = [kind for given in request.query_params.getlist("kind") for kind in given.split(",") if kind]
        question = QuestionSerializer(data={**asked, "kind": kinds})
        question.is_valid(raise_exception=True)
        wanted = question.validated_data
        found = search(universe, request.user, wanted["text"], wanted["kind"], wanted["limit"])
        return Response({"results": FoundSerializer(found, many=True).data})
