"""`/api/world-options`, and a universe's own: `/api/universes/{id}/world-options`."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.parsers import JSONParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from storybible.api.elements.views import author
from storybible.api.world import serializers as shapes
from storybible.models import OptionKind, WorldOption
from storybible.selectors.world import check_kind, options, own_option
from storybible.services.world import create_option, delete_option, update_option
from umam.lib.errors import NotFound
from umam.universes import access
from umam.universes.models import Universe

KIND = OpenApiParameter("kind", OpenApiTypes.STR, enum=OptionKind.values)
UNIVERSE = OpenApiParameter("universe", OpenApiTypes.UUID, description="Also what this universe added.")


def asked_universe(request: Request) -> Universe | None:
    """The universe of `?universe=`, if one is named. Raises NotFound."""
    named = request.query_params.get("universe")
    if not named:
        return None
    try:
        return access.require_view(request.user, UUID(named))
    except ValueError:
        raise NotFound("There is no such universe here.", attr="universe") from None


def whole_list(results: Any) -> Response:
    """A list that has only one page."""
    return Response({"next": None, "previous": None, "results": results})


class WorldOptions(APIView):
    """Everything that can be chosen, by kind."""

    @extend_schema(parameters=[KIND, UNIVERSE], responses=shapes.WorldOptionSerializer(many=True))
    def get(self, request: Request) -> Response:
        kind = check_kind(request.query_params.get("kind") or "") if "kind" in request.query_params else ""
        rows = options(kind, asked_universe(request))
        return whole_list(shapes.WorldOptionSerializer(rows, many=True).data)


class OwnOptions(APIView):
    """What a universe offers on top of the studio's options."""

    parser_classes = [JSONParser]

    @extend_schema(
        parameters=[KIND],
        responses=shapes.WorldOptionSerializer(many=True),
        operation_id="universe_world_options_list",
    )
    def get(self, request: Request, universe_id: UUID) -> Response:
        universe = access.require_view(request.user, universe_id)
        kind = request.query_params.get("kind") or ""
        own = [row for row in options(kind, universe) if row.universe_id is not None]
        return whole_list(shapes.WorldOptionSerializer(own, many=True).data)

    @extend_schema(request=shapes.WorldOptionSerializer, responses={201: shapes.WorldOptionSerializer})
    def post(self, request: Request, universe_id: UUID) -> Response:
        universe = access.require_edit(request.user, universe_id)
        data = shapes.WorldOptionSerializer(data=request.data)
        data.is_valid(raise_exception=True)
        row = create_option(universe=universe, author=author(request), **data.validated_data)
        return Response(shapes.WorldOptionSerializer(row).data, status=status.HTTP_201_CREATED)


class OneOption(APIView):
    parser_classes = [JSONParser]

    @extend_schema(request=shapes.WorldOptionChangeSerializer, responses=shapes.WorldOptionSerializer)
    def put(self, request: Request, universe_id: UUID, kind: str, key: str) -> Response:
        option = self._option(request, universe_id, kind, key)
        data = shapes.WorldOptionChangeSerializer(data=request.data)
        data.is_valid(raise_exception=True)
        changed = update_option(option=option, author=author(request), **data.values())
        return Response(shapes.WorldOptionSerializer(changed).data)

    @extend_schema(responses={204: None}, description="409 while the configuration uses it.")
    def delete(self, request: Request, universe_id: UUID, kind: str, key: str) -> Response:
        delete_option(option=self._option(request, universe_id, kind, key), author=author(request))
        return Response(status=status.HTTP_204_NO_CONTENT)

    def _option(self, request: Request, universe_id: UUID, kind: str, key: str) -> WorldOption:
        return own_option(access.require_edit(request.user, universe_id), kind, key)
