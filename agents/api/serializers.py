"""Shapes of agents, their work, conversations, settings and costs."""

from __future__ import annotations

from typing import Any, cast

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from agents.models import AgentPolicy, AgentRun, BrandVoice, Budget, Message, Thread, Waiver
from agents.selectors import runs
from umam.jobs.api.serializers import JobSerializer
from umam.jobs.models import Job
from umam.universes import access
from umam.universes.models import Universe


class AgentSerializer(serializers.Serializer[Any]):
    key = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # DRF's fields have an attribute of this name
    description = serializers.CharField()
    icon = serializers.CharField()
    threshold = serializers.FloatField()
    input_schema = serializers.DictField()
    output_schema = serializers.DictField()
    example = serializers.DictField()


class StartSerializer(serializers.Serializer[Any]):
    """A question to an agent. Without a universe, the asker's own."""

    agent_type = serializers.CharField(max_length=64)
    universe_id = serializers.UUIDField(required=False)
    input_data = serializers.DictField(required=False, default=dict)


class ClashSerializer(serializers.Serializer[Any]):
    """A field that somebody changed since the agent read it."""

    name = serializers.CharField(help_text="What `resolve` calls it.")
    label = serializers.CharField()  # type: ignore[assignment]
    field = serializers.CharField()
    before = serializers.JSONField()
    current = serializers.JSONField()
    proposed = serializers.JSONField()


class RunSerializer(serializers.ModelSerializer[AgentRun]):
    """What stands behind a result: receipt of the context, signals of the confidence, change set."""

    thread_id = serializers.UUIDField(read_only=True, allow_null=True)

    class Meta:
        model = AgentRun
        fields = [
            "thread_id",
            "prompt_version",
            "provider",
            "model",
            "is_demo",
            "confidence",
            "threshold",
            "signals",
            "receipt",
            "original",
            "changes",
            "applied",
            "applied_at",
            "undone_at",
        ]
        read_only_fields = fields


# What of a run names rows of the bible that a universe's viewers may not see.
FOR_EDITORS = ("signals", "receipt", "original", "changes", "applied")


class AgentJobSerializer(JobSerializer):
    """A job of an agent, with what stands behind it once it ended.

    Receipt, reasons and change set name rows that viewers may not see, so they are for those who may edit;
    what the receipt says of the asker's taste is theirs alone.
    """

    run = serializers.SerializerMethodField()
    clashes = serializers.SerializerMethodField()

    class Meta(JobSerializer.Meta):
        fields = [*JobSerializer.Meta.fields, "label", "run", "clashes"]
        read_only_fields = fields

    @extend_schema_field(RunSerializer(allow_null=True))
    def get_run(self, job: Job) -> dict[str, Any] | None:
        run = runs.run_of(job)
        if run is None:
            return None
        shown = dict(RunSerializer(run).data)
        if not self._may_edit(job):
            return {**shown, **dict.fromkeys(FOR_EDITORS)}
        receipt = dict(shown["receipt"])
        if self.context["request"].user.pk != job.requested_by_id:
            receipt.pop("taste", None)
        return {**shown, "receipt": receipt}

    @extend_schema_field(ClashSerializer(many=True))
    def get_clashes(self, job: Job) -> list[Any]:
        clashes = runs.clashes_of(job) if self._may_edit(job) else []
        return list(ClashSerializer(clashes, many=True).data)

    def _may_edit(self, job: Job) -> bool:
        """Asked of the database once a request."""
        known: set[Any] | None = self.context.get("editable")
        if known is None:
            request = self.context.get("request")
            rows = access.editable_universes(request.user) if request else Universe.objects.none()
            known = set(rows.values_list("pk", flat=True))
            cast(dict[str, Any], self.context)["editable"] = known
        return job.universe_id in known


class ApproveWorkSerializer(serializers.Serializer[Any]):
    output_data = serializers.DictField(required=False, allow_null=True, help_text="The result, changed.")
    note = serializers.CharField(required=False, default="", allow_blank=True, max_length=2000)
    resolve = serializers.DictField(
        child=serializers.ChoiceField(choices=["proposed", "current"]),
        required=False,
        help_text="For each name of `clashes`, which value counts.",
    )


class KeepSerializer(serializers.Serializer[Any]):
    resolve = serializers.DictField(
        child=serializers.ChoiceField(choices=["proposed", "current"]), required=False
    )


class AskAgainSerializer(serializers.Serializer[Any]):
    note = serializers.CharField(max_length=2000, help_text="What should be different.")


class MoreContextSerializer(serializers.Serializer[Any]):
    context_tokens = serializers.IntegerField(min_value=500, max_value=100_000)


class UndoneSerializer(serializers.Serializer[Any]):
    left = serializers.ListField(
        child=serializers.CharField(), help_text="What was changed since and stays, in words."
    )


