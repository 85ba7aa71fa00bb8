"""Paint the pictures on the style cards with the studio's own image engine: `python tools/looks.py`.

They lie in static/src/public/looks, one small WebP for each style of media_pipeline.styles.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "static" / "src" / "public" / "looks"
SIZE = (1280, 720)
SHOWN = (480, 270)
SUBJECTS = {
    "lantern-dusk": ("a harbour village with lit windows over calm water, a sailing boat at dusk", 7),
    "neon-rain": ("a neon city street at night, skyscrapers in the rain", 3),
    "northern-hush": ("snowy mountains under an aurora, a lone figure", 7),
    "golden-meadow": ("a wide meadow in golden morning haze, a figure walking", 7),
    "ink-and-paper": ("a lone tree before misty mountains", 7),
    "cosmic-drift": ("a figure under planets and a nebula, stars", 7),
}


class Bench:
    """The context of an engine, for one picture in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.work_dir = folder

    def progress(self, fraction: float, note: str = "") -> None:
        """Nobody waits for it."""

    def should_stop(self) -> bool:
        return False


def main() -> None:
    from PIL import Image

    from media_pipeline.engines.image.contract import ImageRequest
    from media_pipeline.engines.image.procedural import ProceduralImage
    from media_pipeline.styles import STYLES

    TARGET.mkdir(parents=True, exist_ok=True)
    for style in STYLES:
        subject, seed = SUBJECTS[style.key]
        request = ImageRequest(
            prompt=f"{subject}, {style.text}",
            negative_prompt="",
            width=SIZE[0],
            height=SIZE[1],
            seed=seed,
            palette=style.palette,
            mood=style.mood,
            style=style.text,
        )
        with tempfile.TemporaryDirectory() as folder:
            painted = ProceduralImage().run(request, Bench(Path(folder)))
            picture = Image.open(painted.image).convert("RGB").resize(SHOWN, Image.Resampling.LANCZOS)
            picture.save(TARGET / f"{style.key}.webp", quality=82, method=6)


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "umam.settings.dev")
    import django

    django.setup()
    main()
