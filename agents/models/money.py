"""What language models cost: each call, and what a universe may spend."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q

from agents.models.threads import Thread
from umam.jobs.models import Job
from umam.universes.models import Universe


class CallState(models.TextChoices):
    OPEN = "open", "Waits for its answer"
    ANSWERED = "answered", "Answered"
    FAILED = "failed", "Failed"


class LlmCall(models.Model):
    """One paid question and its answer.

    Written before it is sent, with what it may cost at most (`reserved`); settled with what it did cost. A
    stored answer is given again to the same question of the same job, so that an attempt whose worker died
    pays nothing twice. Costs are US dollars; a cost of null is unknown.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    universe = models.ForeignKey(Universe, on_delete=models.CASCADE, related_name="llm_calls")
    job = models.ForeignKey(Job, null=True, blank=True, on_delete=models.SET_NULL, related_name="llm_calls")
    thread = models.ForeignKey(Thread, null=True, blank=True, on_delete=models.SET_NULL, related_name="calls")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    agent = models.CharField(max_length=64)
    purpose = models.CharField(max_length=80, blank=True, help_text="Which question of the job it is.")
    digest = models.CharField(max_length=64, help_text="Hash of everything that was asked.")
    state = models.CharField(max_length=8, choices=CallState.choices, default=CallState.OPEN)
    provider = models.CharField(max_length=40)
    model = models.CharField(max_length=120)
    reserved = models.DecimalField(max_digits=12, decimal_places=6, default=0)
    reserved_tokens = models.PositiveIntegerField(default=0)
    cost = models.DecimalField(max_digits=12, decimal_places=6, null=True, blank=True)
    input_tokens = models.PositiveIntegerField(default=0)
    output_tokens = models.PositiveIntegerField(default=0)
    cache_read_tokens = models.PositiveIntegerField(default=0)
    cache_write_tokens = models.PositiveIntegerField(default=0)
    requests = models.PositiveIntegerField(default=0)
    answer = models.JSONField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "language model call"
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(fields=["universe", "-created_at"], name="call_newest"),
            models.Index(fields=["universe", "created_at", "state"], name="call_spent"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["job", "purpose", "digest"],
                condition=Q(state="answered"),
                name="one_answer_a_question",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agent} asks {self.model}"


class Budget(models.Model):
    """What a universe may spend on language models; an empty limit is none. Days are those of UTC."""

    universe = models.OneToOneField(Universe, on_delete=models.CASCADE, related_name="llm_budget")
    daily_usd = models.DecimalField(
        "US dollars a day", max_digits=10, decimal_places=2, null=True, blank=True,
        validators=[MinValueValidator(0)],
    )  # fmt: skip
    monthly_usd = models.DecimalField(
        "US dollars a month", max_digits=10, decimal_places=2, null=True, blank=True,
        validators=[MinValueValidator(0)],
    )  # fmt: skip
    daily_tokens = models.PositiveBigIntegerField(
        "tokens a day", null=True, blank=True, help_text="For servers whose price nobody knows."
    )
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = "language model budget"
        constraints = [
            models.CheckConstraint(
                condition=(Q(daily_usd__isnull=True) | Q(daily_usd__gte=0))
                & (Q(monthly_usd__isnull=True) | Q(monthly_usd__gte=0)),
                name="budgets_are_not_negative",
            )
        ]

    def __str__(self) -> str:
        return f"Budget of {self.universe}"
