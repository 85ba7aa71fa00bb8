"""An ffmpeg that does what a test orders, by the names of the files that it is given."""

from __future__ import annotations

from pathlib import Path

from umam.lib.ffmpeg import ffmpeg_path

# The file whose making stands for each step of a film.
FILES = {
    "transcribe": "heard.wav",
    "still": "canvas.png",
    "clip": "clip.mp4",
    "encode": "piece.mp4",
    "assemble": "film.mp4",
}
HALF_DONE = "half-done.mkv"
REASON = "the encoder lost its mind"

SCRIPT = """#!/bin/sh
order=none
for word; do
  [ -f "{orders}/${{word##*/}}" ] && order="{orders}/${{word##*/}}"
done
given() {{ cat "$order" 2>/dev/null; }}
while [ "$(given)" = hold ]; do
  "{real}" -nostdin -v error -re -f lavfi -i testsrc2=s=64x36:r=10 -t 1 -y {half_done}
done
case "$(given)" in
  fail)
    echo "first words" >&2
    echo "Error writing {orders}/secret/piece.mp4: {reason}" >&2
    exit 187 ;;
  full) exec "{real}" -nostdin -v error -f lavfi -i testsrc2=s=320x180 -t 9 -f mpegts -y /dev/full ;;
esac
exec "{real}" "$@"
"""


class Orders:
    """`hold` lets a step work on and on, `fail` and `full` end it badly, `clear` lets it go on."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.program = folder / "ffmpeg"
        folder.mkdir()
        words = {"orders": folder, "real": ffmpeg_path(), "reason": REASON, "half_done": HALF_DONE}
        self.program.write_text(SCRIPT.format(**words))
        self.program.chmod(0o755)

    def hold(self, step: str) -> None:
        self._give(step, "hold")

    def fail(self, step: str) -> None:
        self._give(step, "fail")

    def full(self, step: str) -> None:
        self._give(step, "full")

    def clear(self) -> None:
        for name in FILES.values():
            (self.folder / name).unlink(missing_ok=True)

    def _give(self, step: str, order: str) -> None:
        (self.folder / FILES[step]).write_text(order)
