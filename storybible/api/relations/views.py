"""`/api/universes/{id}/relations`, `/api/relations/{id}` and the graph."""

from __future__ import annotations

from functools import cached_property
from typing import Any
from uuid import UUID

import django_filters as filters
from django.db.models import Q, QuerySet
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics, status
from rest_framework.parsers import JSONParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from storybible.api.elements.views import IF_MATCH, author
from storybible.api.etags import expected_revision, tagged
from storybible.api.lists import SINCE, TRASH, BibleList, ordered_by
from storybible.api.relations import serializers as shapes
from storybible.api.revisions import RevisionDetailSerializer, RevisionSerializer
from storybible.models import Relation, Revision, RowKind, Visibility
from storybible.selectors import history
from storybible.selectors import relations as selectors
from storybible.selectors.time import default_calendar, read_date
from storybible.services import relations as services
from umam.lib.errors import Invalid
from umam.universes import access
from umam.universes.models import Universe

_AS_OF = OpenApiParameter("as_of", OpenApiTypes.STR, description="Ties that hold at this in-world date.")


def ticks(universe: Universe, text: str | None, attr: str) -> tuple[int | None, int | None]:
    """From when to when an in-world date of a query lasts, in the universe's own calendar."""
    if not text:
        return None, None
    span = read_date(default_calendar(universe), text, attr=attr)
    return span.start, span.end


class RelationFilter(filters.FilterSet):
    element = filters.UUIDFilter(method="by_element", help_text="Ties of this element, in both directions.")
    source = filters.UUIDFilter(field_name="source_id")
    target = filters.UUIDFilter(field_name="target_id")
    type = filters.CharFilter(method="by_type", help_text="Repeat it for several.")
    visibility = filters.MultipleChoiceFilter(choices=Visibility.choices)

    class Meta:
        model = Relation
        fields: list[str] = []

    def by_element(self, rows: QuerySet[Relation], name: str, value: UUID) -> QuerySet[Relation]:
        return rows.filter(Q(source=value) | Q(target=value))

    def by_type(self, rows: QuerySet[Relation], name: str, value: str) -> QuerySet[Relation]:
        universe = self.request.parser_context["view"].universe
        return rows.filter(type__in=[selectors.find_type(universe, key) for key in self.data.getlist(name)])


