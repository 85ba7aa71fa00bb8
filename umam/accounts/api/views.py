"""`/api/auth/...`: sign up, sign in, tokens, keys, tickets for sockets."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import generics, status
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import ScopedRateThrottle
from rest_framework.views import APIView
from rest_framework_simplejwt.exceptions import InvalidToken, TokenError
from rest_framework_simplejwt.serializers import TokenRefreshSerializer
from rest_framework_simplejwt.tokens import RefreshToken

from umam.accounts import services, sockets
from umam.accounts.api import serializers as shapes
from umam.accounts.api.permissions import NotByApiKey
from umam.accounts.models import ApiKey, User, Way


class OpenDoor(APIView):
    """Base of the endpoints that need no credentials; slow for those who guess."""

    permission_classes = [AllowAny]
    authentication_classes: list[Any] = []
    throttle_classes = [ScopedRateThrottle]
    throttle_scope = "auth"

    def get_authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="api"'  # without one, DRF would turn each 401 into 403


class Register(OpenDoor):
    @extend_schema(request=shapes.RegisterSerializer, responses={201: shapes.TokensSerializer})
    def post(self, request: Request) -> Response:
        data = shapes.RegisterSerializer(data=request.data)
        data.is_valid(raise_exception=True)
        user = services.register(**data.validated_data)
        return Response(shapes.tokens_for(user), status=status.HTTP_201_CREATED)


class Login(OpenDoor):
    @extend_schema(request=shapes.LoginSerializer, responses=shapes.TokensSerializer)
    def post(self, request: Request) -> Response:
        data = shapes.LoginSerializer(data=request.data)
        data.is_valid(raise_exception=True)
        return Response(shapes.tokens_for(services.sign_in(request=request._request, **data.validated_data)))


class Refresh(OpenDoor):
    """Gives a new pair and ends the old refresh token: a used one answers 401."""

    @extend_schema(request=shapes.RefreshSerializer, responses=shapes.RefreshedSerializer)
    def post(self, request: Request) -> Response:
        data = TokenRefreshSerializer(data=request.data)
        try:
            data.is_valid(raise_exception=True)
        except TokenError as error:
            raise InvalidToken(str(error.args[0])) from None
        return Response(data.validated_data)


class Logout(APIView):
    permission_classes = [IsAuthenticated]

    @extend_schema(request=shapes.RefreshSerializer, responses={204: None})
    def post(self, request: Request) -> Response:
        data = shapes.RefreshSerializer(data=request.data)
        data.is_valid(raise_exception=True)
        try:
            RefreshToken(data.validated_data["refresh"]).blacklist()
        except TokenError as error:
            raise InvalidToken(str(error.args[0])) from None
        return Response(status=status.HTTP_204_NO_CONTENT)


class Me(generics.RetrieveUpdateAPIView[User]):
    serializer_class = shapes.UserSerializer
    http_method_names = ["get", "patch", "head", "options"]

    def get_object(self) -> User:
        user = self.request.user
        assert isinstance(user, User)
        return user


class ApiKeys(APIView):
    permission_classes = [IsAuthenticated, NotByApiKey]

    @extend_schema(responses=shapes.ApiKeySerializer(many=True), operation_id="auth_api_keys_list")
    def get(self, request: Request) -> Response:
        keys = ApiKey.objects.filter(owner=request.user.pk, revoked=False).order_by("-created", "id")
        return Response(shapes.ApiKeySerializer(keys, many=True).data)

    @extend_schema(request=shapes.ApiKeySerializer, responses={201: shapes.NewApiKeySerializer})
    def post(self, request: Request) -> Response:
        data = shapes.ApiKeySerializer(data=request.data)
        data.is_valid(raise_exception=True)
        wish = data.validated_data
        assert isinstance(request.user, User)
        key, secret = services.create_api_key(
            owner=request.user,
            name=wish["name"],
            scope=wish["scope"],
            expires_at=wish.get("expiry_date"),
            way=Way.API,
        )
        answer = {**shapes.ApiKeySerializer(key).data, "key": secret}
        return Response(answer, status=status.HTTP_201_CREATED)


class OneApiKey(APIView):
    permission_classes = [IsAuthenticated, NotByApiKey]

    @extend_schema(responses={204: None})
    def delete(self, request: Request, key_id: str) -> Response:
        key = get_object_or_404(ApiKey, prefix=key_id, owner=request.user, revoked=False)
        services.revoke_api_key(key=key, way=Way.API)
        return Response(status=status.HTTP_204_NO_CONTENT)


class WsTicket(APIView):
    """A ticket for one websocket: `?ticket=`, within 60 seconds, once.

    The socket ends with the token that asked.
    """

    @extend_schema(request=None, responses={201: shapes.TicketSerializer})
    def post(self, request: Request) -> Response:
        assert isinstance(request.user, User)
        ticket = services.make_ticket(user=request.user, expires_at=credentials_end(request))
        answer = {"ticket": ticket, "expires_in": services.TICKET_SECONDS}
        return Response(answer, status=status.HTTP_201_CREATED)


def credentials_end(request: Request) -> float | None:
    """When the request's token or key stops being good (epoch seconds); None for a session."""
    if isinstance(request.auth, ApiKey):
        return request.auth.expiry_date.timestamp() if request.auth.expiry_date else None
    found = sockets.by_token(request.headers.get("Authorization", ""))
    return found[1] if found else None
