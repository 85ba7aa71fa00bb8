"""`manage.py rotate_credentials`: seal all stored keys again, by the first of the studio's keys."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from umam.accounts.credentials import CredentialUnreadable, seal_again
from umam.accounts.models import Credential


class Command(BaseCommand):
    help = (
        "Seals all stored service keys again by the first key of UMAM_CREDENTIALS_KEY (or of its file), so "
        "that the others may go. Prints no key. Ends with an error where one could not be opened."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        done, lost = 0, []
        for credential in Credential.objects.select_related("owner").iterator(chunk_size=200):
            try:
                done += seal_again(credential)
            except CredentialUnreadable:
                lost.append(f"{credential.provider} of {credential.owner.email}")
        self.stdout.write(f"{done} service keys are sealed by the first key.")
        if lost:
            raise CommandError(
                f"{len(lost)} could not be opened and stay as they are: {', '.join(lost)}. Keep the key that "
                "sealed them, or have their owners write them again."
            )
