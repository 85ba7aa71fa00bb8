"""`/api/agents` and `/api/agents/jobs`: ask, look, review, undo."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from agents.api import serializers as shapes
from agents.selectors import runs
from agents.services import work
from umam.assets.api.uploads import universe_of
from umam.jobs import services as jobs
from umam.jobs.api.accepted import accepted, idempotency_key
from umam.jobs.api.serializers import JobFilterSerializer, JobSerializer, RejectSerializer
from umam.jobs.api.views import Jobs, narrowed
from umam.jobs.models import Job


class Agents(APIView):
    """Every agent with the JSON schema of what it takes and gives."""

    @extend_schema(responses=shapes.AgentSerializer(many=True))
    def get(self, request: Request) -> Response:
        return Response(shapes.AgentSerializer(runs.described(), many=True).data)


class AgentJobs(generics.ListAPIView[Job]):
    """The work of agents, newest first; POST asks an agent for something."""

    serializer_class = shapes.AgentJobSerializer
    queryset = Job.objects.none()
    ordering = "-created_at"
    ordering_fields = Jobs.ordering_fields

    def get_queryset(self) -> QuerySet[Job]:
        return narrowed(runs.agent_jobs(self.request.user), self.request).select_related(
            "agent_run", "universe"
        )

    @extend_schema(
        parameters=[
            JobFilterSerializer,
            OpenApiParameter(
                "ordering", OpenApiTypes.STR, description="A column, with - before it for falling."
            ),
        ]
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    @extend_schema(request=shapes.StartSerializer, responses={202: JobSerializer})
    def post(self, request: Request) -> Response:
        data = shapes.StartSerializer(data=request.data)
        data.is_valid(raise_exception=True)
        wish = data.validated_data
        job = work.start(
            agent_type=wish["agent_type"],
            universe=universe_of(request, {"universe_id": wish.get("universe_id")}),
            by=request.user,  # type: ignore[arg-type]
            input=wish["input_data"],
            idempotency_key=idempotency_key(request),
        )
        return accepted(request, job)


class Work(APIView):
    """Base of what is done with one job of an agent."""

    def found(self, request: Request, job_id: UUID) -> Job:
        return runs.get_agent_job(user=request.user, job_id=job_id)

    def shown(self, request: Request, job_id: UUID) -> Response:
        job = self.found(request, job_id)
        return Response(shapes.AgentJobSerializer(job, context={"request": request}).data)


class OneAgentJob(Work):
    @extend_schema(responses=shapes.AgentJobSerializer)
    def get(self, request: Request, job_id: UUID) -> Response:
        return self.shown(request, job_id)


class Retry(Work):
    @extend_schema(request=None, responses={202: JobSerializer})
    def post(self, request: Request, job_id: UUID) -> Response:
        """Run a failed or cancelled job again."""
        job = self.found(request, job_id)
        return accepted(request, jobs.retry(job=job, by=request.user))  # type: ignore[arg-type]


class Approve(Work):
    @extend_schema(request=shapes.ApproveWorkSerializer, responses=shapes.AgentJobSerializer)
    def post(self, request: Request, job_id: UUID) -> Response:
        """Accept a result, changed if `output_data` is given, and apply what it proposes to the bible.

        412 where somebody changed the same fields since: say in `resolve` which value counts.
        """
        data = shapes.ApproveWorkSerializer(data=request.data)
        data.is_valid(raise_exception=True)
        work.approve(job=self.found(request, job_id), by=request.user, **data.validated_data)  # type: ignore[arg-type]
        return self.shown(request, job_id)


class Reject(Work):
    @extend_schema(request=RejectSerializer, responses=shapes.AgentJobSerializer)
    def post(self, request: Request, job_id: UUID) -> Response:
        """Refuse a result, with a reason."""
        data = RejectSerializer(data=request.data)
        data.is_valid(raise_exception=True)
        work.reject(job=self.found(request, job_id), by=request.user, **data.validated_data)  # type: ignore[arg-type]
        return self.shown(request, job_id)


class Keep(Work):
    @extend_schema(request=shapes.KeepSerializer, responses=shapes.AgentJobSerializer)
    def post(self, request: Request, job_id: UUID) -> Response:
        """Write into the bible what a result proposes that needed no review."""
        data = shapes.KeepSerializer(data=request.data)
        data.is_valid(raise_exception=True)
        work.keep(job=self.found(request, job_id), by=request.user, **data.validated_data)  # type: ignore[arg-type]
        return self.shown(request, job_id)


class Undo(Work):
    @extend_schema(request=None, responses=shapes.UndoneSerializer)
    def post(self, request: Request, job_id: UUID) -> Response:
        """Take back what approving did to the bible. What was written since stays, and is told."""
        left = work.undo(job=self.found(request, job_id), by=request.user)  # type: ignore[arg-type]
        return Response({"left": left})


class AskAgain(Work):
    @extend_schema(request=shapes.AskAgainSerializer, responses={202: JobSerializer})
    def post(self, request: Request, job_id: UUID) -> Response:
        """The same once more with a note, in the same conversation. A waiting result is put aside for it."""
        data = shapes.AskAgainSerializer(data=request.data)
        data.is_valid(raise_exception=True)
        job = self.found(request, job_id)
        again = work.ask_again(
            job=job,
            by=request.user,  # type: ignore[arg-type]
            source="api",
            idempotency_key=idempotency_key(request),
            **data.validated_data,
        )
        return accepted(request, again)


class MoreContext(Work):
    @extend_schema(request=shapes.MoreContextSerializer, responses={202: JobSerializer})
    def post(self, request: Request, job_id: UUID) -> Response:
        """The same once more, with more of the bible in it."""
        data = shapes.MoreContextSerializer(data=request.data)
        data.is_valid(raise_exception=True)
        tokens = data.validated_data["context_tokens"]
        job = self.found(request, job_id)
        again = work.with_more_context(
            job=job,
            by=request.user,  # type: ignore[arg-type]
            tokens=tokens,
            source="api",
            idempotency_key=idempotency_key(request),
        )
        return accepted(request, again)
