"""The key of the keys: where it lies, who makes it, and what it refuses to open."""

from __future__ import annotations

import copy
import json
import pickle
import stat
import subprocess
import sys
import threading
import uuid

import pytest
from cryptography.fernet import Fernet
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command

from umam.accounts import sealing
from umam.accounts.sealing import Secret, Unreadable, seal, unseal
from umam.lib.errors import NotReady
from umam.lib.kept_secret import kept_secret

pytestmark = pytest.mark.usefixtures("key_path")
VALUE = "sk-ant-a-long-value-that-nobody-reads-7f3a"
MARA = uuid.uuid4()
TIED = {"owner_id": MARA, "provider": "anthropic", "base_url": ""}


def test_what_is_sealed_opens_and_shows_nothing():
    sealed = seal(VALUE, **TIED)
    assert VALUE not in sealed
    assert str(MARA) not in sealed
    assert unseal(sealed, **TIED) == VALUE
    assert seal(VALUE, **TIED) != sealed, "two of the same value must not look alike"


@pytest.mark.parametrize(
    "other",
    [
        {"owner_id": uuid.uuid4()},
        {"provider": "openai"},
        {"base_url": "https://thief.example.org"},
    ],
)
def test_it_opens_for_its_owner_provider_and_address_alone(other):
    sealed = seal(VALUE, **TIED)
    with pytest.raises(Unreadable, match="another owner, provider or address"):
        unseal(sealed, **{**TIED, **other})


@pytest.mark.parametrize("damage", [lambda text: text[:-6], lambda text: text.swapcase(), lambda text: ""])
def test_damaged_text_does_not_open(damage):
    sealed = seal(VALUE, **TIED)
    with pytest.raises(Unreadable):
        unseal(damage(sealed), **TIED)


# -- the file ----------------------------------------------------------------------------------------------


def test_the_key_is_made_once_for_its_owner_alone(key_path):
    assert not sealing.has_key()
    seal(VALUE, **TIED)
    assert stat.S_IMODE(key_path.stat().st_mode) == 0o600
    first = key_path.read_text()
    seal(VALUE, **TIED)
    assert key_path.read_text() == first
    assert list(key_path.parent.iterdir()) == [key_path], "no draft is left"


def test_nothing_is_made_to_open(key_path):
    sealed = seal(VALUE, **TIED)
    key_path.unlink()
    with pytest.raises(Unreadable, match="there is no key"):
        unseal(sealed, **TIED)
    assert not key_path.exists()


def test_another_key_does_not_open(key_path):
    sealed = seal(VALUE, **TIED)
    key_path.write_text(sealing.new_key())
    with pytest.raises(Unreadable, match="another key"):
        unseal(sealed, **TIED)


def test_processes_that_start_at_once_end_with_one_key(key_path):
    code = (
        "import sys, uuid; from pathlib import Path; from umam.lib.kept_secret import kept_secret;"
        "sys.stdin.read(1); print(kept_secret(Path(sys.argv[1]), lambda: uuid.uuid4().hex))"
    )
    started = [
        subprocess.Popen(
            [sys.executable, "-c", code, str(key_path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(4)
    ]
    for process in started:
        process.stdin.write("g")
        process.stdin.flush()
    said = {process.communicate(timeout=30)[0].strip() for process in started}
    assert said == {key_path.read_text()}
    assert list(key_path.parent.iterdir()) == [key_path]


def test_threads_that_start_at_once_end_with_one_key(key_path):
    ready, found = threading.Barrier(8), []

    def one() -> None:
        ready.wait()
        found.append(kept_secret(key_path, sealing.new_key))

    threads = [threading.Thread(target=one) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert len(set(found)) == 1


# -- the variable ------------------------------------------------------------------------------------------


def test_the_variable_comes_before_the_file_and_makes_none(key_path, settings):
    settings.UMAM_CREDENTIALS_KEY = sealing.new_key()
    assert unseal(seal(VALUE, **TIED), **TIED) == VALUE
    assert not key_path.exists()


def test_the_first_of_several_seals_and_all_open(settings):
    old, new = sealing.new_key(), sealing.new_key()
    settings.UMAM_CREDENTIALS_KEY = old
    by_old = seal(VALUE, **TIED)
    settings.UMAM_CREDENTIALS_KEY = f"{new}, {old}"
    assert unseal(by_old, **TIED) == VALUE
    by_new = seal(VALUE, **TIED)
    assert json.loads(Fernet(new).decrypt(by_new))["value"] == VALUE


@pytest.mark.parametrize("text", ["password", "a" * 44 + "!", ","])
def test_what_is_no_key_is_refused_by_its_name_and_not_shown(settings, text):
    settings.UMAM_CREDENTIALS_KEY = text
    with pytest.raises(ImproperlyConfigured, match="UMAM_CREDENTIALS_KEY must hold a key") as refusal:
        seal(VALUE, **TIED)
    assert text == "," or text not in str(refusal.value)
    assert [found.id for found in run_checks() if found.id.startswith("accounts.")] == ["accounts.E001"]


def test_an_empty_file_is_refused_and_not_filled(key_path):
    key_path.write_text("\n")
    with pytest.raises(ImproperlyConfigured, match=r"credentials_key must hold a key"):
        seal(VALUE, **TIED)


# -- production --------------------------------------------------------------------------------------------


def test_production_makes_no_key_by_itself(key_path, settings):
    settings.UMAM_MAKE_CREDENTIALS_KEY = False
    with pytest.raises(NotReady, match="no key of its own") as refusal:
        seal(VALUE, **TIED)
    assert "manage.py prepare credentials" in refusal.value.suggestion
    assert not key_path.exists()
    assert "accounts.W001" in {found.id for found in run_checks(include_deployment_checks=True)}
    call_command("prepare", "credentials")
    assert unseal(seal(VALUE, **TIED), **TIED) == VALUE
    assert "accounts.W001" not in {found.id for found in run_checks(include_deployment_checks=True)}


def test_production_settings_say_so(tmp_path):
    code = "from umam.settings import prod;print(prod.UMAM_MAKE_CREDENTIALS_KEY, prod.UMAM_PRIVATE_SERVERS)"
    said = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={"UMAM_SECRET_KEY": "only-for-this-test", "UMAM_DATA_DIR": str(tmp_path)},
    )
    assert said.stdout.split() == ["False", "False"]


# -- on its way --------------------------------------------------------------------------------------------


def test_a_secret_is_shown_by_reveal_alone():
    secret = Secret(VALUE, provider="anthropic", base_url="https://llm.example.org")
    assert secret.reveal() == VALUE
    shown = [repr(secret), str(secret), f"{secret}", f"{secret!r}", "%s" % secret, repr({"key": secret})]  # noqa: UP031
    assert VALUE not in "".join(shown)
    assert not hasattr(secret, "__dict__")
    for leak in (pickle.dumps, copy.deepcopy, copy.copy):
        with pytest.raises(TypeError):
            leak(secret)
    with pytest.raises(TypeError):
        json.dumps(secret)
