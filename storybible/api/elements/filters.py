"""How lists of elements are narrowed."""

from __future__ import annotations

import django_filters as filters
from django.db.models import QuerySet

from storybible.models import Element, EntityType, Visibility
from storybible.selectors import elements
from umam.universes.models import Universe


class ElementFilter(filters.FilterSet):
    """`universe` of the request's view says in which one names, tags and pictures are looked up."""

    type = filters.MultipleChoiceFilter(field_name="entity_subtype", choices=EntityType.choices)
    entity_subtype = filters.MultipleChoiceFilter(choices=EntityType.choices)
    visibility = filters.MultipleChoiceFilter(choices=Visibility.choices)
    tag = filters.CharFilter(method="by_tag", help_text="Repeat it for elements that have all of them.")
    text = filters.CharFilter(method="by_name", help_text="Part of the name or of an alias.")
    has_image = filters.BooleanFilter(method="by_image")
    has_model = filters.BooleanFilter(method="by_model")

    class Meta:
        model = Element
        fields: list[str] = []

    @property
    def universe(self) -> Universe:
        found: Universe = self.request.parser_context["view"].universe
        return found

    def by_tag(self, rows: QuerySet[Element], name: str, value: str) -> QuerySet[Element]:
        return elements.tagged(rows, self.universe, self.data.getlist(name))

    def by_name(self, rows: QuerySet[Element], name: str, value: str) -> QuerySet[Element]:
        return elements.called(rows, self.universe, value)

    def by_image(self, rows: QuerySet[Element], name: str, value: bool) -> QuerySet[Element]:
        return elements.pictured(rows, self.universe, value)

    def by_model(self, rows: QuerySet[Element], name: str, value: bool) -> QuerySet[Element]:
        return elements.modelled(rows, self.universe, value)
