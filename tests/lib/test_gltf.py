from __future__ import annotations

import json
import random
import struct
import tracemalloc
from pathlib import Path

import pytest
from PIL import Image

from storybible.demo.models import MODELS, write_models
from tests.lib.models import as_gltf, changed, cube, opened, put, textured
from umam.lib import gltf, sniff
from umam.lib.errors import Invalid, TooLarge, UmamError
from umam.lib.gltf_write import pack
from umam.lib.probe import probe
from umam.lib.safe_json import UnsafeJson, loads


@pytest.fixture
def refused(tmp_path):
    """refused(data) -> the sentence with which a model is refused."""

    def look(data: bytes, name: str = "boat.glb") -> str:
        with pytest.raises(UmamError) as caught:
            probe(put(tmp_path / "upload", data), name=name)
        assert caught.value.suggestion
        assert len(caught.value.message) < 300
        return caught.value.message

    return look


# What is told about a whole model


def test_facts_of_a_model(tmp_path):
    facts = probe(put(tmp_path / "a.glb", cube())).model

    assert facts is not None
    assert (facts.meshes, facts.materials, facts.triangles, facts.vertices) == (1, 1, 12, 8)
    assert (facts.generator, facts.version, facts.animations) == ("tests", "2.0", 0)
    assert facts.box == [[-1, -1, -1], [1, 1, 1]]
    assert facts.extensions == facts.unsupported == []


def test_text_and_binary_tell_the_same(tmp_path):
    text = put(tmp_path / "a.gltf", as_gltf(cube()))

    assert probe(text).extension == "gltf"
    assert gltf.inspect(text) == gltf.inspect(put(tmp_path / "a.glb", cube()))


def test_the_demo_models_are_sound(tmp_path):
    found = {key: gltf.inspect(path) for key, path in write_models(tmp_path)}

    assert set(found) == set(MODELS)
    assert found["first-lantern"].animations == 1
    assert all(1_000 < facts.triangles < 30_000 for facts in found.values())
    assert MODELS["gullwing"]() == (tmp_path / "gullwing.glb").read_bytes()


def test_the_box_follows_the_tree_of_nodes(tmp_path):
    nodes = [
        {"children": [1], "translation": [10, 0, 0], "scale": [2, 2, 2]},
        {"mesh": 0, "rotation": [0, 0, 0.70710678, 0.70710678], "translation": [0, 1, 0]},
    ]
    path = put(tmp_path / "a.glb", changed(nodes=nodes, scenes=[{"nodes": [0]}]))

    assert gltf.inspect(path).box == [[8, 0, -2], [12, 4, 2]]


def test_extensions_that_the_viewer_does_not_know_are_named(tmp_path):
    path = put(
        tmp_path / "a.glb",
        changed(
            extensionsUsed=["KHR_materials_ior", "ACME_fur"],
            extensionsRequired=["KHR_draco_mesh_compression", "ACME_fur"],
        ),
    )
    facts = gltf.inspect(path)

    assert facts.unsupported == ["ACME_fur"]
    assert facts.extensions == ["KHR_materials_ior", "ACME_fur", "KHR_draco_mesh_compression"]


def test_names_are_made_harmless(tmp_path):
    asset = {"version": "2.0", "generator": "\ud800\u0000<b>tool\u202e" + "x" * 500}
    facts = gltf.inspect(put(tmp_path / "a.glb", changed(asset=asset)))

    assert facts.generator.startswith("<b>tool")
    assert len(facts.generator) <= 200
    facts.generator.encode()


# A file that lies about itself


def test_a_length_that_is_not_the_file_s(refused):
    glb = bytearray(cube())
    struct.pack_into("<I", glb, 8, len(glb) + 1_000_000)

    assert f"says that it is {len(glb) + 1_000_000:,} bytes long, but it is {len(glb):,}" in refused(glb)
    assert "bytes long, but it is" in refused(cube() + b"something smuggled behind the end")


def test_a_chunk_longer_than_the_file(refused):
    glb = bytearray(cube())
    struct.pack_into("<I", glb, 12, 0xFFFFFFFF)

    assert "4,294,967,295 bytes long" in refused(glb)


