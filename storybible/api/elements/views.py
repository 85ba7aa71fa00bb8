"""`/api/universes/{id}/elements` and `/api/elements/{id}` with its traits and history."""

from __future__ import annotations

from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import generics, status
from rest_framework.parsers import JSONParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from storybible.api.elements import serializers as shapes
from storybible.api.elements.filters import ElementFilter
from storybible.api.etags import expected_revision, tagged, unchanged
from storybible.api.lists import SINCE, TRASH, BibleList, ordered_by
from storybible.api.revisions import RevisionDetailSerializer, RevisionSerializer
from storybible.models import Element, Revision, RowKind, Source, Trait
from storybible.selectors import elements as selectors
from storybible.selectors import history
from storybible.selectors.traits import templates_by_type
from storybible.services import elements as services
from storybible.services import traits
from storybible.services.keeping import Author
from umam.lib.errors import NotFound
from umam.universes import access
from umam.universes.models import Universe

IF_MATCH = OpenApiParameter(
    "If-Match",
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    description="The ETag of the state you changed: 412 when somebody wrote since.",
)
IF_NONE_MATCH = OpenApiParameter(
    "If-None-Match",
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    description="The ETag of the state you have. An element with files is told anew: their addresses expire.",
)


class Elements(BibleList):
    """The elements of a universe by name; POST makes one."""

    serializer_class = shapes.ElementSerializer
    parser_classes = [JSONParser]
    queryset = Element.objects.none()
    filterset_class = ElementFilter
    ordering = "name"
    ordering_fields = {"name": "name", "created_at": "created_at", "updated_at": "updated_at"}

    @cached_property
    def universe(self) -> Universe:
        return access.require_view(self.request.user, self.kwargs["universe_id"])

    def get_queryset(self) -> QuerySet[Element]:
        if getattr(self, "swagger_fake_view", False):
            return Element.objects.none()
        rows = selectors.elements_of(self.universe, self.request.user)
        return self.living(selectors.with_parts(rows))

    def get_serializer_context(self) -> dict[str, Any]:
        context = dict(super().get_serializer_context())
        if not getattr(self, "swagger_fake_view", False):
            context["templates"] = templates_by_type(self.universe)
        return context

    @extend_schema(parameters=[SINCE, TRASH, ordered_by("name", "created_at", "updated_at")])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    @extend_schema(request=shapes.ElementInputSerializer, responses={201: shapes.ElementSerializer})
    def post(self, request: Request, universe_id: UUID) -> Response:
        universe = access.require_edit(request.user, universe_id)
        data = shapes.ElementInputSerializer(data=request.data)
        data.is_valid(raise_exception=True)
        made = services.create_element(universe=universe, author=author(request), **data.values(universe))
        return _answer(request, made, status.HTTP_201_CREATED)


class OneElement(APIView):
    parser_classes = [JSONParser]

    @extend_schema(
        responses={200: shapes.ElementSerializer, 304: OpenApiResponse(description="You have this state.")},
        parameters=[IF_NONE_MATCH],
    )
    def get(self, request: Request, element_id: UUID) -> Response:
        element = selectors.get_element(user=request.user, element_id=element_id)
        has_files = element.model_id is not None or bool(element.image_rows.all())
        return (None if has_files else unchanged(request, element)) or _shown(request, element)

    @extend_schema(
        request=shapes.ElementInputSerializer, responses=shapes.ElementSerializer, parameters=[IF_MATCH]
    )
    def put(self, request: Request, element_id: UUID) -> Response:
        return self._update(request, element_id, partial=False)

    @extend_schema(
        request=shapes.ElementInputSerializer, responses=shapes.ElementSerializer, parameters=[IF_MATCH]
    )
    def patch(self, request: Request, element_id: UUID) -> Response:
        return self._update(request, element_id, partial=True)

    def _update(self, request: Request, element_id: UUID, *, partial: bool) -> Response:
        element = _editable(request, element_id)
        data = shapes.ElementInputSerializer(data=request.data, partial=partial)
        data.is_valid(raise_exception=True)
        changed = services.update_element(
            element=element,
            author=author(request),
            expected=expected_revision(request),
            **data.values(element.universe),
        )
        return _answer(request, changed)

    @extend_schema(responses={204: None}, parameters=[IF_MATCH], description="Puts it in the trash.")
    def delete(self, request: Request, element_id: UUID) -> Response:
        element = selectors.get_element(user=request.user, element_id=element_id)
        services.delete_element(element=element, author=author(request), expected=expected_revision(request))
        return Response(status=status.HTTP_204_NO_CONTENT)


