"""What every row of the bible has: a universe, a key, a revision, a trash."""

from __future__ import annotations

import uuid
from typing import TypeVar

from django.conf import settings
from django.db import models

from umam.universes.models import Universe

B = TypeVar("B", bound="BibleRow")


class Visibility(models.TextChoices):
    """Who may see a row. Editors see all of them."""

    EVERYONE = "everyone", "Everyone here, and agents"
    TEAM = "team", "Editors and agents"
    SECRET = "secret", "Editors only"


class Source(models.TextChoices):
    """By which way a change came."""

    PAGE = "page", "Page"
    ADMIN = "admin", "Admin"
    API = "api", "API"
    IMPORT = "import", "Import"
    AGENT = "agent", "Approved agent work"
    STUDIO = "studio", "The studio itself"


class BibleQuerySet(models.QuerySet[B]):
    def alive(self) -> BibleQuerySet[B]:
        """Without those in the trash."""
        return self.filter(deleted_at=None)

    def trashed(self) -> BibleQuerySet[B]:
        return self.exclude(deleted_at=None)


class Kept(models.Model):
    """A row whose every change is kept: `revision` counts them, the history is in `Revision`."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    revision = models.PositiveIntegerField(default=1, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True


class BibleRow(Kept):
    """A kept row that can be thrown away and taken back.

    `key` is unique in the universe, also among those in the trash: exports and imports know rows by it.
    """

    universe = models.ForeignKey(Universe, on_delete=models.CASCADE, related_name="%(class)ss")
    key = models.SlugField(max_length=120, allow_unicode=True, help_text="Its name in exports and addresses.")
    visibility = models.CharField(
        max_length=10, choices=Visibility.choices, default=Visibility.EVERYONE, help_text="Who may see it."
    )
    deleted_at = models.DateTimeField("in the trash since", null=True, blank=True)

    objects = BibleQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def in_trash(self) -> bool:
        return self.deleted_at is not None


def bible_constraints(name: str) -> list[models.BaseConstraint]:
    """What the database itself refuses in every table of rows."""
    return [
        models.UniqueConstraint(fields=["universe", "key"], name=f"{name}_key_once"),
        models.CheckConstraint(
            condition=models.Q(visibility__in=Visibility.values), name=f"{name}_visibility_is_known"
        ),
    ]
