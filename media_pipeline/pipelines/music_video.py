"""A song becomes a film: the plan of the whole, as steps that the queue works off.

`transcribe` and `analyse` listen, `plan_scenes` cuts the song into scenes and spawns, for each scene n,
`visual_prompt:n -> still:n -> clip:n -> encode:n`; `assemble` joins the pieces and is the film's result.
Where several takes are wished, each is a still `take:n:k`, and `still:n` is the critic's choice of them.
A changed film is a new film whose unchanged steps are reused by their content.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from pydantic import Field

from media_pipeline.pipelines.shapes import FPS, MOST_TAKES, Even, SceneEdit, Shape, Taste
from umam.jobs.handlers import Pipeline, Step


class MusicVideoInput(Shape):
    """What a film is made of. `mood` is 0..100; `edits` are by scene index; sizes are pixels.

    `takes` is how many stills of each scene are painted, of which the critic keeps the best.
    `style` is what was wished for this film, `house_style` and `unwanted` are what the universe's style guide
    said when it was.
    """

    song: UUID
    duration: float = Field(gt=0, description="Seconds of the song.")
    title: str = Field(max_length=200)
    style: str = Field(max_length=500)
    style_label: str = Field(default="", max_length=60)
    house_style: str = Field(default="", max_length=2000)
    unwanted: str = Field(default="", max_length=1000)
    palette: list[str] = []
    style_mood: str = ""
    mood: float = Field(default=50, ge=0, le=100)
    lyrics: str = Field(default="", max_length=20_000)
    language: str | None = Field(default=None, pattern=r"^[a-z]{2,3}$")
    width: Even = 1280
    height: Even = 720
    fps: int = Field(default=FPS, ge=12, le=60)
    quality: str = "draft"
    normalise: bool = False
    takes: int = Field(default=1, ge=1, le=MOST_TAKES)
    seed: int = Field(default=0, ge=0)
    edits: dict[int, SceneEdit] = {}
    based_on: UUID | None = None
    taste: Taste = []


class MusicVideo(Pipeline[MusicVideoInput]):
    key = "music_video"
    label = "Music video"
    version = "1"
    Input = MusicVideoInput

    def title(self, data: MusicVideoInput) -> str:
        return data.title

    def weight(self, data: MusicVideoInput) -> float:
        return data.duration * data.width * data.height / 1_000_000

    def plan(self, data: MusicVideoInput) -> list[Step]:
        song = str(data.song)
        listen: dict[str, Any] = {"audio": song, "duration": data.duration, "language": data.language}
        feel: dict[str, Any] = {"audio": song, "duration": data.duration, "fps": data.fps}
        film = data.model_dump(mode="json", exclude={"based_on"})
        return [
            Step(kind="transcribe", role="transcribe", input=listen, label="Listen to the words"),
            Step(kind="analyse", role="analyse", input=feel, label="Feel the beat"),
            Step(
                kind="plan_scenes",
                role="plan_scenes",
                input=film,
                needs=["transcribe", "analyse"],
                label="Plan the scenes",
            ),
        ]
