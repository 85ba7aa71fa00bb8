"""Settings of the workers that tests start: the tests' database, a broker of their own, tiny kinds."""

import os

os.environ.setdefault("UMAM_SECRET_KEY", "tests-only-key-that-is-long-enough-for-hs256-signatures")

from tests.jobs.handlers import PATHS
from umam.settings.base import *  # noqa: F403
from umam.settings.base import DATABASES

DATABASES["default"]["NAME"] = os.environ["UMAM_WORKER_DATABASE"]
UMAM_JOB_HANDLERS = PATHS
UMAM_JOB_BACKOFF = 0.2
