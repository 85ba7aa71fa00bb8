"""`/api/universes/{id}/calendars` and `/api/calendars/{id}`."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import generics, status
from rest_framework.parsers import JSONParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from storybible.api.elements.views import IF_MATCH, author
from storybible.api.etags import expected_revision, tagged
from storybible.api.time import serializers as shapes
from storybible.models import Calendar
from storybible.services import calendars as services
from umam.lib.errors import NotFound
from umam.universes import access


class Calendars(generics.ListAPIView[Calendar]):
    """The universe's own calendars; the Gregorian is always there beside them. POST makes one."""

    serializer_class = shapes.CalendarSerializer
    parser_classes = [JSONParser]
    queryset = Calendar.objects.none()
    ordering = "name"
    ordering_fields = {"name": "name", "created_at": "created_at", "updated_at": "updated_at"}

    def get_queryset(self) -> QuerySet[Calendar]:
        if getattr(self, "swagger_fake_view", False):
            return Calendar.objects.none()
        universe = access.require_view(self.request.user, self.kwargs["universe_id"])
        return Calendar.objects.filter(universe=universe)

    @extend_schema(request=shapes.CalendarSerializer, responses={201: shapes.CalendarSerializer})
    def post(self, request: Request, universe_id: UUID) -> Response:
        universe = access.require_edit(request.user, universe_id)
        data = shapes.CalendarSerializer(data=request.data)
        data.is_valid(raise_exception=True)
        made = services.save_calendar(universe=universe, author=author(request), **data.validated_data)
        return _answer(made, status.HTTP_201_CREATED)


class OneCalendar(APIView):
    parser_classes = [JSONParser]

    @extend_schema(responses=shapes.CalendarSerializer)
    def get(self, request: Request, calendar_id: UUID) -> Response:
        return _answer(_calendar(request, calendar_id))

    @extend_schema(
        request=shapes.CalendarSerializer,
        responses=shapes.CalendarSerializer,
        parameters=[IF_MATCH],
        description="Every date written in it is read anew: 409 where one would not exist any more.",
    )
    def put(self, request: Request, calendar_id: UUID) -> Response:
        calendar = _calendar(request, calendar_id)
        author(request).require_edit(calendar.universe)
        data = shapes.CalendarSerializer(calendar, data=request.data, partial=True)
        data.is_valid(raise_exception=True)
        now: dict[str, Any] = {name: getattr(calendar, name) for name in ("name", "definition", "is_default")}
        given = {name: value for name, value in data.validated_data.items() if name in now}
        changed = services.save_calendar(
            universe=calendar.universe,
            author=author(request),
            calendar=calendar,
            expected=expected_revision(request),
            **{**now, **given},
        )
        return _answer(changed)

    @extend_schema(
        responses={204: None}, parameters=[IF_MATCH], description="409 while anything is dated in it."
    )
    def delete(self, request: Request, calendar_id: UUID) -> Response:
        calendar = _calendar(request, calendar_id)
        services.delete_calendar(
            calendar=calendar, author=author(request), expected=expected_revision(request)
        )
        return Response(status=status.HTTP_204_NO_CONTENT)


def _calendar(request: Request, calendar_id: UUID) -> Calendar:
    rows = access.scope(Calendar.objects.select_related("universe"), request.user)
    found = rows.filter(pk=calendar_id).first()
    if found is None:
        raise NotFound("There is no such calendar here.")
    return found


def _answer(calendar: Calendar, code: int = status.HTTP_200_OK) -> Response:
    return tagged(Response(shapes.CalendarSerializer(calendar).data, status=code), calendar)
