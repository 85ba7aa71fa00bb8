"""Shapes of jobs."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from umam.assets import links
from umam.jobs import selectors
from umam.jobs.models import Job, JobAsset, JobLog, Review, Status


class JobAssetSerializer(serializers.Serializer[JobAsset]):
    """A file that the job made. `url` is good for some minutes."""

    id = serializers.UUIDField(source="asset_id")
    role = serializers.CharField()
    url = serializers.SerializerMethodField()

    def get_url(self, made: JobAsset) -> str:
        assert made.asset is not None
        return links.absolute(links.file_url(made.asset), self.context.get("request"))


class OrNull(serializers.CharField):
    """An empty text is null in the API."""

    def __init__(self, **options: Any) -> None:
        super().__init__(allow_null=True, read_only=True, **options)

    def to_representation(self, value: Any) -> str | None:  # type: ignore[override]
        return value or None


class JobSerializer(serializers.ModelSerializer[Job]):
    """A job. Rows come from `selectors.with_assets`, so that a list costs the same number of queries."""

    agent_type = serializers.CharField(source="kind", read_only=True)
    universe_id = serializers.UUIDField(read_only=True)
    parent_id = serializers.UUIDField(read_only=True, allow_null=True)
    engine = OrNull()
    reused_from = serializers.UUIDField(source="reused_from_id", read_only=True, allow_null=True)
    eta_seconds = serializers.SerializerMethodField()
    assets = JobAssetSerializer(source="job_assets", many=True, read_only=True)

    class Meta:
        model = Job
        fields = [
            "id",
            "kind",
            "agent_type",
            "universe_id",
            "parent_id",
            "status",
            "progress",
            "progress_note",
            "eta_seconds",
            "waiting_for",
            "seq",
            "input_data",
            "output_data",
            "confidence_score",
            "human_review_required",
            "review",
            "error_message",
            "error_code",
            "suggestion",
            "attempt",
            "engine",
            "reused_from",
            "usage",
            "assets",
            "created_at",
            "started_at",
            "completed_at",
        ]
        read_only_fields = fields

    def to_representation(self, instance: Job) -> dict[str, Any]:
        request = self.context.get("request")
        shown = super().to_representation(instance)
        return {**shown, "input_data": selectors.input_for(instance, request.user if request else None)}

    @extend_schema_field(serializers.FloatField(allow_null=True))
    def get_eta_seconds(self, job: Job) -> float | None:
        return selectors.eta_seconds(job)


class StepSerializer(JobSerializer):
    """A step of a pipeline: a job, with its place in the plan."""

    needs = serializers.SerializerMethodField()

    class Meta(JobSerializer.Meta):
        fields = [*JobSerializer.Meta.fields, "role", "label", "position", "optional", "needs"]
        read_only_fields = fields

    @extend_schema_field(serializers.ListField(child=serializers.UUIDField()))
    def get_needs(self, job: Job) -> list[str]:
        return [str(edge.on_id) for edge in job.dependencies.all()]


class TreeSerializer(serializers.Serializer[Any]):
    job = JobSerializer()
    steps = StepSerializer(many=True)


class LogLineSerializer(serializers.ModelSerializer[JobLog]):
    class Meta:
        model = JobLog
        fields = ["id", "at", "attempt", "level", "text"]
        read_only_fields = fields


class ApproveSerializer(serializers.Serializer[Any]):
    output_data = serializers.DictField(required=False, allow_null=True, help_text="The result, changed.")
    note = serializers.CharField(required=False, default="", allow_blank=True, max_length=2000)


class RejectSerializer(serializers.Serializer[Any]):
    note = serializers.CharField(required=False, default="", allow_blank=True, max_length=2000)


class JobFilterSerializer(serializers.Serializer[Any]):
    """What a list of jobs may be narrowed to."""

    status = serializers.MultipleChoiceField(choices=Status.choices, required=False)
    review = serializers.MultipleChoiceField(choices=Review.choices, required=False)
    kind = serializers.CharField(required=False, max_length=64)
    agent_type = serializers.CharField(required=False, max_length=64)
    universe = serializers.UUIDField(required=False)
    parent = serializers.CharField(  # type: ignore[assignment]  # the name is one of DRF's own attributes
        required=False, help_text="The id of a pipeline, or `none` for top jobs."
    )
    human_review_required = serializers.BooleanField(required=False, allow_null=True, default=None)
    updated_since = serializers.DateTimeField(required=False)

    def validate_parent(self, value: str) -> str | None:
        if value == "none":
            return None
        return str(serializers.UUIDField().run_validation(value))
