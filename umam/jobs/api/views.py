"""`/api/jobs` and the door for webhooks."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db.models import DateTimeField, QuerySet, Value
from django.db.models.functions import Coalesce
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics, status
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from umam.jobs import selectors, services
from umam.jobs.api import serializers as shapes
from umam.jobs.api.accepted import accepted
from umam.jobs.models import Job, JobLog
from umam.lib.errors import TooLarge

MOST_HOOK_BYTES = 64 * 1024
_NOT_YET = datetime(9999, 1, 1, tzinfo=UTC)


class Jobs(generics.ListAPIView[Job]):
    """Jobs of every kind, newest first; `?parent=none` leaves out the steps of pipelines."""

    serializer_class = shapes.JobSerializer
    queryset = Job.objects.none()
    ordering = "-created_at"
    ordering_fields = {
        "created_at": "created_at",
        "updated_at": "updated_at",
        "completed_at": "ended_at",
        "kind": "kind",
        "status": "status",
        "progress": "progress",
    }

    def get_queryset(self) -> QuerySet[Job]:
        return narrowed(selectors.visible_jobs(self.request.user), self.request)

    @extend_schema(
        parameters=[
            shapes.JobFilterSerializer,
            OpenApiParameter("ordering", str, description="A column, with - before it for falling."),
        ]
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)


def narrowed(rows: QuerySet[Job], request: Request) -> QuerySet[Job]:
    """`rows` with their files, filtered by the query parameters of a list. Raises ValidationError."""
    given: dict[str, Any] = {name: request.query_params[name] for name in request.query_params}
    for many in ("status", "review"):
        if many in given:
            given[many] = [word for one in request.query_params.getlist(many) for word in one.split(",")]
    wish = shapes.JobFilterSerializer(data=given)
    wish.is_valid(raise_exception=True)
    chosen = {name: value for name, value in wish.validated_data.items() if name in given}
    columns = {
        "status": "status__in",
        "review": "review__in",
        "kind": "kind",
        "agent_type": "kind",
        "universe": "universe_id",
        "parent": "parent_id",
        "human_review_required": "human_review_required",
        "updated_since": "updated_at__gte",
    }
    for name, value in chosen.items():
        rows = rows.filter(**{columns[name]: sorted(value) if isinstance(value, set) else value})
    never = Value(_NOT_YET, output_field=DateTimeField())
    return selectors.with_assets(rows).annotate(ended_at=Coalesce("completed_at", never))


class OneJob(APIView):
    @extend_schema(responses=shapes.JobSerializer)
    def get(self, request: Request, job_id: UUID) -> Response:
        job = selectors.get_job(user=request.user, job_id=job_id)
        return Response(shapes.JobSerializer(job, context={"request": request}).data)


class Cancel(APIView):
    """Cancel the job and, for a pipeline, all its steps. Everything of it has stopped within 2 s."""

    @extend_schema(request=None, responses=shapes.JobSerializer)
    def post(self, request: Request, job_id: UUID) -> Response:
        job = selectors.get_job(user=request.user, job_id=job_id)
        return _shown(request, services.cancel(job=job, by=request.user))  # type: ignore[arg-type]


class Retry(APIView):
    """Run a failed or cancelled job again; of a pipeline only what failed or was cancelled."""

    @extend_schema(request=None, responses={202: shapes.JobSerializer})
    def post(self, request: Request, job_id: UUID) -> Response:
        job = selectors.get_job(user=request.user, job_id=job_id)
        return accepted(request, services.retry(job=job, by=request.user))  # type: ignore[arg-type]


class Approve(APIView):
    """Accept a result that waits for review, changed if `output_data` is given."""

    @extend_schema(request=shapes.ApproveSerializer, responses=shapes.JobSerializer)
    def post(self, request: Request, job_id: UUID) -> Response:
        job = selectors.get_job(user=request.user, job_id=job_id)
        data = shapes.ApproveSerializer(data=request.data)
        data.is_valid(raise_exception=True)
        return _shown(request, services.approve(job=job, by=request.user, **data.validated_data))  # type: ignore[arg-type]


class Reject(APIView):
    @extend_schema(request=shapes.RejectSerializer, responses=shapes.JobSerializer)
    def post(self, request: Request, job_id: UUID) -> Response:
        job = selectors.get_job(user=request.user, job_id=job_id)
        data = shapes.RejectSerializer(data=request.data)
        data.is_valid(raise_exception=True)
        return _shown(request, services.reject(job=job, by=request.user, **data.validated_data))  # type: ignore[arg-type]


class Tree(APIView):
    """The whole pipeline that a job belongs to: the root and its steps in the order of the plan."""

    @extend_schema(responses=shapes.TreeSerializer)
    def get(self, request: Request, job_id: UUID) -> Response:
        root, *steps = selectors.tree(selectors.get_job(user=request.user, job_id=job_id))
        shown = shapes.TreeSerializer({"job": root, "steps": steps}, context={"request": request})
        return Response(shown.data)


class Log(generics.ListAPIView[JobLog]):
    """What the job wrote down, for those who may edit its universe."""

    serializer_class = shapes.LogLineSerializer
    queryset = JobLog.objects.none()
    ordering = "at"
    ordering_fields = {"at": "at"}

    def get_queryset(self) -> QuerySet[JobLog]:
        if "job_id" not in self.kwargs:  # the schema is being written
            return JobLog.objects.none()
        job = selectors.get_job(user=self.request.user, job_id=self.kwargs["job_id"])
        return selectors.log_lines(job=job, user=self.request.user)


class Hook(APIView):
    """Where an external service says that it is done. The token in the address is the credential."""

    permission_classes = [AllowAny]
    authentication_classes: list[Any] = []

    @extend_schema(request=None, responses={204: None})
    def post(self, request: Request, provider: str, token: str) -> Response:
        if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_HOOK_BYTES:
            raise TooLarge("A webhook's body has at most 64 KB.")
        services.wake_by_hook(provider=provider, token=token, payload=request.data)
        return Response(status=status.HTTP_204_NO_CONTENT)


def _shown(request: Request, job: Job) -> Response:
    return Response(shapes.JobSerializer(selectors.reload(job), context={"request": request}).data)
