"""The universe: the tenant to which every row of the product belongs."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q

hex_colour = RegexValidator(r"^#[0-9a-fA-F]{6}$", "A colour is written like #7c3aed.")


class Universe(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=120)
    slug = models.SlugField(max_length=140, unique=True)
    description = models.TextField(blank=True)
    accent = models.CharField(max_length=7, default="#8b5cf6", validators=[hex_colour])
    personal_of = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="personal_universe",
        help_text="Set for the universe that a person's calls without a universe use.",
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name


class Role(models.TextChoices):
    OWNER = "owner", "Owner"
    EDITOR = "editor", "Editor"
    VIEWER = "viewer", "Viewer"


# What an owner may make of others; there is one owner, who stays it.
GIVEN_ROLES = [(Role.EDITOR.value, Role.EDITOR.label), (Role.VIEWER.value, Role.VIEWER.label)]


class Membership(models.Model):
    """Who may see a universe, and what they may do there."""

    universe = models.ForeignKey(Universe, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10, choices=Role.choices, default=Role.VIEWER)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["universe", "created_at"]
        constraints = [
            models.UniqueConstraint(fields=["universe", "user"], name="one_membership_per_person"),
            models.UniqueConstraint(
                fields=["universe"], condition=Q(role="owner"), name="one_owner_per_universe"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} in {self.universe}"
