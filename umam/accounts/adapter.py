"""How allauth's pages create accounts here."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return bool(settings.UMAM_OPEN_SIGN_UP)

    def populate_username(self, request: HttpRequest, user: object) -> None:
        """There is no user name: the e-mail address is the login."""
