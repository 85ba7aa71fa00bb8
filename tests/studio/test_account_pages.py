import pytest
from django.core import mail

from tests.studio.conftest import PASSWORD, signed_in
from umam.accounts.models import ApiKey, User


def test_sign_in_leads_home(client, owner):
    answer = client.post("/accounts/login/", {"login": "mara@example.org", "password": PASSWORD}, follow=True)
    assert answer.redirect_chain[-1][0] == "/"
    assert b"Mara" in answer.content


def test_a_wrong_password_keeps_the_address_and_says_so(client, owner):
    answer = client.post("/accounts/login/", {"login": "mara@example.org", "password": "wrong"})
    page = answer.content.decode()
    assert 'value="mara@example.org"' in page
    assert 'role="alert"' in page


def test_sign_up_gives_a_creator(client, db):
    wish = {"email": "new@example.org", "password1": PASSWORD, "password2": PASSWORD}
    answer = client.post("/accounts/signup/", wish, follow=True)
    assert answer.status_code == 200
    assert User.objects.get(email="new@example.org").role == "creator"


def test_an_error_stands_at_its_field(client, db):
    wish = {"email": "new@example.org", "password1": PASSWORD, "password2": "something else"}
    page = client.post("/accounts/signup/", wish).content.decode()
    assert 'id="id_password2_error"' in page
    assert 'value="new@example.org"' in page


@pytest.mark.parametrize("path", ["login", "signup", "password/reset", "password/reset/done", "inactive"])
def test_entrance_pages_are_in_the_studios_look(client, db, path):
    answer = client.get(f"/accounts/{path}/")
    assert answer.status_code == 200
    assert b"entrance-card" in answer.content


def test_nobody_has_further_addresses(client, owner):
    for browser in (client, signed_in(owner)):
        assert browser.get("/accounts/email/").status_code == 404
        sent = {"email": "other@example.org", "action_add": ""}
        assert browser.post("/accounts/email/", sent).status_code == 404
    assert "/accounts/email/" not in signed_in(owner).get("/account/profile").content.decode()


def test_the_way_back_in_after_a_forgotten_password(client, owner):
    client.post("/accounts/password/reset/", {"email": "mara@example.org"})
    link = next(word for word in mail.outbox[0].body.split() if "/password/reset/key/" in word)
    form = client.get(link.replace("http://testserver", ""), follow=True)
    assert b"Set a new password" in form.content
    new = {"password1": "another good phrase", "password2": "another good phrase"}
    client.post(form.redirect_chain[-1][0], new)
    owner.refresh_from_db()
    assert owner.check_password("another good phrase")


def test_pages_ask_for_a_sign_in_first(client, db):
    for path in ("/", "/universes", "/music-videos", "/music-videos/new", "/jobs", "/assets", "/search"):
        answer = client.get(path)
        assert answer.status_code == 302, path
        assert answer["Location"].startswith("/accounts/login/?next=")


def test_the_name_is_changed(pages, owner):
    pages.post("/account/profile", {"name": "Mara Lind"})
    owner.refresh_from_db()
    assert owner.name == "Mara Lind"


def test_a_key_is_shown_once(pages, owner):
    page = pages.post("/account/api-keys", {"name": "script", "scope": "read", "lifetime": "30"})
    secret = page.context["secret"]
    assert secret
    assert secret in page.content.decode()
    assert secret not in pages.get("/account/api-keys").content.decode()
    assert ApiKey.objects.is_valid(secret)


def test_a_key_needs_a_name_and_keeps_the_rest(pages):
    answer = pages.post("/account/api-keys", {"name": "", "scope": "read", "lifetime": "30"})
    assert answer.status_code == 422
    assert 'id="id_name_error"' in answer.content.decode()
    assert '<option value="read" selected>' in answer.content.decode()


def test_a_key_is_revoked_by_its_owner_alone(pages, owner, stranger):
    key, _ = ApiKey.objects.create_key(name="script", owner=owner, scope="read")
    assert signed_in(stranger).post(f"/account/api-keys/{key.pk}/revoke").status_code == 404
    pages.post(f"/account/api-keys/{key.pk}/revoke")
    key.refresh_from_db()
    assert key.revoked


@pytest.mark.parametrize("theme", ["night", "day"])
def test_a_theme_is_kept_in_this_browser(pages, theme):
    pages.post("/theme", {"theme": theme, "next": "/jobs"})
    assert f'data-theme="{theme}"' in pages.get("/jobs").content.decode()


def test_auto_follows_the_system(pages):
    pages.post("/theme", {"theme": "night"})
    pages.post("/theme", {"theme": "system"})
    assert "data-theme=" not in pages.get("/jobs").content.decode()


def test_the_theme_leads_back_and_nowhere_else(client, db):
    assert (
        client.post("/theme", {"theme": "day", "next": "/jobs?state=done"})["Location"] == "/jobs?state=done"
    )
    assert client.post("/theme", {"theme": "day", "next": "https://example.com/"})["Location"] == "/"
