"""The rows of long work: jobs, what they wait for, what they made, what they said."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from umam.assets.models import Asset
from umam.universes.models import Universe


class Status(models.TextChoices):
    PENDING = "pending", "Pending"
    PROCESSING = "processing", "Processing"
    COMPLETED = "completed", "Completed"
    FAILED = "failed", "Failed"
    CANCELLED = "cancelled", "Cancelled"


ACTIVE = frozenset({Status.PENDING, Status.PROCESSING})
TERMINAL = frozenset({Status.COMPLETED, Status.FAILED, Status.CANCELLED})


class Review(models.TextChoices):
    NONE = "none", "None"
    PENDING = "pending", "Waits for review"
    APPROVED = "approved", "Approved"
    EDITED = "edited", "Approved with changes"
    REJECTED = "rejected", "Rejected"


# A result that may be built upon: nobody had to look at it, or somebody did and was content.
ACCEPTED = frozenset({Review.NONE, Review.APPROVED, Review.EDITED})


class WaitingFor(models.TextChoices):
    """What a job that holds no worker waits for."""

    CHILDREN = "children", "Its steps"
    PROVIDER = "provider", "An external service"
    TWIN = "twin", "A job that makes the same thing"
    RETRY = "retry", "Its next attempt"


# Processing without a lease: taken up again where it stopped, which is not another attempt.
PARKED = frozenset({WaitingFor.PROVIDER, WaitingFor.TWIN})


class Source(models.TextChoices):
    API = "api", "API"
    PAGE = "page", "Page"
    ADMIN = "admin", "Admin"
    PIPELINE = "pipeline", "Pipeline"
    AGENT = "agent", "Agent"
    COMMAND = "command", "Command"


class Job(models.Model):
    """One unit of long work. `status` is written by `umam.jobs.state` alone.

    A job without a parent stands for itself or is the root of a tree: the film whose steps are its children.
    A root holds no worker; it is processing and `waiting_for` its children until its result child ends.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=64)
    label = models.CharField(max_length=200, blank=True)
    universe = models.ForeignKey(Universe, on_delete=models.CASCADE, related_name="jobs")
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.CASCADE, related_name="children"
    )
    role = models.CharField(max_length=80, blank=True, help_text="Which step of its parent this is.")
    position = models.PositiveIntegerField(default=0)
    is_result = models.BooleanField(default=False, help_text="Its output is the output of its parent.")
    optional = models.BooleanField(default=False, help_text="Its failure does not fail its parent.")
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="jobs"
    )
    source = models.CharField(max_length=10, choices=Source.choices, default=Source.API)

    status = models.CharField(max_length=10, choices=Status.choices, default=Status.PENDING, editable=False)
    seq = models.PositiveIntegerField(default=0, help_text="Counts the changes that clients were told of.")
    progress = models.FloatField(default=0.0, validators=[MinValueValidator(0.0), MaxValueValidator(1.0)])
    progress_note = models.CharField(max_length=200, blank=True)
    eta_seconds = models.FloatField(null=True, blank=True, help_text="Seconds left, as seen at eta_at.")
    eta_at = models.DateTimeField(null=True, blank=True)
    weight = models.FloatField(default=1.0, help_text="Expected cost in the units of its kind.")

    input_data = models.JSONField(default=dict, blank=True)
    output_data = models.JSONField(null=True, blank=True)
    usage = models.JSONField(default=dict, blank=True)
    engine = models.CharField(max_length=80, blank=True)
    engine_version = models.CharField(max_length=120, blank=True)

    confidence_score = models.FloatField(null=True, blank=True)
    human_review_required = models.BooleanField(default=False)
    review = models.CharField(max_length=10, choices=Review.choices, default=Review.NONE)
    review_note = models.TextField(blank=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    reviewed_at = models.DateTimeField(null=True, blank=True)

    error_message = models.TextField(null=True, blank=True)
    error_code = models.CharField(max_length=40, null=True, blank=True)
    suggestion = models.TextField(null=True, blank=True)

    # The queue's own bookkeeping.
    queue = models.CharField(max_length=20, default="default")
    attempt = models.PositiveIntegerField(default=0)
    max_attempts = models.PositiveIntegerField(default=3)
    lease = models.UUIDField(null=True, blank=True, unique=True, help_text="Who may write: one attempt.")
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    released_at = models.DateTimeField(null=True, blank=True, help_text="When all its needs were met.")
    dispatched_at = models.DateTimeField(null=True, blank=True, help_text="When its message was sent.")
    dead = models.BooleanField(default=False, help_text="Failed because its attempts were used up.")

    # Parking.
    waiting_for = models.CharField(max_length=10, choices=WaitingFor.choices, null=True, blank=True)
    wake_at = models.DateTimeField(null=True, blank=True)
    deadline_at = models.DateTimeField(null=True, blank=True)
    resume_state = models.JSONField(null=True, blank=True)
    woken = models.BooleanField(default=False, help_text="A webhook came while an attempt was running.")
    hook_provider = models.CharField(max_length=40, blank=True)
    hook_token = models.CharField(max_length=64, null=True, blank=True, unique=True)
    hook_payload = models.JSONField(null=True, blank=True)

    # Reuse.
    fresh = models.BooleanField(default=False, help_text="Made anew even where a finished one exists.")
    content_key = models.CharField(max_length=64, blank=True)
    flight = models.CharField(
        max_length=64, null=True, blank=True, help_text="Its content key while it makes it."
    )
    reused_from = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="reused_by"
    )
    idempotency_key = models.CharField(max_length=200, null=True, blank=True)
    request_hash = models.CharField(max_length=64, blank=True)

    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    started_at = models.DateTimeField(null=True, blank=True)
    completed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(fields=["universe", "-created_at", "-id"], name="job_universe_newest"),
            models.Index(fields=["universe", "status", "-created_at"], name="job_universe_status"),
            models.Index(fields=["universe", "updated_at"], name="job_universe_updated"),
            models.Index(fields=["-created_at", "-id"], name="job_newest"),
            models.Index(fields=["kind", "engine", "-completed_at"], name="job_history"),
            models.Index(fields=["universe", "content_key"], name="job_reuse", condition=~Q(content_key="")),
            models.Index(
                fields=["universe", "confidence_score"],
                name="job_for_review",
                condition=Q(review="pending"),
            ),
            models.Index(fields=["wake_at"], name="job_wake", condition=Q(wake_at__isnull=False)),
            models.Index(
                fields=["status", "heartbeat_at"],
                name="job_active",
                condition=Q(status__in=["pending", "processing"]),
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["parent", "role"], name="one_job_per_role"),
            models.UniqueConstraint(
                fields=["parent"], condition=Q(is_result=True), name="one_result_per_parent"
            ),
            models.UniqueConstraint(fields=["universe", "flight"], name="one_flight_per_content"),
            models.UniqueConstraint(
                fields=["requested_by", "idempotency_key"], name="one_job_per_idempotency_key"
            ),
            models.CheckConstraint(
                name="ended_exactly_when_terminal",
                condition=Q(status__in=["completed", "failed", "cancelled"], completed_at__isnull=False)
                | Q(status__in=["pending", "processing"], completed_at__isnull=True),
            ),
            models.CheckConstraint(
                name="leased_only_while_processing", condition=Q(lease__isnull=True) | Q(status="processing")
            ),
        ]

    objects: ClassVar[models.Manager[Job]]

    def __str__(self) -> str:
        return self.label or self.kind

    @property
    def root_id(self) -> uuid.UUID:
        """The job that people mean: the film for one of its steps, else the job itself."""
        return self.parent_id or self.pk

    @property
    def is_active(self) -> bool:
        return self.status in ACTIVE

    @property
    def is_terminal(self) -> bool:
        return self.status in TERMINAL


