from __future__ import annotations

import time

import numpy as np
import pytest
from PIL import Image

from storybible.demo.models import write_models
from tests.lib.models import CUBE, SIDES, as_gltf, changed, cube, opened, put, textured
from umam.lib import model_poster
from umam.lib.errors import Invalid
from umam.lib.gltf import read_model
from umam.lib.gltf_write import Glb, Part, pack
from umam.lib.model_geometry import gather
from umam.lib.model_poster import draw_poster

STAGE = 0.25  # how far from the stage's grey a colour must lie to be the model's


@pytest.fixture(autouse=True)
def small(monkeypatch):
    monkeypatch.setattr(model_poster, "SIZE", (200, 150))


@pytest.fixture
def poster(tmp_path):
    """poster(data) -> the picture as numbers 0..1, height × width × 3."""

    def draw(data: bytes, **options: float) -> np.ndarray:
        target = tmp_path / "poster.webp"
        assert draw_poster(put(tmp_path / "model", data), target, **options) == (200, 150)
        with Image.open(target) as picture:
            return np.asarray(picture.convert("RGB"), dtype=float) / 255

    return draw


def coloured(picture: np.ndarray) -> np.ndarray:
    """Where there is a colour, which the stage does not have."""
    return picture.max(axis=2) - picture.min(axis=2) > STAGE


def test_a_model_stands_in_the_middle_in_its_colour(poster):
    picture = poster(cube("#c03028"))
    there = coloured(picture)

    assert 0.1 < there.mean() < 0.5
    assert abs(np.argwhere(there).mean(axis=0) - [75, 100]).max() < 12
    assert not there[[0, 1, 2, -3, -2, -1]].any()
    assert not there[:, [0, 1, 2, -3, -2, -1]].any()
    red, green, blue = picture[there].mean(axis=0)
    assert red > 2 * green > blue


def test_sides_turned_differently_are_lit_differently(poster):
    picture = poster(cube("#30a040"))
    shades = np.unique(np.round(picture[coloured(picture)].mean(axis=1), 1))

    assert len(shades) >= 3


def test_text_is_drawn_like_binary(poster):
    assert np.abs(poster(cube()) - poster(as_gltf(cube()))).max() < 0.02


def test_what_is_near_hides_what_is_far(poster):
    glb = Glb()
    near = Part(CUBE * [1, 1, 0.1] + [0, 0, 2], SIDES, glb.material("Near", "#c03028"))
    far = Part(CUBE * [0.8, 0.8, 0.1] - [0, 0, 2], SIDES, glb.material("Far", "#2038c0"))
    for parts in ([near, far], [far, near]):
        other = Glb()
        other.material("Near", "#c03028")
        other.material("Far", "#2038c0")
        picture = poster(other.write([other.node("Both", mesh=other.mesh("Both", parts))]))
        middle = picture[80, 88]
        assert middle[0] > middle[2]


def test_clear_material_lets_the_back_shine_through(poster):
    def middle(alpha: float) -> np.ndarray:
        glb = Glb()
        back = Part(CUBE * [1, 1, 0.1] - [0, 0, 1], SIDES, glb.material("Back", "#2038c0"))
        pane = Part(CUBE * [1, 1, 0.05] + [0, 0, 1], SIDES, glb.material("Pane", "#c03028", alpha=alpha))
        picture = poster(glb.write([glb.node("Both", mesh=glb.mesh("Both", [back, pane]))]))
        return picture[75, 95]

    assert middle(1.0)[0] > middle(0.3)[0]
    assert middle(0.3)[2] > middle(1.0)[2]


def test_a_picture_lies_on_the_surface(poster):
    painting = Image.new("RGB", (8, 8), (0, 160, 0))
    painting.paste((200, 0, 0), (0, 0, 4, 8))
    picture = poster(textured(painting))
    row = picture[75]

    assert row[75, 0] > row[75, 1]
    assert row[125, 1] > row[125, 0]


def test_points_have_colours_of_their_own(poster):
    glb = Glb()
    tint = np.tile([0.0, 0.5, 0.02], (8, 1))
    part = Part(CUBE, SIDES, glb.material("White", "#ffffff"), colours=tint)
    picture = poster(glb.write([glb.node("Cube", mesh=glb.mesh("Cube", [part]))]))

    assert picture[coloured(picture)].mean(axis=0).argmax() == 1


