"""How a timeline is narrowed."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import django_filters as filters
from django.db.models import Q, QuerySet

from storybible.calendars.protocol import FIRST_TICK, LAST_TICK
from storybible.models import EventType, TimelineEvent, Visibility
from storybible.selectors.spans import during
from storybible.selectors.time import events_about, events_with, read_moment
from umam.lib.errors import Invalid
from umam.universes.access import can_edit


class EventFilter(filters.FilterSet):
    """`from` and `to` are read by the view: they are no names of Python."""

    event_type = filters.MultipleChoiceFilter(choices=EventType.choices)
    importance = filters.MultipleChoiceFilter(choices=[(n, str(n)) for n in (1, 2, 3)])
    visibility = filters.MultipleChoiceFilter(choices=Visibility.choices)
    participant = filters.CharFilter(method="by_participant", help_text="Id of an element. Repeat it: any.")
    element = filters.CharFilter(method="by_element", help_text="Taking part, or linked. Repeat it: any.")
    text = filters.CharFilter(method="by_text", help_text="Part of the title or the description.")

    class Meta:
        model = TimelineEvent
        fields: list[str] = []

    def by_participant(self, rows: QuerySet[TimelineEvent], name: str, value: str) -> QuerySet[TimelineEvent]:
        return rows.filter(pk__in=events_with(self._ids(name), hidden_too=self._hidden_too))

    def by_element(self, rows: QuerySet[TimelineEvent], name: str, value: str) -> QuerySet[TimelineEvent]:
        ids, hidden_too = self._ids(name), self._hidden_too
        part = Q(pk__in=events_with(ids, hidden_too=hidden_too))
        return rows.filter(part | Q(pk__in=events_about(ids, hidden_too=hidden_too)))

    def by_text(self, rows: QuerySet[TimelineEvent], name: str, value: str) -> QuerySet[TimelineEvent]:
        return rows.filter(Q(title__icontains=value) | Q(description__icontains=value))

    def _ids(self, name: str) -> list[UUID]:
        try:
            return [UUID(one) for one in self.data.getlist(name)]
        except ValueError:
            raise Invalid("Give the id of an element.", attr=name) from None

    @property
    def _hidden_too(self) -> bool:
        view = self.request.parser_context["view"]
        return can_edit(self.request.user, view.universe.pk)


def in_range(
    rows: QuerySet[TimelineEvent], universe: Any, since: str | None, until: str | None
) -> QuerySet[TimelineEvent]:
    """The events that touch the time from the start of one date to the end of another."""
    if not since and not until:
        return rows
    start = read_moment(universe, since, attr="from").start if since else FIRST_TICK
    end = read_moment(universe, until, attr="to").end if until else LAST_TICK
    if end <= start:
        raise Invalid("“to” is earlier than “from”.", attr="to")
    return during(rows, universe, start, end)
