"""The form that orders a music video."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest

from media_pipeline.moods import MOODS, mood_of
from media_pipeline.pipelines.shapes import MOST_TAKES
from media_pipeline.services import music_video
from media_pipeline.styles import STYLES
from umam.accounts.models import User
from umam.assets import services as assets
from umam.assets.models import Asset, AssetKind
from umam.assets.selectors import visible_assets
from umam.jobs.models import Job, Source
from umam.lib.errors import NotFound, UmamError
from umam.studio.context import current_universe
from umam.universes.access import editable_universes
from umam.universes.models import Universe

SOUNDS = ".mp3,.wav,.ogg,.oga,.opus,.m4a,.flac,audio/*"
OWN_STYLE = "own"


class FilmForm(forms.Form):
    """A song (new or one of the universe), a look, and a few wishes that all have good defaults."""

    universe = forms.ModelChoiceField(Universe.objects.none(), empty_label=None, label="Universe")
    file = forms.FileField(required=False, label="Song", widget=forms.FileInput(attrs={"accept": SOUNDS}))
    song = forms.ModelChoiceField(
        Asset.objects.none(),
        required=False,
        empty_label="None, I drop one above",
        label="A song that is here already",
    )
    preset = forms.ChoiceField(required=False, label="Style")
    style = forms.CharField(
        required=False,
        max_length=500,
        label="Or in your own words",
        widget=forms.TextInput(attrs={"placeholder": "Rain on a neon harbour, slow and blue, painted light"}),
    )
    lyrics = forms.CharField(
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 7, "placeholder": "One sung line a line"}),
    )
    mood = forms.IntegerField(min_value=0, max_value=100, initial=50, required=False)
    size = forms.ChoiceField(choices=list(music_video.SIZES.items()), initial="1280x720")
    takes = forms.ChoiceField(
        choices=[(str(count), str(count)) for count in range(1, MOST_TAKES + 1)], required=False
    )
    title = forms.CharField(required=False, max_length=200, help_text="The file's name where it is empty.")

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        universes = editable_universes(request.user)
        self.fields["universe"].queryset = universes  # type: ignore[attr-defined]
        songs = visible_assets(request.user).alive().filter(kind=AssetKind.AUDIO, universe__in=universes)
        self.fields["song"].queryset = songs  # type: ignore[attr-defined]
        presets = [(style.key, style.label) for style in STYLES]
        self.fields["preset"].choices = [*presets, (OWN_STYLE, "Your own")]  # type: ignore[attr-defined]
        here = current_universe(request)
        self.initial.setdefault("universe", here.pk if here else None)
        self.initial.setdefault("preset", STYLES[0].key)
        self.initial.setdefault("takes", music_video.usual_takes())
        self.initial.setdefault("song", request.GET.get("song", ""))
        self.initial.update(_wishes_of(request))

    @property
    def presets(self) -> list[dict[str, Any]]:
        """The styles as cards, with what is chosen."""
        chosen = self["preset"].value()
        return [
            {"key": style.key, "label": style.label, "text": style.text, "palette": style.palette,
             "chosen": style.key == chosen}
            for style in STYLES
        ]  # fmt: skip

    @property
    def moods(self) -> list[dict[str, Any]]:
        """The four moods with the middle of their band, for the slider's stops."""
        value = self["mood"].value()
        now = mood_of(float(value if str(value or "").isdigit() else 50))
        ends = [*[mood.least for mood in MOODS[1:]], 101]
        return [
            {
                "label": mood.label,
                "value": mood.least + 12,
                "least": mood.least,
                "end": end,
                "moves": [move.replace("_", " ") for move in mood.moves],
                "chosen": mood == now,
            }
            for mood, end in zip(MOODS, ends, strict=True)
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("file") and not data.get("song") and "file" not in self.errors:
            self.add_error("file", "Drop a song here, or choose one that is in the universe already.")
        song, universe = data.get("song"), data.get("universe")
        if song and universe and not data.get("file") and song.universe_id != universe.pk:
            self.add_error(
                "song", f"{song.name} is in another universe. Choose that one, or upload the song."
            )
        if data.get("preset") == OWN_STYLE and not data.get("style", "").strip():
            self.add_error("style", "Say in a few words what the film should look like, or choose a card.")
        return data

    def order(self, *, by: User) -> Job:
        """Takes in the song where it is new, and submits the film. Raises UmamError."""
        data = self.cleaned_data
        universe: Universe = data["universe"]
        song: Asset = data["song"]
        if data["file"]:
            song = _take_in(data["file"], universe, by)
        own = data["style"].strip()
        return music_video.request_film(
            universe=universe,
            by=by,
            song=song,
            style=own if data["preset"] == OWN_STYLE else data["preset"],
            lyrics=data["lyrics"],
            mood=50 if data["mood"] is None else data["mood"],
            size=data["size"],
            takes=int(data["takes"] or 1),
            title=data["title"],
            source=Source.PAGE,
        )


def _take_in(upload: UploadedFile, universe: Universe, by: User) -> Asset:
    try:
        return assets.ingest_upload(universe=universe, by=by, upload=upload, kinds=("audio",))
    except UmamError as error:
        error.attr = error.attr or "file"
        raise


def _look_of(request: HttpRequest) -> dict[str, Any]:
    look = request.GET.get("style", "").strip()[:500]
    return {"preset": OWN_STYLE, "style": look} if look else {}


def _wishes_of(request: HttpRequest) -> dict[str, Any]:
    """What was wished of the film named by `?from=`, as a start for another; else the look of `?style=`."""
    wanted = request.GET.get("from", "")
    if not wanted:
        return _look_of(request)
    try:
        film = music_video.find_film(request.user, UUID(wanted))
    except (NotFound, ValueError):
        return {}
    wish = film.input_data
    known = {style.text: style.key for style in STYLES}
    own = wish["style"] not in known
    return {
        "universe": film.universe_id,
        "song": wish["song"],
        "preset": known.get(wish["style"], OWN_STYLE),
        "style": wish["style"] if own else "",
        "lyrics": wish.get("lyrics", ""),
        "mood": round(wish["mood"]),
        "size": f"{wish['width']}x{wish['height']}",
        "takes": wish.get("takes") or 1,
        "title": wish["title"],
    }
