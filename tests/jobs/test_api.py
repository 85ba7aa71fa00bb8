"""`/api/jobs`: shape, rights, filters, verbs, waiting, and what strangers see (nothing)."""

import threading
import time
import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import path
from django.utils import timezone
from rest_framework.test import APIClient, APIRequestFactory, force_authenticate
from rest_framework.views import APIView

from umam.jobs import inline, services
from umam.jobs.api import accepted as waiting
from umam.jobs.api.accepted import accepted, idempotency_key
from umam.jobs.models import Job, JobLog

pytestmark = pytest.mark.django_db

SHAPE = {
    "id", "kind", "agent_type", "universe_id", "parent_id", "status", "progress", "progress_note",
    "eta_seconds", "waiting_for", "seq", "input_data", "output_data", "confidence_score",
    "human_review_required", "review",
    "error_message", "error_code", "suggestion", "attempt", "engine", "reused_from", "usage", "assets",
    "created_at", "started_at", "completed_at",
}  # fmt: skip


def client_of(user=None):
    client = APIClient()
    if user is not None:
        client.force_authenticate(user)
    return client


@pytest.fixture
def client(anna):
    return client_of(anna)


def test_the_shape_of_a_job(client, submit, universe):
    job = submit("painter", word="boat", run=True)
    shown = client.get(f"/api/jobs/{job.pk}").json()
    assert set(shown) == SHAPE
    assert shown["agent_type"] == shown["kind"] == "painter"
    assert shown["universe_id"] == str(universe.pk)
    assert (shown["status"], shown["progress"], shown["engine"]) == ("completed", 1.0, "brush")
    assert shown["parent_id"] is None
    (made,) = shown["assets"]
    assert set(made) == {"id", "role", "url"}
    assert b"boat" in b"".join(client.get(made["url"]).streaming_content)


def test_empty_columns_are_null(client, submit):
    shown = client.get(f"/api/jobs/{submit('echo').pk}").json()
    for name in ("engine", "error_message", "error_code", "suggestion", "reused_from", "output_data"):
        assert shown[name] is None
    assert shown["usage"] == {}


def test_nobody_without_credentials():
    assert client_of().get("/api/jobs").status_code == 401
    assert client_of().get(f"/api/jobs/{uuid.uuid4()}").status_code == 401


@pytest.mark.parametrize("verb", ["", "/tree", "/log"])
def test_a_stranger_finds_nothing(submit, berta, verb):
    job = submit("diamond", run=True)
    assert client_of(berta).get(f"/api/jobs/{job.pk}{verb}").status_code == 404
    assert client_of(berta).get("/api/jobs").json()["results"] == []


@pytest.mark.parametrize("verb", ["cancel", "retry", "approve", "reject"])
def test_a_stranger_can_do_nothing(submit, berta, viewer, verb):
    job = submit("draft", word="x", run=verb in ("approve", "reject"))
    assert client_of(berta).post(f"/api/jobs/{job.pk}/{verb}").status_code == 404
    refused = client_of(viewer).post(f"/api/jobs/{job.pk}/{verb}")
    assert refused.status_code == 403
    assert refused.json()["errors"][0]["code"] == "permission_denied"


def test_the_list_is_newest_first_and_filtered(client, submit, universe, elsewhere):
    echo, film, broken = submit("echo", run=True), submit("diamond"), submit("broken", word="job_error")
    inline.drain()

    def listed(**query):
        return [row["id"] for row in client.get("/api/jobs", query).json()["results"]]

    top = [str(job.pk) for job in (broken, film, echo)]
    assert listed(parent="none") == top
    assert listed(parent="none", status="failed") == [str(broken.pk)]
    assert set(listed(parent="none", status="failed,completed")) == set(top)
    assert len(listed(parent=str(film.pk))) == 4
    assert listed(kind="diamond") == [str(film.pk)]
    assert listed(parent="none", universe=str(universe.pk)) == top
    assert listed(universe=str(elsewhere.pk)) == []
    assert listed(parent="none", ordering="created_at") == top[::-1]
    later = (timezone.now() + timedelta(hours=1)).isoformat()
    assert listed(updated_since=later) == []


@pytest.mark.parametrize(
    "query",
    [
        {"status": "sleeping"},
        {"parent": "me"},
        {"universe": "x"},
        {"updated_since": "soon"},
        {"ordering": "input_data"},
    ],
)
def test_a_wrong_filter_is_said(client, submit, query):
    answer = client.get("/api/jobs", query)
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["attr"].startswith(next(iter(query)))


@pytest.mark.parametrize(
    "ordering", ["created_at", "-completed_at", "progress", "-updated_at", "kind", "status"]
)
def test_pages_lose_no_row_in_any_order(client, submit, ordering):
    rows = {str(submit("echo", run=number % 2 == 0).pk) for number in range(7)}
    seen, url = [], f"/api/jobs?page_size=3&ordering={ordering}"
    while url:
        page = client.get(url).json()
        seen += [row["id"] for row in page["results"]]
        url = page["next"]
    assert sorted(seen) == sorted(rows)


def test_a_list_costs_the_same_for_few_and_many(client, submit):
    def queries():
        with CaptureQueriesContext(connection) as seen:
            assert client.get("/api/jobs").status_code == 200
        return len(seen)

    submit("painter", word="one", run=True)
    few = queries()
    for number in range(6):
        submit("painter", word=str(number), run=True)
    assert queries() == few


def test_the_tree(client, submit):
    root = submit("diamond", word="b=draft:words", run=True)
    shown = client.get(f"/api/jobs/{root.pk}/tree").json()
    assert shown["job"]["id"] == str(root.pk)
    assert [step["role"] for step in shown["steps"]] == ["a", "b", "c", "d"]
    by_role = {step["role"]: step for step in shown["steps"]}
    assert set(by_role["d"]["needs"]) == {by_role["b"]["id"], by_role["c"]["id"]}
    of_a_step = client.get(f"/api/jobs/{by_role['a']['id']}/tree").json()
    assert of_a_step["job"]["id"] == str(root.pk)


