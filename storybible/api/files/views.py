"""`/api/universes/{id}/exports`, `/imports`, `/duplicate`, and the schema of an exported bible."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.parsers import FormParser, JSONParser, MultiPartParser
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from storybible.api.files import serializers as shapes
from storybible.portable.shape import SCHEMA
from storybible.services import files
from umam.assets.api.uploads import fields_of, required_asset_from
from umam.jobs import selectors
from umam.jobs.api.accepted import accepted, idempotency_key
from umam.jobs.api.serializers import JobSerializer
from umam.universes import access


class Exports(APIView):
    """Makes a file of the whole bible. The job's output names the asset."""

    @extend_schema(request=shapes.ExportSerializer, responses={202: JobSerializer})
    def post(self, request: Request, universe_id: UUID) -> Response:
        universe = access.require_edit(request.user, universe_id)
        data = shapes.ExportSerializer(data=request.data)
        data.is_valid(raise_exception=True)
        job = files.export_bible(
            universe=universe,
            by=request.user,  # type: ignore[arg-type]
            form=data.validated_data["form"],
            idempotency_key=idempotency_key(request),
        )
        return accepted(request, job)


class Imports(APIView):
    """Says what a bible would change, or with `apply` brings it in."""

    parser_classes = [MultiPartParser, FormParser, JSONParser]

    @extend_schema(
        request={"multipart/form-data": shapes.ImportUploadSerializer}, responses={202: JobSerializer}
    )
    def post(self, request: Request, universe_id: UUID) -> Response:
        universe = access.require_edit(request.user, universe_id)
        fields = fields_of(request)
        data = shapes.ImportSerializer(data=fields)
        data.is_valid(raise_exception=True)
        file = required_asset_from(
            request, "file", universe=universe, kinds=("text", "archive"), fields=fields
        )
        job = files.import_bible(
            universe=universe,
            by=request.user,  # type: ignore[arg-type]
            file=file,
            apply=data.validated_data["apply"],
            idempotency_key=idempotency_key(request),
        )
        return accepted(request, job)


class Duplicate(APIView):
    """Another universe of yours with the same bible."""

    @extend_schema(request=shapes.DuplicateSerializer, responses={202: shapes.DuplicatedSerializer})
    def post(self, request: Request, universe_id: UUID) -> Response:
        universe = access.require_edit(request.user, universe_id)
        data = shapes.DuplicateSerializer(data=request.data)
        data.is_valid(raise_exception=True)
        copy, job = files.duplicate_universe(universe=universe, by=request.user, **data.validated_data)  # type: ignore[arg-type]
        shown = JobSerializer(selectors.reload(job), context={"request": request}).data
        answer: dict[str, Any] = {"universe_id": str(copy.pk), "job": shown}
        where = {"Location": f"/api/jobs/{job.pk}"}
        return Response(answer, status=status.HTTP_202_ACCEPTED, headers=where)


class BibleSchema(APIView):
    """The JSON Schema of an exported bible."""

    permission_classes = [AllowAny]

    @extend_schema(responses=OpenApiTypes.OBJECT)
    def get(self, request: Request) -> Response:
        return Response(SCHEMA)
