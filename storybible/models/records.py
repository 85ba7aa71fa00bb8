"""What the services write beside a row: its history, its search entry, whom it mentions."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from storybible.models.base import Source, Visibility
from storybible.models.elements import Element
from umam.universes.models import Universe


class RowKind(models.TextChoices):
    ELEMENT = "element", "Element"
    EVENT = "event", "Timeline event"
    RELATION = "relation", "Relation"
    SCENE = "scene", "Scene"
    WORLD_CONFIG = "world_config", "World configuration"
    STYLE_GUIDE = "style_guide", "Style guide"
    CALENDAR = "calendar", "Calendar"


class Action(models.TextChoices):
    CREATED = "created", "Created"
    CHANGED = "changed", "Changed"
    DELETED = "deleted", "Put in the trash"
    RESTORED = "restored", "Taken from the trash"
    REVERTED = "reverted", "Brought back to an earlier state"


class Revision(models.Model):
    """A row as it was after one change. `document` has the shape of an export."""

    universe = models.ForeignKey(Universe, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=12, choices=RowKind.choices)
    row_id = models.UUIDField()
    number = models.PositiveIntegerField()
    action = models.CharField(max_length=10, choices=Action.choices)
    changed = models.JSONField(default=list, help_text="Names of the changed fields.")
    document = models.JSONField(default=dict)
    source = models.CharField(max_length=8, choices=Source.choices)
    note = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-number"]
        indexes = [models.Index(fields=["universe", "-created_at", "id"], name="revision_latest")]
        constraints = [models.UniqueConstraint(fields=["kind", "row_id", "number"], name="revision_once")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.row_id}, revision {self.number}"


class SearchEntry(models.Model):
    """One findable row. The full-text index over it is made by a migration, by the database's own means."""

    universe = models.ForeignKey(Universe, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=12, choices=RowKind.choices)
    row_id = models.UUIDField()
    subtype = models.CharField(max_length=12, blank=True)
    visibility = models.CharField(max_length=10, choices=Visibility.choices)
    key = models.CharField(max_length=120, blank=True)
    title = models.CharField(max_length=200)
    names = models.TextField(blank=True, help_text="Aliases")
    tags = models.TextField(blank=True)
    text = models.TextField(blank=True, help_text="Summary, body and traits as plain words")
    summary = models.CharField(max_length=400, blank=True)
    calls = models.TextField(blank=True, help_text="First words of the names after an @, so: “@mara @ivo”")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "row_id"], name="search_entry_once")]
        indexes = [models.Index(fields=["universe", "kind"], name="search_entry_kind")]

    def __str__(self) -> str:
        return self.title


class Mention(models.Model):
    """A row's text names an element: what backlinks are made of."""

    universe = models.ForeignKey(Universe, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=12, choices=RowKind.choices)
    row_id = models.UUIDField()
    target = models.ForeignKey(Element, on_delete=models.CASCADE, related_name="mentions")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "row_id", "target"], name="mention_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.row_id} mentions {self.target_id}"
