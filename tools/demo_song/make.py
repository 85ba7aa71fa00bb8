"""Make the demo song: sing, play, mix, master, encode. See README.md for what it needs.

python make.py --model kokoro.onnx --voice af_heart.bin --out ../../media_pipeline/demo
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import band
import imageio_ffmpeg
import numpy as np
import soundfile
from scipy.signal import butter, resample_poly, sosfiltfilt
from score import LINES, TITLE, Line
from voice import Speaker, sing

Array = np.ndarray[Any, np.dtype[Any]]
_RAW = ("-f", "f32le", "-ar", str(band.RATE), "-ac", "2", "-i", "pipe:0")
_SCALE = (0, 2, 4, 6, 7, 9, 11)  # G major, counted from C
TARGET_LUFS = -13.6
PEAK_DBTP = -1.3


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, required=True, help="the Kokoro ONNX model")
    parser.add_argument("--voice", type=Path, required=True, help="a Kokoro voice, float32 (510, 1, 256)")
    parser.add_argument(
        "--out", type=Path, required=True, help="folder for first-light.mp3 and first-light.txt"
    )
    parser.add_argument("--parts", type=Path, help="also write the voice and the band as WAV files here")
    options = parser.parse_args()
    lead, wide = performance(Speaker(options.model, options.voice))
    singer = vocals(lead, wide)
    players = make_room(playback(np.random.default_rng(7)), lead)
    if options.parts:
        soundfile.write(options.parts / "voice.wav", singer, band.RATE)
        soundfile.write(options.parts / "band.wav", players, band.RATE)
    mixed = master(singer + players)
    options.out.mkdir(parents=True, exist_ok=True)
    encode(mixed, options.out / "first-light.mp3")
    (options.out / "first-light.txt").write_text(lyrics(), encoding="utf-8")
    print(json.dumps(loudness(options.out / "first-light.mp3")))


def lyrics() -> str:
    """The words as they are sung, a line each, with a blank line before the chorus."""
    verse = [line.text for line in LINES if not line.chorus]
    chorus = [line.text for line in LINES if line.chorus]
    return "\n".join([*verse, "", *chorus, ""])


def performance(speaker: Speaker) -> tuple[Array, Array]:
    """The lead in the middle; and for the chorus a second take and a third below, wide. Both peak at 1."""
    lead, wide = band.empty(), band.empty()
    for index, line in enumerate(LINES):
        _add(lead, speaker, line, 0.0, seed=index + 1)
        if line.chorus:
            _add(wide, speaker, _third_below(line), -0.7, seed=index + 31)
            _add(wide, speaker, line, 0.7, seed=index + 61, late=0.016)
    lead, wide = dispersed(lead), dispersed(wide)
    return lead / np.abs(lead).max(), wide / np.abs(wide).max()


def dispersed(sound: Array, spread: float = 0.006) -> Array:
    """Delay high tones up to `spread` seconds more than low ones: a vocoder's pulses lose their peaks."""
    spectrum = np.fft.rfft(sound, axis=0)
    frequency = np.fft.rfftfreq(len(sound), 1 / band.RATE)
    highest = 10000.0
    phase = np.pi * spread * np.minimum(frequency, highest) ** 2 / highest
    phase += 2 * np.pi * spread * np.maximum(frequency - highest, 0)
    turned: Array = np.fft.irfft(spectrum * np.exp(-1j * phase)[:, None], n=len(sound), axis=0)
    return turned


def vocals(lead: Array, wide: Array) -> Array:
    """Voices ready for the mix: clear, even, with room and repeats behind them."""
    lead = compressed(presence(lead), threshold=0.06, ratio=3.0)
    wide = compressed(band.filtered(wide, "high", 260), threshold=0.06, ratio=3.0)
    lead, wide = _to_level(lead, 0.115), _to_level(wide, 0.115)
    sent = lead + 0.5 * wide
    delayed = band.filtered(band.echo(sent, 1.5 * band.EIGHTH, 0.28, 3) - sent, "high", 500)
    return lead + 0.2 * wide + 0.1 * band.hall(sent, np.random.default_rng(3)) + 0.08 * delayed


def make_room(players: Array, lead: Array) -> Array:
    """Turn the band down between 500 Hz and 5 kHz while somebody sings, so that words stay clear."""
    middle = band.filtered(players, "band", (500, 5000), 1)
    singing = np.sqrt(np.maximum(band.filtered((lead**2).mean(axis=1), "low", 2.5, 1), 0.0))
    amount = np.clip(singing / np.quantile(singing[singing > 0.01], 0.5), 0, 1)[:, None]
    return players * (1 - 0.12 * amount) - 0.5 * amount * middle


