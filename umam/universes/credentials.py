"""Which stored key of an external service may be spent for a universe."""

from __future__ import annotations

from umam.accounts.credentials import opened, touch_credential
from umam.accounts.models import Credential, User
from umam.accounts.sealing import Secret
from umam.universes import access
from umam.universes.models import Role, Universe


def credential_for(universe: Universe, provider: str, spender: User | None) -> Secret | None:
    """The key that the universe's owner stored, where `spender` may spend it. Notes its use.

    - The owner spends it always, in the universes they own, and only there.
    - Everybody else who sees the universe (members, and admins, whose rights are no licence to spend another
      person's money) spends it only where the owner ticked `for_members`.
    - So does the studio itself (`spender` None), when it works for nobody in particular.
    - Strangers and closed accounts spend nothing, nor does anybody spend the key of a closed account.

    None means: use the studio's own key, or none. Raises CredentialUnreadable where there is a key that does
    not open: silently using another one would move the bill.
    """
    found = spendable(universe, provider, spender)
    if found is None:
        return None
    secret = opened(found)
    touch_credential(found)
    return secret


def spendable(universe: Universe, provider: str, spender: User | None) -> Credential | None:
    """The row that `credential_for` would open, for those who only ask whether there is one."""
    found = Credential.objects.filter(
        provider=provider,
        owner__is_active=True,
        owner__memberships__universe=universe,
        owner__memberships__role=Role.OWNER,
    ).first()
    if found is None or not _may_spend(found, universe, spender):
        return None
    return found


def _may_spend(credential: Credential, universe: Universe, spender: User | None) -> bool:
    if spender is None:
        return credential.for_members
    if spender.pk == credential.owner_id:
        return spender.is_active
    return credential.for_members and access.can_view(spender, universe.pk)
