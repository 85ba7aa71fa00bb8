"""`/api/universes/{id}/scenes` and `/api/scenes/{id}` with its history."""

from __future__ import annotations

from functools import cached_property
from typing import Any
from uuid import UUID

import django_filters as filters
from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Coalesce
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
from storybible.api.revisions import RevisionDetailSerializer, RevisionSerializer
from storybible.api.scenes import serializers as shapes
from storybible.calendars.protocol import LAST_TICK
from storybible.models import Revision, RowKind, Scene, Visibility
from storybible.selectors import history
from storybible.selectors import scenes as selectors
from storybible.selectors.past import hide_elements
from storybible.selectors.time import read_moment
from storybible.services import scenes as services
from umam.lib.errors import Invalid
from umam.universes import access
from umam.universes.models import Universe

_COLUMNS = ("position", "in_world", "title", "created_at", "updated_at")
_FROM = OpenApiParameter("from", OpenApiTypes.STR, description="Dated scenes at or after this date.")
_TO = OpenApiParameter("to", OpenApiTypes.STR, description="Dated scenes at or before this date.")


class SceneFilter(filters.FilterSet):
    visibility = filters.MultipleChoiceFilter(choices=Visibility.choices)
    location = filters.UUIDFilter(method="by_location", help_text="Id of an element.")
    participant = filters.CharFilter(method="by_participant", help_text="Id of an element. Repeat it: any.")
    text = filters.CharFilter(method="by_text", help_text="Part of the title, summary or text.")

    class Meta:
        model = Scene
        fields: list[str] = []

    def by_location(self, rows: QuerySet[Scene], name: str, value: UUID) -> QuerySet[Scene]:
        rows = rows.filter(location=value, location__deleted_at=None)
        return rows if self._hidden_too else rows.filter(location__visibility=Visibility.EVERYONE)

    def by_participant(self, rows: QuerySet[Scene], name: str, value: str) -> QuerySet[Scene]:
        try:
            ids = [UUID(one) for one in self.data.getlist(name)]
        except ValueError:
            raise Invalid("Give the id of an element.", attr=name) from None
        return rows.filter(pk__in=selectors.scenes_with(ids, hidden_too=self._hidden_too))

    def by_text(self, rows: QuerySet[Scene], name: str, value: str) -> QuerySet[Scene]:
        found = Q(title__icontains=value) | Q(summary__icontains=value) | Q(text__icontains=value)
        return rows.filter(found)

    @property
    def _hidden_too(self) -> bool:
        return access.can_edit(self.request.user, self.request.parser_context["view"].universe.pk)


class Scenes(BibleList):
    """The scenes of a universe in the order of the telling; POST makes one, at the end."""

    serializer_class = shapes.StorySceneSerializer
    parser_classes = [JSONParser]
    queryset = Scene.objects.none()
    filterset_class = SceneFilter
    ordering = "position"
    ordering_fields = {**{name: name for name in _COLUMNS}, "in_world": "moment"}

    @cached_property
    def universe(self) -> Universe:
        return access.require_view(self.request.user, self.kwargs["universe_id"])

    def get_queryset(self) -> QuerySet[Scene]:
        if getattr(self, "swagger_fake_view", False):
            return Scene.objects.none()
        rows = self.living(selectors.scenes_of(self.universe, self.request.user))
        # Undated scenes come last: a cursor over nulls would lose them.
        rows = rows.annotate(moment=Coalesce("start_tick", Value(LAST_TICK)))
        since, until = (self.request.query_params.get(name) for name in ("from", "to"))
        if since:
            rows = rows.filter(end_tick__gt=read_moment(self.universe, since, attr="from").start)
        if until:
            rows = rows.filter(start_tick__lt=read_moment(self.universe, until, attr="to").end)
        return rows

    def get_serializer_context(self) -> dict[str, Any]:
        context = dict(super().get_serializer_context())
        if not getattr(self, "swagger_fake_view", False):
            context["hidden_too"] = access.can_edit(self.request.user, self.universe.pk)
        return context

    @extend_schema(parameters=[SINCE, TRASH, _FROM, _TO, ordered_by(*_COLUMNS)])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    @extend_schema(request=shapes.StorySceneInputSerializer, responses={201: shapes.StorySceneSerializer})
    def post(self, request: Request, universe_id: UUID) -> Response:
        universe = access.require_edit(request.user, universe_id)
        data = shapes.StorySceneInputSerializer(data=request.data)
        data.is_valid(raise_exception=True)
        made = services.create_scene(universe=universe, author=author(request), **data.values(universe))
        return _answer(request, made, status.HTTP_201_CREATED)