class Restore(APIView):
    @extend_schema(request=None, responses=shapes.ElementSerializer, description="Takes it from the trash.")
    def post(self, request: Request, element_id: UUID) -> Response:
        element = selectors.get_element(user=request.user, element_id=element_id, trashed=True)
        return _answer(request, services.restore_element(element=element, author=author(request)))


class Revisions(generics.ListAPIView[Revision]):
    """The history of an element, the latest first. Those who may not edit see what everyone saw."""

    serializer_class = RevisionSerializer
    queryset = Revision.objects.none()
    ordering = "-number"
    ordering_fields = {"number": "number"}

    def get_queryset(self) -> QuerySet[Revision]:
        if getattr(self, "swagger_fake_view", False):
            return Revision.objects.none()
        element = selectors.get_element(
            user=self.request.user, element_id=self.kwargs["element_id"], trashed=True
        )
        hide = not access.can_edit(self.request.user, element.universe_id)
        return history.history(RowKind.ELEMENT, element.pk, only_seen_by_all=hide)


class OneRevision(APIView):
    @extend_schema(responses=RevisionDetailSerializer)
    def get(self, request: Request, element_id: UUID, number: int) -> Response:
        element = selectors.get_element(user=request.user, element_id=element_id, trashed=True)
        hide = not access.can_edit(request.user, element.universe_id)
        found, before = history.revision(RowKind.ELEMENT, element.pk, number, only_seen_by_all=hide)
        return Response(RevisionDetailSerializer(found, context={"before": before}).data)


class RestoreRevision(APIView):
    @extend_schema(
        request=None,
        responses=shapes.ElementSerializer,
        parameters=[IF_MATCH],
        description="Brings the element back to that state, as a new revision.",
    )
    def post(self, request: Request, element_id: UUID, number: int) -> Response:
        element = selectors.get_element(user=request.user, element_id=element_id)
        reverted = services.revert_element(
            element=element, author=author(request), number=number, expected=expected_revision(request)
        )
        return _answer(request, reverted)


class Traits(APIView):
    parser_classes = [JSONParser]

    @extend_schema(
        request=shapes.TraitInputSerializer,
        responses={201: shapes.TraitSerializer},
        parameters=[IF_MATCH],
        description="Adds a trait. Type and label may be left out where the type of element suggests them.",
    )
    def post(self, request: Request, element_id: UUID) -> Response:
        element = _editable(request, element_id)
        data = shapes.TraitInputSerializer(data=request.data)
        data.is_valid(raise_exception=True)
        trait = traits.add_trait(
            element=element, author=author(request), expected=expected_revision(request), **data.values()
        )
        answer = Response(shapes.TraitSerializer(trait).data, status=status.HTTP_201_CREATED)
        return tagged(answer, trait.element)


class OneTrait(APIView):
    parser_classes = [JSONParser]

    @extend_schema(
        request=shapes.TraitChangeSerializer, responses=shapes.TraitSerializer, parameters=[IF_MATCH]
    )
    def put(self, request: Request, element_id: UUID, trait_id: int) -> Response:
        trait = self._trait(request, element_id, trait_id)
        data = shapes.TraitChangeSerializer(data=request.data)
        data.is_valid(raise_exception=True)
        changed = traits.change_trait(
            trait=trait, author=author(request), expected=expected_revision(request), **data.values()
        )
        return tagged(Response(shapes.TraitSerializer(changed).data), changed.element)

    @extend_schema(responses={204: None}, parameters=[IF_MATCH])
    def delete(self, request: Request, element_id: UUID, trait_id: int) -> Response:
        trait = self._trait(request, element_id, trait_id)
        traits.remove_trait(trait=trait, author=author(request), expected=expected_revision(request))
        return Response(status=status.HTTP_204_NO_CONTENT)

    def _trait(self, request: Request, element_id: UUID, trait_id: int) -> Trait:
        element = _editable(request, element_id)
        trait = Trait.objects.filter(element=element, pk=trait_id).first()
        if trait is None:
            raise NotFound(f"{element} has no such trait.")
        trait.element = element
        return trait


def author(request: Request) -> Author:
    return Author(by=request.user, source=Source.API)  # type: ignore[arg-type]


def _editable(request: Request, element_id: UUID) -> Element:
    """The element, for somebody who may change it: asked before the body is read."""
    element = selectors.get_element(user=request.user, element_id=element_id)
    author(request).require_edit(element.universe)
    return element


def _answer(request: Request, element: Element, code: int = status.HTTP_200_OK) -> Response:
    """The element as it is after a write."""
    fresh = selectors.with_parts(Element.objects.filter(pk=element.pk)).select_related("universe").get()
    return _shown(request, fresh, code)


def _shown(request: Request, element: Element, code: int = status.HTTP_200_OK) -> Response:
    shape = shapes.ElementSerializer(element, context={"request": request})
    return tagged(Response(shape.data, status=code), element)
