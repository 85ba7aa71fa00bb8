"""What stands behind the result of an agent's job."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from agents.models.threads import Thread
from umam.jobs.models import Job
from umam.universes.models import Universe


class AgentRun(models.Model):
    """The receipt of one agent job: what the model saw, how sure the agent is and why, what it proposes.

    `signals` explain the confidence, `receipt` lists the context, `changes` are proposed to the bible and
    `applied` tells what approving them did, so that it can be undone. `threshold` is the one that held then.
    """

    job = models.OneToOneField(Job, primary_key=True, on_delete=models.CASCADE, related_name="agent_run")
    universe = models.ForeignKey(Universe, on_delete=models.CASCADE, related_name="agent_runs")
    agent = models.CharField(max_length=64)
    thread = models.ForeignKey(Thread, null=True, blank=True, on_delete=models.SET_NULL, related_name="runs")
    prompt_version = models.CharField(max_length=40, blank=True)
    provider = models.CharField(max_length=40, blank=True)
    model = models.CharField(max_length=120, blank=True)
    is_demo = models.BooleanField(default=False)
    confidence = models.FloatField(null=True, blank=True)
    threshold = models.FloatField(default=0.7)
    signals = models.JSONField(default=list, blank=True)
    receipt = models.JSONField(default=dict, blank=True)
    receipt_hash = models.CharField(max_length=64, blank=True)
    original = models.JSONField(default=dict, blank=True, help_text="The output before anybody edited it.")
    edited = models.JSONField(
        default=dict, blank=True, help_text="What a person made of the output before they took that back."
    )
    changes = models.JSONField(default=list, blank=True)
    resolutions = models.JSONField(
        default=dict, blank=True, help_text="How conflicts of fields were settled."
    )
    choices = models.JSONField(
        default=list, blank=True, help_text="Which of the variations it offers were chosen, and their jobs."
    )
    applied = models.JSONField(default=list, blank=True)
    applied_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created_at"]
        indexes = [
            models.Index(fields=["universe", "agent", "-created_at"], name="run_by_agent"),
            models.Index(fields=["agent", "-created_at"], name="run_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.agent}: {self.job_id}"