@pytest.mark.parametrize(("mode", "count"), [(4, 12), (5, 34), (6, 34)])
def test_triangles_in_strips_and_fans(tmp_path, mode, count):
    document, binary = opened(cube())
    document["meshes"][0]["primitives"][0]["mode"] = mode
    soup = gather(read_model(put(tmp_path / "a.glb", pack(document, binary))), np.eye(3), budget=1000)

    assert soup is not None
    assert len(soup.materials) == count


def test_bones_carry_their_points(tmp_path):
    glb = Glb()
    mesh = glb.mesh("Cube", [Part(CUBE, SIDES, glb.material("Paint", "#c03028"))])
    bone = glb.node("Bone", at=(5, 0, 0))
    node = glb.node("Cube", mesh=mesh, at=(100, 0, 0))  # where a shape with bones hangs does not count
    joints, weights = np.zeros((8, 4), "<u2"), np.tile([1, 0, 0, 0], (8, 1)).astype("<f4")
    attributes = {"JOINTS_0": glb._accessor(joints, "VEC4"), "WEIGHTS_0": glb._accessor(weights, "VEC4")}
    document, binary = opened(glb.write([bone, node]))
    document["meshes"][0]["primitives"][0]["attributes"] |= attributes
    document["skins"] = [{"joints": [bone]}]
    document["nodes"][node]["skin"] = 0
    soup = gather(read_model(put(tmp_path / "a.glb", pack(document, binary))), np.eye(3), budget=1000)

    assert soup is not None
    assert soup.corners[..., 0].min() == 4
    assert soup.corners[..., 0].max() == 6


@pytest.mark.parametrize("how", ["draco", "meshopt"])
def test_packed_shapes_get_their_box(poster, how):
    document, binary = opened(cube("#c03028"))
    if how == "draco":
        for accessor in document["accessors"]:
            del accessor["bufferView"]
        packed = {"KHR_draco_mesh_compression": {"bufferView": 0, "attributes": {"POSITION": 0}}}
        document["meshes"][0]["primitives"][0]["extensions"] = packed
    else:
        size = document["buffers"][0]["byteLength"]
        fallback = {"byteLength": size, "extensions": {"EXT_meshopt_compression": {"fallback": True}}}
        document["buffers"].append(fallback)
        for view in document["bufferViews"]:
            packed = {"buffer": 0, "byteLength": 8, "byteStride": 4, "count": 2, "mode": "ATTRIBUTES"}
            view |= {"buffer": 1, "extensions": {"EXT_meshopt_compression": packed}}
    there = coloured(poster(pack(document, binary)))

    assert 0.1 < there.mean() < 0.5


def test_many_triangles_are_drawn_in_time(tmp_path):
    side = 500  # half a million triangles
    x, z = np.meshgrid(np.linspace(-1, 1, side), np.linspace(-1, 1, side))
    points = np.stack([x, 0.2 * np.sin(x * 6) * np.cos(z * 6), z], axis=2).reshape(-1, 3)
    corner = (np.arange(side - 1)[:, None] * side + np.arange(side - 1)).reshape(-1, 1)
    faces = np.concatenate([corner + np.array(steps) for steps in ([0, side, 1], [1, side, side + 1])])
    glb = Glb()
    part = Part(points, faces, glb.material("Hills", "#30a040"))
    path = put(tmp_path / "a.glb", glb.write([glb.node("Hills", mesh=glb.mesh("Hills", [part]))]))
    begin = time.process_time()
    draw_poster(path, tmp_path / "poster.webp")

    assert time.process_time() - begin < 4
    with Image.open(tmp_path / "poster.webp") as picture:
        there = coloured(np.asarray(picture.convert("RGB"), dtype=float) / 255)
    assert there[75, 60:140].mean() > 0.95  # no holes where triangles were passed over


def test_no_time_gives_a_picture_all_the_same(poster):
    assert poster(cube(), seconds=0.0).shape == (150, 200, 3)


@pytest.mark.parametrize(
    "data",
    [changed(nodes=[{}]), changed(meshes=[{"primitives": [{"attributes": {"POSITION": 0}, "mode": 0}]}])],
)
def test_what_has_no_surface_has_no_poster(tmp_path, data):
    with pytest.raises(Invalid, match="nothing that can be drawn"):
        draw_poster(put(tmp_path / "a.glb", data), tmp_path / "poster.webp")


def test_the_demo_models_fill_their_posters(tmp_path):
    for key, path in write_models(tmp_path):
        draw_poster(path, tmp_path / f"{key}.webp")
        with Image.open(tmp_path / f"{key}.webp") as picture:
            values = np.asarray(picture.convert("L"), dtype=float)
        assert values.max() > 180
        assert values.std() > 18
