"""Settings of the processes that make these films: quick engines, the tests' database and files."""

from __future__ import annotations

import os

os.environ.setdefault("UMAM_SECRET_KEY", "tests-only-key-that-is-long-enough-for-hs256-signatures")

from tests.faults.engines import PATHS
from umam.settings.base import *  # noqa: F403
from umam.settings.base import DATABASES, STORAGES
from umam.settings.product import UMAM_LLM

DATABASES["default"]["NAME"] = os.environ["UMAM_WORKER_DATABASE"]
STORAGES["default"]["OPTIONS"]["location"] = os.environ["UMAM_WORKER_MEDIA"]
STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
UMAM_ENGINE_CLASSES = PATHS
UMAM_JOB_BACKOFF = 0.2
UMAM_LLM = {**UMAM_LLM, "provider": "auto", "anthropic_api_key": "", "openai_base_url": "", "timeout": 5.0}
UMAM_LOCAL_LLM_URL = ""