class OneScene(APIView):
    parser_classes = [JSONParser]

    @extend_schema(responses=shapes.StorySceneSerializer)
    def get(self, request: Request, scene_id: UUID) -> Response:
        return _answer(request, selectors.get_scene(user=request.user, scene_id=scene_id))

    @extend_schema(
        request=shapes.StorySceneInputSerializer, responses=shapes.StorySceneSerializer, parameters=[IF_MATCH]
    )
    def put(self, request: Request, scene_id: UUID) -> Response:
        return self._update(request, scene_id)

    @extend_schema(
        request=shapes.StorySceneInputSerializer, responses=shapes.StorySceneSerializer, parameters=[IF_MATCH]
    )
    def patch(self, request: Request, scene_id: UUID) -> Response:
        return self._update(request, scene_id)

    def _update(self, request: Request, scene_id: UUID) -> Response:
        scene = selectors.get_scene(user=request.user, scene_id=scene_id)
        author(request).require_edit(scene.universe)
        data = shapes.StorySceneInputSerializer(data=request.data, partial=True)
        data.is_valid(raise_exception=True)
        changed = services.update_scene(
            scene=scene,
            author=author(request),
            expected=expected_revision(request),
            **data.values(scene.universe, scene),
        )
        return _answer(request, changed)

    @extend_schema(responses={204: None}, parameters=[IF_MATCH], description="Puts it in the trash.")
    def delete(self, request: Request, scene_id: UUID) -> Response:
        scene = selectors.get_scene(user=request.user, scene_id=scene_id)
        services.delete_scene(scene=scene, author=author(request), expected=expected_revision(request))
        return Response(status=status.HTTP_204_NO_CONTENT)


class Restore(APIView):
    @extend_schema(
        request=None, responses=shapes.StorySceneSerializer, description="Takes it from the trash."
    )
    def post(self, request: Request, scene_id: UUID) -> Response:
        scene = selectors.get_scene(user=request.user, scene_id=scene_id, trashed=True)
        return _answer(request, services.restore_scene(scene=scene, author=author(request)))


class Revisions(generics.ListAPIView[Revision]):
    """The history of a scene, the latest first. Those who may not edit see what everyone saw."""

    serializer_class = RevisionSerializer
    queryset = Revision.objects.none()
    ordering = "-number"
    ordering_fields = {"number": "number"}

    def get_queryset(self) -> QuerySet[Revision]:
        if getattr(self, "swagger_fake_view", False):
            return Revision.objects.none()
        scene = selectors.get_scene(user=self.request.user, scene_id=self.kwargs["scene_id"], trashed=True)
        hide = not access.can_edit(self.request.user, scene.universe_id)
        return history.history(RowKind.SCENE, scene.pk, only_seen_by_all=hide)


class OneRevision(APIView):
    @extend_schema(responses=RevisionDetailSerializer)
    def get(self, request: Request, scene_id: UUID, number: int) -> Response:
        scene = selectors.get_scene(user=request.user, scene_id=scene_id, trashed=True)
        hide = not access.can_edit(request.user, scene.universe_id)
        found, before = history.revision(RowKind.SCENE, scene.pk, number, only_seen_by_all=hide)
        if hide:
            hide_elements(scene.universe_id, found, before)
        return Response(RevisionDetailSerializer(found, context={"before": before}).data)


class RestoreRevision(APIView):
    @extend_schema(
        request=None,
        responses=shapes.StorySceneSerializer,
        parameters=[IF_MATCH],
        description="Brings the scene back to that state, as a new revision.",
    )
    def post(self, request: Request, scene_id: UUID, number: int) -> Response:
        scene = selectors.get_scene(user=request.user, scene_id=scene_id)
        reverted = services.revert_scene(
            scene=scene, author=author(request), number=number, expected=expected_revision(request)
        )
        return _answer(request, reverted)


def _answer(request: Request, scene: Scene, code: int = status.HTTP_200_OK) -> Response:
    """The scene as it is now, as the person may see it."""
    hidden_too = access.can_edit(request.user, scene.universe_id)
    fresh = selectors.with_cast(Scene.objects.filter(pk=scene.pk), hidden_too=hidden_too).get()
    shape = shapes.StorySceneSerializer(fresh, context={"hidden_too": hidden_too})
    return tagged(Response(shape.data, status=code), fresh)
