"""Live sockets: rights, snapshot first, deltas after, and an end when the rights end."""

import time
import uuid

import pytest
from asgiref.sync import sync_to_async
from channels.routing import URLRouter
from channels.testing import WebsocketCommunicator
from django.contrib.auth.models import AnonymousUser

from umam.jobs import inline, runner, services, state
from umam.jobs.context import JobContext
from umam.jobs.models import Job
from umam.jobs.routing import websocket_urlpatterns
from umam.live.consumers import UNAUTHENTICATED
from umam.universes.models import Membership
from umam.universes.services import remove_member

pytestmark = pytest.mark.django_db(transaction=True)
application = URLRouter(websocket_urlpatterns)


class Socket:
    """A client of one address, as somebody."""

    def __init__(self, path, user, **scope):
        self.wire = WebsocketCommunicator(application, path)
        self.wire.scope.update({"user": user, "expires_at": None, "refusal": None, **scope})

    async def __aenter__(self):
        await self.wire.connect()
        return self

    async def __aexit__(self, *_):
        await self.wire.disconnect()

    async def next(self):
        return await self.wire.receive_json_from(timeout=5)

    async def closed(self):
        while True:
            message = await self.wire.receive_output(timeout=5)
            if message["type"] == "websocket.close":
                return message["code"]


in_thread = sync_to_async


async def test_a_job_shows_itself_then_what_changes(submit, anna):
    job = await in_thread(submit)("echo", word="x")
    async with Socket(f"/ws/jobs/{job.pk}/", anna) as socket:
        snapshot = await socket.next()
        assert snapshot["type"] == "job.snapshot"
        assert (snapshot["job"]["id"], snapshot["job"]["status"]) == (str(job.pk), "pending")
        await in_thread(inline.drain)()
        started, ended = await socket.next(), await socket.next()
    assert (started["type"], started["status"], started["id"]) == ("job.changed", "processing", str(job.pk))
    assert (ended["status"], ended["progress"]) == ("completed", 1.0)
    assert snapshot["job"]["seq"] < started["seq"] < ended["seq"]
    assert ended["seq"] == started["seq"] + 1


async def test_progress_and_log_are_told_with_the_numbers_of_the_row(submit, anna):
    job = await in_thread(submit)("echo")
    ctx = JobContext(await in_thread(state.claim)(job.pk))
    async with Socket(f"/ws/jobs/{job.pk}/", anna) as socket:
        before = (await socket.next())["job"]["seq"]
        await in_thread(ctx.progress)(0.5, "half")
        await in_thread(ctx.log)("a line")
        progress, log = await socket.next(), await socket.next()
    assert progress["type"] == "job.progress"
    assert (progress["progress"], progress["progress_note"]) == (0.5, "half")
    assert log["type"] == "job.log"
    assert "a line" not in str(log)
    row = await Job.objects.aget(pk=job.pk)
    assert [before + 1, before + 2] == [progress["seq"], log["seq"]]
    assert row.seq == log["seq"]


async def test_a_client_that_missed_something_asks_again(submit, anna):
    job = await in_thread(submit)("echo")
    async with Socket(f"/ws/jobs/{job.pk}/", anna) as socket:
        await socket.next()
        await socket.wire.send_json_to({"type": "snapshot"})
        assert (await socket.next())["type"] == "job.snapshot"


async def test_a_film_s_socket_tells_of_its_steps(submit, anna, steps):
    root = await in_thread(submit)("diamond")
    async with Socket(f"/ws/jobs/{root.pk}/", anna) as socket:
        snapshot = await socket.next()
        assert [step["role"] for step in snapshot["steps"]] == ["a", "b", "c", "d"]
        first = (await in_thread(steps)(root))["a"]
        await in_thread(runner.run)(first.pk)
        seen = [await socket.next(), await socket.next()]
    assert {event["role"] for event in seen} == {"a"}
    assert {event["parent_id"] for event in seen} == {str(root.pk)}


async def test_a_universe_and_a_person_hear_of_top_jobs_only(submit, anna, universe):
    root = await in_thread(submit)("diamond")
    for path in (f"/ws/universes/{universe.pk}/", "/ws/me/"):
        async with Socket(path, anna) as socket:
            shown = await socket.next()
            assert shown["job"]["id"] == str(root.pk)
            assert (await socket.next()) == {"type": "jobs.ready", "count": 1}
            other = await in_thread(submit)("echo")
            await in_thread(services.cancel)(job=other, by=anna)
            assert (await socket.next())["id"] == str(other.pk)
            await in_thread(other.delete)()


@pytest.mark.parametrize("place", ["jobs", "universes"])
async def test_a_stranger_is_told_that_nothing_is_there(submit, berta, universe, place):
    job = await in_thread(submit)("echo")
    name = job.pk if place == "jobs" else universe.pk
    async with Socket(f"/ws/{place}/{name}/", berta) as socket:
        assert await socket.closed() == 4404


async def test_what_does_not_exist_looks_the_same(anna):
    async with Socket(f"/ws/jobs/{uuid.uuid4()}/", anna) as socket:
        assert await socket.closed() == 4404


@pytest.mark.parametrize("code", [4401, 4403])
async def test_a_refused_credential(code):
    async with Socket("/ws/me/", AnonymousUser(), refusal=code) as socket:
        assert await socket.closed() == code


@pytest.mark.parametrize("place", ["jobs", "universes"])
async def test_the_end_of_a_membership_closes_what_is_open(submit, viewer, anna, universe, place):
    job = await in_thread(submit)("echo")
    name = job.pk if place == "jobs" else universe.pk
    async with Socket(f"/ws/{place}/{name}/", viewer) as socket:
        assert (await socket.next())["type"] == "job.snapshot"
        member = await Membership.objects.select_related("universe").aget(user=viewer, universe=universe)
        await in_thread(remove_member)(membership=member, by=anna)
        assert await socket.closed() == 4404


async def test_the_end_of_a_token_closes_what_is_open(anna):
    async with Socket("/ws/me/", anna, expires_at=time.time() + 0.2) as socket:
        assert await socket.closed() == UNAUTHENTICATED


async def test_a_closed_account_hears_nothing(anna):
    anna.is_active = False
    await anna.asave()
    async with Socket("/ws/me/", anna) as socket:
        assert await socket.closed() == 4404
