"""How the schema shows the refusals that DRF itself does not know: 409, 412, 413 and 422."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers


class RefusalSerializer(serializers.Serializer[Any]):
    code = serializers.CharField(
        help_text="The reason: not_ready, wrong_state, conflict, stale, too_large, ..."
    )
    detail = serializers.CharField()
    attr = serializers.CharField(allow_null=True)


class RefusalResponseSerializer(serializers.Serializer[Any]):
    type = serializers.ChoiceField(choices=["client_error"])
    errors = RefusalSerializer(many=True)  # type: ignore[assignment]
