"""Where speech models come from."""

import errno
import hashlib
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from huggingface_hub.errors import LocalEntryNotFoundError

from media_pipeline.engines.transcribe import models
from umam.lib.errors import Invalid, JobError

HALVES = (b"first half, " * 100, b"second half" * 90)


@pytest.fixture
def packages(tmp_path, monkeypatch):
    """Two small packages that stand for the real ones; returns the folder models go to."""
    source = tmp_path / "packages"
    files = []
    for number, content in enumerate(HALVES):
        folder = source / str(number)
        folder.mkdir(parents=True)
        (folder / f"model.bin.part{number + 1}").write_bytes(content)
        files.append(folder / f"model.bin.part{number + 1}")
    for name in ("config.json", "tokenizer.json", "vocabulary.txt"):
        (source / "0" / name).write_text(name)
    small = [source / "0" / name for name in ("config.json", "tokenizer.json", "vocabulary.txt")]
    whole = b"".join(HALVES)
    monkeypatch.setattr(models, "_package_files", lambda: (files, small))
    monkeypatch.setattr(models, "BASE_BYTES", len(whole))
    monkeypatch.setattr(models, "BASE_SHA256", hashlib.sha256(whole).hexdigest())
    return tmp_path / "models"


def test_the_halves_are_joined_once(packages, monkeypatch):
    folder = models.ensure_base_model(packages)
    assert (folder / "model.bin").read_bytes() == b"".join(HALVES)
    assert (folder / "tokenizer.json").read_text() == "tokenizer.json"
    monkeypatch.setattr(models, "_join", lambda *args: pytest.fail("joined again"))
    assert models.ensure_base_model(packages) == folder


def test_many_at_once_join_one_model(packages):
    with ThreadPoolExecutor(8) as pool:
        folders = set(pool.map(models.ensure_base_model, [packages] * 8))
    assert folders == {packages / "whisper-base"}
    assert {path.name for path in packages.iterdir()} == {"whisper-base", ".whisper-base.lock"}


def test_half_a_model_is_made_whole(packages):
    folder = models.ensure_base_model(packages)
    (folder / "model.bin").write_bytes(b"torn")
    assert (models.ensure_base_model(packages) / "model.bin").read_bytes() == b"".join(HALVES)


def test_a_damaged_package_is_a_sentence_and_leaves_nothing(packages, monkeypatch):
    monkeypatch.setattr(models, "BASE_SHA256", "0" * 64)
    with pytest.raises(JobError, match="damaged"):
        models.ensure_base_model(packages)
    assert [path.name for path in packages.iterdir()] == [".whisper-base.lock"]


def test_a_full_disk_is_a_sentence(packages, monkeypatch):
    def full(*args):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(shutil, "copyfile", full)
    with pytest.raises(JobError) as caught:
        models.ensure_base_model(packages)
    assert caught.value.code == "no_space"
    assert not (packages / "whisper-base").exists()


def test_missing_packages_are_a_sentence(tmp_path, monkeypatch):
    monkeypatch.setattr(models, "_PARTS", (("no_such_package_of_ours", "model.bin.part1"),))
    with pytest.raises(JobError, match="not installed"):
        models.ensure_base_model(tmp_path)


def locate(name, tmp_path, configured="base"):
    return models.locate(name, configured=configured, models_dir=tmp_path)


def test_the_operator_may_name_a_folder_and_a_request_may_not(tmp_path):
    folder = tmp_path / "own-model"
    folder.mkdir()
    assert locate("", tmp_path, configured=str(folder)) == folder
    with pytest.raises(Invalid, match="no speech model"):
        locate(str(folder), tmp_path)


@pytest.mark.parametrize("name", ["enormous", "../base", "someone/else"])
def test_only_known_sizes_can_be_asked_for(tmp_path, name):
    with pytest.raises(Invalid) as caught:
        locate(name, tmp_path)
    assert "large-v3" in caught.value.suggestion


def test_a_size_that_is_not_here_and_no_hub_is_a_sentence(tmp_path, monkeypatch):
    asked = []

    def download(name, *, local_files_only=False, cache_dir):
        asked.append(local_files_only)
        raise LocalEntryNotFoundError("offline")

    monkeypatch.setattr("faster_whisper.utils.download_model", download)
    with pytest.raises(JobError, match="“small” is not on this computer") as caught:
        locate("small", tmp_path)
    assert asked == [True, False]
    assert "“base”" in caught.value.suggestion


def test_a_model_that_was_fetched_is_not_asked_for_again(tmp_path, monkeypatch):
    kept = tmp_path / "hub" / "small"
    kept.mkdir(parents=True)
    (kept / "model.bin").write_bytes(b"weights")

    def download(name, *, local_files_only=False, cache_dir):
        assert local_files_only
        return str(kept)

    monkeypatch.setattr("faster_whisper.utils.download_model", download)
    assert locate("small", tmp_path) == Path(kept)
