"""Shapes of films in the API."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from media_pipeline.engines.clip.contract import CAMERA_MOVES
from media_pipeline.pipelines.shapes import MOST_TAKES
from umam.jobs.api.serializers import JobSerializer


class FilmRequestSerializer(serializers.Serializer[Any]):
    """Multipart, with the song in `file` or an existing one in `file_asset_id`."""

    file_asset_id = serializers.UUIDField(required=False)
    universe_id = serializers.UUIDField(
        required=False, help_text="Your personal universe where it is left out."
    )
    visual_style = serializers.CharField(required=False, default="", allow_blank=True, max_length=500)
    lyrics = serializers.CharField(required=False, default="", allow_blank=True, max_length=20_000)
    mood = serializers.FloatField(required=False, default=50, min_value=0, max_value=100)
    size = serializers.CharField(required=False, default="1280x720", max_length=20)
    title = serializers.CharField(required=False, default="", allow_blank=True, max_length=200)
    language = serializers.RegexField(r"^[a-z]{2,3}$", required=False, allow_null=True, default=None)
    normalise = serializers.BooleanField(required=False, default=False)
    takes = serializers.IntegerField(
        required=False,
        default=1,
        min_value=1,
        max_value=MOST_TAKES,
        help_text="Stills painted of each scene, of which the critic keeps the best.",
    )
    seed = serializers.IntegerField(
        required=False, allow_null=True, default=None, min_value=0, max_value=2**31
    )
    fresh = serializers.BooleanField(required=False, default=False)


class FilmUploadSerializer(FilmRequestSerializer):
    """What the schema shows: the song goes as a file or as the id of an asset."""

    file = serializers.FileField(required=False, help_text="The song: MP3, WAV, OGG, M4A or FLAC.")


class FileSerializer(serializers.Serializer[Any]):
    asset_id = serializers.UUIDField()
    url = serializers.CharField()
    preview_url = serializers.CharField(allow_null=True)


class SongSerializer(FileSerializer):
    name = serializers.CharField()
    duration = serializers.FloatField()
    peaks = serializers.ListField(child=serializers.FloatField())


class FilmStepSerializer(serializers.Serializer[Any]):
    role = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    job_id = serializers.UUIDField(allow_null=True)
    status = serializers.CharField()
    progress = serializers.FloatField()
    note = serializers.CharField()
    eta_seconds = serializers.FloatField(allow_null=True)
    reused = serializers.BooleanField()


class WordSerializer(serializers.Serializer[Any]):
    start = serializers.FloatField()
    end = serializers.FloatField()
    word = serializers.CharField()


class LineSerializer(serializers.Serializer[Any]):
    start = serializers.FloatField()
    end = serializers.FloatField()
    text = serializers.CharField()


class MeasureSerializer(serializers.Serializer[Any]):
    label = serializers.CharField()  # type: ignore[assignment]
    value = serializers.FloatField(help_text="0 to 1")
    weight = serializers.FloatField()
    evidence = serializers.CharField()


class TakeSerializer(serializers.Serializer[Any]):
    """One of several stills of a scene. Scores are null until all takes are there."""

    take = serializers.IntegerField()
    job_id = serializers.UUIDField()
    status = serializers.CharField()
    still = FileSerializer(allow_null=True)
    is_chosen = serializers.BooleanField()
    place = serializers.IntegerField(allow_null=True, help_text="From 1; takes that are level share one.")
    total = serializers.FloatField(allow_null=True, help_text="0 to 1")
    why = serializers.CharField()
    measures = MeasureSerializer(many=True)


class SceneSerializer(serializers.Serializer[Any]):
    index = serializers.IntegerField()
    start = serializers.FloatField()
    end = serializers.FloatField()
    kind = serializers.CharField()
    text = serializers.CharField()
    prompt = serializers.CharField()
    prompt_source = serializers.CharField()
    camera_move = serializers.CharField()
    status = serializers.CharField()
    progress = serializers.FloatField()
    note = serializers.CharField()
    still = FileSerializer(allow_null=True)
    takes = TakeSerializer(many=True, help_text="Empty where one still was made of each scene.")
    chosen_by = serializers.CharField(help_text="critic, person, or empty while nothing is chosen.")
    clip = FileSerializer(allow_null=True)
    job_ids = serializers.DictField(child=serializers.UUIDField(allow_null=True))


class FilmSerializer(serializers.Serializer[Any]):
    job = JobSerializer()
    title = serializers.CharField()
    style = serializers.CharField()  # type: ignore[assignment]
    mood = serializers.FloatField()
    size = serializers.CharField()
    quality = serializers.CharField()
    takes = serializers.IntegerField(help_text="Stills painted of each scene.")
    lyrics = serializers.CharField()
    lyrics_note = serializers.CharField()
    song = SongSerializer(allow_null=True)
    steps = FilmStepSerializer(many=True)
    words = WordSerializer(many=True)
    lines = LineSerializer(many=True)
    scenes = SceneSerializer(many=True)
    video = FileSerializer(allow_null=True)
    poster = FileSerializer(allow_null=True)
    srt = FileSerializer(allow_null=True)
    vtt = FileSerializer(allow_null=True)
    ass = FileSerializer(allow_null=True)
    report = serializers.JSONField(allow_null=True)
    based_on = serializers.UUIDField(allow_null=True)
    newer = serializers.UUIDField(allow_null=True)


class SceneChangeSerializer(serializers.Serializer[Any]):
    prompt = serializers.CharField(required=False, allow_blank=True, max_length=1000)
    camera_move = serializers.ChoiceField(choices=list(CAMERA_MOVES), required=False)


class OneOfManyChangesSerializer(SceneChangeSerializer):
    index = serializers.IntegerField(min_value=0)
    pick = serializers.IntegerField(
        required=False, min_value=1, max_value=MOST_TAKES, help_text="Use this of the takes that were made."
    )


class ScenesChangeSerializer(serializers.Serializer[Any]):
    scenes = OneOfManyChangesSerializer(many=True, allow_empty=False)
