"""Universes and members: who sees, who changes, who is kept out."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from umam.accounts.models import User, UserRole
from umam.accounts.services import welcome
from umam.lib.errors import Forbidden, NotFound
from umam.universes import access, services
from umam.universes.models import Membership, Role, Universe

pytestmark = pytest.mark.django_db


def person(name: str, role: str = UserRole.CREATOR) -> User:
    user = User.objects.create_user(f"{name}@example.org", "pw", name=name, role=role)
    welcome(user)
    return user


@pytest.fixture
def owner() -> User:
    return person("owner")


@pytest.fixture
def stranger() -> User:
    return person("stranger")


@pytest.fixture
def universe(owner) -> Universe:
    return services.create_universe(by=owner, name="Lantern Coast")


def api(user: User) -> APIClient:
    client = APIClient()
    client.force_authenticate(user)
    return client


def join(universe: Universe, user: User, role: str) -> Membership:
    return Membership.objects.create(universe=universe, user=user, role=role)


class TestRights:
    @pytest.mark.parametrize(
        ("account", "membership", "sees", "edits"),
        [
            (UserRole.CREATOR, None, False, False),
            (UserRole.CREATOR, Role.VIEWER, True, False),
            (UserRole.CREATOR, Role.EDITOR, True, True),
            (UserRole.VIEWER, Role.EDITOR, True, False),
            (UserRole.VIEWER, None, False, False),
            (UserRole.ADMIN, None, True, True),
        ],
    )
    def test_table(self, universe, account, membership, sees, edits):
        user = person("somebody", account)
        if membership:
            join(universe, user, membership)
        assert access.can_view(user, universe.pk) is sees
        assert access.can_edit(user, universe.pk) is edits
        assert access.visible_universes(user).filter(pk=universe.pk).exists() is sees
        assert access.editable_universes(user).filter(pk=universe.pk).exists() is edits
        assert access.scope(Membership.objects.filter(role="owner"), user).exists() is sees

    def test_a_closed_account_sees_nothing(self, universe, owner):
        owner.is_active = False
        assert not access.visible_universes(owner).exists()
        assert not access.can_view(owner, universe.pk)

    def test_unseen_is_not_found_and_seen_is_forbidden(self, universe, stranger):
        with pytest.raises(NotFound):
            access.require_edit(stranger, universe.pk)
        join(universe, stranger, Role.VIEWER)
        with pytest.raises(Forbidden):
            access.require_edit(stranger, universe.pk)


class TestApi:
    def test_create_list_and_read(self, owner):
        client = api(owner)
        made = client.post("/api/universes", {"name": "Lantern Coast", "description": "Salt and light"})
        assert made.status_code == 201
        assert made.json()["role"] == "owner"
        assert made.json()["owner"]["email"] == owner.email
        assert [row["id"] for row in client.get("/api/universes").json()["results"]] == [made.json()["id"]]

    def test_two_of_one_name_get_two_slugs(self, owner):
        first, second = (api(owner).post("/api/universes", {"name": "Ash"}).json() for _ in range(2))
        assert first["slug"] == "ash"
        assert second["slug"].startswith("ash-")

    def test_a_viewer_account_creates_nothing(self):
        answer = api(person("guest", UserRole.VIEWER)).post("/api/universes", {"name": "Mine"})
        assert answer.status_code == 403

    def test_a_stranger_finds_no_path_in(self, universe, stranger):
        client, base = api(stranger), f"/api/universes/{universe.pk}"
        member = universe.memberships.get()
        assert client.get(base).status_code == 404
        assert client.patch(base, {"name": "Mine"}).status_code == 404
        assert client.delete(base).status_code == 404
        assert client.get(f"{base}/members").status_code == 404
        assert client.post(f"{base}/members", {"email": stranger.email}).status_code == 404
        assert client.delete(f"{base}/members/{member.pk}").status_code == 404
        assert client.get("/api/universes").json()["results"] == []

    def test_an_editor_changes_but_does_not_delete(self, universe, stranger):
        join(universe, stranger, Role.EDITOR)
        client, base = api(stranger), f"/api/universes/{universe.pk}"
        assert client.patch(base, {"description": "Colder now"}).json()["description"] == "Colder now"
        assert client.delete(base).status_code == 403
        assert client.post(f"{base}/members", {"email": "x@example.org"}).status_code == 403

    def test_a_wrong_colour_stands_at_its_field(self, universe, owner):
        answer = api(owner).patch(f"/api/universes/{universe.pk}", {"accent": "#GGG"})
        assert answer.status_code == 400
        assert answer.json()["errors"][0]["attr"] == "accent"

    def test_members_come_change_and_go(self, universe, owner, stranger):
        client, base = api(owner), f"/api/universes/{universe.pk}/members"
        made = client.post(base, {"email": "STRANGER@example.org", "role": "viewer"})
        assert made.status_code == 201
        assert client.post(base, {"email": stranger.email}).status_code == 409
        one = f"{base}/{made.json()['id']}"
        assert client.patch(one, {"role": "editor"}).json()["role"] == "editor"
        assert client.patch(one, {"role": "owner"}).status_code == 400
        assert client.delete(one).status_code == 204
        assert not access.can_view(stranger, universe.pk)

    def test_an_unknown_address_is_said_at_its_field(self, universe, owner):
        answer = api(owner).post(f"/api/universes/{universe.pk}/members", {"email": "nobody@example.org"})
        assert answer.status_code == 404
        assert "nobody@example.org" in answer.json()["errors"][0]["detail"]

    def test_a_member_may_leave_but_the_owner_may_not(self, universe, owner, stranger):
        join(universe, stranger, Role.VIEWER)
        mine = universe.memberships.get(user=stranger)
        base = f"/api/universes/{universe.pk}/members"
        assert api(stranger).delete(f"{base}/{mine.pk}").status_code == 204
        assert api(owner).delete(f"{base}/{universe.memberships.get().pk}").status_code == 403

    def test_ordering_outside_the_list_is_refused(self, owner):
        answer = api(owner).get("/api/universes?ordering=memberships__user__password")
        assert answer.status_code == 400
        assert answer.json()["errors"][0]["attr"] == "ordering"

    def test_a_list_costs_the_same_for_few_and_many(self, owner, django_assert_num_queries):
        services.create_universe(by=owner, name="One")
        client = api(owner)
        with django_assert_num_queries(4):
            client.get("/api/universes")
        for n in range(20):
            services.create_universe(by=owner, name=f"World {n}")
        with django_assert_num_queries(4):
            assert len(client.get("/api/universes").json()["results"]) == 21


def test_the_database_allows_one_owner(universe, stranger):
    with pytest.raises(IntegrityError), transaction.atomic():
        join(universe, stranger, Role.OWNER)


def test_the_personal_universe_is_made_once(owner):
    first = services.personal_universe(owner)
    assert services.personal_universe(owner) == first
    assert access.can_edit(owner, first.pk)
    with pytest.raises(Forbidden):
        services.delete_universe(universe=first, by=owner)


class TestAdmin:
    def test_a_designer_sees_only_their_own(self, client, universe, owner, stranger):
        theirs = services.create_universe(by=stranger, name="Hidden Reach")
        client.force_login(owner)
        page = client.get("/admin/universes/universe/").content.decode()
        assert "Lantern Coast" in page
        assert "Hidden Reach" not in page
        assert client.get(f"/admin/universes/universe/{theirs.pk}/change/").status_code == 302

    def test_a_made_universe_has_its_owner(self, client, owner):
        client.force_login(owner)
        form = {
            "name": "By Admin", "description": "", "accent": "#336699",
            "memberships-TOTAL_FORMS": 0, "memberships-INITIAL_FORMS": 0,
        }  # fmt: skip
        assert client.post("/admin/universes/universe/add/", form).status_code == 302
        made = Universe.objects.get(name="By Admin")
        assert made.memberships.get().user == owner
        assert made.slug == "by-admin"

    def test_bulk_delete_keeps_personal_universes(self, client, owner):
        personal = services.personal_universe(owner)
        client.force_login(owner)
        client.post(
            "/admin/universes/universe/",
            {"action": "delete_selected", "_selected_action": [str(personal.pk)], "post": "yes"},
        )
        assert Universe.objects.filter(pk=personal.pk).exists()

    def test_people_and_their_pages_are_for_admins(self, client, owner):
        client.force_login(owner)
        assert client.get("/admin/accounts/user/").status_code == 403
        client.force_login(person("boss", UserRole.ADMIN))
        assert client.get("/admin/accounts/user/").status_code in (200, 302)


class TestRolesAskedOnce:
    """A page asks very often who its reader is; each answer must be that of this moment all the same."""

    @pytest.fixture
    def asked(self):
        def count(what) -> int:
            with CaptureQueriesContext(connection) as seen:
                what()
            return sum('FROM "universes_membership"' in one["sql"] for one in seen)

        return count

    def test_only_inside_and_per_person_and_universe(self, universe, owner, stranger, asked):
        other = services.create_universe(by=stranger, name="Elsewhere")

        def ask() -> None:
            for _ in range(3):
                assert access.role_in(owner, universe.pk) == access.role_in(owner, str(universe.pk))
                assert access.role_in(owner, universe.pk) == Role.OWNER
                assert access.role_in(stranger, universe.pk) is None
                assert access.role_in(owner, other.pk) is None

        assert asked(ask) == 15
        with access.asking_once():
            assert asked(ask) == 3
        assert asked(ask) == 15

    def test_a_change_of_members_is_seen_at_once(self, universe, owner, stranger):
        with access.asking_once():
            assert not access.can_view(stranger, universe.pk)
            member = services.add_member(universe=universe, by=owner, email=stranger.email, role=Role.EDITOR)
            assert access.can_edit(stranger, universe.pk)
            services.change_member(membership=member, by=owner, role=Role.VIEWER)
            assert not access.can_edit(stranger, universe.pk)
            services.remove_member(membership=member, by=owner)
            assert not access.can_view(stranger, universe.pk)

    def test_an_account_that_changes_is_another_at_once(self, universe, owner):
        with access.asking_once():
            assert access.can_edit(owner, universe.pk)
            owner.role = UserRole.VIEWER
            assert not access.can_edit(owner, universe.pk)
            owner.is_active = False
            assert not access.can_view(owner, universe.pk)

    def test_the_next_request_asks_anew_and_one_that_writes_every_time(self, universe, owner, asked):
        client, place = Client(), f"/admin/universes/universe/{universe.pk}/change/"
        client.force_login(owner)
        assert client.get(place).status_code == 200
        roles = 'SELECT "universes_membership"."role"'
        with CaptureQueriesContext(connection) as seen:
            client.get(place)
        assert sum(one["sql"].startswith(roles) for one in seen) == 1
        Membership.objects.filter(user=owner).update(role=Role.VIEWER)
        assert client.post(place, {"name": "Mine"}).status_code == 403
        assert client.get(place).status_code in {200, 302, 403}
        Membership.objects.filter(user=owner).delete()
        assert client.get(place).status_code in {302, 404}

    def test_nothing_is_kept_after_an_answer(self, universe, owner):
        client = Client()
        client.force_login(owner)
        client.get(f"/universes/{universe.slug}")
        assert access._asked.get() is None
