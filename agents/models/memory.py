"""What agents learnt of a person's taste, from choices, approvals, edits and rejections."""

from __future__ import annotations

import math
import uuid
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from umam.jobs.models import Job
from umam.universes.models import Universe

# How fast what was seen fades, and how much of it makes a preference: its strength is tanh(sum / EVIDENCE).
HALF_LIFE = timedelta(days=60)
EVIDENCE = 3.0
_ALL_BUT_CERTAIN = 0.9999


class Topic(models.TextChoices):
    CAMERA_MOVE = "camera_move", "Camera moves"
    MOOD = "mood", "Moods"
    STYLE = "style", "Styles"
    WORD = "word", "Words"
    OTHER = "other", "Anything else"


class Observation(models.Model):
    """One thing somebody did that tells of their taste. `weight` is positive for what they kept."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="observations")
    universe = models.ForeignKey(Universe, on_delete=models.CASCADE, related_name="observations")
    topic = models.CharField(max_length=12, choices=Topic.choices)
    value = models.CharField(max_length=120)
    weight = models.FloatField()
    cause = models.CharField(max_length=120, help_text="What they did, in words.")
    job = models.ForeignKey(Job, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [models.Index(fields=["user", "universe", "topic", "value"], name="observed")]

    def __str__(self) -> str:
        return f"{self.topic} {self.value}: {self.weight:+.1f}"


class Preference(models.Model):
    """A plain sentence about somebody's taste in a universe. They can reword it or have it forgotten.

    `strength` is -1 (avoids) to 1 (loves) as of the last observation; `strength_now` has faded since. A
    forgotten one stays as an empty row, so that nobody brings it back from elsewhere, until it is seen anew.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="preferences")
    universe = models.ForeignKey(Universe, on_delete=models.CASCADE, related_name="preferences")
    topic = models.CharField(max_length=12, choices=Topic.choices)
    value = models.CharField(max_length=120)
    strength = models.FloatField(default=0.0)
    seen = models.PositiveIntegerField(default=0, help_text="How many observations it rests on.")
    sentence = models.CharField(max_length=300)
    by_hand = models.BooleanField(default=False, help_text="Written by the person, so not relearnt.")
    forgotten_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["topic", "-strength", "value"]
        constraints = [
            models.UniqueConstraint(fields=["user", "universe", "topic", "value"], name="one_preference"),
            models.CheckConstraint(
                condition=Q(strength__gte=-1) & Q(strength__lte=1), name="strength_within_one"
            ),
        ]

    def __str__(self) -> str:
        return self.sentence

    @property
    def strength_now(self) -> float:
        """The strength, faded since it was last confirmed. What a person wrote does not fade."""
        if self.by_hand:
            return self.strength
        bounded = max(-_ALL_BUT_CERTAIN, min(_ALL_BUT_CERTAIN, self.strength))
        age = max(timedelta(0), timezone.now() - self.updated_at)
        return math.tanh(math.atanh(bounded) * 0.5 ** (age / HALF_LIFE))
