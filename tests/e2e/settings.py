"""The studio of the browser tests: all of it real but the quick engines and the language model."""

from __future__ import annotations

from umam.settings.dev import *  # noqa: F403
from umam.settings.dev import UMAM_LLM as _LLM

_QUICK = "tests.media_pipeline.engines"
UMAM_ENGINE_CLASSES = [f"{_QUICK}.ScriptedTranscriber", f"{_QUICK}.FlatImage", f"{_QUICK}.FlatClip"]
# A provider without an address: the prompts are composed from the words and the style.
UMAM_LLM = {**_LLM, "provider": "openai", "openai_base_url": "", "anthropic_api_key": ""}
