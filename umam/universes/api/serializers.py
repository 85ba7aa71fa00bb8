"""Shapes of universes and memberships."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from umam.accounts.models import User
from umam.universes.models import GIVEN_ROLES, Membership, Role, Universe, hex_colour


class PersonSerializer(serializers.ModelSerializer[User]):
    class Meta:
        model = User
        fields = ["id", "email", "name"]


class UniverseSerializer(serializers.ModelSerializer[Universe]):
    owner = serializers.SerializerMethodField()
    role = serializers.SerializerMethodField(help_text="What the asking person is here.")
    accent = serializers.CharField(required=False, validators=[hex_colour])
    personal = serializers.SerializerMethodField()

    class Meta:
        model = Universe
        fields = [
            "id",
            "name",
            "slug",
            "description",
            "accent",
            "personal",
            "owner",
            "role",
            "created_at",
            "updated_at",
        ]
        read_only_fields = ["id", "slug", "created_at", "updated_at"]

    def get_owner(self, universe: Universe) -> dict[str, Any] | None:
        owners = [m.user for m in universe.memberships.all() if m.role == Role.OWNER]
        return PersonSerializer(owners[0]).data if owners else None

    def get_role(self, universe: Universe) -> str | None:
        user = self.context["request"].user
        mine = [m.role for m in universe.memberships.all() if m.user_id == user.pk]
        return mine[0] if mine else ("admin" if user.is_admin else None)

    def get_personal(self, universe: Universe) -> bool:
        return universe.personal_of_id is not None


class MembershipSerializer(serializers.ModelSerializer[Membership]):
    user = PersonSerializer(read_only=True)

    class Meta:
        model = Membership
        fields = ["id", "user", "role", "created_at"]


class NewMemberSerializer(serializers.Serializer[Any]):
    email = serializers.EmailField()
    role = serializers.ChoiceField(choices=GIVEN_ROLES, default=Role.VIEWER.value)


class MemberRoleSerializer(serializers.Serializer[Any]):
    role = serializers.ChoiceField(choices=GIVEN_ROLES)
