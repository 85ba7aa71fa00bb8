"""What can be done with universes and their members."""

from __future__ import annotations

import secrets

from django.db import IntegrityError, transaction
from django.utils.text import slugify

from umam.accounts.audit import note
from umam.accounts.models import User, Verb, Way
from umam.lib.errors import Conflict, Forbidden, Invalid, NotFound
from umam.live.events import RightsChanged
from umam.live.publish import publish
from umam.universes import access
from umam.universes.models import Membership, Role, Universe


def create_universe(*, by: User, name: str, description: str = "", accent: str = "") -> Universe:
    access.require_creator(by)
    name = name.strip()
    if not name:
        raise Invalid("A universe needs a name.", attr="name")
    with transaction.atomic():
        universe = Universe(name=name, slug=free_slug(name), description=description)
        if accent:
            universe.accent = accent
        universe.save()
        Membership.objects.create(universe=universe, user=by, role=Role.OWNER)
    return universe


def update_universe(*, universe: Universe, by: User, **changes: str) -> Universe:
    access.require_edit(by, universe.pk)
    for field, value in changes.items():
        setattr(universe, field, value)
    universe.full_clean(exclude=["personal_of"])
    universe.save(update_fields=[*changes, "updated_at"])
    return universe


def delete_universe(*, universe: Universe, by: User) -> None:
    access.require_owner(by, universe.pk)
    if universe.personal_of_id is not None:
        raise Forbidden(f"{universe.name} is a personal universe and goes only with its account.")
    universe.delete()


def personal_universe(user: User) -> Universe:
    """The user's own universe, made on first use: calls that name no universe use it."""
    found = Universe.objects.filter(personal_of=user).first()
    if found is not None:
        return found
    name = f"{user.get_short_name()}'s universe"
    try:
        with transaction.atomic():
            universe = Universe.objects.create(name=name, slug=free_slug(name), personal_of=user)
            Membership.objects.create(universe=universe, user=user, role=Role.OWNER)
    except IntegrityError:  # a second call of the same moment made it
        return Universe.objects.get(personal_of=user)
    return universe


def free_slug(name: str) -> str:
    """A slug that nobody has: the name, with a few random letters where it is taken."""
    stem = slugify(name)[:120] or "universe"
    slug = stem
    while Universe.objects.filter(slug=slug).exists():
        slug = f"{stem}-{secrets.token_hex(3)}"
    return slug


def add_member(*, universe: Universe, by: User, email: str, role: str, way: Way | None = None) -> Membership:
    access.require_owner(by, universe.pk)
    if role not in (Role.EDITOR, Role.VIEWER):
        raise Invalid("A member is an editor or a viewer.", attr="role")
    user = User.objects.filter(email__iexact=email.strip(), is_active=True).first()
    if user is None:
        raise NotFound(f"Nobody here has the address {email}.", attr="email")
    try:
        with transaction.atomic():
            member = Membership.objects.create(universe=universe, user=user, role=role)
            access.forget_roles()
            _note(Verb.MEMBER_ADDED, member, by, way)
    except IntegrityError:
        raise Conflict(f"{user} is a member of {universe.name} already.", attr="email") from None
    return member


def change_member(*, membership: Membership, by: User, role: str, way: Way | None = None) -> Membership:
    access.require_owner(by, membership.universe_id)
    if membership.role == Role.OWNER or role not in (Role.EDITOR, Role.VIEWER):
        raise Invalid("A member is an editor or a viewer; the owner stays the owner.", attr="role")
    membership.role = role
    with transaction.atomic():
        membership.save(update_fields=["role"])
        access.forget_roles()
        _note(Verb.MEMBER_CHANGED, membership, by, way)
    return membership


def remove_member(*, membership: Membership, by: User, way: Way | None = None) -> None:
    """Ends a membership; sockets that the person has open on the universe are closed on commit."""
    if membership.user_id != by.pk:
        access.require_owner(by, membership.universe_id)
    if membership.role == Role.OWNER:
        raise Forbidden(
            "The owner cannot leave their own universe.", suggestion="Delete the universe instead."
        )
    with transaction.atomic():
        _note(Verb.MEMBER_REMOVED, membership, by, way)
        membership.delete()
        access.forget_roles()
        publish(RightsChanged(user_id=str(membership.user_id)))


def _note(verb: Verb, member: Membership, by: User, way: Way | None) -> None:
    label = f"{member.user.email} as {member.role} of {member.universe}"
    note(by=by, verb=verb, on=member, label=label, universe_id=member.universe_id, way=way)
