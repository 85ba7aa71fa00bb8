"""Settings of a run of the bench: the studio's own, and kinds of jobs that only a bench needs."""

from __future__ import annotations

import os

from umam.settings.dev import *  # noqa: F403
from umam.settings.dev import REST_FRAMEWORK
from umam.settings.product import UMAM_JOB_HANDLERS
from umam.studio.bench.provider import PROVIDER_URL, language_model

UMAM_JOB_HANDLERS = [*UMAM_JOB_HANDLERS, "umam.studio.bench.handlers.Nothing"]
UMAM_LLM = language_model(os.environ.get(PROVIDER_URL, ""))
UMAM_AGENT_MODELS = {}
UMAM_LLM_FALLBACK = []
REST_FRAMEWORK = {**REST_FRAMEWORK, "DEFAULT_THROTTLE_RATES": {"auth": "100000/min", "user": "1000000/min"}}
