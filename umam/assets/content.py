"""What a file is: looked at once, in a private folder, before anything is stored."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from umam.assets.files import no_space
from umam.assets.models import AssetKind
from umam.lib import preview as previews
from umam.lib import sniff
from umam.lib.errors import Invalid
from umam.lib.ffmpeg import FfmpegError
from umam.lib.hashing import Hashed
from umam.lib.model_poster import draw_poster
from umam.lib.probe import DEFAULT_LIMITS, Limits, MediaInfo, probe
from umam.lib.transactions import refuse_in_transaction

# Text is plain whatever its name says, but players want their own types for subtitles.
_TEXTS = {
    "srt": "application/x-subrip",
    "vtt": "text/vtt",
    "ass": "text/x-ssa",
    "json": "application/json",
    "csv": "text/csv",
    "md": "text/markdown",
    "txt": "text/plain",
}


@dataclass(frozen=True)
class Content:
    """A private file whose bytes are known and allowed."""

    path: Path
    hashed: Hashed
    info: MediaInfo
    mime: str
    extension: str

    @property
    def facts(self) -> dict[str, Any]:
        """The fields of an Asset that follow from the bytes."""
        info = self.info
        return {
            "kind": info.kind,
            "mime": self.mime,
            "extension": self.extension,
            "size": self.hashed.size,
            "sha256": self.hashed.sha256,
            "width": info.width,
            "height": info.height,
            "duration": info.duration,
            "fps": info.fps,
            "probe": {key: value for key, value in asdict(info).items() if value is not None},
        }


def examine(
    path: Path, hashed: Hashed, *, name: str, kinds: Collection[str] = (), trusted: bool = False
) -> Content:
    """Sniffs and probes a file.

    kinds: which are wanted, all when empty. trusted: made by the studio itself, so that its length is not
    limited. Raises Invalid or TooLarge with a sentence about the file.
    """
    refuse_in_transaction("Examining a file")
    info = probe(path, name=name, limits=_limits(trusted))
    _require_kind(info.kind, kinds, name)
    mime, extension = info.mime, info.extension
    if info.kind == AssetKind.TEXT:
        suffix = Path(name).suffix.lower().lstrip(".")
        extension = suffix if suffix in _TEXTS else "txt"
        mime = _TEXTS[extension]
    return Content(path=path, hashed=hashed, info=info, mime=mime, extension=extension)


def _limits(trusted: bool) -> Limits:
    return DEFAULT_LIMITS if trusted else Limits(duration=float(settings.UMAM_MAX_MEDIA_SECONDS))


def _require_kind(kind: str, kinds: Collection[str], name: str) -> None:
    if kinds and kind not in kinds:
        wanted = " or ".join(sniff.KIND_WORDS[one] for one in kinds)
        raise Invalid(
            f"{sniff.quoted(name)} is {sniff.KIND_WORDS[kind]}, not {wanted}.",
            suggestion=f"Choose a file that is {wanted}.",
            code="wrong_kind",
        )


def draw_preview(content: Content, folder: Path) -> tuple[Path | None, list[float] | None]:
    """(A small picture of the content in `folder`, the peaks of a sound); None for what has neither.

    Media that plays but cannot be drawn to its end (damaged somewhere in the middle) has no preview.
    """
    target = folder / "preview.webp"
    try:
        if content.info.kind == AssetKind.AUDIO:
            peaks = previews.waveform_peaks(content.path, cwd=folder)
            previews.waveform_image(peaks, target)
            return target, peaks
        if content.info.kind == AssetKind.IMAGE:
            previews.thumbnail(content.path, target)
            return target, None
        if content.info.kind == AssetKind.MODEL:
            draw_poster(content.path, target)
            return target, None
        if content.info.kind == AssetKind.VIDEO:
            previews.poster(content.path, target, size=960)
            return target, None
    except FfmpegError as error:
        if error.code == "no_space":
            raise no_space() from error
    except Invalid:
        pass
    target.unlink(missing_ok=True)
    return None, None
