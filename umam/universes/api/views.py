"""`/api/universes` and their members."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import generics, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer
from rest_framework.views import APIView

from umam.accounts.models import Way
from umam.lib.errors import NotFound
from umam.universes import access, services
from umam.universes.api import serializers as shapes
from umam.universes.models import Membership, Universe


def _universes(user: Any) -> QuerySet[Universe]:
    return access.visible_universes(user).prefetch_related("memberships__user")


class Universes(generics.ListCreateAPIView[Universe]):
    serializer_class = shapes.UniverseSerializer
    queryset = Universe.objects.none()
    ordering = "name"
    ordering_fields = {"name": "name", "created_at": "created_at", "updated_at": "updated_at"}

    def get_queryset(self) -> QuerySet[Universe]:
        return _universes(self.request.user)

    def perform_create(self, serializer: BaseSerializer[Universe]) -> None:
        universe = services.create_universe(by=self.request.user, **serializer.validated_data)  # type: ignore[arg-type]
        serializer.instance = _universes(self.request.user).get(pk=universe.pk)


class OneUniverse(generics.RetrieveUpdateDestroyAPIView[Universe]):
    serializer_class = shapes.UniverseSerializer
    queryset = Universe.objects.none()
    lookup_url_kwarg = "universe_id"

    def get_queryset(self) -> QuerySet[Universe]:
        return _universes(self.request.user)

    def perform_update(self, serializer: BaseSerializer[Universe]) -> None:
        universe = serializer.instance
        assert universe is not None
        services.update_universe(universe=universe, by=self.request.user, **serializer.validated_data)  # type: ignore[arg-type]

    def perform_destroy(self, instance: Universe) -> None:
        services.delete_universe(universe=instance, by=self.request.user)  # type: ignore[arg-type]


class Members(APIView):
    @extend_schema(responses=shapes.MembershipSerializer(many=True), operation_id="universe_members_list")
    def get(self, request: Request, universe_id: UUID) -> Response:
        universe = access.require_view(request.user, universe_id)
        members = universe.memberships.select_related("user")
        return Response(shapes.MembershipSerializer(members, many=True).data)

    @extend_schema(request=shapes.NewMemberSerializer, responses={201: shapes.MembershipSerializer})
    def post(self, request: Request, universe_id: UUID) -> Response:
        universe = access.require_owner(request.user, universe_id)
        data = shapes.NewMemberSerializer(data=request.data)
        data.is_valid(raise_exception=True)
        member = services.add_member(
            universe=universe,
            by=request.user,  # type: ignore[arg-type]
            way=Way.API,
            **data.validated_data,
        )
        return Response(shapes.MembershipSerializer(member).data, status=status.HTTP_201_CREATED)


class OneMember(APIView):
    @extend_schema(request=shapes.MemberRoleSerializer, responses=shapes.MembershipSerializer)
    def patch(self, request: Request, universe_id: UUID, member_id: int) -> Response:
        member = _member(request, universe_id, member_id)
        data = shapes.MemberRoleSerializer(data=request.data)
        data.is_valid(raise_exception=True)
        member = services.change_member(
            membership=member,
            by=request.user,  # type: ignore[arg-type]
            way=Way.API,
            **data.validated_data,
        )
        return Response(shapes.MembershipSerializer(member).data)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, universe_id: UUID, member_id: int) -> Response:
        member = _member(request, universe_id, member_id)
        services.remove_member(membership=member, by=request.user, way=Way.API)  # type: ignore[arg-type]
        return Response(status=status.HTTP_204_NO_CONTENT)


def _member(request: Request, universe_id: UUID, member_id: int) -> Membership:
    universe = access.require_view(request.user, universe_id)
    member = universe.memberships.select_related("user", "universe").filter(pk=member_id).first()
    if member is None:
        raise NotFound(f"There is no such member in {universe.name}.")
    return member
