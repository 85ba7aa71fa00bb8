"""`/api/agents/jobs/{id}/choose` and `/previews`: the variations of a video strategy."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from agents.services import strategy
from umam.jobs import selectors
from umam.jobs.api.accepted import accepted
from umam.jobs.api.serializers import JobSerializer
from umam.jobs.models import Source


class ChooseSerializer(serializers.Serializer[Any]):
    index = serializers.IntegerField(
        min_value=0, max_value=2, help_text="Which variation, from 0, in the order of the output."
    )


class Choose(APIView):
    """Film one variation of a video strategy: answers with the job of the clip. Twice is once."""

    @extend_schema(request=ChooseSerializer, responses={202: JobSerializer})
    def post(self, request: Request, job_id: UUID) -> Response:
        job = selectors.get_job(user=request.user, job_id=job_id)
        data = ChooseSerializer(data=request.data)
        data.is_valid(raise_exception=True)
        clip = strategy.choose(job=job, by=request.user, source=Source.API, **data.validated_data)  # type: ignore[arg-type]
        return accepted(request, clip)


class Previews(APIView):
    """Small moving pictures of the variations, in their order: jobs of kind `clip`. Twice is once."""

    @extend_schema(request=None, responses={202: JobSerializer(many=True)})
    def post(self, request: Request, job_id: UUID) -> Response:
        job = selectors.get_job(user=request.user, job_id=job_id)
        made = strategy.preview(job=job, by=request.user, source=Source.API)  # type: ignore[arg-type]
        shown = [selectors.reload(one) for one in made]
        answer = JobSerializer(shown, many=True, context={"request": request}).data
        return Response(answer, status=status.HTTP_202_ACCEPTED)


urlpatterns = [
    path("agents/jobs/<uuid:job_id>/choose", Choose.as_view(), name="agent-job-choose"),
    path("agents/jobs/<uuid:job_id>/previews", Previews.as_view(), name="agent-job-previews"),
]
