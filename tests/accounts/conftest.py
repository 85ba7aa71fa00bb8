"""The key that seals credentials, for each test one of its own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def key_path(tmp_path: Path, settings: Any) -> Path:
    """No key yet, and the file where the studio would keep one."""
    settings.UMAM_CREDENTIALS_KEY = ""
    settings.UMAM_CREDENTIALS_KEY_PATH = tmp_path / "credentials_key"
    return settings.UMAM_CREDENTIALS_KEY_PATH
