"""Addresses of the timeline and of calendars."""

from __future__ import annotations

from django.urls import path

from storybible.api.time import calendars, views

_IN = "universes/<uuid:universe_id>"
_ONE = "timeline/<uuid:event_id>"

urlpatterns = [
    path(f"{_IN}/timeline", views.Timeline.as_view(), name="api-timeline"),
    path(_ONE, views.OneEvent.as_view(), name="api-event"),
    path(f"{_ONE}/participants", views.Participants.as_view(), name="api-event-participants"),
    path(f"{_ONE}/restore", views.Restore.as_view(), name="api-event-restore"),
    path(f"{_ONE}/revisions", views.Revisions.as_view(), name="api-event-revisions"),
    path(f"{_ONE}/revisions/<int:number>", views.OneRevision.as_view(), name="api-event-revision"),
    path(
        f"{_ONE}/revisions/<int:number>/restore",
        views.RestoreRevision.as_view(),
        name="api-event-revision-restore",
    ),
    path(f"{_IN}/calendars", calendars.Calendars.as_view(), name="api-calendars"),
    path("calendars/<uuid:calendar_id>", calendars.OneCalendar.as_view(), name="api-calendar"),
]