def _to_level(sound: Array, level: float) -> Array:
    """Scale so that the parts that sound have the root mean square `level`."""
    frames = (sound[: len(sound) // 4800 * 4800] ** 2).mean(axis=1).reshape(-1, 4800).mean(axis=1)
    heard = frames[frames > frames.max() * 0.01]
    scaled: Array = sound * (level / np.sqrt(heard.mean()))
    return scaled


def _add(track: Array, speaker: Speaker, line: Line, pan: float, *, seed: int, late: float = 0.0) -> None:
    sound, begin = sing(speaker, line, speed=0.9, seed=seed)
    sound = band.filtered(resample_poly(sound, 2, 1), "high", 110)
    sound *= 0.1 / np.sqrt(np.mean(sound**2))
    band.put(track, sound, (begin + late) / band.EIGHTH, pan)


def _third_below(line: Line) -> Line:
    return replace(
        line, syllables=tuple(replace(one, note=_down_a_third(one.note)) for one in line.syllables)
    )


def _down_a_third(note: int) -> int:
    lower = [n for n in range(note - 1, note - 6, -1) if n % 12 in _SCALE]
    return lower[1]


def presence(sound: Array) -> Array:
    """Lift 2.5-6 kHz for clear words, and a little air above."""
    return (
        sound
        + 0.45 * band.filtered(sound, "band", (2500, 6000), 1)
        + 0.25 * band.filtered(sound, "high", 8000, 1)
    )


def compressed(sound: Array, *, threshold: float, ratio: float) -> Array:
    """Even out the level: above `threshold` it grows `ratio` times slower (both sides alike, no delay)."""
    power = sosfiltfilt(butter(1, 16.0, fs=band.RATE, output="sos"), (sound**2).mean(axis=1))
    level = np.sqrt(np.maximum(power, 1e-9)) * 1.4
    gain = np.minimum(1.0, (level / threshold) ** (1 / ratio - 1))
    squeezed: Array = sound * gain[:, None]
    return squeezed


def playback(random: np.random.Generator) -> Array:
    """The band, with room and a pad that breathes with the kick."""
    kit, kicks = band.drums(random)
    breath = band.duck(kicks, 0.45)[:, None]
    pad, bells, keys = band.pad(random) * breath, band.arpeggio(random) + band.motif(), band.piano(random)
    room = band.hall(0.5 * pad + bells + 0.7 * keys + 0.12 * band.filtered(kit, "high", 300), random, 2.4)
    low = band.bass() * (0.6 + 0.4 * breath)
    mixed = 0.75 * pad + 0.62 * bells + 0.6 * keys + 0.5 * low + 0.62 * kit + band.sea(random) + 0.16 * room
    return 0.5 * mixed


def master(mixed: Array) -> Array:
    """Glue, fade the ends, and bring the programme to the target loudness under a true-peak limit."""
    mixed = band.filtered(mixed, "high", 28)
    ends = np.ones(len(mixed))
    tail = round(1.2 * band.RATE)
    ends[-tail:] = np.cos(np.linspace(0, np.pi / 2, tail)) ** 2
    mixed = mixed * ends[:, None]
    for _ in range(6):
        limited = limit(mixed, 10 ** (PEAK_DBTP / 20))
        measured = _measure(limited)["integrated_lufs"]
        mixed = mixed * 10 ** ((TARGET_LUFS - measured) / 16)
    return limit(mixed, 10 ** (PEAK_DBTP / 20))


def limit(sound: Array, ceiling: float) -> Array:
    """A look-ahead limiter on the four times oversampled peaks."""
    peaks = np.abs(resample_poly(sound, 4, 1, axis=0)).max(axis=1)
    peaks = peaks[: len(sound) * 4].reshape(-1, 4).max(axis=1)
    needed = np.minimum(1.0, ceiling / np.maximum(peaks, 1e-9))
    window = round(0.004 * band.RATE)
    padded = np.pad(needed, window, constant_values=1.0)
    lowest = np.lib.stride_tricks.sliding_window_view(padded, 2 * window + 1).min(axis=1)
    smooth = np.convolve(
        np.pad(lowest, window, mode="edge"), np.hanning(2 * window + 1) / window, mode="valid"
    )
    held: Array = sound * np.minimum(smooth, 1.0)[:, None]
    return held


def encode(sound: Array, path: Path) -> None:
    """Write an MP3 at 160 kbit/s with title and a note on its origin."""
    tags = {"title": TITLE, "artist": "UMAM", "genre": "Demo", "comment": "Made by tools/demo_song"}
    metadata = [part for name, value in tags.items() for part in ("-metadata", f"{name}={value}")]
    _ffmpeg(
        [*_RAW, *metadata, "-c:a", "libmp3lame", "-b:a", "160k", "-fflags", "+bitexact", "-y", str(path)],
        sound.astype("<f4").tobytes(),
    )


def loudness(path: Path) -> dict[str, float]:
    """Integrated loudness (LUFS) and true peak (dBTP) of a file."""
    return _parsed(_ffmpeg(["-i", str(path), "-af", "ebur128=peak=true", "-f", "null", "-"], b""))


def _measure(sound: Array) -> dict[str, float]:
    return _parsed(
        _ffmpeg([*_RAW, "-af", "ebur128=peak=true", "-f", "null", "-"], sound.astype("<f4").tobytes())
    )


def _parsed(report: str) -> dict[str, float]:
    summary = report[report.rindex("Summary:") :]
    found = {
        "integrated_lufs": re.search(r"I:\s+(-?[\d.]+) LUFS", summary),
        "range_lu": re.search(r"LRA:\s+(-?[\d.]+) LU", summary),
        "true_peak_dbtp": re.search(r"Peak:\s+(-?[\d.]+) dBFS", summary),
    }
    return {name: float(match.group(1)) for name, match in found.items() if match}


def _ffmpeg(args: list[str], data: bytes) -> str:
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-hide_banner", *args]
    done = subprocess.run(command, input=data, capture_output=True, check=True)
    return done.stderr.decode(errors="replace")


if __name__ == "__main__":
    main()
