"""`/api/assets`: upload, list, metadata, bytes, public links."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import FloatField, QuerySet, Value
from django.db.models.functions import Coalesce
from django.http.response import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics, status
from rest_framework.parsers import FormParser, JSONParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from umam.accounts.models import User
from umam.assets import delivery, selectors, services
from umam.assets.api import serializers as shapes
from umam.assets.api import uploads
from umam.assets.api.filters import AssetFilter
from umam.assets.models import Asset
from umam.lib.errors import Invalid
from umam.universes.api.pagination import tombstone, updated_since

_BYTES = {200: OpenApiTypes.BINARY, 206: OpenApiTypes.BINARY, 302: None, 304: None, 416: None}
_SINCE = OpenApiParameter(
    "updated_since", OpenApiTypes.DATETIME, description="Also deleted rows, as id and deleted_at."
)
_TRASH = OpenApiParameter("trash", OpenApiTypes.BOOL, description="What lies in the trash instead.")
_ORDER = OpenApiParameter(
    "ordering",
    OpenApiTypes.STR,
    description="created_at, updated_at, name, size or duration; with - before it falling.",
)


class Assets(generics.ListAPIView[Asset]):
    """All assets of the universes one may see, newest first; POST takes in a file."""

    serializer_class = shapes.AssetSerializer
    parser_classes = [MultiPartParser, FormParser, JSONParser]
    queryset = Asset.objects.none()
    filterset_class = AssetFilter
    ordering = "-created_at"
    ordering_fields = {
        "created_at": "created_at",
        "updated_at": "updated_at",
        "name": "name",
        "size": "size",
        "duration": "length",
    }

    def get_queryset(self) -> QuerySet[Asset]:
        rows = selectors.visible_assets(self.request.user).defer("peaks", "probe")
        rows = rows.annotate(length=Coalesce("duration", Value(0.0), output_field=FloatField()))
        since = updated_since(self.request)
        if since is not None:
            return rows.filter(updated_at__gte=since)
        in_trash = self.request.query_params.get("trash", "").lower() in {"1", "true", "yes"}
        return rows.trashed() if in_trash else rows.alive()

    @extend_schema(parameters=[_SINCE, _TRASH, _ORDER])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    def get_serializer(self, *args: Any, **kwargs: Any) -> Any:
        made = super().get_serializer(*args, **kwargs)
        if kwargs.get("many") and updated_since(self.request) is not None:
            return _WithTombstones(made)
        return made

    @extend_schema(
        request={"multipart/form-data": shapes.UploadSerializer},
        responses={200: shapes.AssetDetailSerializer, 201: shapes.AssetDetailSerializer},
        description="The same bytes under the same name in the same universe answer 200 with the asset "
        "that is there already.",
    )
    def post(self, request: Request) -> Response:
        fields = uploads.fields_of(request)
        universe = uploads.universe_of(request, fields)
        upload = uploads.uploaded(request, "file")
        if upload is None:
            raise Invalid("Send a file in the field “file”.", attr="file", code="required")
        name = str(fields.get("name") or "") or None
        with uploads.told_at("file"):
            asset, new = services.receive_upload(
                universe=universe, by=_user(request), upload=upload, name=name
            )
        return _detail(request, asset, status.HTTP_201_CREATED if new else status.HTTP_200_OK)


class _WithTombstones:
    """Rows as the serializer gives them, those in the trash as their id and the time they went."""

    def __init__(self, inner: Any) -> None:
        self._inner = inner

    @property
    def data(self) -> list[Any]:
        shape = self._inner.child.to_representation
        return [tombstone(row) if row.deleted_at else shape(row) for row in self._inner.instance]


class OneAsset(APIView):
    @extend_schema(responses=shapes.AssetDetailSerializer)
    def get(self, request: Request, asset_id: UUID) -> Response:
        return _detail(request, selectors.get_asset(user=_user(request), asset_id=asset_id))

    @extend_schema(request=shapes.RenameSerializer, responses=shapes.AssetDetailSerializer)
    def patch(self, request: Request, asset_id: UUID) -> Response:
        asset = selectors.get_asset(user=_user(request), asset_id=asset_id)
        wish = shapes.RenameSerializer(data=request.data)
        wish.is_valid(raise_exception=True)
        services.rename(asset=asset, by=_user(request), name=wish.validated_data["name"])
        return _detail(request, asset)

    @extend_schema(responses={204: None}, description="Moves the asset to the trash.")
    def delete(self, request: Request, asset_id: UUID) -> Response:
        asset = selectors.get_asset(user=_user(request), asset_id=asset_id)
        services.trash(asset=asset, by=_user(request))
        return Response(status=status.HTTP_204_NO_CONTENT)


class Restore(APIView):
    @extend_schema(request=None, responses=shapes.AssetDetailSerializer)
    def post(self, request: Request, asset_id: UUID) -> Response:
        asset = selectors.get_asset(user=_user(request), asset_id=asset_id, trashed=True)
        services.restore(asset=asset, by=_user(request))
        return _detail(request, asset)


class Download(APIView):
    @extend_schema(responses=_BYTES, description="The file; range requests get parts of it.")
    def get(self, request: Request, asset_id: UUID) -> HttpResponseBase:
        asset = selectors.get_asset(user=_user(request), asset_id=asset_id)
        return delivery.deliver_file(request._request, asset)


class Preview(APIView):
    @extend_schema(responses=_BYTES, description="A small WebP: waveform, thumbnail or poster.")
    def get(self, request: Request, asset_id: UUID) -> HttpResponseBase:
        asset = selectors.get_asset(user=_user(request), asset_id=asset_id)
        return delivery.deliver_preview(request._request, asset)


class Share(APIView):
    @extend_schema(request=shapes.NewShareSerializer, responses={201: shapes.ShareSerializer})
    def post(self, request: Request, asset_id: UUID) -> Response:
        asset = selectors.get_asset(user=_user(request), asset_id=asset_id)
        wish = shapes.NewShareSerializer(data=request.data)
        wish.is_valid(raise_exception=True)
        share = services.share(asset=asset, by=_user(request), **wish.validated_data)
        answer = shapes.ShareSerializer(share, context={"request": request})
        return Response(answer.data, status=status.HTTP_201_CREATED)

    @extend_schema(responses={204: None}, description="Ends the public link.")
    def delete(self, request: Request, asset_id: UUID) -> Response:
        asset = selectors.get_asset(user=_user(request), asset_id=asset_id)
        services.revoke_share(asset=asset, by=_user(request))
        return Response(status=status.HTTP_204_NO_CONTENT)


def _user(request: Request) -> User:
    assert isinstance(request.user, User)
    return request.user


def _detail(request: Request, asset: Asset, code: int = status.HTTP_200_OK) -> Response:
    return Response(shapes.AssetDetailSerializer(asset, context={"request": request}).data, status=code)