def test_every_way_to_be_cut_off(refused):
    glb = cube()
    for length in [5, 12, 19, 20, 27, len(glb) // 2, len(glb) - 1]:
        assert "damaged 3D model" in refused(glb[:length]) or length < 12


def test_a_binary_chunk_that_is_too_short(refused):
    document, binary = opened(cube())

    assert "should hold" in refused(pack(document, binary[:40]))


@pytest.mark.parametrize(
    ("part", "row", "words"),
    [
        ("bufferViews", {"buffer": 0, "byteOffset": 8, "byteLength": 10**9}, "but there are"),
        ("bufferViews", {"buffer": 0, "byteOffset": -8, "byteLength": 4}, "no proper number"),
        ("bufferViews", {"buffer": 9, "byteLength": 4}, "not there"),
        (
            "accessors",
            {"bufferView": 0, "componentType": 5126, "count": 10**7, "type": "VEC3"},
            "longer than",
        ),
        ("accessors", {"bufferView": 0, "componentType": 5126, "count": 0, "type": "VEC3"}, "no proper"),
        ("accessors", {"bufferView": 0, "componentType": 9, "count": 8, "type": "VEC3"}, "unknown type"),
        ("accessors", {"bufferView": 77, "componentType": 5126, "count": 8, "type": "VEC3"}, "not there"),
        ("meshes", {"primitives": [{"attributes": {"POSITION": 1}}]}, "POSITION"),
        ("meshes", {"primitives": [{"attributes": {"POSITION": 99}}]}, "not there"),
        ("meshes", {"primitives": 3}, "no list"),
        ("nodes", {"mesh": 5}, "not there"),
        ("nodes", {"mesh": 0, "matrix": [1, 2, 3]}, "16 numbers"),
        ("nodes", {"mesh": 0, "translation": [0, "x", 0]}, "proper number"),
        ("images", {"bufferView": 0, "mimeType": "image/svg+xml"}, "not PNG, JPEG"),
        ("images", {"bufferView": 0, "mimeType": "image/png"}, "not the PNG"),
    ],
)
def test_numbers_that_lead_nowhere(refused, part, row, words):
    document, binary = opened(cube())
    document[part] = [row, *document.get(part, [])[1:]]

    assert words in refused(pack(document, binary))


def test_nodes_that_contain_each_other(refused):
    nodes = [{"children": [1]}, {"children": [2]}, {"children": [1]}]
    assert "two parents" in refused(changed(nodes=nodes, scenes=[{"nodes": [0]}]))
    circle = [{"mesh": 0}, {"children": [2]}, {"children": [1]}]
    assert "contain each other" in refused(changed(nodes=circle))
    deep = [{"children": [at + 1]} for at in range(2000)] + [{"mesh": 0}]
    assert "deep" in refused(changed(nodes=deep))


# A file that leads elsewhere


@pytest.mark.parametrize(
    "uri", ["boat.bin", "https://example.org/boat.bin", "file:///etc/passwd", "//host/x", "blob:x", 7, ""]
)
def test_other_files_and_addresses_are_refused(refused, uri):
    document, binary = opened(cube())
    elsewhere = {"buffers": [{"byteLength": 4, "uri": uri}]}
    picture = {"images": [{"uri": uri}]}
    extension = {"extensions": {"ACME_sound": {"clips": [{"uri": uri}]}}}
    for part in (elsewhere, picture, extension):
        assert "refers to another file" in refused(pack({**document, **part}, binary))
    assert "refers to another file" in refused(json.dumps({**document, **elsewhere}).encode(), "boat.gltf")


def test_where_it_comes_from_may_be_told(tmp_path):
    asset = {"version": "2.0", "extras": {"uri": "https://example.org/by/somebody"}}
    gltf.inspect(put(tmp_path / "a.glb", changed(asset=asset)))


@pytest.mark.parametrize("uri", ["data:text/html,<b>", "data:x;base64,***", "data:image/png;base64,AAAA"])
def test_data_that_is_not_what_it_says(refused, uri):
    assert "damaged 3D model" in refused(changed(images=[{"uri": uri}]))


# A file that would overwhelm


def test_a_description_that_is_nested_without_end(refused):
    assert "more than 64 deep" in refused(b'{"asset":' + b"[" * 50_000, "boat.gltf")
    text = b'{"asset":{"version":"2.0"},"a":' + b"[" * 500 + b"]" * 500 + b"}"
    glb = struct.pack("<4sIIII", b"glTF", 2, 20 + len(text), len(text), 0x4E4F534A) + text
    assert "more than 64 deep" in refused(glb)


def test_a_description_of_countless_parts(refused):
    text = b'{"asset":{"version":"2.0"},"a":[' + b"[]," * 2_000_000 + b"1]}"
    tracemalloc.start()
    assert "parts" in refused(text, "boat.gltf")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 12 * len(text)


def test_a_description_that_is_too_long(refused):
    assert "larger than 16 MB" in refused(b'{"asset":{}}' + b" " * sniff.GLTF_LIMIT, "boat.gltf")
    text = b'{"asset":{"version":"2.0"}}' + b" " * sniff.GLTF_LIMIT
    glb = struct.pack("<4sIIII", b"glTF", 2, 20 + len(text), len(text), 0x4E4F534A) + text
    assert "larger than 16 MB" in refused(glb)


@pytest.mark.parametrize(
    "text", [b"NaN", b'{"a":1e999}', b'{"a":1,"a":2}', b'"' + b'\\"' * 300_000, b"9" * 5000, b"\xff"]
)
def test_json_that_readers_disagree_on(text):
    with pytest.raises(UnsafeJson):
        loads(text)


def test_counts_are_limited(refused):
    assert "50,001 nodes; at most" in refused(changed(nodes=[{}] * 50_001))
    pieces = [{"attributes": {}}] * 60_000
    assert "pieces" in refused(changed(meshes=[{"primitives": pieces}, {"primitives": pieces}]))


def test_what_is_drawn_and_unpacked_is_limited(refused, tmp_path):
    huge = {"componentType": 5126, "count": 2**30, "type": "VEC3"}
    assert "unpacks to more than 4 GB" in refused(changed(accessors=[huge, huge]))
    order = {"componentType": 5125, "count": 300_000, "type": "SCALAR"}
    places = {"componentType": 5126, "count": 8, "type": "VEC3"}
    mesh = {"primitives": [{"attributes": {"POSITION": 0}, "indices": 1}]}
    nodes = [{"mesh": 0}] * 5_000
    crowd = changed(
        accessors=[places, order], meshes=[mesh], nodes=nodes, scenes=[{"nodes": list(range(5_000))}]
    )
    assert "draws 500,000,000 triangles" in refused(crowd)


def test_a_picture_that_unpacks_to_far_too_much(refused):
    glb = bytearray(textured(Image.new("RGB", (4, 4), "red")))
    at = glb.index(b"IHDR") + 4
    struct.pack_into(">II", glb, at, 60_000, 60_000)

    assert "60,000 × 60,000 pixels" in refused(bytes(glb))


def test_a_model_of_200_mb_takes_little_memory(tmp_path):
    document, _ = opened(cube())
    size = 200 * 1024 * 1024
    document["buffers"] = [{"byteLength": size}]
    head = pack(document, b"")
    path = tmp_path / "big.glb"
    with path.open("wb") as stream:
        stream.write(head[:8] + struct.pack("<I", len(head) + 8 + size) + head[12:])
        stream.write(struct.pack("<II", size, 0x004E4942))
        stream.truncate(len(head) + 8 + size)  # a hole: nothing lies on the disk
    tracemalloc.start()
    facts = probe(path).model
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert facts is not None
    assert facts.triangles == 12
    assert peak < 8 * 1024 * 1024


# What it is called by


def test_old_versions_are_named(refused):
    assert "glTF other than 2" in refused(b"glTF" + struct.pack("<II", 1, 20) + b"\x00" * 8)
    assert "is a model of glTF 1.0" in refused(changed(asset={"version": "1.0"}))


def test_a_drawing_with_a_script_is_no_picture(tmp_path):
    drawing = put(
        tmp_path / "a.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
    )
    for name in ("a.svg", "a.png", "a.gltf"):
        with pytest.raises(Invalid, match="points at other files"):
            sniff.sniff(drawing, name=name)


def test_whatever_is_changed_there_is_a_sentence(tmp_path):
    """Values thrown about at random: a model is taken or refused in words, and nothing else happens."""
    numbers = random.Random(3)
    path = tmp_path / "a.glb"
    odd = [None, -1, 0, 1, 2**31, 2**70, 1e300, True, "", "x", [], {}, [None], {"a": []}, [[1]]]
    for _ in range(400):
        document, binary = opened(numbers.choice(_SAMPLES))
        for _ in range(numbers.randint(1, 3)):
            part = document
            while isinstance(part, dict | list) and part:
                key = numbers.choice(list(part) if isinstance(part, dict) else range(len(part)))
                if numbers.random() < 0.4 or not isinstance(part[key], dict | list):
                    part[key] = numbers.choice(odd)
                    break
                part = part[key]
        _taken_or_told(put(path, pack(document, binary)))
    for _ in range(100):
        broken = bytearray(numbers.choice(_SAMPLES))
        for _ in range(numbers.randint(1, 12)):
            broken[numbers.randrange(20, len(broken))] = numbers.randrange(256)
        _taken_or_told(put(path, bytes(broken)))


def _taken_or_told(path: Path) -> None:
    try:
        facts = gltf.inspect(path)
    except (Invalid, TooLarge) as error:
        told = error.message
    else:
        told = "“a.glb” " + json.dumps(facts.box, allow_nan=False)
    assert told.startswith("“a.glb” ")


_SAMPLES = [cube(), textured(Image.new("RGB", (4, 4), "red")), MODELS["first-lantern"]()]
