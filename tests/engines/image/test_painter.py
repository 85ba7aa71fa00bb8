"""The built-in painter: what it makes, that it is the same twice, and that it is a picture."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass, field
from pathlib import Path

import cv2
import numpy as np
import pytest

from media_pipeline.engines.image.bundle import read_bundle
from media_pipeline.engines.image.contract import ImageEngine, ImageRequest
from media_pipeline.engines.image.painting.compose import PAINTERS, compose
from media_pipeline.engines.image.painting.finish import finish
from media_pipeline.engines.image.painting.noise import seeded
from media_pipeline.engines.image.procedural import ProceduralImage
from umam.lib.errors import Cancelled, JobError

SIZE = (192, 108)


@dataclass
class Context:
    work_dir: Path
    stop_after: int = 10_000
    told: list[float] = field(default_factory=list)
    asked: int = 0

    def progress(self, fraction, note=""):
        self.told.append(fraction)

    def should_stop(self):
        self.asked += 1
        return self.asked > self.stop_after


def paint(prompt, *, seed=1, size=SIZE, **wishes):
    picture, scene = compose(prompt, width=size[0], height=size[1], seed=seed, **wishes)
    return finish(picture, scene.style, seeded("test"))


def difference(first, second):
    return float(np.abs(first.astype(int) - second.astype(int)).mean())


@pytest.fixture
def made(tmp_path):
    request = ImageRequest("a sailboat on the sea at sunset, birds", width=SIZE[0], height=SIZE[1], seed=5)
    context = Context(tmp_path)
    return ProceduralImage().run(request, context), context


def test_is_an_image_engine():
    assert isinstance(ProceduralImage(), ImageEngine)


def test_still_has_the_size_asked_for_and_the_layers_go_with_it(made):
    result, context = made
    assert cv2.imread(str(result.image)).shape == (SIZE[1], SIZE[0], 3)
    bundle = read_bundle(result.layers)
    assert (bundle.width, bundle.height) == SIZE
    assert bundle.columns > bundle.width
    assert len(bundle.layers) >= 3
    assert len({layer.depth for layer in bundle.layers}) >= 3
    assert result.meta["place"] == "sea"
    assert context.told == sorted(context.told)
    assert context.told[-1] == 1.0


def test_same_request_same_bytes(made, tmp_path):
    result, _ = made
    (tmp_path / "again").mkdir()
    request = ImageRequest("a sailboat on the sea at sunset, birds", width=SIZE[0], height=SIZE[1], seed=5)
    again = ProceduralImage().run(request, Context(tmp_path / "again"))
    assert again.image.read_bytes() == result.image.read_bytes()
    assert again.layers.read_bytes() == result.layers.read_bytes()


def test_layers_and_still_are_the_same_picture(made):
    result, _ = made
    bundle = read_bundle(result.layers)
    still = cv2.cvtColor(cv2.imread(str(result.image)), cv2.COLOR_BGR2RGB)
    top, left = (bundle.rows - SIZE[1]) // 2, (bundle.columns - SIZE[0]) // 2
    sky = bundle.layers[0].pixels[top : top + 30, left : left + SIZE[0], :3]
    assert difference(cv2.GaussianBlur(sky, (0, 0), 6), cv2.GaussianBlur(still[:30], (0, 0), 6)) < 28


@pytest.mark.parametrize("place", sorted(PAINTERS))
def test_every_place_makes_a_picture_with_light_and_depth(place):
    picture = paint(place, seed=2)
    luma = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY).astype(float)
    assert 18 < luma.mean() < 225
    assert np.percentile(luma, 98) - np.percentile(luma, 2) > 60


@pytest.mark.parametrize("size", [(108, 192), (128, 128), (256, 96)])
def test_any_format_can_be_painted(size):
    assert paint("mountains at dawn, a deer", size=size).shape == (size[1], size[0], 3)


def test_seeds_and_prompts_look_different():
    first = paint("snowy mountains at sunset", seed=1)
    assert difference(first, paint("snowy mountains at sunset", seed=2)) > 8
    assert difference(first, paint("a neon street in the rain", seed=1)) > 25


def test_hours_have_their_own_light():
    light = {hour: paint(f"the sea at {hour}", seed=4).mean() for hour in ("noon", "dusk", "midnight")}
    assert light["noon"] > light["dusk"] > light["midnight"]


@pytest.mark.parametrize(
    ("palette", "channel"),
    [(("#200508", "#8a1020", "#e04040", "#ffc0a0"), 0), (("#02101f", "#0a3c78", "#3a8dde", "#c8e8ff"), 2)],
)
def test_palette_colours_the_picture(palette, channel):
    mean = paint("the sea in the evening", palette=palette).reshape(-1, 3).mean(axis=0)
    assert mean.argmax() == channel


def test_noir_has_no_colour():
    picture = paint("a city", style="film noir").astype(int)
    assert np.abs(picture[..., 0] - picture[..., 2]).mean() < 6


def test_sky_does_not_band():
    """Nowhere in a slow gradient do many pixels in a row have one and the same value."""
    sky = paint("a clear cloudless sky over the sea at dusk", size=(640, 360))[10:120]
    rows = sky.reshape(-1, 3)
    same = (np.diff(rows.astype(int), axis=0) == 0).all(axis=1)
    longest = max(len(run) for run in "".join("1" if one else "0" for one in same).split("0"))
    assert longest < 8


def test_edges_of_shapes_are_anti_aliased():
    """Between a dark ridge and a bright sky lie values in between, not a staircase."""
    picture, _ = compose("desert dunes at noon", width=320, height=180, seed=3)
    edges = 0
    for layer in picture.layers:
        if layer.blend == "over" and layer.scale == 1:
            alpha = layer.pixels[..., 3]
            edges += int(((alpha > 20) & (alpha < 235)).sum())
    assert edges > 200


@pytest.mark.parametrize(("width", "height"), [(101, 100), (16, 16), (100, 9000)])
def test_impossible_sizes_are_refused_in_words(tmp_path, width, height):
    with pytest.raises(JobError, match="cannot be painted"):
        ProceduralImage().run(ImageRequest("sea", width=width, height=height), Context(tmp_path))


@pytest.mark.parametrize("stop_after", [0, 3])
def test_stops_when_told_to(tmp_path, stop_after):
    request = ImageRequest("mountains", width=SIZE[0], height=SIZE[1])
    with pytest.raises(Cancelled):
        ProceduralImage().run(request, Context(tmp_path, stop_after))
    assert not (tmp_path / "layers.zip").exists()


def test_damaged_layers_are_refused_in_words(tmp_path, made):
    broken = tmp_path / "broken.zip"
    broken.write_bytes(b"not a zip at all")
    with pytest.raises(JobError, match="cannot be read"):
        read_bundle(broken)
    result, _ = made
    with zipfile.ZipFile(broken, "w") as archive, zipfile.ZipFile(result.layers) as good:
        for name in good.namelist():
            archive.writestr(name, good.read(name) if name.endswith("json") else b"\x89PNG nothing")
    with pytest.raises(JobError, match="cannot be read"):
        read_bundle(broken)
