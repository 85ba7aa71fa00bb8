"""The world that newcomers see contradicts itself nowhere."""

from __future__ import annotations

from agents.consistency.service import (
    violations_of_element,
    violations_of_scene,
    violations_of_universe,
)
from agents.consistency.shapes import Severity
from storybible.demo.loading import load_demo_world
from storybible.models import Element, Scene


def told(found):
    return [f"{one.severity} {one.rule} {one.evidence}: {one.explanation}" for one in found]


def grave(found):
    return told(one for one in found if one.severity is not Severity.INFO)


def test_the_demo_world_is_consistent(universe, owner):
    load_demo_world(universe=universe, by=owner)
    for scene in Scene.objects.filter(universe=universe).select_related("location", "universe"):
        assert grave(violations_of_scene(scene)) == [], scene
    for element in Element.objects.filter(universe=universe).select_related("universe"):
        assert grave(violations_of_element(element)) == [], element
    assert grave(violations_of_universe(universe)) == []
