"""Cutting a song into scenes, and asking for each of them.

Never reused: what it costs is little, and its real product are the jobs it spawns, each of which is reused
by its own content. So a film with one changed scene makes one scene.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from media_pipeline import moods
from media_pipeline.film import lyrics, scenes
from media_pipeline.pipelines.lyrics import arrange_cues, cues_within, font_size
from media_pipeline.pipelines.music_video import MusicVideoInput
from media_pipeline.pipelines.shapes import Cue, Line, Scene, SceneEdit, Shape, take_role
from umam.jobs.context import JobContext
from umam.jobs.handlers import Handler


class PlanOutput(Shape):
    scenes: list[Scene]
    lines: list[Line]
    lyrics_note: str
    frames: int
    fps: int


class PlanScenes(Handler[MusicVideoInput, PlanOutput]):
    key = "plan_scenes"
    label = "Plan the scenes"
    queue = "default"
    version = "1"
    reuse = "never"
    Input = MusicVideoInput
    Output = PlanOutput

    def run(self, ctx: JobContext, data: MusicVideoInput) -> PlanOutput:
        heard = ctx.upstream("transcribe")
        pulse = ctx.upstream("analyse")
        lines, note = settle_lyrics(heard["segments"], data.lyrics, pulse["duration"])
        cuts = scenes.plan_scenes(
            lines=[line.model_dump() for line in lines],
            duration=pulse["duration"],
            beats=pulse["beats"],
            fps=data.fps,
        )
        planned = [shape_scene(cut, pulse["energy"], data) for cut in cuts]
        cues = arrange_cues(lines, width=data.width, height=data.height, duration=pulse["duration"])
        spawner = Spawner(
            ctx, data, len(planned), cues, pulse["energy"], font_size(cues, data.width, data.height)
        )
        for scene in planned:
            spawner.scene(scene)
        spawner.assembly(planned, note)
        ctx.log(f"Planned {len(planned)} scenes. {note}".strip())
        return PlanOutput(
            scenes=planned, lines=lines, lyrics_note=note, frames=planned[-1].end_frame, fps=data.fps
        )


def settle_lyrics(segments: list[dict[str, Any]], text: str, duration: float) -> tuple[list[Line], str]:
    """The lines of the song, and a sentence on where their spelling comes from."""
    settled = lyrics.settle(segments, text, duration=duration)
    return [Line.model_validate(line) for line in settled.lines], settled.note


def shape_scene(cut: Any, energy: list[float], data: MusicVideoInput) -> Scene:
    level = relative_energy(energy, cut.start_frame, cut.end_frame)
    edit = data.edits.get(cut.index, SceneEdit())
    move = edit.camera_move or moods.camera_move(data.mood, index=cut.index, energy=level)
    return Scene.model_validate(
        {
            "index": cut.index,
            "kind": cut.kind,
            "start_frame": cut.start_frame,
            "end_frame": cut.end_frame,
            "start": cut.start,
            "end": cut.end,
            "text": cut.text,
            "energy": level,
            "camera_move": move,
        }
    )


def relative_energy(energy: list[float], first: int, last: int) -> float:
    """How loud these frames are against the whole song: their mean as a rank among all frames, 0..1."""
    window = energy[first:last]
    if not window or not energy:
        return 0.5
    return round(float(np.mean(np.asarray(energy) <= float(np.mean(window)))), 3)


@dataclass(frozen=True)
class Spawner:
    """Asks for the jobs of each scene. Inputs hold only what concerns that scene: reuse is per scene."""

    ctx: JobContext
    data: MusicVideoInput
    count: int
    cues: list[Cue]
    energy: list[float]
    font_size: int

    def scene(self, scene: Scene) -> None:
        edit = self.data.edits.get(scene.index, SceneEdit())
        seed = scene_seed(self.data.seed, scene.index, edit.take)
        # Another take is another picture of the same words.
        self._prompt(scene, edit, scene_seed(self.data.seed, scene.index, 0))
        if self.data.takes == 1:
            self._still(scene, self._seed_of(scene, edit, edit.pick or 1))
        else:
            self._takes(scene, edit)
        self._clip(scene, seed)
        self._encode(scene)

    def _seed_of(self, scene: Scene, edit: SceneEdit, take: int) -> int:
        return scene_seed(self.data.seed, scene.index, edit.take + take - 1)

    def _spawn(
        self, kind: str, scene: Scene, what: str, step: dict[str, Any] | None = None, **values: Any
    ) -> None:
        """`step` is what is unusual of it: another role, other needs, that it is optional."""
        before = {"still": "visual_prompt", "clip": "still", "encode": "clip"}.get(kind)
        usual: dict[str, Any] = {
            "role": f"{kind}:{scene.index}",
            "needs": [f"{before}:{scene.index}"] if before else [],
        }
        self.ctx.spawn(
            kind,
            label=f"Scene {scene.index + 1}: {what}",
            input={"index": scene.index, **values},
            **{**usual, **(step or {})},
        )

    @property
    def _size(self) -> dict[str, Any]:
        return {"width": self.data.width, "height": self.data.height}

    @property
    def _look(self) -> dict[str, Any]:
        mood = self.data.style_mood or moods.mood_of(self.data.mood).word
        style = "; ".join(part for part in (self.data.style, self.data.house_style) if part)
        return {"style": style, "mood": mood, "palette": self.data.palette}

    def _prompt(self, scene: Scene, edit: SceneEdit, seed: int) -> None:
        self._spawn(
            "visual_prompt",
            scene,
            "imagine",
            **self._look,
            lyrics=scene.text,
            scene_kind=scene.kind,
            count=self.count,
            seed=seed,
            wanted=edit.prompt,
            taste=self.data.taste,
        )

    def _still(self, scene: Scene, seed: int, what: str = "still", **more: Any) -> None:
        unwanted: dict[str, Any] = {"negative_prompt": self.data.unwanted} if self.data.unwanted else {}
        self._spawn("still", scene, what, **self._size, **self._look, **unwanted, seed=seed, **more)

    def _takes(self, scene: Scene, edit: SceneEdit) -> None:
        """Several stills, and in the place of the still the choice of one."""
        roles = [take_role(scene.index, take) for take in range(1, self.data.takes + 1)]
        for take, role in enumerate(roles, start=1):
            seed = self._seed_of(scene, edit, take)
            self._still(scene, seed, f"take {take}", step={"role": role, "optional": True}, take=take)
        self._spawn(
            "choose_take",
            scene,
            "choose",
            step={"role": f"still:{scene.index}", "needs": roles},
            **self._size,
            palette=self.data.palette,
            takes=self.data.takes,
            pick=edit.pick,
        )

    def _clip(self, scene: Scene, seed: int) -> None:
        self._spawn(
            "clip",
            scene,
            "clip",
            **self._size,
            frames=scene.frames,
            fps=self.data.fps,
            seed=seed,
            camera_move=scene.camera_move,
            energy=self.energy[scene.start_frame : scene.end_frame],
        )

    def _encode(self, scene: Scene) -> None:
        self._spawn(
            "encode",
            scene,
            "lyrics",
            **self._size,
            start_frame=scene.start_frame,
            frames=scene.frames,
            fps=self.data.fps,
            quality=self.data.quality,
            cues=[cue.model_dump() for cue in cues_within(self.cues, scene.start, scene.end)],
            font_size=self.font_size,
        )

    def assembly(self, planned: list[Scene], note: str) -> None:
        self.ctx.spawn(
            "assemble",
            role="assemble",
            label="Join the film",
            needs=[f"encode:{scene.index}" for scene in planned],
            result=True,
            input={
                **self._size,
                "song": str(self.data.song),
                "title": self.data.title,
                "fps": self.data.fps,
                "normalise": self.data.normalise,
                "scenes": [scene.model_dump() for scene in planned],
                "cues": [cue.model_dump() for cue in self.cues],
                "lyrics_note": note,
            },
        )


def scene_seed(seed: int, index: int, take: int) -> int:
    """A seed of its own for each scene and take, the same each time."""
    return (seed * 1_000_003 + index * 7_919 + take * 104_729) % (2**31)
