"""`/api/agents/threads`: conversations with agents."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import django_filters as filters
from django.db.models import Prefetch, QuerySet
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from agents.api import serializers as shapes
from agents.models import Message, Thread
from agents.registry import agent
from agents.selectors import costs, runs
from agents.services import threads as services
from agents.services import work
from umam.assets.api.uploads import universe_of
from umam.jobs.api.accepted import accepted, idempotency_key
from umam.jobs.api.serializers import JobSerializer
from umam.jobs.models import Job
from umam.lib.errors import NotFound


class ThreadFilter(filters.FilterSet):
    universe = filters.UUIDFilter(field_name="universe_id")
    agent_type = filters.CharFilter(field_name="agent")

    class Meta:
        model = Thread
        fields: list[str] = []


class Threads(generics.ListAPIView[Thread]):
    """Conversations, those that went on last first; POST opens one."""

    serializer_class = shapes.ThreadSerializer
    queryset = Thread.objects.none()
    filterset_class = ThreadFilter
    ordering = "-updated_at"
    ordering_fields = {"updated_at": "updated_at", "created_at": "created_at", "title": "title"}

    def get_queryset(self) -> QuerySet[Thread]:
        return runs.threads_of(self.request.user)

    @extend_schema(
        parameters=[
            OpenApiParameter("ordering", OpenApiTypes.STR, description="updated_at, created_at, title")
        ]
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    @extend_schema(request=shapes.NewThreadSerializer, responses={201: shapes.ThreadSerializer})
    def post(self, request: Request) -> Response:
        data = shapes.NewThreadSerializer(data=request.data)
        data.is_valid(raise_exception=True)
        wish = data.validated_data
        made = services.open_thread(
            universe=universe_of(request, {"universe_id": wish.get("universe_id")}),
            agent=agent(wish["agent_type"]).key,
            by=request.user,  # type: ignore[arg-type]
            title=wish["title"],
        )
        return Response(shapes.ThreadSerializer(made).data, status=status.HTTP_201_CREATED)


def shown(thread: Thread) -> dict[str, Any]:
    """A conversation with its turns and what it cost."""
    turns = Message.objects.filter(thread=thread).select_related("job").order_by("position")
    thread = Thread.objects.prefetch_related(Prefetch("messages", queryset=turns)).get(pk=thread.pk)
    thread.cost = costs.of_thread(thread)  # type: ignore[attr-defined]
    return dict(shapes.OneThreadSerializer(thread).data)


class OneThread(APIView):
    @extend_schema(responses=shapes.OneThreadSerializer)
    def get(self, request: Request, thread_id: UUID) -> Response:
        return Response(shown(runs.get_thread(user=request.user, thread_id=thread_id)))

    @extend_schema(request=shapes.ThreadSerializer, responses=shapes.ThreadSerializer)
    def patch(self, request: Request, thread_id: UUID) -> Response:
        """Give it another title."""
        thread = runs.get_thread(user=request.user, thread_id=thread_id)
        data = shapes.ThreadSerializer(data=request.data)
        data.is_valid(raise_exception=True)
        title = data.validated_data.get("title", "")
        made = services.rename(thread=thread, by=request.user, title=title)  # type: ignore[arg-type]
        return Response(shapes.ThreadSerializer(made).data)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, thread_id: UUID) -> Response:
        """Hide it; its jobs and their costs stay."""
        thread = runs.get_thread(user=request.user, thread_id=thread_id)
        services.delete(thread=thread, by=request.user)  # type: ignore[arg-type]
        return Response(status=status.HTTP_204_NO_CONTENT)


class Messages(APIView):
    @extend_schema(request=shapes.NewMessageSerializer, responses={202: JobSerializer})
    def post(self, request: Request, thread_id: UUID) -> Response:
        """Go on: what is not said is as in the last question of this conversation."""
        thread = runs.get_thread(user=request.user, thread_id=thread_id)
        data = shapes.NewMessageSerializer(data=request.data)
        data.is_valid(raise_exception=True)
        said = data.validated_data
        job = work.start(
            agent_type=thread.agent,
            universe=thread.universe,
            by=request.user,  # type: ignore[arg-type]
            input={
                **last_input(thread),
                **said["input_data"],
                "note": said["note"],
                "thread": str(thread.pk),
            },
            idempotency_key=idempotency_key(request),
        )
        return accepted(request, job)


def last_input(thread: Thread) -> dict[str, Any]:
    """What was asked last in a conversation, to go on from."""
    last = Job.objects.filter(thread_messages__thread=thread).order_by("-created_at").first()
    return dict(last.input_data) if last else {}


class Fork(APIView):
    @extend_schema(request=shapes.ForkSerializer, responses={201: shapes.OneThreadSerializer})
    def post(self, request: Request, thread_id: UUID) -> Response:
        """A new conversation from one of its messages; this one stays as it is."""
        thread = runs.get_thread(user=request.user, thread_id=thread_id)
        data = shapes.ForkSerializer(data=request.data)
        data.is_valid(raise_exception=True)
        turn = Message.objects.filter(thread=thread, pk=data.validated_data["message_id"]).first()
        if turn is None:
            raise NotFound("There is no such message in this conversation.", attr="message_id")
        made = services.fork(message=turn, by=request.user)  # type: ignore[arg-type]
        return Response(shown(made), status=status.HTTP_201_CREATED)
