"""`/api/universes/{id}/timeline` and `/api/timeline/{id}` with participants and history."""

from __future__ import annotations

from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics, status
from rest_framework.parsers import JSONParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from storybible.api.elements.views import IF_MATCH, author
from storybible.api.etags import expected_revision, tagged
from storybible.api.lists import SINCE, TRASH, BibleList, ordered_by
from storybible.api.named import ParticipantSerializer
from storybible.api.revisions import RevisionDetailSerializer, RevisionSerializer
from storybible.api.time import serializers as shapes
from storybible.api.time.filters import EventFilter, in_range
from storybible.models import Revision, RowKind, TimelineEvent
from storybible.selectors import history
from storybible.selectors import time as selectors
from storybible.selectors.past import hide_elements
from storybible.services import time as services
from umam.universes import access
from umam.universes.api.pagination import CursorPages
from umam.universes.models import Universe

_FROM = OpenApiParameter(
    "from",
    OpenApiTypes.STR,
    description="What lasts at or after this date, in the universe's own calendar or ISO 8601.",
)
_TO = OpenApiParameter("to", OpenApiTypes.STR, description="What begins before the end of this date.")


class TimelinePages(CursorPages):
    """Thousands of events may begin with the same year: no page of them is out of reach."""

    offset_cutoff = 1_000_000


class Timeline(BibleList):
    """The events of a universe in the order in which they happen; POST makes one."""

    serializer_class = shapes.EventSerializer
    parser_classes = [JSONParser]
    pagination_class = TimelinePages
    queryset = TimelineEvent.objects.none()
    filterset_class = EventFilter
    ordering = "start"
    ordering_fields = {
        "start": "start_tick",
        "importance": "importance",
        "created_at": "created_at",
        "updated_at": "updated_at",
    }

    @cached_property
    def universe(self) -> Universe:
        return access.require_view(self.request.user, self.kwargs["universe_id"])

    def get_queryset(self) -> QuerySet[TimelineEvent]:
        if getattr(self, "swagger_fake_view", False):
            return TimelineEvent.objects.none()
        asked = self.request.query_params
        rows = self.living(selectors.events_of(self.universe, self.request.user))
        return in_range(rows, self.universe, asked.get("from"), asked.get("to"))

    @extend_schema(
        parameters=[SINCE, TRASH, _FROM, _TO, ordered_by("start", "importance", "created_at", "updated_at")]
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    @extend_schema(request=shapes.EventInputSerializer, responses={201: shapes.EventSerializer})
    def post(self, request: Request, universe_id: UUID) -> Response:
        universe = access.require_edit(request.user, universe_id)
        data = shapes.EventInputSerializer(data=request.data)
        data.is_valid(raise_exception=True)
        values = {"starts": "", **data.values(universe)}
        made = services.create_event(universe=universe, author=author(request), **values)
        return _answer(request, made, status.HTTP_201_CREATED)


class OneEvent(APIView):
    parser_classes = [JSONParser]

    @extend_schema(responses=shapes.EventSerializer)
    def get(self, request: Request, event_id: UUID) -> Response:
        return _answer(request, selectors.get_event(user=request.user, event_id=event_id))

    @extend_schema(
        request=shapes.EventInputSerializer, responses=shapes.EventSerializer, parameters=[IF_MATCH]
    )
    def put(self, request: Request, event_id: UUID) -> Response:
        return self._update(request, event_id)

    @extend_schema(
        request=shapes.EventInputSerializer, responses=shapes.EventSerializer, parameters=[IF_MATCH]
    )
    def patch(self, request: Request, event_id: UUID) -> Response:
        return self._update(request, event_id)

    def _update(self, request: Request, event_id: UUID) -> Response:
        event = selectors.get_event(user=request.user, event_id=event_id)
        author(request).require_edit(event.universe)
        data = shapes.EventInputSerializer(data=request.data, partial=True)
        data.is_valid(raise_exception=True)
        changed = services.update_event(
            event=event,
            author=author(request),
            expected=expected_revision(request),
            **data.values(event.universe, event),
        )
        return _answer(request, changed)

    @extend_schema(responses={204: None}, parameters=[IF_MATCH], description="Puts it in the trash.")
    def delete(self, request: Request, event_id: UUID) -> Response:
        event = selectors.get_event(user=request.user, event_id=event_id)
        services.delete_event(event=event, author=author(request), expected=expected_revision(request))
        return Response(status=status.HTTP_204_NO_CONTENT)


class Participants(APIView):
    """Who takes part in an event, and as what."""

    @extend_schema(responses=ParticipantSerializer(many=True), operation_id="timeline_participants_list")
    def get(self, request: Request, event_id: UUID) -> Response:
        event = _with_people(request, selectors.get_event(user=request.user, event_id=event_id))
        return Response(ParticipantSerializer(event.participant_rows.all(), many=True).data)


class Restore(APIView):
    @extend_schema(request=None, responses=shapes.EventSerializer, description="Takes it from the trash.")
    def post(self, request: Request, event_id: UUID) -> Response:
        event = selectors.get_event(user=request.user, event_id=event_id, trashed=True)
        return _answer(request, services.restore_event(event=event, author=author(request)))


class Revisions(generics.ListAPIView[Revision]):
    """The history of an event, the latest first. Those who may not edit see what everyone saw."""

    serializer_class = RevisionSerializer
    queryset = Revision.objects.none()
    ordering = "-number"
    ordering_fields = {"number": "number"}

    def get_queryset(self) -> QuerySet[Revision]:
        if getattr(self, "swagger_fake_view", False):
            return Revision.objects.none()
        event = selectors.get_event(user=self.request.user, event_id=self.kwargs["event_id"], trashed=True)
        hide = not access.can_edit(self.request.user, event.universe_id)
        return history.history(RowKind.EVENT, event.pk, only_seen_by_all=hide)


class OneRevision(APIView):
    @extend_schema(responses=RevisionDetailSerializer)
    def get(self, request: Request, event_id: UUID, number: int) -> Response:
        event = selectors.get_event(user=request.user, event_id=event_id, trashed=True)
        hide = not access.can_edit(request.user, event.universe_id)
        found, before = history.revision(RowKind.EVENT, event.pk, number, only_seen_by_all=hide)
        if hide:
            hide_elements(event.universe_id, found, before)
        return Response(RevisionDetailSerializer(found, context={"before": before}).data)


class RestoreRevision(APIView):
    @extend_schema(
        request=None,
        responses=shapes.EventSerializer,
        parameters=[IF_MATCH],
        description="Brings the event back to that state, as a new revision.",
    )
    def post(self, request: Request, event_id: UUID, number: int) -> Response:
        event = selectors.get_event(user=request.user, event_id=event_id)
        reverted = services.revert_event(
            event=event, author=author(request), number=number, expected=expected_revision(request)
        )
        return _answer(request, reverted)


def _with_people(request: Request, event: TimelineEvent) -> TimelineEvent:
    """The event as it is now, with those whom the person may see."""
    hidden_too = access.can_edit(request.user, event.universe_id)
    return selectors.with_people(TimelineEvent.objects.filter(pk=event.pk), hidden_too=hidden_too).get()


def _answer(request: Request, event: TimelineEvent, code: int = status.HTTP_200_OK) -> Response:
    fresh = _with_people(request, event)
    return tagged(Response(shapes.EventSerializer(fresh).data, status=code), fresh)
