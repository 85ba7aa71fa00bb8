"""Shapes of accounts and keys."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import update_last_login
from rest_framework import serializers
from rest_framework_simplejwt.tokens import RefreshToken

from umam.accounts.models import ApiKey, Scope, User


class UserSerializer(serializers.ModelSerializer[User]):
    class Meta:
        model = User
        fields = ["id", "email", "name", "role", "date_joined"]
        read_only_fields = ["id", "email", "role", "date_joined"]


class RegisterSerializer(serializers.Serializer[Any]):
    email = serializers.EmailField()
    password = serializers.CharField(write_only=True, trim_whitespace=False, max_length=512)
    name = serializers.CharField(required=False, default="", allow_blank=True, max_length=120)


class LoginSerializer(serializers.Serializer[Any]):
    email = serializers.EmailField()
    password = serializers.CharField(write_only=True, trim_whitespace=False, max_length=512)


class RefreshSerializer(serializers.Serializer[Any]):
    refresh = serializers.CharField()


class TokensSerializer(serializers.Serializer[Any]):
    access = serializers.CharField()
    refresh = serializers.CharField()
    user = UserSerializer()


class RefreshedSerializer(serializers.Serializer[Any]):
    access = serializers.CharField()
    refresh = serializers.CharField()


class ScopesField(serializers.ListField):
    """`["read"]` or `["read", "write"]`; who may write may read."""

    child = serializers.ChoiceField(choices=[Scope.READ.value, Scope.WRITE.value])

    def to_internal_value(self, data: Any) -> str:  # type: ignore[override]
        return Scope.WRITE if Scope.WRITE in super().to_internal_value(data) else Scope.READ

    def to_representation(self, scope: Any) -> list[str]:
        return [Scope.READ.value] if scope == Scope.READ else [Scope.READ.value, Scope.WRITE.value]


class ApiKeySerializer(serializers.ModelSerializer[ApiKey]):
    # The key's own primary key holds its hash, which nobody needs to see.
    id = serializers.CharField(source="prefix", read_only=True, help_text="What the key begins with.")
    created_at = serializers.DateTimeField(source="created", read_only=True)
    expires_at = serializers.DateTimeField(source="expiry_date", required=False, allow_null=True)
    scopes = ScopesField(source="scope", default=Scope.WRITE, allow_empty=False)  # type: ignore[arg-type]

    class Meta:
        model = ApiKey
        fields = ["id", "name", "scopes", "created_at", "expires_at", "last_used_at", "revoked"]
        read_only_fields = ["id", "created_at", "last_used_at", "revoked"]


class NewApiKeySerializer(ApiKeySerializer):
    key = serializers.CharField(read_only=True, help_text="Shown this once; it is not stored.")

    class Meta(ApiKeySerializer.Meta):
        fields = [*ApiKeySerializer.Meta.fields, "key"]


class TicketSerializer(serializers.Serializer[Any]):
    ticket = serializers.CharField()
    expires_in = serializers.IntegerField(help_text="Seconds within which the one socket must open.")


def tokens_for(user: User) -> dict[str, Any]:
    refresh = RefreshToken.for_user(user)
    update_last_login(User, user)
    return {"access": str(refresh.access_token), "refresh": str(refresh), "user": UserSerializer(user).data}
