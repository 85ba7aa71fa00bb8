"""The demo world is whole: it passes its own schema, every name in it leads somewhere, it loads once."""

from __future__ import annotations

import json
import re

import pytest
from jsonschema import Draft202012Validator

from storybible.demo.loading import EARLIER, WORLD, is_loaded, load_demo_world
from storybible.models import (
    Element,
    Mention,
    Relation,
    Revision,
    Scene,
    StyleGuide,
    TimelineEvent,
    WorldConfig,
)
from storybible.portable.shape import SCHEMA


@pytest.fixture(scope="module")
def document():
    return json.loads(WORLD.read_text(encoding="utf8"))


def test_it_has_the_published_shape(document):
    assert list(Draft202012Validator(SCHEMA).iter_errors(document)) == []


def test_it_shows_every_type_and_every_corner(document):
    assert {one["type"] for one in document["elements"]} == {
        "character", "location", "item", "faction", "event", "concept", "species", "technology",
    }  # fmt: skip
    assert {trait["type"] for one in document["elements"] for trait in one["traits"]} == {
        "text", "number", "boolean", "list",
    }  # fmt: skip
    assert {one["visibility"] for one in document["elements"]} == {"everyone", "team", "secret"}
    assert any(one["when"]["from"].startswith("-") for one in document["events"])
    assert any(one["when"]["about"] for one in document["events"])


def test_it_is_brought_in_with_pictures_history_and_mentions(universe, owner, document):
    load_demo_world(universe=universe, by=owner)
    assert is_loaded(universe)
    for part, model in (
        ("elements", Element),
        ("relations", Relation),
        ("events", TimelineEvent),
        ("scenes", Scene),
    ):
        assert model.objects.filter(universe=universe, deleted_at=None).count() == len(document[part]), part
    assert Element.objects.filter(universe=universe, image_rows__position=0).count() >= 12
    assert Element.objects.filter(universe=universe, model__kind="model").count() == 3
    style = StyleGuide.objects.get(universe=universe)
    assert style.palette
    assert style.reference_rows.count() == 3
    assert Revision.objects.filter(universe=universe, source="studio").exists()

    texts = [one.get(name, "") for part in ("elements", "events", "scenes") for one in document[part]
             for name in ("body", "description", "text")]  # fmt: skip
    named = sum(len(set(re.findall(r'@(?:"[^"]+"|\w+)', text))) for text in texts)
    assert Mention.objects.filter(universe=universe).count() >= named * 0.9


def test_it_has_a_history_a_trash_and_words_of_its_own(universe, owner, document):
    load_demo_world(universe=universe, by=owner)
    mara = Element.objects.get(universe=universe, key="mara-voss")
    summary = next(one["summary"] for one in document["elements"] if one["key"] == "mara-voss")
    assert (mara.summary, mara.revision) == (summary, 2)
    assert Revision.objects.get(row_id=mara.pk, number=1).document["summary"] == EARLIER["mara-voss"]
    assert Element.objects.filter(universe=universe).exclude(deleted_at=None).get().name == "Wick"
    assert WorldConfig.objects.get(universe=universe).magic_system.universe == universe
    assert Relation.objects.filter(universe=universe, type__key="parent-of").count() == 2


def test_a_second_time_changes_nothing(universe, owner):
    load_demo_world(universe=universe, by=owner)
    before = Revision.objects.count()
    load_demo_world(universe=universe, by=owner)
    assert Revision.objects.count() == before
