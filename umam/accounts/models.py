"""People, the keys their programs use, the keys of services they lend to the studio, and who did what."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.contrib.auth.base_user import BaseUserManager
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models.functions import Lower
from rest_framework_api_key.models import AbstractAPIKey

from umam.accounts.providers import label_of, provider_choices


class UserRole(models.TextChoices):
    ADMIN = "admin", "Admin: everything"
    CREATOR = "creator", "Creator: own universes, and others as a member"
    VIEWER = "viewer", "Viewer: reads where a member"


class UserManager(BaseUserManager["User"]):
    use_in_migrations = True

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        if not email:
            raise ValueError("A user needs an e-mail address.")
        user: User = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        fields = {"is_staff": True, "is_superuser": True, "role": UserRole.ADMIN, **fields}
        return self.create_user(email, password, **fields)


class User(AbstractUser):
    """A person. The e-mail address is the login name, kept in lower case."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    username = None  # type: ignore[assignment]
    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    email = models.EmailField("e-mail address", unique=True)
    name = models.CharField(max_length=120, blank=True)
    role = models.CharField(max_length=10, choices=UserRole.choices, default=UserRole.CREATOR)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects: ClassVar[UserManager] = UserManager()  # type: ignore[assignment]

    class Meta:
        ordering = ["email"]
        constraints = [models.UniqueConstraint(Lower("email"), name="one_user_per_email")]

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def is_admin(self) -> bool:
        return self.is_superuser or self.role == UserRole.ADMIN

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return self.name or self.email.partition("@")[0]


class Scope(models.TextChoices):
    READ = "read", "Read"
    WRITE = "write", "Read and write"


class ApiKey(AbstractAPIKey):
    """A program's key: it acts as its owner, within its scope, until it expires or is revoked."""

    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="api_keys")
    scope = models.CharField(max_length=10, choices=Scope.choices, default=Scope.WRITE)
    last_used_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta(AbstractAPIKey.Meta):
        verbose_name = "API key"
        verbose_name_plural = "API keys"


class Credential(models.Model):
    """A person's key of an external service. Written, spent, never read back.

    `sealed` is opened by `umam.accounts.credentials` alone, and tied to owner, provider and address.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="credentials")
    provider = models.CharField(max_length=40, choices=provider_choices)
    label = models.CharField(max_length=80, blank=True)
    sealed = models.TextField(editable=False)
    hint = models.CharField(max_length=4, blank=True, editable=False)
    base_url = models.CharField("address", max_length=300, blank=True)
    model = models.CharField(max_length=100, blank=True, help_text="Which of the service's models answers.")
    for_members = models.BooleanField("members may spend it", default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    last_used_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["owner", "provider"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "provider"], name="one_credential_per_provider"),
        ]
        verbose_name = "service key"

    def __str__(self) -> str:
        return f"{self.provider_label} ({self.label})" if self.label else self.provider_label

    @property
    def provider_label(self) -> str:
        return label_of(self.provider)


class Verb(models.TextChoices):
    CREDENTIAL_STORED = "credential_stored", "stored a service key"
    CREDENTIAL_SHARED = "credential_shared", "let members spend a service key"
    CREDENTIAL_UNSHARED = "credential_unshared", "kept a service key from members"
    CREDENTIAL_CHANGED = "credential_changed", "changed a service key"
    CREDENTIAL_REMOVED = "credential_removed", "removed a service key"
    API_KEY_MADE = "api_key_made", "made an API key"
    API_KEY_REVOKED = "api_key_revoked", "revoked an API key"
    MEMBER_ADDED = "member_added", "added a member"
    MEMBER_CHANGED = "member_changed", "changed a member's role"
    MEMBER_REMOVED = "member_removed", "removed a member"
    ACCOUNT_CLOSED = "account_closed", "closed an account"


def verb_choices() -> list[tuple[str, str]]:
    """Asked each time: a further verb makes no migration."""
    return list(Verb.choices)


class Way(models.TextChoices):
    """From where somebody did something."""

    PAGE = "page", "Page"
    API = "api", "API"
    ADMIN = "admin", "Admin"
    COMMAND = "command", "Command"


class AuditEntry(models.Model):
    """Who did what with rights and keys. Written by `umam.accounts.audit.note`, never changed."""

    at = models.DateTimeField(auto_now_add=True)
    actor = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    actor_email = models.CharField(max_length=254, blank=True, help_text="Stays when the account is deleted.")
    verb = models.CharField(max_length=40, choices=verb_choices)
    kind = models.CharField(max_length=40)
    object_id = models.CharField(max_length=150)
    label = models.CharField(max_length=200, blank=True)
    universe_id = models.UUIDField(null=True, help_text="A plain id: the entry outlives the universe.")
    way = models.CharField(max_length=10, choices=Way.choices, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["universe_id", "-at"]), models.Index(fields=["-at"])]
        verbose_name = "audit entry"
        verbose_name_plural = "audit entries"

    def __str__(self) -> str:
        return f"{self.actor_email or 'The studio'} {self.get_verb_display()}: {self.label}"
