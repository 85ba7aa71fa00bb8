"""`/api/video/generate/music-video` and `/api/music-videos/...`."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.parsers import FormParser, JSONParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from media_pipeline.api import serializers as shapes
from media_pipeline.selectors import film_state
from media_pipeline.services import music_video, remaking
from umam.assets.api.uploads import fields_of, required_asset_from, universe_of
from umam.jobs.api.accepted import accepted, idempotency_key
from umam.jobs.api.serializers import JobSerializer
from umam.jobs.models import Job


class GenerateMusicVideo(APIView):
    """A song and a style become a lyric-synchronised film. Answers 202 with the film's job."""

    parser_classes = [MultiPartParser, FormParser, JSONParser]

    @extend_schema(
        request={"multipart/form-data": shapes.FilmUploadSerializer}, responses={202: JobSerializer}
    )
    def post(self, request: Request) -> Response:
        fields = fields_of(request)
        data = shapes.FilmRequestSerializer(data=fields)
        data.is_valid(raise_exception=True)
        wish = dict(data.validated_data)
        universe = universe_of(request, fields)
        song = required_asset_from(request, "file", universe=universe, kinds=("audio",), fields=fields)
        for taken in ("universe_id", "file_asset_id"):
            wish.pop(taken, None)
        film = music_video.request_film(
            universe=universe,
            by=request.user,  # type: ignore[arg-type]
            song=song,
            style=wish.pop("visual_style"),
            idempotency_key=idempotency_key(request),
            **wish,
        )
        return accepted(request, film)


class OneFilm(APIView):
    """The film with everything its page shows: song, words, steps, scenes, files and quality report."""

    @extend_schema(responses=shapes.FilmSerializer)
    def get(self, request: Request, film_id: UUID) -> Response:
        film = music_video.find_film(request.user, film_id)
        return Response(shown(request, film))


class FilmStatus(OneFilm):
    @extend_schema(responses=shapes.FilmSerializer, operation_id="video_music_video_status")
    def get(self, request: Request, film_id: UUID) -> Response:
        return super().get(request, film_id)


class Scenes(APIView):
    @extend_schema(responses=shapes.SceneSerializer(many=True), operation_id="music_video_scenes_list")
    def get(self, request: Request, film_id: UUID) -> Response:
        film = music_video.find_film(request.user, film_id)
        return Response(shown(request, film)["scenes"])

    @extend_schema(request=shapes.ScenesChangeSerializer, responses={202: JobSerializer})
    def patch(self, request: Request, film_id: UUID) -> Response:
        """Changes some scenes: a new film, which makes only those anew."""
        film = music_video.find_film(request.user, film_id)
        data = shapes.ScenesChangeSerializer(data=request.data)
        data.is_valid(raise_exception=True)
        edits = {scene["index"]: scene for scene in data.validated_data["scenes"]}
        return accepted(request, _remake(request, film, edits))


class RegenerateScene(APIView):
    """Another take of one scene, with other words or another move if you like; the rest is reused."""

    @extend_schema(request=shapes.SceneChangeSerializer, responses={202: JobSerializer})
    def post(self, request: Request, film_id: UUID, index: int) -> Response:
        film = music_video.find_film(request.user, film_id)
        data = shapes.SceneChangeSerializer(data=request.data)
        data.is_valid(raise_exception=True)
        return accepted(request, _remake(request, film, {index: {**data.validated_data, "again": True}}))


class FinalFilm(APIView):
    """The same film in full size."""

    @extend_schema(request=None, responses={202: JobSerializer})
    def post(self, request: Request, film_id: UUID) -> Response:
        film = music_video.find_film(request.user, film_id)
        made = remaking.make_final(film=film, by=request.user)  # type: ignore[arg-type]
        return accepted(request, made)


def _remake(request: Request, film: Job, edits: dict[int, dict[str, Any]]) -> Job:
    return remaking.remake(
        film=film,
        by=request.user,  # type: ignore[arg-type]
        edits=edits,
        idempotency_key=idempotency_key(request),
    )


def shown(request: Request, film: Job) -> dict[str, Any]:
    job = JobSerializer(film, context={"request": request}).data
    return {"job": job, **film_state(film)}
