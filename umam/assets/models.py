"""One stored file and what is known of it, and the public links to it."""

from __future__ import annotations

import secrets
import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from umam.universes.models import Universe


class AssetKind(models.TextChoices):
    AUDIO = "audio", "Sound"
    IMAGE = "image", "Picture"
    VIDEO = "video", "Video"
    MODEL = "model", "3D model"
    TEXT = "text", "Text"
    ARCHIVE = "archive", "Archive"


class AssetSource(models.TextChoices):
    UPLOAD = "upload", "Uploaded"
    JOB = "job", "Made by a job"
    IMPORT = "import", "Imported"


class AssetQuerySet(models.QuerySet["Asset"]):
    def alive(self) -> AssetQuerySet:
        """Without those in the trash."""
        return self.filter(deleted_at=None)

    def trashed(self) -> AssetQuerySet:
        return self.exclude(deleted_at=None)


class Asset(models.Model):
    """A file of a universe. Rows with the same content share one stored file, inside their universe only."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    universe = models.ForeignKey(Universe, on_delete=models.CASCADE, related_name="assets")
    kind = models.CharField(max_length=10, choices=AssetKind.choices)
    name = models.CharField(
        max_length=200, help_text="What people call it; the stored file is called otherwise."
    )
    mime = models.CharField("MIME type", max_length=100)
    extension = models.CharField(max_length=10)
    size = models.BigIntegerField(help_text="Bytes")
    sha256 = models.CharField("SHA-256", max_length=64)
    width = models.PositiveIntegerField(null=True, blank=True, help_text="Pixels")
    height = models.PositiveIntegerField(null=True, blank=True, help_text="Pixels")
    duration = models.FloatField(null=True, blank=True, help_text="Seconds")
    fps = models.FloatField("frames a second", null=True, blank=True)
    file = models.CharField(max_length=200, help_text="Name in the storage")
    preview = models.CharField(max_length=200, blank=True, help_text="Name of the preview in the storage")
    peaks = models.JSONField(null=True, blank=True, help_text="Loudest values of a sound over time, 0..1")
    probe = models.JSONField(default=dict, blank=True, help_text="Everything that was read from the file")
    source = models.CharField(max_length=10, choices=AssetSource.choices, default=AssetSource.UPLOAD)
    provenance = models.JSONField(
        default=dict, blank=True, help_text="How it was made: engine, prompt, seed, id of the job"
    )
    parents = models.ManyToManyField(
        "self", symmetrical=False, blank=True, related_name="children", help_text="What it was made of"
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="created_assets",
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    deleted_at = models.DateTimeField("in the trash since", null=True, blank=True)

    objects = AssetQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "id"]
        indexes = [
            models.Index(
                fields=["universe", "-created_at", "id"], condition=Q(deleted_at=None), name="asset_wall"
            ),
            models.Index(fields=["universe", "kind", "-created_at", "id"], name="asset_wall_by_kind"),
            models.Index(fields=["universe", "sha256"], name="asset_content"),
            models.Index(fields=["created_at", "id"], name="asset_time"),
            models.Index(fields=["updated_at", "id"], name="asset_changes"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=AssetKind.values), name="asset_kind_is_known"),
            models.CheckConstraint(condition=Q(source__in=AssetSource.values), name="asset_source_is_known"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def in_trash(self) -> bool:
        return self.deleted_at is not None


def new_token() -> str:
    """A name for a public link that nobody guesses."""
    return secrets.token_urlsafe(24)


class AssetShare(models.Model):
    """A public link to one asset: whoever has it may fetch the file, until it ends or is revoked."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    asset = models.ForeignKey(Asset, on_delete=models.CASCADE, related_name="shares")
    token = models.CharField(max_length=64, unique=True, default=new_token, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="asset_shares"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "id"]
        verbose_name = "public link"
        constraints = [
            models.UniqueConstraint(
                fields=["asset"], condition=Q(revoked_at=None), name="one_open_share_per_asset"
            )
        ]

    def __str__(self) -> str:
        return f"Public link to {self.asset_id}"

    @property
    def is_open(self) -> bool:
        return self.revoked_at is None and (self.expires_at is None or self.expires_at > timezone.now())
