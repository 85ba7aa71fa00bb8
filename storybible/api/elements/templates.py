"""`/api/entity-types` and a universe's own word on the traits that are suggested."""

from __future__ import annotations

from uuid import UUID

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from storybible.api.elements import serializers as shapes
from storybible.api.elements.views import author
from storybible.models import EntityType, TraitTemplate
from storybible.selectors.traits import known_type, templates_for
from storybible.services import templates
from umam.universes import access
from umam.universes.models import Universe

_UNIVERSE = OpenApiParameter(
    "universe", OpenApiTypes.UUID, description="With what this universe adds, changes and hides."
)


class EntityTypes(APIView):
    """The types that an element can have."""

    @extend_schema(responses=shapes.EntityTypeSerializer(many=True))
    def get(self, request: Request) -> Response:
        return Response([{"key": key, "label": label} for key, label in EntityType.choices])


class TypeTraits(APIView):
    """The traits that are suggested for a type of element."""

    @extend_schema(responses=shapes.TemplateSerializer(many=True), parameters=[_UNIVERSE])
    def get(self, request: Request, entity_type: str) -> Response:
        found = templates_for(known_type(entity_type), _universe(request))
        return Response(shapes.TemplateSerializer(found, many=True).data)


def _universe(request: Request) -> Universe | None:
    given = request.query_params.get("universe")
    if not given:
        return None
    universe_id: UUID = serializers.UUIDField().run_validation(given)
    return access.require_view(request.user, universe_id)


class TraitTemplates(APIView):
    """What a universe says of its own: traits it adds, changes or hides."""

    @extend_schema(
        responses=shapes.TraitTemplateSerializer(many=True), operation_id="universe_trait_templates_list"
    )
    def get(self, request: Request, universe_id: UUID) -> Response:
        universe = access.require_view(request.user, universe_id)
        rows = TraitTemplate.objects.filter(universe=universe)
        return Response(shapes.TraitTemplateSerializer(rows, many=True).data)

    @extend_schema(request=shapes.TraitTemplateSerializer, responses={201: shapes.TraitTemplateSerializer})
    def post(self, request: Request, universe_id: UUID) -> Response:
        universe = access.require_edit(request.user, universe_id)
        data = shapes.TraitTemplateSerializer(data=request.data)
        data.is_valid(raise_exception=True)
        row = templates.create_template(universe=universe, author=author(request), **data.validated_data)
        return Response(shapes.TraitTemplateSerializer(row).data, status=status.HTTP_201_CREATED)


class OneTraitTemplate(APIView):
    @extend_schema(
        request=shapes.TraitTemplateChangeSerializer,
        responses=shapes.TraitTemplateSerializer,
        description="Adds or changes a suggestion; with `hidden` the trait is no longer suggested here.",
    )
    def put(self, request: Request, universe_id: UUID, entity_type: str, key: str) -> Response:
        universe = access.require_edit(request.user, universe_id)
        data = shapes.TraitTemplateChangeSerializer(data=request.data)
        data.is_valid(raise_exception=True)
        row = templates.set_template(
            universe=universe,
            author=author(request),
            entity_subtype=known_type(entity_type),
            key=key,
            **data.validated_data,
        )
        return Response(shapes.TraitTemplateSerializer(row).data)

    @extend_schema(
        responses={204: None},
        description="Forgets what the universe says: a trait that is suggested everywhere shows again.",
    )
    def delete(self, request: Request, universe_id: UUID, entity_type: str, key: str) -> Response:
        universe = access.require_edit(request.user, universe_id)
        templates.remove_template(
            universe=universe, author=author(request), entity_subtype=known_type(entity_type), key=key
        )
        return Response(status=status.HTTP_204_NO_CONTENT)
