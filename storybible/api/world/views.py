"""`/api/universes/{id}/world-config` and `/style-guide`: one of each a universe."""

from __future__ import annotations

from uuid import UUID

from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import status
from rest_framework.parsers import JSONParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from storybible.api.elements.views import IF_MATCH, IF_NONE_MATCH, author
from storybible.api.etags import expected_revision, tagged, unchanged
from storybible.api.world import serializers as shapes
from storybible.selectors.style import require_style_guide, style_guide
from storybible.selectors.world import require_world_config, world_config
from storybible.services.style import create_style_guide, set_style_guide
from storybible.services.world import create_world_config, set_world_config
from umam.universes import access
from umam.universes.models import Universe

_CONFIG = {200: shapes.WorldConfigSerializer, 201: shapes.WorldConfigSerializer}
_GUIDE = {200: shapes.StyleGuideSerializer, 201: shapes.StyleGuideSerializer}
_PUT = "Replaces it: what is left out is emptied. Makes it (201) where there is none yet."
_CONFLICT = "Makes it. There is one a universe: 409 where it is there already."


class OneWorldConfig(APIView):
    parser_classes = [JSONParser]

    @extend_schema(
        responses={
            200: shapes.WorldConfigSerializer,
            304: OpenApiResponse(description="You have this state."),
        },
        parameters=[IF_NONE_MATCH],
        description="404 before somebody made it.",
    )
    def get(self, request: Request, universe_id: UUID) -> Response:
        universe = access.require_view(request.user, universe_id)
        return unchanged(request, require_world_config(universe)) or _config(universe)

    @extend_schema(
        request=shapes.WorldConfigInputSerializer,
        responses={201: shapes.WorldConfigSerializer},
        description=_CONFLICT,
    )
    def post(self, request: Request, universe_id: UUID) -> Response:
        universe = access.require_edit(request.user, universe_id)
        values = self._data(request).values(whole=False)
        create_world_config(universe=universe, author=author(request), **values)
        return _config(universe, status.HTTP_201_CREATED)

    @extend_schema(
        request=shapes.WorldConfigInputSerializer, responses=_CONFIG, parameters=[IF_MATCH], description=_PUT
    )
    def put(self, request: Request, universe_id: UUID) -> Response:
        universe = access.require_edit(request.user, universe_id)
        new = world_config(universe) is None
        set_world_config(
            universe=universe,
            author=author(request),
            expected=expected_revision(request),
            **self._data(request).values(whole=True),
        )
        return _config(universe, status.HTTP_201_CREATED if new else status.HTTP_200_OK)

    @extend_schema(
        request=shapes.WorldConfigInputSerializer,
        responses=shapes.WorldConfigSerializer,
        parameters=[IF_MATCH],
        description="Changes what is given.",
    )
    def patch(self, request: Request, universe_id: UUID) -> Response:
        universe = access.require_edit(request.user, universe_id)
        require_world_config(universe)
        set_world_config(
            universe=universe,
            author=author(request),
            expected=expected_revision(request),
            **self._data(request).values(whole=False),
        )
        return _config(universe)

    def _data(self, request: Request) -> shapes.WorldConfigInputSerializer:
        data = shapes.WorldConfigInputSerializer(data=request.data)
        data.is_valid(raise_exception=True)
        return data


class OneStyleGuide(APIView):
    parser_classes = [JSONParser]

    @extend_schema(responses=shapes.StyleGuideSerializer, description="404 before somebody made it.")
    def get(self, request: Request, universe_id: UUID) -> Response:
        return _guide(request, access.require_view(request.user, universe_id))

    @extend_schema(
        request=shapes.StyleGuideInputSerializer,
        responses={201: shapes.StyleGuideSerializer},
        description=_CONFLICT,
    )
    def post(self, request: Request, universe_id: UUID) -> Response:
        universe = access.require_edit(request.user, universe_id)
        values = self._data(request).values(universe, author(request), whole=False)
        create_style_guide(universe=universe, author=author(request), **values)
        return _guide(request, universe, status.HTTP_201_CREATED)

    @extend_schema(
        request=shapes.StyleGuideInputSerializer, responses=_GUIDE, parameters=[IF_MATCH], description=_PUT
    )
    def put(self, request: Request, universe_id: UUID) -> Response:
        universe = access.require_edit(request.user, universe_id)
        new = style_guide(universe) is None
        set_style_guide(
            universe=universe,
            author=author(request),
            expected=expected_revision(request),
            **self._data(request).values(universe, author(request), whole=True),
        )
        return _guide(request, universe, status.HTTP_201_CREATED if new else status.HTTP_200_OK)

    @extend_schema(
        request=shapes.StyleGuideInputSerializer,
        responses=shapes.StyleGuideSerializer,
        parameters=[IF_MATCH],
        description="Changes what is given.",
    )
    def patch(self, request: Request, universe_id: UUID) -> Response:
        universe = access.require_edit(request.user, universe_id)
        require_style_guide(universe)
        set_style_guide(
            universe=universe,
            author=author(request),
            expected=expected_revision(request),
            **self._data(request).values(universe, author(request), whole=False),
        )
        return _guide(request, universe)

    def _data(self, request: Request) -> shapes.StyleGuideInputSerializer:
        data = shapes.StyleGuideInputSerializer(data=request.data)
        data.is_valid(raise_exception=True)
        return data


def _config(universe: Universe, code: int = status.HTTP_200_OK) -> Response:
    config = require_world_config(universe)
    return tagged(Response(shapes.WorldConfigSerializer(config).data, status=code), config)


def _guide(request: Request, universe: Universe, code: int = status.HTTP_200_OK) -> Response:
    guide = require_style_guide(universe)
    shape = shapes.StyleGuideSerializer(guide, context={"request": request})
    return tagged(Response(shape.data, status=code), guide)
