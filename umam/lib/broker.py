"""Celery's way to Redis, made to survive a broker that goes away while tasks run.

When a connection is lost, kombu puts the unacknowledged messages back, and acknowledges those of the tasks
that end later, through that very connection: the error that follows ends the whole worker, and with it the
work in hand. A message is only a hint here, so what cannot be told is left: the sweeper sends again what
still waits, and a message that comes twice does no harm.
"""

from __future__ import annotations

import logging
from typing import Any

from kombu.transport import TRANSPORT_ALIASES, redis
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)


class PatientQoS(redis.QoS):
    """Does not insist on telling a broker that is away."""

    @property
    def lost(self) -> bool:
        """The channel was closed, or the connection below it."""
        connection = self.channel.connection
        return connection is None or connection.client is None

    def ack(self, delivery_tag: str) -> None:
        if not self.lost:
            super().ack(delivery_tag)

    def reject(self, delivery_tag: str, requeue: bool = False) -> None:
        if not self.lost:
            super().reject(delivery_tag, requeue=requeue)

    def restore_unacked(self, client: Any = None) -> None:
        try:
            if not self.lost:
                super().restore_unacked(client)
        except (RedisError, OSError) as error:
            logger.warning("Messages were not put back, the sweeper sends them again: %s", error)
        if self._delivered:
            self._delivered.clear()


class PatientChannel(redis.Channel):
    QoS = PatientQoS


class PatientTransport(redis.Transport):
    Channel = PatientChannel


def use_patient_transport() -> None:
    """From now on `redis://` and `rediss://` mean this transport, in this process."""
    path = f"{__name__}:{PatientTransport.__name__}"
    TRANSPORT_ALIASES.update({"redis": path, "rediss": path})
