"""Paint the pictures of the demo world with the studio's own image engine: `python tools/demo_pictures.py`.

They lie in storybible/demo/pictures, one WebP for each element that is named here, called by its key.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DEMO = ROOT / "storybible" / "demo"
SIZE = (1280, 720)
SHOWN = (960, 540)
# Dark to light, after the world's style guide.
NIGHT = ("#071426", "#0b1f3a", "#1e4d6b", "#6fa8b5", "#ffd08a")
DUSK = ("#14213d", "#2b3a67", "#6b4e71", "#e7936f", "#ffd08a")
STORM = ("#0b141c", "#1c2b36", "#3c5561", "#8fa6a8", "#e8e2cf")
SUBJECTS = {
    "mara-voss": ("a woman on a pier before a harbour village with lit windows at night", NIGHT, 11),
    "ivo-voss": ("a lone figure on a hill before misty mountains at dusk, birds", DUSK, 5),
    "old-tamsin": ("a lone tree on a meadow at dusk, a figure, stars", DUSK, 21),
    "sorrel-dane": ("a sailing ship on a stormy sea under a cloudy sky, rain", STORM, 9),
    "aldous-crane": ("a figure on a village street in fog, street lamps", STORM, 14),
    "nix": ("a lone figure on a beach under a sky full of stars at night", NIGHT, 3),
    "lumen": ("a harbour village with lit windows over calm water, sailing boats at dusk", DUSK, 7),
    "keepers-tower": ("a lighthouse on a rocky cliff with a beam over the sea, stars", NIGHT, 4),
    "saltmarket": ("a harbour with many sailing ships and houses in morning mist", STORM, 12),
    "glass-shoals": ("an aurora over calm water and snowy ridges, stars", NIGHT, 8),
    "drowned-stair": ("a full moon over a calm sea, mist", NIGHT, 6),
    "hollow-isle": ("dark mountains under storm clouds, rain, lightning", STORM, 10),
    "gullwing": ("a sailing ship on a calm sea at dawn, gulls", DUSK, 13),
    "the-long-dark": ("a dark forest at night, fog, a single light", STORM, 16),
    "night-of-falling-stars": ("a harbour village at night, a sky full of stars and a nebula", NIGHT, 2),
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

    target = DEMO / "pictures"
    target.mkdir(exist_ok=True)
    for key, (subject, palette, seed) in SUBJECTS.items():
        request = ImageRequest(
            prompt=f"{subject}, painted light",
            width=SIZE[0],
            height=SIZE[1],
            seed=seed,
            palette=palette,
            mood="wistful",
            style="painted light",
        )
        with tempfile.TemporaryDirectory() as folder:
            made = ProceduralImage().run(request, Bench(Path(folder)))
            with Image.open(made.image) as picture:
                small = picture.convert("RGB").resize(SHOWN, Image.Resampling.LANCZOS)
                small.save(target / f"{key}.webp", quality=80, method=6)
        print(key)


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "umam.settings.dev")
    import django

    django.setup()
    main()
