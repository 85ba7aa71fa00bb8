"""Settings of `make run`: embedded defaults on this computer, safe as they stand."""

from __future__ import annotations

import secrets
from pathlib import Path

from umam.lib.kept_secret import kept_secret
from umam.settings import dotenv, env

dotenv.load(Path(__file__).resolve().parents[2] / ".env")  # before the base settings read their variables

from umam.settings.base import *  # noqa: E402, F403
from umam.settings.base import SECRET_KEY as _SECRET_KEY  # noqa: E402
from umam.settings.base import UMAM_DATA_DIR  # noqa: E402

DEBUG = env.boolean("UMAM_DEBUG", False)
SECRET_KEY = _SECRET_KEY or kept_secret(UMAM_DATA_DIR / "secret_key", lambda: secrets.token_urlsafe(48))
