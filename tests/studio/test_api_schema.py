"""The published contract: whole, without warnings, and with every fixed path."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from rest_framework.test import APIClient

FIXED = {
    "/api/agents/jobs": {"get", "post"},
    "/api/agents/jobs/{job_id}": {"get"},
    "/api/agents/jobs/{job_id}/retry": {"post"},
    "/api/agents/jobs/{job_id}/approve": {"post"},
    "/api/agents/jobs/{job_id}/reject": {"post"},
    "/api/agents/narrative/generate": {"post"},
    "/api/agents/spatial/generate": {"post"},
    "/api/agents/consistency": {"post"},
    "/api/agents/video-strategy": {"post"},
    "/api/agents/scribe": {"post"},
    "/api/agents/threads": {"get", "post"},
    "/api/agents/threads/{thread_id}": {"get", "patch", "delete"},
    "/api/agents/threads/{thread_id}/messages": {"post"},
    "/api/agents/threads/{thread_id}/fork": {"post"},
    "/api/video/generate/music-video": {"post"},
    "/api/video/music-video/{film_id}/status": {"get"},
    "/api/music-videos/{film_id}/scenes": {"get", "patch"},
    "/api/music-videos/{film_id}/scenes/{index}/regenerate": {"post"},
    "/api/auth/register": {"post"},
    "/api/auth/login": {"post"},
    "/api/auth/refresh": {"post"},
    "/api/auth/logout": {"post"},
    "/api/auth/me": {"get", "patch"},
    "/api/auth/api-keys": {"get", "post"},
    "/api/auth/credentials": {"get", "post"},
    "/api/auth/credentials/{credential_id}": {"patch", "delete"},
    "/api/auth/ws-ticket": {"post"},
    "/api/universes": {"get", "post"},
    "/api/universes/{universe_id}/members": {"get", "post"},
    "/api/assets": {"get", "post"},
    "/api/assets/{asset_id}/download": {"get"},
    "/api/assets/{asset_id}/share": {"post", "delete"},
    "/api/jobs": {"get"},
    "/api/jobs/{job_id}": {"get"},
    "/api/jobs/{job_id}/cancel": {"post"},
    "/api/jobs/{job_id}/retry": {"post"},
    "/api/jobs/{job_id}/approve": {"post"},
    "/api/jobs/{job_id}/reject": {"post"},
    "/api/jobs/{job_id}/tree": {"get"},
    "/api/hooks/{provider}/{token}": {"post"},
    "/api/health": {"get"},
    "/api/health/ready": {"get"},
}


def test_the_schema_has_no_warnings(tmp_path, capsys):
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", str(tmp_path / "schema.yml"))


@pytest.mark.django_db
def test_every_fixed_path_is_there():
    paths = (
        APIClient().get("/api/schema", headers={"Accept": "application/vnd.oai.openapi+json"}).json()["paths"]
    )
    for path, methods in FIXED.items():
        assert path in paths, path
        assert methods <= set(paths[path]), path
        assert not path.endswith("/")


@pytest.mark.django_db
@pytest.mark.parametrize("page", ["/api/docs", "/api/redoc"])
def test_the_documentation_asks_nobody_else(page):
    answer = APIClient().get(page)
    assert answer.status_code == 200
    text = answer.content.decode()
    assert "cdn." not in text
    assert "googleapis" not in text


@pytest.mark.django_db
class TestHealth:
    def test_alive_needs_nothing(self):
        assert APIClient().get("/api/health").json() == {"status": "ok"}

    def test_ready_names_what_is_missing(self):
        answer = APIClient().get("/api/health/ready")
        assert answer.status_code == 503
        checks = {check["key"]: check for check in answer.json()["checks"]}
        assert checks["database"]["ok"] is True
        assert checks["workers"]["ok"] is False
        assert {"broker", "storage", "ffmpeg", "engines", "gpu"} <= set(checks)

    def test_strangers_learn_no_details(self):
        answer = APIClient().get("/api/health/ready")
        assert {check["detail"] for check in answer.json()["checks"]} == {""}
