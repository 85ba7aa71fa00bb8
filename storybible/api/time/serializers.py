"""Shapes of events and calendars."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from storybible.api.named import ParticipantField, participants
from storybible.api.relations.serializers import InWorldSerializer
from storybible.calendars import gregorian
from storybible.models import Calendar, Element, EventType, TimelineEvent, Visibility
from storybible.selectors.scope import rows_of
from storybible.selectors.time import event_timestamp, find_calendar, in_world, read_date
from umam.lib.errors import Invalid
from umam.universes.models import Universe

IDS = serializers.ListField(child=serializers.UUIDField())


class EventSerializer(serializers.ModelSerializer[TimelineEvent]):
    """An event. `event_timestamp` is its start where it is dated in the Gregorian calendar."""

    universe_id = serializers.UUIDField(read_only=True)
    event_timestamp = serializers.SerializerMethodField()
    in_world = serializers.SerializerMethodField()
    participants = serializers.SerializerMethodField(help_text="Ids of elements.")
    elements = serializers.SerializerMethodField(help_text="Ids of elements.")

    class Meta:
        model = TimelineEvent
        fields = [
            "id",
            "universe_id",
            "key",
            "title",
            "description",
            "event_timestamp",
            "in_world",
            "event_type",
            "importance",
            "participants",
            "elements",
            "visibility",
            "revision",
            "created_at",
            "updated_at",
            "deleted_at",
        ]
        read_only_fields = fields

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_event_timestamp(self, event: TimelineEvent) -> str | None:
        return event_timestamp(event)

    @extend_schema_field(InWorldSerializer())
    def get_in_world(self, event: TimelineEvent) -> dict[str, Any] | None:
        return in_world(event)

    @extend_schema_field(IDS)
    def get_participants(self, event: TimelineEvent) -> list[str]:
        return [str(row.element_id) for row in event.participant_rows.all()]

    @extend_schema_field(IDS)
    def get_elements(self, event: TimelineEvent) -> list[str]:
        return [str(row.element_id) for row in event.link_rows.all()]


class EventInputSerializer(serializers.Serializer[Any]):
    """Lists are replaced as a whole; what is left out stays as it is.

    When it happens is said by `event_timestamp`, ISO 8601, or by `in_world` in any calendar of the universe.
    """

    title = serializers.CharField(max_length=200)
    description = serializers.CharField(required=False, allow_blank=True, trim_whitespace=False)
    event_timestamp = serializers.CharField(max_length=60, required=False, allow_null=True)
    in_world = InWorldSerializer(required=False, allow_null=True)
    event_type = serializers.ChoiceField(choices=EventType.choices, required=False)
    importance = serializers.IntegerField(min_value=1, max_value=3, required=False)
    participants = serializers.ListField(child=ParticipantField(), required=False)
    elements = serializers.ListField(child=serializers.UUIDField(), required=False)
    visibility = serializers.ChoiceField(choices=Visibility.choices, required=False)
    key = serializers.SlugField(max_length=120, allow_unicode=True, required=False)

    def values(self, universe: Universe, event: TimelineEvent | None = None) -> dict[str, Any]:
        """As the services take it. Raises Invalid at the field for what is not of the universe."""
        found = dict(self.validated_data)
        if event is not None:
            found.pop("key", None)
        if "participants" in found:
            found["participants"] = participants(universe, found["participants"])
        if "elements" in found:
            found["elements"] = rows_of(universe, Element, found["elements"], attr="elements")
        stamp, when = found.pop("event_timestamp", None), found.pop("in_world", None)
        if when is not None:
            found |= when_values(universe, when)
            _check_they_agree(stamp, found)
        elif stamp is not None:
            found |= _stamped(stamp, event)
        return found


def when_values(universe: Universe, given: Mapping[str, Any]) -> dict[str, Any]:
    """The dates that are given, as the services take them."""
    names = {"start": "starts", "end": "ends"}
    found: dict[str, Any] = {names[name]: given[name] or "" for name in names if name in given}
    if "about" in given:
        found["about"] = given["about"]
    if "calendar" in given:
        found["calendar"] = find_calendar(universe, given["calendar"])
    return found


def _stamped(stamp: str, event: TimelineEvent | None) -> dict[str, Any]:
    """The start as a Gregorian one. An end in another calendar cannot stay beside it."""
    read_date(None, stamp, attr="event_timestamp")
    found: dict[str, Any] = {"calendar": None, "starts": stamp}
    if event is not None and event.calendar_id is not None:
        found["ends"] = ""
    return found


def _check_they_agree(stamp: str | None, found: Mapping[str, Any]) -> None:
    """Who sends back both, as they came, must mean the same by them."""
    if stamp is None or found.get("calendar") is not None or not found.get("starts"):
        return
    told = read_date(None, stamp, attr="event_timestamp")
    if told.start != gregorian.parse(found["starts"]).start:
        raise Invalid(
            "It says another time than in_world.start; send one of the two.", attr="event_timestamp"
        )


class CalendarSerializer(serializers.ModelSerializer[Calendar]):
    """A calendar. `definition` is described in the guide to calendars."""

    universe_id = serializers.UUIDField(read_only=True)
    key = serializers.SlugField(max_length=60, required=False)
    definition = serializers.JSONField(
        help_text="months, weekdays, leap, eras, intercalary, hours_per_day, minutes_per_hour, epoch."
    )
    is_default = serializers.BooleanField(
        required=False, help_text="New dates of the universe are written in it."
    )

    class Meta:
        model = Calendar
        fields = [
            "id",
            "universe_id",
            "key",
            "name",
            "definition",
            "is_default",
            "revision",
            "created_at",
            "updated_at",
        ]
        read_only_fields = ["id", "universe_id", "revision", "created_at", "updated_at"]
        validators: list[Any] = []
