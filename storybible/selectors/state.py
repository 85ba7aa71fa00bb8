"""In which state a bible is: told apart without reading it."""

from __future__ import annotations

from typing import Any

from django.db.models import CharField, Count, Max, Q, Sum, Value

from storybible.models import Calendar, Element, Relation, RelationType, TimelineEvent
from umam.universes.models import Universe


def state_of(universe: Universe) -> Any:
    """Something that compares equal until an element, a tie, an event, a calendar or a type of tie changes.

    Every write of a row counts its revision, and what else belongs to it (traits, names, who takes part) is
    written with it. The rows are counted, so ask it of small universes. What is read after the state was
    asked for is at least as new as the state.
    """
    parts = [
        model.objects.filter(universe=universe)
        .order_by()
        .values_list(Value(model.__name__, output_field=CharField()))
        .annotate(Count("pk"), Sum("revision"), Max("updated_at"))
        for model in (Element, Relation, TimelineEvent, Calendar)
    ]
    types = RelationType.objects.filter(Q(universe=universe) | Q(universe=None)).order_by("pk")
    return (
        tuple(sorted(parts[0].union(*parts[1:], all=True), key=str)),
        tuple(types.values_list("pk", "label", "inverse_label")),
    )
