"""What people settle for agents: thresholds, the brand's voice, findings that are meant to be."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from umam.universes.models import Universe


class AgentPolicy(models.Model):
    """How an agent works in one universe. What is not set here is as the agent itself says."""

    universe = models.ForeignKey(Universe, on_delete=models.CASCADE, related_name="agent_policies")
    agent = models.CharField(max_length=64)
    threshold = models.FloatField(
        default=0.7,
        validators=[MinValueValidator(0.0), MaxValueValidator(1.0)],
        help_text="Results the agent is less sure of than this wait for a person (0 to 1).",
    )
    samples = models.PositiveSmallIntegerField(
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(2)],
        help_text="2 asks twice and compares the answers, at twice the cost.",
    )
    model = models.CharField(
        max_length=120, blank=True, help_text="Another model of the provider, for this agent here."
    )
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name_plural = "agent policies"
        ordering = ["universe", "agent"]
        constraints = [
            models.UniqueConstraint(fields=["universe", "agent"], name="one_policy_per_agent"),
            models.CheckConstraint(
                condition=Q(threshold__gte=0) & Q(threshold__lte=1), name="threshold_is_a_share"
            ),
            models.CheckConstraint(
                condition=Q(samples__gte=1) & Q(samples__lte=2), name="one_or_two_samples"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agent} in {self.universe}"


class BrandVoice(models.Model):
    """How a universe, or one of its people, speaks in public: the brand's DNA for the Scribe."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    universe = models.ForeignKey(Universe, on_delete=models.CASCADE, related_name="brand_voices")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="brand_voices",
        help_text="Empty: for everybody in the universe.",
    )
    voice = models.TextField(blank=True, help_text="As “warm, exact, a little dry”.")
    values = models.TextField(blank=True, help_text="What the brand stands for.")
    audience = models.TextField(blank=True, help_text="Whom it speaks to.")
    dos = models.JSONField("do", default=list, blank=True, help_text="What copy should do, a line each.")
    donts = models.JSONField("do not", default=list, blank=True, help_text="Words and manners to avoid.")
    examples = models.JSONField(default=list, blank=True, help_text="Sentences that sound right.")
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = "brand voice"
        ordering = ["universe", "user"]
        constraints = [
            models.UniqueConstraint(fields=["universe", "user"], name="one_voice_per_person"),
            models.UniqueConstraint(
                fields=["universe"], condition=Q(user=None), name="one_voice_per_universe"
            ),
        ]

    def __str__(self) -> str:
        return f"Voice of {self.user or self.universe}"


class Waiver(models.Model):
    """A finding of the consistency check that is meant to be, and why. Matching findings stay silent."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    universe = models.ForeignKey(Universe, on_delete=models.CASCADE, related_name="waivers")
    rule = models.CharField(max_length=60)
    fingerprint = models.CharField(max_length=64)
    evidence = models.TextField(blank=True)
    reason = models.CharField(max_length=400)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["universe", "fingerprint"], name="one_waiver_per_finding")
        ]

    def __str__(self) -> str:
        return f"{self.rule}: {self.evidence[:60]}"
