"""In-world time: calendars and what happened when.

A moment is kept twice: as people wrote it (`starts`, `ends`, in the row's calendar) and as a half-open
interval of ticks (`start_tick` <= t < `end_tick`). A tick is one second of a universe's time axis, whose zero
is 0001-01-01 00:00 of the proleptic Gregorian calendar; every calendar maps its dates onto that axis, so that
rows of all calendars sort together. BIGINT reaches 292 thousand million years both ways.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from storybible.models.base import BibleRow, Kept, bible_constraints
from storybible.models.elements import Element
from umam.universes.models import Universe


class Precision(models.TextChoices):
    YEAR = "year", "Year"
    MONTH = "month", "Month"
    DAY = "day", "Day"
    MINUTE = "minute", "Minute"
    SECOND = "second", "Second"


class Calendar(Kept):
    """A way of a universe to count time. `definition` is read by `storybible.calendars`."""

    universe = models.ForeignKey(Universe, on_delete=models.CASCADE, related_name="calendars")
    key = models.SlugField(max_length=60)
    name = models.CharField(max_length=80)
    definition = models.JSONField(default=dict)
    is_default = models.BooleanField(default=False, help_text="New dates of this universe are written in it.")

    class Meta:
        ordering = ["-is_default", "name"]
        constraints = [
            models.UniqueConstraint(fields=["universe", "key"], name="calendar_once"),
            models.UniqueConstraint(
                fields=["universe"], condition=Q(is_default=True), name="one_default_calendar_per_universe"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Dated(models.Model):
    """When something holds. All empty where nobody said. Without a calendar the dates are Gregorian."""

    calendar = models.ForeignKey(Calendar, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    starts = models.CharField(
        "from", max_length=60, blank=True, help_text="As 1204, 1204-03 or 1204-03-17 08:30."
    )
    ends = models.CharField("to", max_length=60, blank=True, help_text="Leave empty for a moment.")
    start_tick = models.BigIntegerField(null=True, blank=True, editable=False)
    end_tick = models.BigIntegerField(null=True, blank=True, editable=False)
    precision = models.CharField(max_length=8, choices=Precision.choices, blank=True, editable=False)
    about = models.BooleanField("roughly", default=False, help_text="The date is not exact.")

    class Meta:
        abstract = True


def dated_constraints(name: str) -> list[models.BaseConstraint]:
    return [
        models.CheckConstraint(
            condition=Q(start_tick=None) | Q(end_tick=None) | Q(end_tick__gt=F("start_tick")),
            name=f"{name}_ends_after_it_starts",
        )
    ]


class EventType(models.TextChoices):
    BIRTH = "birth", "Birth"
    DEATH = "death", "Death"
    MEETING = "meeting", "Meeting"
    JOURNEY = "journey", "Journey"
    CONFLICT = "conflict", "Conflict"
    POLITICS = "politics", "Politics"
    FOUNDING = "founding", "Founding"
    DISCOVERY = "discovery", "Discovery"
    INVENTION = "invention", "Invention"
    DISASTER = "disaster", "Disaster"
    CULTURE = "culture", "Culture"
    MAGIC = "magic", "Magic"
    PERSONAL = "personal", "Personal"
    OTHER = "other", "Other"


class TimelineEvent(BibleRow, Dated):
    title = models.CharField(max_length=200)
    description = models.TextField(blank=True, help_text="Markdown. Write @Name to mention an element.")
    event_type = models.CharField("type", max_length=12, choices=EventType.choices, default=EventType.OTHER)
    importance = models.PositiveSmallIntegerField(default=2, help_text="1 is a footnote, 3 a turning point.")
    participants = models.ManyToManyField(
        Element, through="EventParticipant", related_name="events", blank=True
    )
    elements = models.ManyToManyField(
        Element,
        through="EventLink",
        related_name="linked_events",
        blank=True,
        help_text="Places, things and ideas it is about.",
    )

    class Meta:
        ordering = ["start_tick", "end_tick", "id"]
        verbose_name = "timeline event"
        indexes = [
            # By the columns behind the id the map of time counts very many events without reading their rows.
            models.Index(
                fields=[
                    *("universe", "start_tick", "id"),
                    *("end_tick", "importance", "visibility", "event_type"),
                ],
                condition=Q(deleted_at=None),
                name="event_line",
            ),
            models.Index(
                fields=["universe", "event_type", "start_tick", "id"],
                condition=Q(deleted_at=None),
                name="event_line_by_type",
            ),
            models.Index(fields=["universe", "updated_at", "id"], name="event_changes"),
        ]
        constraints = [
            *bible_constraints("event"),
            *dated_constraints("event"),
            models.CheckConstraint(
                condition=Q(start_tick__isnull=False, end_tick__isnull=False), name="event_has_a_time"
            ),
            models.CheckConstraint(condition=Q(event_type__in=EventType.values), name="event_type_is_known"),
        ]

    def __str__(self) -> str:
        return self.title


class EventParticipant(models.Model):
    event = models.ForeignKey(TimelineEvent, on_delete=models.CASCADE, related_name="participant_rows")
    element = models.ForeignKey(Element, on_delete=models.CASCADE, related_name="participations")
    role = models.CharField(max_length=80, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["event", "element"], name="event_participant_once")]

    def __str__(self) -> str:
        return f"{self.element} ({self.role})" if self.role else str(self.element)


class EventLink(models.Model):
    event = models.ForeignKey(TimelineEvent, on_delete=models.CASCADE, related_name="link_rows")
    element = models.ForeignKey(Element, on_delete=models.CASCADE, related_name="event_links")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["event", "element"], name="event_link_once")]

    def __str__(self) -> str:
        return str(self.element)
