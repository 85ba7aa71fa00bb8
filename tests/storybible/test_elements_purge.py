"""The trash is emptied after thirty days; files tell which elements use them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from storybible.models import Element, Relation, RelationType, Revision, SearchEntry
from storybible.services import elements
from storybible.services.keeping import Author
from storybible.services.purge import purge
from umam.assets.selectors import usages
from umam.jobs.tasks import housekeeping
from umam.lib.errors import Forbidden, WrongState

pytestmark = pytest.mark.django_db


@pytest.fixture
def make(universe, author):
    def element(name="Mara", **values) -> Element:
        values.setdefault("entity_subtype", "character")
        return elements.create_element(universe=universe, author=author, name=name, **values)

    return element


def throw_away(element: Element, author: Author, days: int) -> None:
    elements.delete_element(element=element, author=author)
    Element.objects.filter(pk=element.pk).update(deleted_at=timezone.now() - timedelta(days=days))


def test_each_night_what_is_old_goes_with_all_that_tells_of_it(make, author):
    old, fresh, living = make("Old"), make("Fresh"), make("Living")
    Relation.objects.create(
        universe=old.universe, key="tie", type=RelationType.objects.first(), source=old, target=living
    )
    throw_away(old, author, 31)
    throw_away(fresh, author, 29)
    housekeeping()
    assert set(Element.objects.values_list("name", flat=True)) == {"Fresh", "Living"}
    assert not Relation.objects.exists()
    assert not Revision.objects.filter(row_id=old.pk).exists()
    assert not SearchEntry.objects.filter(row_id=old.pk).exists()
    assert Revision.objects.filter(row_id=fresh.pk).count() == 2


def test_days_can_be_chosen(make, author, capsys):
    throw_away(make(), author, 2)
    call_command("sweep_bible", "--days", "1")
    assert "Removed 1 rows" in capsys.readouterr().out


def test_many(make, author, monkeypatch):
    monkeypatch.setattr("storybible.services.purge.BATCH", 2)
    for number in range(5):
        throw_away(make(str(number)), author, 40)
    call_command("sweep_bible")
    assert not Element.objects.exists()


def test_one_by_hand(make, author, viewer):
    element = make()
    with pytest.raises(WrongState):
        purge(row=element, author=author)
    element = elements.delete_element(element=element, author=author)
    with pytest.raises(Forbidden):
        purge(row=element, author=Author(by=viewer))
    purge(row=element, author=author)
    assert not Element.objects.exists()
    assert not Revision.objects.exists()


def test_a_file_tells_which_elements_use_it(make, author, picture):
    element = make(images=[{"asset": picture}])
    make("Hidden One", images=[{"asset": picture}], visibility="secret")
    gone = make("Gone", images=[{"asset": picture}])
    elements.delete_element(element=gone, author=author)
    found = usages(picture)
    assert [usage.label for usage in found] == [
        "Picture of an element that is not shown to everyone",
        "Picture of “Mara”",
    ]
    assert found[1].url.endswith(f"/{element.key}")
