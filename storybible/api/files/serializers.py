"""Shapes of exports, imports and copies."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from storybible.services.files import FORMS
from umam.jobs.api.serializers import JobSerializer


class ExportSerializer(serializers.Serializer[Any]):
    form = serializers.ChoiceField(choices=list(FORMS), default="json")


class ImportSerializer(serializers.Serializer[Any]):
    file_asset_id = serializers.UUIDField(required=False, help_text="A file that is here already.")
    apply = serializers.BooleanField(
        default=False, help_text="Without it the job only says what would change."
    )


class ImportUploadSerializer(ImportSerializer):
    file = serializers.FileField(required=False, help_text="A bible that was exported as JSON or ZIP.")


class DuplicateSerializer(serializers.Serializer[Any]):
    name = serializers.CharField(required=False, default="", allow_blank=True, max_length=120)


class DuplicatedSerializer(serializers.Serializer[Any]):
    universe_id = serializers.UUIDField()
    job = JobSerializer()
