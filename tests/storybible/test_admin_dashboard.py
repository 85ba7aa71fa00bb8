"""The dashboard's numbers: what there is, what is missing, what moved, and who may know."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from storybible.models import (
    Action,
    Element,
    ElementImage,
    Relation,
    RelationType,
    Revision,
    RowKind,
    TimelineEvent,
    Trait,
    TraitTemplate,
)
from storybible.selectors import dashboard

pytestmark = pytest.mark.django_db


def element(universe, name, kind="character", **more):
    return Element.objects.create(universe=universe, name=name, key=name.lower(), entity_subtype=kind, **more)


def revision(row, by, kind=RowKind.ELEMENT, number=1, action=Action.CREATED):
    return Revision.objects.create(
        universe=row.universe,
        kind=kind,
        row_id=row.pk,
        number=number,
        action=action,
        document={"key": row.key, "name": getattr(row, "name", "")},
        source="page",
        by=by,
    )


def by_key(universe):
    return {gap.key: gap for gap in dashboard.gaps(universe)}


def test_counts_by_type_without_the_trash(universe, other_universe):
    element(universe, "Mara")
    element(universe, "Ivo")
    element(universe, "Harbour", "location")
    element(universe, "Gone", deleted_at=timezone.now())
    element(other_universe, "Nobody")
    found = dashboard.counts(universe)
    assert (found.elements, found.trash) == (3, 1)
    kinds = {one.key: one.count for one in found.types}
    assert (kinds["character"], kinds["location"], kinds["item"]) == (2, 1, 0)
    assert len(kinds) == 8


def test_counts_for_a_viewer_leave_out_what_is_hidden(universe, viewer, owner):
    element(universe, "Mara")
    element(universe, "Traitor", visibility="secret")
    assert dashboard.counts(universe, viewer).elements == 1
    assert dashboard.counts(universe, owner).elements == 2


def test_gaps_name_what_is_missing(universe, picture):
    mara = element(universe, "Mara", summary="A smuggler.")
    ivo = element(universe, "Ivo")
    ElementImage.objects.create(element=mara, asset=picture)
    tie = RelationType.objects.filter(universe=None).first()
    alone = element(universe, "Alone", summary="Nobody knows it.")
    Relation.objects.create(universe=universe, key="a", type=tie, source=mara, target=ivo)
    gaps = by_key(universe)
    assert [one.name for one in gaps["summary"].examples] == ["Ivo"]
    assert {one.name for one in gaps["image"].examples} == {"Alone", "Ivo"}
    assert [one.pk for one in gaps["unused"].examples] == [alone.pk]
    assert gaps["traits"].count == 0


def test_required_traits_are_missed_until_they_are_there(universe):
    mara = element(universe, "Mara")
    element(universe, "Harbour", "location")
    TraitTemplate.objects.create(
        universe=universe, entity_subtype="character", key="fear", label="Fear", required=True
    )
    assert [one.pk for one in by_key(universe)["traits"].examples] == [mara.pk]
    fear = Trait.objects.create(element=mara, key="fear", label="Fear", value_text="")
    assert by_key(universe)["traits"].count == 1
    Trait.objects.filter(pk=fear.pk).update(value_text="Deep water")
    assert by_key(universe)["traits"].count == 0


def test_last_changes_hide_what_a_viewer_may_not_see(universe, owner, viewer):
    revision(element(universe, "Mara"), owner)
    revision(element(universe, "Traitor", visibility="secret"), owner)
    assert [one.title for one in dashboard.last_changes(universe, owner)] == ["Traitor", "Mara"]
    mine = dashboard.last_changes(universe, viewer)
    assert [(one.title, one.by) for one in mine] == [("Mara", "Mara")]


def test_periods_count_events_from_long_before_year_one(universe):
    year = 31_556_952
    for number, start in enumerate([-12_000 * year, -11_990 * year, 1200 * year]):
        TimelineEvent.objects.create(
            universe=universe,
            key=f"e{number}",
            title="Event",
            starts="x",
            start_tick=start,
            end_tick=start + 1,
        )
    periods = dashboard.periods(universe)
    assert sum(one.count for one in periods) == 3
    assert periods[0].count == 2
    assert len(periods) <= 25


def test_large_universes_are_counted_once_until_somebody_writes(universe, owner, monkeypatch):
    monkeypatch.setattr(dashboard, "LARGE", 0)
    revision(element(universe, "Mara"), owner)
    assert dashboard.counts(universe, owner).elements == 1
    ivo = element(universe, "Ivo")
    assert dashboard.counts(universe, owner).elements == 1
    assert by_key(universe)["summary"].count == 2
    revision(ivo, owner)
    assert dashboard.counts(universe, owner).elements == 2


def test_the_number_of_queries_stays_the_same(universe, owner):
    counts = []
    for number in range(2):
        for at in range(20):
            revision(element(universe, f"P{number}-{at}"), owner)
        with CaptureQueriesContext(connection) as queries:
            dashboard.gaps(universe)
            dashboard.counts(universe, owner)
            dashboard.last_changes(universe, owner)
            dashboard.periods(universe)
        counts.append(len(queries))
    assert counts[0] == counts[1]
