"""The page of the keys of external services."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.fakes.openai import FakeOpenAI
from tests.studio.conftest import signed_in
from umam.accounts.credentials import opened, store_credential
from umam.accounts.models import AuditEntry, Credential
from umam.accounts.sealing import new_key

PAGE = "/account/credentials"
VALUE = "sk-ant-a-long-value-that-nobody-reads-7f3a"


@pytest.fixture(autouse=True)
def own_key(settings: Any, tmp_path: Path) -> None:
    settings.UMAM_CREDENTIALS_KEY = new_key()


@pytest.fixture
def row(owner) -> Credential:
    return store_credential(owner=owner, provider="anthropic", value=VALUE, label="Team")[0]


def form(**more: str) -> dict[str, str]:
    return {"provider": "anthropic", "value": VALUE, "label": "", "base_url": "", **more}


def test_an_empty_page_says_what_it_is_for(pages):
    page = pages.get(PAGE).content.decode()
    assert "No service keys yet" in page
    assert "Everything works without one" in page


def test_it_wants_a_sign_in(client, db):
    assert client.get(PAGE)["Location"].startswith("/accounts/login/")


def test_a_key_is_stored_and_never_shown(pages, owner):
    answer = pages.post(PAGE, form(label="Team", for_members="on"), follow=True)
    page = answer.content.decode()
    assert answer.redirect_chain == [(PAGE, 302)]
    assert "The key for Anthropic is stored." in page
    assert VALUE not in page
    row = owner.credentials.get()
    assert row.sealed not in page
    assert row.hint in page
    assert "You and members spend it" in page
    assert opened(row).reveal() == VALUE
    assert AuditEntry.objects.first().way == "page"


def test_the_field_gives_browsers_nothing_to_keep(pages):
    page = pages.get(f"{PAGE}?provider=suno").content.decode()
    field = page[page.index('name="value"') - 60 :][:300]
    assert 'type="password"' in field
    assert 'autocomplete="off"' in field
    assert '<option value="suno" selected>' in page


def test_an_error_keeps_what_was_typed_but_for_the_key(pages):
    answer = pages.post(PAGE, form(label="Team", base_url="https://mara:pw@example.org"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'id="id_base_url_error"' in page
    assert 'value="Team"' in page
    assert VALUE not in page
    assert not Credential.objects.exists()


def test_a_second_key_takes_the_place_of_the_first(pages, row):
    page = pages.post(PAGE, form(value="another"), follow=True).content.decode()
    assert "takes the place of the one you had" in page
    assert opened(Credential.objects.get()).reveal() == "another"


def test_a_key_is_shared_and_kept_again(pages, row):
    for shared in ("true", "true", "false"):
        page = pages.post(f"{PAGE}/{row.pk}/share", {"shared": shared}, follow=True).content.decode()
        row.refresh_from_db()
        assert row.for_members is (shared == "true")
    assert "Only you spend the key for Anthropic now." in page


def test_a_key_is_removed(pages, row):
    page = pages.post(f"{PAGE}/{row.pk}/remove", follow=True).content.decode()
    assert "No service keys yet" in page
    assert not Credential.objects.exists()


def test_a_key_that_does_not_open_any_more_says_so(pages, row, settings):
    settings.UMAM_CREDENTIALS_KEY = new_key()
    assert "cannot be read any more" in pages.get(PAGE).content.decode()


def test_a_studio_that_can_keep_none_says_so(pages, settings, tmp_path):
    settings.UMAM_CREDENTIALS_KEY = ""
    settings.UMAM_CREDENTIALS_KEY_PATH = tmp_path / "none"
    settings.UMAM_MAKE_CREDENTIALS_KEY = False
    answer = pages.post(PAGE, form())
    assert answer.status_code == 422
    assert "cannot keep keys of other services yet" in answer.content.decode()


def test_nobody_elses_key_is_reached(row, stranger):
    theirs = signed_in(stranger)
    assert "Team" not in theirs.get(PAGE).content.decode()
    assert theirs.post(f"{PAGE}/{row.pk}/share", {"shared": "true"}).status_code == 404
    assert theirs.post(f"{PAGE}/{row.pk}/remove").status_code == 404
    row.refresh_from_db()
    assert not row.for_members


def test_it_is_found_from_everywhere(pages):
    assert f'href="{PAGE}"' in pages.get("/account/profile").content.decode()
    assert "Service keys" in pages.get("/search?q=service").content.decode()


def test_a_key_is_tried_and_its_model_chosen(pages, owner):
    with FakeOpenAI(key=VALUE, models=("qwen3:8b", "llama4")) as fake:
        asked = form(provider="openai", base_url=fake.url, model="qwen3:8b")
        assert "Answers as" in pages.post(PAGE, asked, follow=True).content.decode()
        row = owner.credentials.get()
        page = pages.post(f"{PAGE}/{row.pk}/test").content.decode()
    assert "The key works" in page
    assert '<option value="qwen3:8b" selected>' in page
    assert '<option value="llama4">' in page
    assert VALUE not in page
    page = pages.post(f"{PAGE}/{row.pk}/model", {"model": "llama4"}, follow=True).content.decode()
    assert "“llama4” answers" in page
    row.refresh_from_db()
    assert row.model == "llama4"
    assert opened(row).reveal() == VALUE


def test_a_key_that_is_refused_says_so(pages, owner):
    with FakeOpenAI(key="sk-another") as fake:
        pages.post(PAGE, form(provider="openai", base_url=fake.url, model="qwen3:8b"))
        page = pages.post(f"{PAGE}/{owner.credentials.get().pk}/test").content.decode()
    assert "does not accept this key" in page
    assert "Model that answers" not in page


def test_a_language_model_wants_a_name(pages, owner):
    answer = pages.post(PAGE, form(provider="openai"))
    assert answer.status_code == 422
    assert 'id="id_model_error"' in answer.content.decode()
    assert not owner.credentials.exists()


def test_another_persons_key_is_neither_tried_nor_turned(row, stranger):
    client = signed_in(stranger)
    assert client.post(f"{PAGE}/{row.pk}/test").status_code == 404
    assert client.post(f"{PAGE}/{row.pk}/model", {"model": "x"}).status_code == 404


def test_what_cannot_be_tried_has_no_button(pages, owner):
    store_credential(owner=owner, provider="suno", value=VALUE)
    assert "/test" not in pages.get(PAGE).content.decode()