class Relations(BibleList):
    """The ties of a universe; POST makes one. Undated ties hold always."""

    serializer_class = shapes.RelationSerializer
    parser_classes = [JSONParser]
    queryset = Relation.objects.none()
    filterset_class = RelationFilter
    ordering = "-updated_at"
    ordering_fields = {"updated_at": "updated_at", "created_at": "created_at"}

    @cached_property
    def universe(self) -> Universe:
        return access.require_view(self.request.user, self.kwargs["universe_id"])

    def get_queryset(self) -> QuerySet[Relation]:
        if getattr(self, "swagger_fake_view", False):
            return Relation.objects.none()
        rows = self.living(selectors.relations_in(self.universe, self.request.user))
        asked = self.request.query_params
        moments = {name: ticks(self.universe, asked.get(name), name) for name in ("from", "to", "as_of")}
        rows = selectors.holding(rows, moments["from"][0], moments["to"][1])
        return selectors.holding(rows, *moments["as_of"])

    @extend_schema(
        parameters=[
            SINCE,
            TRASH,
            ordered_by("updated_at", "created_at"),
            OpenApiParameter("from", OpenApiTypes.STR, description="Ties that hold at or after this date."),
            OpenApiParameter("to", OpenApiTypes.STR, description="Ties that hold at or before this date."),
            _AS_OF,
        ]
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    @extend_schema(request=shapes.RelationInputSerializer, responses={201: shapes.RelationSerializer})
    def post(self, request: Request, universe_id: UUID) -> Response:
        universe = access.require_edit(request.user, universe_id)
        data = shapes.RelationInputSerializer(data=request.data)
        data.is_valid(raise_exception=True)
        values = data.values(universe, whole=False)
        made = services.create_relation(universe=universe, author=author(request), **values)
        return _answer(made, status.HTTP_201_CREATED)


class OneRelation(APIView):
    parser_classes = [JSONParser]

    @extend_schema(responses=shapes.RelationSerializer)
    def get(self, request: Request, relation_id: UUID) -> Response:
        return _answer(selectors.get_relation(user=request.user, relation_id=relation_id))

    @extend_schema(
        request=shapes.RelationInputSerializer,
        responses=shapes.RelationSerializer,
        parameters=[IF_MATCH],
        description="Replaces it: what is left out is emptied.",
    )
    def put(self, request: Request, relation_id: UUID) -> Response:
        return self._update(request, relation_id, whole=True)

    @extend_schema(
        request=shapes.RelationInputSerializer, responses=shapes.RelationSerializer, parameters=[IF_MATCH]
    )
    def patch(self, request: Request, relation_id: UUID) -> Response:
        return self._update(request, relation_id, whole=False)

    def _update(self, request: Request, relation_id: UUID, *, whole: bool) -> Response:
        relation = selectors.get_relation(user=request.user, relation_id=relation_id)
        author(request).require_edit(relation.universe)
        data = shapes.RelationInputSerializer(data=request.data, partial=not whole)
        data.is_valid(raise_exception=True)
        changed = services.update_relation(
            relation=relation,
            author=author(request),
            expected=expected_revision(request),
            **data.values(relation.universe, whole=whole),
        )
        return _answer(changed)

    @extend_schema(responses={204: None}, parameters=[IF_MATCH], description="Puts it in the trash.")
    def delete(self, request: Request, relation_id: UUID) -> Response:
        relation = selectors.get_relation(user=request.user, relation_id=relation_id)
        services.delete_relation(
            relation=relation, author=author(request), expected=expected_revision(request)
        )
        return Response(status=status.HTTP_204_NO_CONTENT)


class Restore(APIView):
    @extend_schema(request=None, responses=shapes.RelationSerializer, description="Takes it from the trash.")
    def post(self, request: Request, relation_id: UUID) -> Response:
        relation = selectors.get_relation(user=request.user, relation_id=relation_id, trashed=True)
        return _answer(services.restore_relation(relation=relation, author=author(request)))


class Revisions(generics.ListAPIView[Revision]):
    """The history of a relation, the latest first."""

    serializer_class = RevisionSerializer
    queryset = Revision.objects.none()
    ordering = "-number"
    ordering_fields = {"number": "number"}

    def get_queryset(self) -> QuerySet[Revision]:
        if getattr(self, "swagger_fake_view", False):
            return Revision.objects.none()
        relation = selectors.get_relation(
            user=self.request.user, relation_id=self.kwargs["relation_id"], trashed=True
        )
        hide = not access.can_edit(self.request.user, relation.universe_id)
        return history.history(RowKind.RELATION, relation.pk, only_seen_by_all=hide)


class OneRevision(APIView):
    @extend_schema(responses=RevisionDetailSerializer)
    def get(self, request: Request, relation_id: UUID, number: int) -> Response:
        relation = selectors.get_relation(user=request.user, relation_id=relation_id, trashed=True)
        hide = not access.can_edit(request.user, relation.universe_id)
        found, before = history.revision(RowKind.RELATION, relation.pk, number, only_seen_by_all=hide)
        return Response(RevisionDetailSerializer(found, context={"before": before}).data)


class RestoreRevision(APIView):
    @extend_schema(request=None, responses=shapes.RelationSerializer, parameters=[IF_MATCH])
    def post(self, request: Request, relation_id: UUID, number: int) -> Response:
        relation = selectors.get_relation(user=request.user, relation_id=relation_id)
        reverted = services.revert_relation(
            relation=relation, author=author(request), number=number, expected=expected_revision(request)
        )
        return _answer(reverted)


class Graph(APIView):
    """Elements and their ties, up to two hops from the centre, 300 elements at most."""

    @extend_schema(
        parameters=[
            OpenApiParameter("centre", OpenApiTypes.STR, description="Id or key; the latest ties without."),
            OpenApiParameter("hops", OpenApiTypes.INT, description="1 or 2."),
            OpenApiParameter("type", OpenApiTypes.STR, many=True, description="Keys of relation types."),
            _AS_OF,
        ],
        responses=shapes.GraphSerializer,
    )
    def get(self, request: Request, universe_id: UUID) -> Response:
        universe = access.require_view(request.user, universe_id)
        asked = request.query_params
        hops = asked.get("hops") or "2"
        if not hops.isascii() or not hops.isdigit():
            raise Invalid("Hops are 1 or 2.", attr="hops")
        found = selectors.graph(
            universe,
            request.user,
            asked.get("centre") or None,
            int(hops[:3]),
            asked.getlist("type"),
            as_of=ticks(universe, asked.get("as_of"), "as_of")[0],
        )
        return Response(found)


def _answer(relation: Relation, code: int = status.HTTP_200_OK) -> Response:
    return tagged(Response(shapes.RelationSerializer(relation).data, status=code), relation)
