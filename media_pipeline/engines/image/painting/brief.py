"""What every painter gets: the stage, the picture so far, the colours, the light and what the words said."""

from __future__ import annotations

from dataclasses import dataclass, field

from media_pipeline.engines.image.painting.colour import Colours
from media_pipeline.engines.image.painting.noise import Rng
from media_pipeline.engines.image.painting.stage import Picture, Stage
from media_pipeline.engines.image.painting.words import Scene


@dataclass
class Brief:
    """light: where the sun or moon stands. horizon: frame fraction. side: -1 or 1, where the weight leans.

    free: nobody asked for colours, so a place may bring its own.
    """

    stage: Stage
    picture: Picture
    colours: Colours
    scene: Scene
    rng: Rng
    light: tuple[float, float] = (0.66, 0.4)
    horizon: float = 0.62
    side: int = 1
    free: bool = True
    used: set[str] = field(default_factory=set)

    @property
    def night(self) -> bool:
        return self.colours.night

    @property
    def thirds(self) -> tuple[float, float]:
        """The vertical third that carries the subject, and the other one."""
        return (0.64, 0.34) if self.side > 0 else (0.36, 0.66)

    def figure(self, *choices: str) -> str | None:
        """The first of `choices` that the words asked for and that was not painted yet."""
        for choice in choices:
            if choice in self.scene.figures and choice not in self.used:
                self.used.add(choice)
                return choice
        return None

    def chance(self, probability: float) -> bool:
        return bool(self.rng.random() < probability)

    def between(self, low: float, high: float) -> float:
        return float(self.rng.uniform(low, high))

    def one_of(self, *choices: str) -> str:
        return choices[int(self.rng.integers(len(choices)))]
