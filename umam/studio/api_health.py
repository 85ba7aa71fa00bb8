"""`/api/health`: alive at all; `/api/health/ready`: everything there that work needs."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.urls import path
from drf_spectacular.utils import extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from umam.studio import health

CheckShape = inline_serializer(
    "Check",
    {
        "key": serializers.CharField(),
        "ok": serializers.BooleanField(),
        "detail": serializers.CharField(),
        "needed": serializers.BooleanField(),
    },
    many=True,
)


class Open(APIView):
    authentication_classes: list[Any] = []
    permission_classes = [AllowAny]
    throttle_classes: list[Any] = []


class Live(Open):
    @extend_schema(responses=inline_serializer("Live", {"status": serializers.CharField()}))
    def get(self, request: Request) -> Response:
        return Response({"status": "ok"})


class Ready(Open):
    """200 when every needed check holds, else 503; strangers see names and states, not details."""

    authentication_classes = list(APIView.authentication_classes)

    @extend_schema(
        responses=inline_serializer("Ready", {"status": serializers.CharField(), "checks": CheckShape})
    )
    def get(self, request: Request) -> Response:
        checks = health.all_checks()
        ready = all(check.ok for check in checks if check.needed)
        shown = [asdict(check) for check in checks]
        if not request.user.is_authenticated:
            for check in shown:
                check["detail"] = ""
        status = "ok" if ready else "not ready"
        return Response({"status": status, "checks": shown}, status=200 if ready else 503)


urlpatterns = [
    path("health", Live.as_view(), name="api-health"),
    path("health/ready", Ready.as_view(), name="api-ready"),
]
