"""`/api/relation-types`, and a universe's own: `/api/universes/{id}/relation-types`."""

from __future__ import annotations

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.parsers import JSONParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from storybible.api.elements.views import author
from storybible.api.relations import serializers as shapes
from storybible.api.world.options import UNIVERSE, asked_universe, whole_list
from storybible.models import RelationType
from storybible.selectors.relations import own_type, relation_types
from storybible.services.relation_types import (
    create_relation_type,
    delete_relation_type,
    update_relation_type,
)
from umam.universes import access


class RelationTypes(APIView):
    """Every type that ties can be of."""

    @extend_schema(parameters=[UNIVERSE], responses=shapes.RelationTypeSerializer(many=True))
    def get(self, request: Request) -> Response:
        rows = relation_types(asked_universe(request))
        return whole_list(shapes.RelationTypeSerializer(rows, many=True).data)


class OwnTypes(APIView):
    """What a universe offers on top of the studio's types."""

    parser_classes = [JSONParser]

    @extend_schema(
        responses=shapes.RelationTypeSerializer(many=True), operation_id="universe_relation_types_list"
    )
    def get(self, request: Request, universe_id: UUID) -> Response:
        universe = access.require_view(request.user, universe_id)
        own = [row for row in relation_types(universe) if row.universe_id is not None]
        return whole_list(shapes.RelationTypeSerializer(own, many=True).data)

    @extend_schema(request=shapes.RelationTypeSerializer, responses={201: shapes.RelationTypeSerializer})
    def post(self, request: Request, universe_id: UUID) -> Response:
        universe = access.require_edit(request.user, universe_id)
        data = shapes.RelationTypeSerializer(data=request.data)
        data.is_valid(raise_exception=True)
        row = create_relation_type(universe=universe, author=author(request), **data.validated_data)
        return Response(shapes.RelationTypeSerializer(row).data, status=status.HTTP_201_CREATED)


class OneType(APIView):
    parser_classes = [JSONParser]

    @extend_schema(request=shapes.RelationTypeChangeSerializer, responses=shapes.RelationTypeSerializer)
    def put(self, request: Request, universe_id: UUID, key: str) -> Response:
        row = self._type(request, universe_id, key)
        data = shapes.RelationTypeChangeSerializer(data=request.data)
        data.is_valid(raise_exception=True)
        changed = update_relation_type(type=row, author=author(request), **data.values())
        return Response(shapes.RelationTypeSerializer(changed).data)

    @extend_schema(responses={204: None}, description="409 while there are relations of it.")
    def delete(self, request: Request, universe_id: UUID, key: str) -> Response:
        delete_relation_type(type=self._type(request, universe_id, key), author=author(request))
        return Response(status=status.HTTP_204_NO_CONTENT)

    def _type(self, request: Request, universe_id: UUID, key: str) -> RelationType:
        return own_type(access.require_edit(request.user, universe_id), key)
