"""The generated world is like one that people wrote."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command

from storybible.fill import Amounts, fill_universe
from storybible.models import Element, ElementName, Relation, Scene, SearchEntry, TimelineEvent, Trait
from storybible.selectors.mentions import backlinks
from storybible.selectors.search import search
from storybible.services.indexing import entry_of
from storybible.words import mentions_in
from umam.universes.models import Universe

pytestmark = pytest.mark.django_db
SMALL = Amounts(elements=120, traits=500, events=60, relations=90)


def told(universe: Universe) -> list[tuple[object, ...]]:
    rows = TimelineEvent.objects.filter(universe=universe).order_by("key")
    return list(rows.values_list("key", "title", "starts", "ends", "start_tick", "end_tick", "description"))


def test_holds_what_was_asked_for_and_is_found(universe, owner):
    fill_universe(universe=universe, amounts=SMALL)
    assert Element.objects.filter(universe=universe).count() == 120
    assert Trait.objects.filter(element__universe=universe).count() == 500
    assert TimelineEvent.objects.filter(universe=universe).count() == 60
    assert Relation.objects.filter(universe=universe).count() == 90
    assert Scene.objects.filter(universe=universe).count() == 1
    assert SearchEntry.objects.filter(universe=universe).count() == 181
    some = Element.objects.exclude(aliases=[]).first()
    assert some is not None
    assert search(universe, owner, some.name)[0].row_id == some.pk
    assert some.pk in [one.row_id for one in search(universe, owner, some.aliases[0])]
    assert ElementName.objects.filter(element=some, is_alias=True).exists()
    for row in Element.objects.filter(universe=universe)[:20]:
        row.full_clean()
        entry = SearchEntry.objects.get(row_id=row.pk)
        made = entry_of(row, "element")
        assert (entry.title, entry.names, entry.tags) == (made.title, made.names, made.tags)
        assert (entry.visibility, entry.key, entry.summary) == (made.visibility, made.key, made.summary)
    mentioned = mentions_in(Element.objects.filter(body__contains="@").first().body, universe)
    assert backlinks(mentioned[0], owner)


def test_the_same_seed_makes_the_same_world(universe, other_universe):
    fill_universe(universe=universe, amounts=SMALL, seed=7)
    fill_universe(universe=other_universe, amounts=SMALL, seed=7)
    assert told(universe) == told(other_universe)


def test_the_command_makes_a_universe(owner, capsys):
    amounts = {"elements": 5, "traits": 9, "events": 3, "relations": 4}
    call_command("fill_universe", name="Big", seed=3, owner="mara@example.org", **amounts)
    made = Universe.objects.get(name="Big")
    assert f"/universes/{made.slug}" in capsys.readouterr().out
    assert made.elements.count() == 5
    with pytest.raises(CommandError, match="Nobody"):
        call_command("fill_universe", name="Big", owner="nobody@example.org")


def test_nothing_is_possible_too(universe):
    fill_universe(universe=universe, amounts=Amounts(0, 0, 5, 5))
    assert not SearchEntry.objects.filter(universe=universe).exists()
