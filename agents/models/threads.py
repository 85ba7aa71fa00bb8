"""Conversations: what a person asked, what agents answered, and where a conversation split."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models

from umam.jobs.models import Job
from umam.universes.models import Universe


class Thread(models.Model):
    """A conversation with one agent. Its answers are jobs; a fork begins with a copy of the turns so far."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    universe = models.ForeignKey(Universe, on_delete=models.CASCADE, related_name="threads")
    agent = models.CharField(max_length=64)
    title = models.CharField(max_length=200, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="threads"
    )
    forked_from = models.ForeignKey(
        "Message", null=True, blank=True, on_delete=models.SET_NULL, related_name="forks"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    deleted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-updated_at", "-id"]
        indexes = [models.Index(fields=["universe", "-updated_at", "-id"], name="thread_newest")]

    def __str__(self) -> str:
        return self.title or f"A conversation with {self.agent}"


class Speaker(models.TextChoices):
    PERSON = "person", "Person"
    AGENT = "agent", "Agent"


class Message(models.Model):
    """One turn. An agent's turn is the job that made it; its text is there once the job ended."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="messages")
    position = models.PositiveIntegerField()
    speaker = models.CharField(max_length=8, choices=Speaker.choices)
    text = models.TextField(blank=True)
    job = models.ForeignKey(
        Job, null=True, blank=True, on_delete=models.SET_NULL, related_name="thread_messages"
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["thread", "position"], name="one_message_per_position"),
            models.CheckConstraint(
                condition=models.Q(speaker__in=Speaker.values), name="message_speaker_is_known"
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60] or self.speaker
