"""`/api/auth/credentials`: keys of external services, written and never read back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.decorators import method_decorator
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import ScopedRateThrottle
from rest_framework.views import APIView

from umam.accounts import credentials as services
from umam.accounts.api.permissions import NotByApiKey
from umam.accounts.checking import check_credential
from umam.accounts.credentials import LONGEST_MODEL, LONGEST_URL, LONGEST_VALUE
from umam.accounts.models import Credential, User, Way
from umam.accounts.providers import provider_choices
from umam.lib.errors import NotFound


class CredentialSerializer(serializers.ModelSerializer[Credential]):
    """As it is read: the key itself is never part of it."""

    provider = serializers.ChoiceField(choices=provider_choices())
    hint = serializers.CharField(help_text="The last four characters of a long key, else empty.")

    class Meta:
        model = Credential
        fields = [
            "id", "provider", "label", "hint", "base_url", "model", "for_members",
            "created_at", "last_used_at",
        ]  # fmt: skip
        read_only_fields = fields


def _value_field(**options: Any) -> serializers.CharField:
    help_text = "The key itself: written, never read back."
    return serializers.CharField(write_only=True, max_length=LONGEST_VALUE, help_text=help_text, **options)


class ChangedCredentialSerializer(serializers.Serializer[Any]):
    """A changed `base_url` wants the `value` again: the key would be sent to another address."""

    label = serializers.CharField(required=False, allow_blank=True, max_length=80)  # type: ignore[assignment]
    value = _value_field(required=False)
    base_url = serializers.CharField(
        required=False,
        allow_blank=True,
        max_length=LONGEST_URL,
        help_text="The address of a server of your own; empty for the service's own.",
    )
    model = serializers.CharField(
        required=False,
        allow_blank=True,
        max_length=LONGEST_MODEL,
        help_text="Which of the service's models answers; empty for the one that the studio's settings name.",
    )
    for_members = serializers.BooleanField(
        required=False, help_text="May the members of your universes spend it? By default they may not."
    )


class NewCredentialSerializer(ChangedCredentialSerializer):
    provider = serializers.ChoiceField(choices=provider_choices())
    value = _value_field()


def _own(request: Request) -> QuerySet[Credential]:
    return Credential.objects.filter(owner=request.user.pk)


def _person(request: Request) -> User:
    assert isinstance(request.user, User)
    return request.user


@method_decorator(sensitive_post_parameters(), name="dispatch")
class Credentials(APIView):
    """The keys of external services that you lend to the studio. One for each service.

    A further key of the same service takes the place of the old one (200 instead of 201).
    """

    permission_classes = [IsAuthenticated, NotByApiKey]

    @extend_schema(responses=CredentialSerializer(many=True), operation_id="auth_credentials_list")
    def get(self, request: Request) -> Response:
        rows = _own(request).order_by("provider")
        return Response(CredentialSerializer(rows, many=True).data)

    @extend_schema(
        request=NewCredentialSerializer,
        responses={201: CredentialSerializer, 200: CredentialSerializer},
    )
    @method_decorator(sensitive_variables())
    def post(self, request: Request) -> Response:
        data = NewCredentialSerializer(data=request.data)
        data.is_valid(raise_exception=True)
        row, made = services.store_credential(owner=_person(request), way=Way.API, **data.validated_data)
        answer = CredentialSerializer(row).data
        return Response(answer, status=status.HTTP_201_CREATED if made else status.HTTP_200_OK)


@method_decorator(sensitive_post_parameters(), name="dispatch")
class OneCredential(APIView):
    permission_classes = [IsAuthenticated, NotByApiKey]

    @extend_schema(request=ChangedCredentialSerializer, responses=CredentialSerializer)
    @method_decorator(sensitive_variables())
    def patch(self, request: Request, credential_id: UUID) -> Response:
        row = _find(request, credential_id)
        data = ChangedCredentialSerializer(data=request.data, partial=True)
        data.is_valid(raise_exception=True)
        wish = data.validated_data
        row = services.change_credential(credential=row, by=_person(request), way=Way.API, **wish)
        return Response(CredentialSerializer(row).data)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, credential_id: UUID) -> Response:
        row = _find(request, credential_id)
        services.remove_credential(credential=row, by=_person(request), way=Way.API)
        return Response(status=status.HTTP_204_NO_CONTENT)


class KeyCheckSerializer(serializers.Serializer[Any]):
    ok = serializers.BooleanField()
    detail = serializers.CharField(source="text", help_text="What the service said, in a sentence.")
    models = serializers.ListField(child=serializers.CharField(), help_text="Those this key may ask.")


class TriedCredential(APIView):
    """Asks the service whether it accepts the key, by something that costs nothing."""

    permission_classes = [IsAuthenticated, NotByApiKey]
    throttle_classes = [ScopedRateThrottle]
    throttle_scope = "auth"

    @extend_schema(request=None, responses=KeyCheckSerializer)
    def post(self, request: Request, credential_id: UUID) -> Response:
        return Response(KeyCheckSerializer(check_credential(_find(request, credential_id))).data)


def _find(request: Request, credential_id: UUID) -> Credential:
    row = _own(request).select_related("owner").filter(pk=credential_id).first()
    if row is None:
        raise NotFound("There is no such service key here.")
    return row
