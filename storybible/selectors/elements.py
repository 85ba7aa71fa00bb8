"""Questions about elements."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from storybible.models import Element, ElementImage, ElementName, ElementTag
from storybible.names import fold
from storybible.selectors import scope
from umam.assets.models import Asset, AssetKind
from umam.lib.errors import NotFound
from umam.universes.access import Person
from umam.universes.models import Universe

_HEAVY = ("peaks", "probe", "provenance")


def elements_of(universe: Universe, user: Person) -> QuerySet[Element]:
    """The elements of a universe that a person may see, those in the trash too."""
    return scope.visible_in(Element.objects.all(), user, universe)


def get_element(*, user: Person, element_id: UUID | str, trashed: bool = False) -> Element:
    """An element that the person may see. Raises NotFound; for one in the trash too, unless `trashed`."""
    rows = with_parts(scope.visible(Element.objects.all(), user)).select_related("universe")
    element = rows.filter(pk=element_id).first()
    if element is None or (element.in_trash and not trashed):
        raise NotFound("There is no such element here.")
    return element


def with_parts(rows: QuerySet[Element]) -> QuerySet[Element]:
    """With traits, pictures and model, without what makes the rows of files heavy."""
    pictures = ElementImage.objects.select_related("asset").defer(*(f"asset__{name}" for name in _HEAVY))
    rows = rows.select_related("model").defer(*(f"model__{name}" for name in _HEAVY))
    return rows.prefetch_related("traits", Prefetch("image_rows", queryset=pictures))


def called(rows: QuerySet[Element], universe: Universe, text: str) -> QuerySet[Element]:
    """Those with the text in their name or an alias, whatever its case and spacing."""
    names = ElementName.objects.filter(universe=universe, folded__contains=fold(text))
    return rows.filter(pk__in=names.values("element"))


def tagged(rows: QuerySet[Element], universe: Universe, tags: Iterable[str]) -> QuerySet[Element]:
    """Those with all of the tags."""
    for tag in tags:
        found = ElementTag.objects.filter(universe=universe, tag=fold(tag)[:60])
        rows = rows.filter(pk__in=found.values("element"))
    return rows


def pictured(rows: QuerySet[Element], universe: Universe, wish: bool) -> QuerySet[Element]:
    """Those with a picture, or those without one."""
    found = ElementImage.objects.filter(asset__universe=universe, asset__deleted_at=None).values("element")
    return rows.filter(pk__in=found) if wish else rows.exclude(pk__in=found)


def modelled(rows: QuerySet[Element], universe: Universe, wish: bool) -> QuerySet[Element]:
    """Those with a 3D model, or those without one."""
    models = Asset.objects.alive().filter(universe=universe, kind=AssetKind.MODEL)
    found = Element.objects.filter(model__in=models.values("pk")).values("pk")
    return rows.filter(pk__in=found) if wish else rows.exclude(pk__in=found)