class Dependency(models.Model):
    """`job` may start when `on` has got as far as `needs` says."""

    class Needs(models.TextChoices):
        COMPLETED = "completed", "Completed"
        APPROVED = "approved", "Completed and approved"

    job = models.ForeignKey(Job, on_delete=models.CASCADE, related_name="dependencies")
    on = models.ForeignKey(Job, on_delete=models.CASCADE, related_name="dependents")
    needs = models.CharField(max_length=10, choices=Needs.choices, default=Needs.COMPLETED)

    class Meta:
        verbose_name_plural = "dependencies"
        constraints = [
            models.UniqueConstraint(fields=["job", "on"], name="one_dependency_per_pair"),
            models.CheckConstraint(name="no_job_waits_for_itself", condition=~Q(job=models.F("on"))),
        ]

    def __str__(self) -> str:
        return f"{self.job_id} after {self.on_id}"


class JobAsset(models.Model):
    """A file that a job made. The asset is null once somebody deleted it, so that reuse can tell."""

    job = models.ForeignKey(Job, on_delete=models.CASCADE, related_name="job_assets")
    asset = models.ForeignKey(Asset, null=True, on_delete=models.SET_NULL, related_name="job_assets")
    role = models.CharField(max_length=80)
    name = models.CharField(max_length=255, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.role}: {self.name}"


class JobLog(models.Model):
    """A line of a job's private log. `internal` lines (tracebacks) are for administrators."""

    class Level(models.TextChoices):
        INFO = "info", "Info"
        WARNING = "warning", "Warning"
        ERROR = "error", "Error"

    job = models.ForeignKey(Job, on_delete=models.CASCADE, related_name="log")
    at = models.DateTimeField(auto_now_add=True)
    attempt = models.PositiveIntegerField(default=0)
    level = models.CharField(max_length=10, choices=Level.choices, default=Level.INFO)
    internal = models.BooleanField(default=False)
    text = models.TextField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.text[:80]


class DeadLetter(models.Model):
    """A job whose attempts are used up, until somebody requeues or drops it."""

    class Resolution(models.TextChoices):
        REQUEUED = "requeued", "Put back into the queue"
        DROPPED = "dropped", "Dropped"

    job = models.ForeignKey(Job, on_delete=models.CASCADE, related_name="dead_letters")
    universe = models.ForeignKey(Universe, on_delete=models.CASCADE, related_name="dead_letters")
    attempts = models.PositiveIntegerField()
    reason = models.TextField()
    created_at = models.DateTimeField(auto_now_add=True)
    resolution = models.CharField(max_length=10, choices=Resolution.choices, blank=True)
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["job"], condition=Q(resolved_at__isnull=True), name="one_open_dead_letter_per_job"
            )
        ]

    def __str__(self) -> str:
        return f"{self.job}: {self.reason[:60]}"


class WorkerSeen(models.Model):
    """A process that runs jobs, and how many at once: for time left and the health page."""

    name = models.CharField(max_length=200, primary_key=True)
    queues = models.JSONField(default=list)
    slots = models.PositiveIntegerField(default=1)
    seen_at = models.DateTimeField()

    class Meta:
        verbose_name = "worker process"
        verbose_name_plural = "worker processes"

    def __str__(self) -> str:
        return self.name
