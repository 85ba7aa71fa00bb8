"""The base of the live sockets: who gets in, what they hear, when they are put out."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any, ClassVar

import pytest
from asgiref.sync import sync_to_async
from channels.testing import WebsocketCommunicator
from django.conf import settings
from django.test import Client
from rest_framework_simplejwt.tokens import AccessToken

from umam.accounts import services
from umam.accounts.models import User
from umam.accounts.sockets import SocketAuth
from umam.live.consumers import FORBIDDEN, NOT_FOUND, UNAUTHENTICATED, LiveConsumer
from umam.live.events import Event, RightsChanged, user_group
from umam.live.publish import publish
from umam.universes.access import can_view
from umam.universes.models import Membership, Universe

pytestmark = [pytest.mark.django_db(transaction=True)]


@dataclass(frozen=True, kw_only=True)
class Bell(Event):
    type: ClassVar[str] = "bell"
    universe_id: str
    text: str

    def groups(self) -> list[str]:
        return [f"universe.{self.universe_id}"]


class Listener(LiveConsumer):
    """A socket on the one universe of the test."""

    def groups_for(self) -> list[str] | None:
        universe = Universe.objects.get()
        return [f"universe.{universe.pk}"] if can_view(self.scope["user"], universe.pk) else None

    def snapshot(self) -> list[dict[str, Any]]:
        return [{"type": "snapshot", "name": Universe.objects.get().name}]


@pytest.fixture
def owner() -> User:
    user = services.register(email="mara@example.org", password="correct horse battery")
    universe = Universe.objects.create(name="Lantern Coast", slug="lantern-coast")
    Membership.objects.create(universe=universe, user=user, role="owner")
    return user


def socket(query: str = "", headers: dict[str, str] | None = None) -> WebsocketCommunicator:
    raw = [(name.encode(), value.encode()) for name, value in (headers or {}).items()]
    return WebsocketCommunicator(SocketAuth(Listener.as_asgi()), f"/ws/{query}", headers=raw)


async def close_code(connection: WebsocketCommunicator) -> int:
    """The code with which the server closed; the socket is opened first, so that clients can read it."""
    opened, _ = await connection.connect()
    assert opened
    output = await connection.receive_output(timeout=2)
    while output["type"] != "websocket.close":
        output = await connection.receive_output(timeout=2)
    return output["code"]


async def bearer(user: User) -> dict[str, str]:
    token = await sync_to_async(AccessToken.for_user)(user)
    return {"authorization": f"Bearer {token}"}


async def test_a_token_gets_a_snapshot_and_then_events(owner):
    connection = socket(headers=await bearer(owner))
    await connection.connect()
    assert await connection.receive_json_from() == {"type": "snapshot", "name": "Lantern Coast"}
    universe = await Universe.objects.aget()
    await sync_to_async(publish)(Bell(universe_id=str(universe.pk), text="dinner"))
    heard = await connection.receive_json_from()
    assert heard == {"type": "bell", "universe_id": str(universe.pk), "text": "dinner"}
    await connection.disconnect()


async def test_a_client_may_ask_for_the_snapshot_again(owner):
    connection = socket(headers=await bearer(owner))
    await connection.connect()
    first = await connection.receive_json_from()
    await connection.send_json_to({"type": "snapshot"})
    assert await connection.receive_json_from() == first
    await connection.disconnect()


async def test_an_api_key_gets_in(owner):
    _, secret = await sync_to_async(services.create_api_key)(owner=owner, name="farm")
    connection = socket(headers={"authorization": f"Api-Key {secret}"})
    await connection.connect()
    assert (await connection.receive_json_from())["type"] == "snapshot"
    await connection.disconnect()


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"authorization": "Bearer forged"},
        {"authorization": "Api-Key no.thing"},
        {"authorization": "Basic x"},
    ],
)
async def test_no_or_wrong_credentials_close_4401(owner, headers):
    assert await close_code(socket(headers=headers)) == UNAUTHENTICATED


async def test_a_ticket_works_once(owner):
    ticket = await sync_to_async(services.make_ticket)(user=owner, expires_at=None)
    connection = socket(f"?ticket={ticket}")
    await connection.connect()
    assert (await connection.receive_json_from())["type"] == "snapshot"
    await connection.disconnect()
    assert await close_code(socket(f"?ticket={ticket}")) == UNAUTHENTICATED


async def test_a_socket_ends_with_its_token(owner):
    ticket = await sync_to_async(services.make_ticket)(user=owner, expires_at=time.time() + 0.3)
    assert await close_code(socket(f"?ticket={ticket}")) == UNAUTHENTICATED


async def test_a_stranger_closes_4404(owner):
    stranger = await sync_to_async(services.register)(
        email="eve@example.org", password="correct horse battery"
    )
    assert await close_code(socket(headers=await bearer(stranger))) == NOT_FOUND


async def test_an_ended_membership_closes_an_open_socket(owner):
    connection = socket(headers=await bearer(owner))
    await connection.connect()
    await connection.receive_json_from()
    await Membership.objects.all().adelete()
    await sync_to_async(publish)(RightsChanged(user_id=str(owner.pk)))
    assert (await connection.receive_output())["code"] == NOT_FOUND


class TestSession:
    async def cookie(self, user: User) -> str:
        client = Client()
        await sync_to_async(client.force_login)(user)
        return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"

    async def test_our_own_page_gets_in(self, owner):
        cookie = await self.cookie(owner)
        headers = {"cookie": cookie, "host": "studio.test", "origin": "http://studio.test"}
        connection = socket(headers=headers)
        await connection.connect()
        assert (await connection.receive_json_from())["type"] == "snapshot"
        await connection.disconnect()

    @pytest.mark.parametrize("origin", ["http://evil.test", None])
    async def test_a_foreign_page_does_not(self, owner, origin):
        headers = {"cookie": await self.cookie(owner), "host": "studio.test"}
        if origin:
            headers["origin"] = origin
        assert await close_code(socket(headers=headers)) == FORBIDDEN


def test_an_event_of_a_rolled_back_change_is_never_sent(owner, monkeypatch):
    from django.db import transaction

    sent: list[Event] = []
    monkeypatch.setattr("umam.live.publish._send_rollback_unsafe", sent.append)
    with transaction.atomic():
        publish(RightsChanged(user_id="x"))
        transaction.set_rollback(True)
    assert sent == []
    publish(RightsChanged(user_id="y"))
    assert len(sent) == 1


def test_a_dead_broker_is_no_error(owner, monkeypatch):
    tried = []

    class Down:
        async def group_send(self, group: str, message: dict[str, Any]) -> None:
            tried.append(group)
            raise ConnectionError("refused")

    monkeypatch.setattr("umam.live.publish.get_channel_layer", Down)
    publish(RightsChanged(user_id="x"))
    assert tried == ["rights.x"]


def test_group_names_are_valid_for_channels():
    from channels.layers import BaseChannelLayer

    assert BaseChannelLayer().require_valid_group_name(user_group("7b0c6a52-0d3c-4a4c-9d39-0c4e0b6a0d11"))
