"""The gallery command writes the contact sheet."""

from __future__ import annotations

import cv2
import pytest
from django.core.management import CommandError, call_command

from media_pipeline.engines.clip.contract import MOVE_LABELS
from media_pipeline.management.commands import gallery


def test_gallery_shows_every_move_on_every_subject(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(gallery, "SUBJECTS", ("the sea at dusk", "a hall"))
    out = tmp_path / "sheet.jpg"
    call_command("gallery", "--width", "64", "--out", str(out))
    sheet = cv2.imread(str(out))
    assert sheet.shape[0] > 36 * len(MOVE_LABELS)
    assert sheet.shape[1] > 64 * 2 * 2
    assert "2 subjects" in capsys.readouterr().out


def test_gallery_refuses_silly_sizes():
    with pytest.raises(CommandError, match="width"):
        call_command("gallery", "--width", "5")