class CostSerializer(serializers.Serializer[Any]):
    """A sum over calls; `cost` is in US dollars and leaves out calls of unknown price."""

    calls = serializers.IntegerField()
    cost = serializers.DecimalField(max_digits=18, decimal_places=6)
    currency = serializers.SerializerMethodField()
    unknown = serializers.IntegerField(help_text="Calls whose price nobody knows.")
    input_tokens = serializers.IntegerField()
    output_tokens = serializers.IntegerField()
    cache_read_tokens = serializers.IntegerField()
    cache_write_tokens = serializers.IntegerField()
    cached_share = serializers.FloatField()

    def get_currency(self, cost: Any) -> str:
        return "USD"


class MessageSerializer(serializers.ModelSerializer[Message]):
    job_id = serializers.UUIDField(read_only=True, allow_null=True)
    status = serializers.CharField(source="job.status", read_only=True, default=None)

    class Meta:
        model = Message
        fields = ["id", "position", "speaker", "text", "job_id", "status", "created_at"]
        read_only_fields = fields


class ThreadSerializer(serializers.ModelSerializer[Thread]):
    universe_id = serializers.UUIDField(read_only=True)
    agent_type = serializers.CharField(source="agent", read_only=True)
    forked_from = serializers.UUIDField(source="forked_from_id", read_only=True, allow_null=True)

    class Meta:
        model = Thread
        fields = ["id", "universe_id", "agent_type", "title", "forked_from", "created_at", "updated_at"]
        read_only_fields = [name for name in fields if name != "title"]


class NewThreadSerializer(serializers.Serializer[Any]):
    agent_type = serializers.CharField(max_length=64)
    universe_id = serializers.UUIDField(required=False)
    title = serializers.CharField(max_length=200, required=False, default="", allow_blank=True)


class OneThreadSerializer(ThreadSerializer):
    messages = MessageSerializer(many=True, read_only=True)
    cost = CostSerializer(read_only=True)

    class Meta(ThreadSerializer.Meta):
        fields = [*ThreadSerializer.Meta.fields, "messages", "cost"]


class NewMessageSerializer(serializers.Serializer[Any]):
    """The next question of a conversation: the agent's own fields, those left out as they were before."""

    input_data = serializers.DictField(required=False, default=dict)
    note = serializers.CharField(required=False, default="", allow_blank=True, max_length=2000)


class ForkSerializer(serializers.Serializer[Any]):
    message_id = serializers.UUIDField(help_text="The last message that the new conversation begins with.")


class PolicySerializer(serializers.ModelSerializer[AgentPolicy]):
    agent_type = serializers.CharField(source="agent", read_only=True)

    class Meta:
        model = AgentPolicy
        fields = ["agent_type", "threshold", "samples", "model"]


class BudgetSerializer(serializers.ModelSerializer[Budget]):
    class Meta:
        model = Budget
        fields = ["daily_usd", "monthly_usd", "daily_tokens"]


class VoiceSerializer(serializers.ModelSerializer[BrandVoice]):
    personal = serializers.BooleanField(required=False, default=False, write_only=True)

    class Meta:
        model = BrandVoice
        fields = ["voice", "values", "audience", "dos", "donts", "examples", "personal", "updated_at"]
        read_only_fields = ["updated_at"]


class WaiverSerializer(serializers.ModelSerializer[Waiver]):
    class Meta:
        model = Waiver
        fields = ["id", "rule", "fingerprint", "evidence", "reason", "created_at"]
        read_only_fields = ["id", "created_at"]


class LevelSerializer(serializers.Serializer[Any]):
    low = serializers.FloatField()
    high = serializers.FloatField()
    made = serializers.IntegerField()
    reviewed = serializers.IntegerField()
    kept = serializers.IntegerField()
    edited = serializers.IntegerField()
    rejected = serializers.IntegerField()
    kept_share = serializers.FloatField(allow_null=True)


class ThresholdSerializer(serializers.Serializer[Any]):
    value = serializers.FloatField()
    sent = serializers.IntegerField()
    made = serializers.IntegerField()
    share = serializers.FloatField()
    rejected_caught = serializers.IntegerField()
    rejected_missed = serializers.IntegerField()


class CalibrationSerializer(serializers.Serializer[Any]):
    agent = serializers.CharField()
    made = serializers.IntegerField()
    reviewed = serializers.IntegerField()
    error = serializers.FloatField(allow_null=True)
    levels = LevelSerializer(many=True)
    thresholds = ThresholdSerializer(many=True)


class NamedCostSerializer(CostSerializer):
    name = serializers.CharField()


class CostsSerializer(serializers.Serializer[Any]):
    """The costs of a universe over the last days, and where it stands with its budget."""

    total = CostSerializer()
    by_day = NamedCostSerializer(many=True)
    by_agent = NamedCostSerializer(many=True)
    by_model = NamedCostSerializer(many=True)
    budget = BudgetSerializer(allow_null=True)
    day_usd = serializers.DecimalField(max_digits=18, decimal_places=6)
    day_tokens = serializers.IntegerField()
    month_usd = serializers.DecimalField(max_digits=18, decimal_places=6)