def test_the_log_is_for_editors_and_tracebacks_for_administrators(client, submit, viewer, anna):
    job = submit("broken", word="boom", run=True)
    lines = client.get(f"/api/jobs/{job.pk}/log").json()["results"]
    assert len(lines) == 1
    assert "secret" not in lines[0]["text"]
    assert client_of(viewer).get(f"/api/jobs/{job.pk}/log").status_code == 403
    anna.is_superuser = True
    anna.save()
    assert "secret" in client.get(f"/api/jobs/{job.pk}/log").json()["results"][1]["text"]
    assert JobLog.objects.count() == 2


def test_cancel_and_retry(client, submit):
    job = submit("echo")
    assert client.post(f"/api/jobs/{job.pk}/cancel").json()["status"] == "cancelled"
    again = client.post(f"/api/jobs/{job.pk}/cancel")
    assert (again.status_code, again.json()["errors"][0]["code"]) == (409, "wrong_state")
    retried = client.post(f"/api/jobs/{job.pk}/retry")
    assert (retried.status_code, retried.json()["status"]) == (202, "pending")
    assert retried.headers["Location"] == f"/api/jobs/{job.pk}"
    assert client.post(f"/api/jobs/{job.pk}/retry").status_code == 409


def test_review_by_api(client, submit):
    one, two, three = (submit("draft", word="x", run=True) for _ in range(3))
    assert client.post(f"/api/jobs/{one.pk}/approve").json()["review"] == "approved"
    edited = client.post(f"/api/jobs/{two.pk}/approve", {"output_data": {"said": "y"}, "note": "n"}).json()
    assert (edited["review"], edited["output_data"]["said"]) == ("edited", "y")
    wrong = client.post(f"/api/jobs/{three.pk}/approve", {"output_data": {"said": 7}})
    assert (wrong.status_code, wrong.json()["errors"][0]["attr"]) == (400, "output_data.said")
    assert client.post(f"/api/jobs/{three.pk}/reject", {"note": "no"}).json()["review"] == "rejected"
    assert client.post(f"/api/jobs/{three.pk}/approve").status_code == 409


def test_an_edit_may_not_bring_in_a_foreign_file(client, submit, elsewhere, berta):
    theirs = submit("painter", word="secret", where=elsewhere, by=berta, run=True)
    foreign = theirs.output_data["files"][0]
    job = submit("draft", word="x", run=True)
    answer = client.post(f"/api/jobs/{job.pk}/approve", {"output_data": {"said": "y", "files": [foreign]}})
    assert answer.status_code == 404


def test_a_webhook_needs_no_credentials_but_the_token(submit, settings):
    settings.UMAM_PUBLIC_URL = "https://studio.example"
    job = submit("provider", run=True)
    path_of = f"/api/hooks/acme/{job.hook_token}"
    assert client_of().post("/api/hooks/acme/guess", {}).status_code == 404
    assert client_of().post(path_of, {"word": "x" * 70_000}).status_code == 413
    assert client_of().post(path_of, {"state": "done"}).status_code == 204
    inline.drain()
    job.refresh_from_db()
    assert job.status == "completed"


# the answer to a request for long work


class Ask(APIView):
    def post(self, request):
        from umam.universes.services import personal_universe

        job = services.submit(
            kind="echo",
            universe=personal_universe(request.user),
            by=request.user,
            input=request.data,
            idempotency_key=idempotency_key(request),
        )
        return accepted(request, job)


urlpatterns = [path("ask", Ask.as_view())]


def ask(user, query="", body=None, **headers):
    request = APIRequestFactory().post(f"/ask{query}", body or {"word": "x"}, format="json", headers=headers)
    force_authenticate(request, user)
    return Ask.as_view()(request)


def test_long_work_is_accepted(anna):
    answer = ask(anna)
    assert answer.status_code == 202
    assert answer.headers["Location"] == f"/api/jobs/{answer.data['id']}"
    assert set(answer.data) == SHAPE


def test_the_same_idempotency_key_is_the_same_job(anna):
    one, two = ask(anna, **{"Idempotency-Key": "k"}), ask(anna, **{"Idempotency-Key": "k"})
    assert one.data["id"] == two.data["id"]
    other = ask(anna, body={"word": "y"}, **{"Idempotency-Key": "k"})
    assert (other.status_code, other.data["errors"][0]["code"]) == (422, "idempotency_mismatch")
    assert Job.objects.count() == 1


@pytest.mark.parametrize("wait", ["soon", "-1", "61", "nan"])
def test_a_wait_has_limits(anna, wait):
    assert ask(anna, f"?wait={wait}").status_code == 400


def test_a_wait_ends_with_the_job(anna, monkeypatch):
    monkeypatch.setattr(waiting.time, "sleep", lambda seconds: inline.drain())
    answer = ask(anna, "?wait=5")
    assert (answer.status_code, answer.data["status"]) == (200, "completed")


def test_a_wait_that_sees_no_end_is_accepted_too(anna):
    begun = time.monotonic()
    assert ask(anna, "?wait=0.2").status_code == 202
    assert 0.2 <= time.monotonic() - begun < 2


def test_a_crowd_does_not_wait(anna, monkeypatch):
    full = threading.BoundedSemaphore(1)
    full.acquire()
    monkeypatch.setattr(waiting, "_waiters", full)
    begun = time.monotonic()
    assert ask(anna, "?wait=30").status_code == 202
    assert time.monotonic() - begun < 2
