"""Settings of the tests: their own data folder, quick hashes, no network."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from umam.settings import env

# A developer's data is never touched: set before the base settings read it.
_WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")
# Two runs at once share nothing; the processes that a run starts find its folder by the variable.
os.environ.setdefault("UMAM_TEST_DIR", f"{tempfile.gettempdir()}/umam-tests-{os.getuid()}-{os.getpid()}")
_DATA = Path(env.text("UMAM_TEST_DIR")) / _WORKER
# Set by .ci/run for the tests that shall meet a real PostgreSQL and Redis.
UMAM_TEST_SERVERS = env.boolean("UMAM_TEST_SERVERS", False)
_SHARED = Path(os.environ.get("UMAM_DATA_DIR") or Path(__file__).resolve().parents[2] / "var")
os.environ.setdefault("UMAM_MODELS_DIR", str(_SHARED / "models"))
os.environ.setdefault("UMAM_FONTS_DIR", str(_SHARED / "fonts"))
os.environ["UMAM_DATA_DIR"] = str(_DATA)

from umam.settings.base import *  # noqa: E402, F403
from umam.settings.base import DATABASES, REST_FRAMEWORK, STORAGES  # noqa: E402
from umam.settings.product import UMAM_LLM  # noqa: E402

SECRET_KEY = "tests-only-key-that-is-long-enough-for-hs256-signatures"  # noqa: S105
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
ALLOWED_HOSTS = ["*"]
if "sqlite" in DATABASES["default"]["ENGINE"]:
    # A test's rows need not outlive a power cut, so nobody waits until the disk has them.
    _options = DATABASES["default"]["OPTIONS"]
    _at_once = _options["init_command"].replace("synchronous=NORMAL", "synchronous=OFF")
    DATABASES["default"]["OPTIONS"] = {**_options, "init_command": _at_once}
if not UMAM_TEST_SERVERS:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}
    CELERY_BROKER_URL = "memory://"
    CELERY_BROKER_TRANSPORT_OPTIONS = {}
# Events go out at the commit itself, on the loop of the test.
UMAM_LIVE_IN_BACKGROUND = False
# A job of a test runs inside the test's transaction, which a thread with its own connection cannot see.
UMAM_JOB_HEARTBEAT = False
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {
    **STORAGES,
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(_DATA / "media"), "base_url": None},
    },
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
DJANGO_VITE = {"default": {"dev_mode": True}}
REST_FRAMEWORK = {
    **REST_FRAMEWORK,
    "DEFAULT_THROTTLE_RATES": {"auth": "10000/min", "user": "100000/min"},
}
UMAM_LLM = {
    **UMAM_LLM,
    "provider": "auto",
    "anthropic_api_key": "",
    "openai_base_url": "",
    "openai_api_key": "",
    "timeout": 5.0,
}
UMAM_LOCAL_LLM_URL = ""
UMAM_DEMO_PASSWORD = "a-demo-password"  # noqa: S105
