"""Accepted narrative."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from storybible.models.base import BibleRow, bible_constraints
from storybible.models.elements import Element
from storybible.models.time import Dated, dated_constraints
from umam.jobs.models import Job


class Scene(BibleRow, Dated):
    """A piece of narrative that counts: written by hand, or by an agent and approved by a person."""

    title = models.CharField(max_length=200)
    text = models.TextField(blank=True, help_text="Markdown. Write @Name to mention an element.")
    summary = models.CharField(max_length=400, blank=True)
    location = models.ForeignKey(
        Element, null=True, blank=True, on_delete=models.SET_NULL, related_name="scenes_here"
    )
    participants = models.ManyToManyField(
        Element, through="SceneParticipant", related_name="scenes", blank=True
    )
    job = models.ForeignKey(
        Job, null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    position = models.PositiveIntegerField(default=0, help_text="Its place in the telling.")

    class Meta:
        ordering = ["position", "created_at", "id"]
        indexes = [
            models.Index(
                fields=["universe", "position", "id"], condition=Q(deleted_at=None), name="scene_list"
            ),
            models.Index(fields=["universe", "updated_at", "id"], name="scene_changes"),
        ]
        constraints = [*bible_constraints("scene"), *dated_constraints("scene")]

    def __str__(self) -> str:
        return self.title


class SceneParticipant(models.Model):
    scene = models.ForeignKey(Scene, on_delete=models.CASCADE, related_name="participant_rows")
    element = models.ForeignKey(Element, on_delete=models.CASCADE, related_name="scene_participations")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["scene", "element"], name="scene_participant_once")]

    def __str__(self) -> str:
        return str(self.element)
