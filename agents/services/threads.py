"""What can be done with conversations."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from agents.models import Message, Speaker, Thread
from umam.accounts.models import User
from umam.jobs.models import Job
from umam.lib.errors import Conflict, Invalid
from umam.universes import access
from umam.universes.models import Universe

LONGEST = 50_000


def open_thread(*, universe: Universe, agent: str, by: User | None, title: str = "") -> Thread:
    if by is not None:
        access.require_edit(by, universe.pk)
    return Thread.objects.create(
        universe=universe, agent=agent, created_by=by, title=" ".join(title.replace("\0", "").split())[:200]
    )


def add_turns(
    *, thread: Thread, turns: Iterable[tuple[str, str, Job | None]], by: User | None
) -> list[Message]:
    """Append `(speaker, text, job)` turns. However many write at once, all get a place."""
    wanted = list(turns)
    for _ in range(5):
        try:
            with transaction.atomic():
                # One at a time: SQLite has no such lock, and there the loop finds the next free place.
                Thread.objects.select_for_update(no_key=True).filter(pk=thread.pk).first()
                last = Message.objects.filter(thread=thread).aggregate(last=Max("position"))["last"]
                first = 0 if last is None else last + 1
                made = Message.objects.bulk_create(
                    Message(
                        thread=thread,
                        position=first + place,
                        speaker=speaker,
                        text=text.replace("\0", "")[:LONGEST],
                        job=job,
                        by=by if speaker == Speaker.PERSON else None,
                    )
                    for place, (speaker, text, job) in enumerate(wanted)
                )
                Thread.objects.filter(pk=thread.pk).update(updated_at=timezone.now())
            return made
        except IntegrityError:
            continue
    raise Conflict("Too many people wrote in this conversation at once.", suggestion="Send it again.")


def rename(*, thread: Thread, by: User, title: str) -> Thread:
    access.require_edit(by, thread.universe_id)
    words = " ".join(title.replace("\0", "").split())[:200]
    if not words:
        raise Invalid("A conversation needs a title.", attr="title")
    thread.title = words
    thread.save(update_fields=["title", "updated_at"])
    return thread


def fork(*, message: Message, by: User) -> Thread:
    """A new conversation that begins with everything up to this message. The old one stays as it is."""
    access.require_edit(by, message.thread.universe_id)
    old = message.thread
    with transaction.atomic():
        new = Thread.objects.create(
            universe_id=old.universe_id,
            agent=old.agent,
            title=f"{old}, another way"[:200],
            created_by=by,
            forked_from=message,
        )
        copied: Any = (
            Message.objects.filter(thread=old, position__lte=message.position)
            .order_by("position")
            .values("speaker", "text", "job_id", "by_id")
        )
        Message.objects.bulk_create(
            Message(thread=new, position=place, **row) for place, row in enumerate(copied)
        )
    return new


def delete(*, thread: Thread, by: User) -> Thread:
    """Hide a conversation; its jobs and their costs stay."""
    access.require_edit(by, thread.universe_id)
    thread.deleted_at = thread.deleted_at or timezone.now()
    thread.save(update_fields=["deleted_at"])
    return thread


def restore(*, thread: Thread, by: User) -> Thread:
    access.require_edit(by, thread.universe_id)
    thread.deleted_at = None
    thread.save(update_fields=["deleted_at"])
    return thread
