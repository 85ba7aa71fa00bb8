"""Whether a glTF document keeps to its own file: offsets, counts, references, before anybody follows one.

A browser will unpack the file later, so what would overwhelm it is refused here as well: copies of copies,
meshes drawn a million times, trees that contain themselves.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NoReturn

import numpy as np

from umam.lib.errors import Invalid, TooLarge
from umam.lib.gltf_scene import Document, instances, placed_nodes

# How many of each a model may have.
MOST = {
    "accessors": 200_000,
    "animations": 2_000,
    "buffers": 64,
    "bufferViews": 200_000,
    "cameras": 1_000,
    "images": 1_000,
    "materials": 5_000,
    "meshes": 50_000,
    "nodes": 50_000,
    "samplers": 5_000,
    "scenes": 1_000,
    "skins": 2_000,
    "textures": 5_000,
}
MOST_PRIMITIVES = 100_000
MOST_TRIANGLES = 50_000_000
MOST_BYTES = 4 * 1024**3  # of everything unpacked
MOST_DEPTH = 512  # of the tree of nodes
COMPONENT_BYTES = {5120: 1, 5121: 1, 5122: 2, 5123: 2, 5125: 4, 5126: 4}
COMPONENTS = {"SCALAR": 1, "VEC2": 2, "VEC3": 3, "VEC4": 4, "MAT2": 4, "MAT3": 9, "MAT4": 16}
_TYPES = {
    "POSITION": ("VEC3",),
    "NORMAL": ("VEC3",),
    "TEXCOORD_0": ("VEC2",),
    "COLOR_0": ("VEC3", "VEC4"),
    "JOINTS_0": ("VEC4",),
    "WEIGHTS_0": ("VEC4",),
}
PACKED = ("EXT_meshopt_compression", "KHR_meshopt_compression")
EXPORT_AGAIN = "Export it again as one GLB file."


class Checker:
    """Checks one document. Before `check`, `buffers` is told how many bytes each of its buffers has."""

    def __init__(self, document: Document, called: str) -> None:
        self.document = document
        self.called = called
        self.buffers: list[int] = []
        self.rows = {name: self._list(document, name, most) for name, most in MOST.items()}

    def check(self) -> None:
        self._views()
        self._accessors()
        self._images_and_textures()
        self._meshes()
        self._tree()
        self._movement()
        self._drawn()

    # Words

    def damaged(self, what: str) -> NoReturn:
        raise Invalid(f"{self.called} is a damaged 3D model: {what}.", suggestion=EXPORT_AGAIN)

    def too_large(self, what: str) -> NoReturn:
        raise TooLarge(f"{self.called} {what}.", suggestion="Make the model simpler and send it again.")

    # Pieces

    def _list(self, owner: Any, name: str, most: int) -> list[dict[str, Any]]:
        found = owner.get(name, [])
        if not isinstance(found, list) or not all(isinstance(row, dict) for row in found):
            self.damaged(f"“{name}” is no list")
        if len(found) > most:
            self.too_large(f"has {len(found):,} {name}; at most {most:,} are allowed")
        return found

    def _whole(self, value: Any, words: str, least: int = 0) -> int:
        if type(value) is not int or not least <= value < 2**53:
            self.damaged(f"{words} is no proper number")
        return value

    def _index(self, value: Any, name: str, user: str) -> int:
        if type(value) is not int or not 0 <= value < len(self.rows[name]):
            self.damaged(f"{user} names {name} that are not there")
        return value

    def _indices(self, values: Any, name: str, user: str) -> list[int]:
        if not isinstance(values, list):
            self.damaged(f"{user} has no proper list of {name}")
        return [self._index(value, name, user) for value in values]

    def _part(self, owner: dict[str, Any], name: str, user: str) -> dict[str, Any]:
        found = owner.get(name, {})
        if not isinstance(found, dict):
            self.damaged(f"{user} has no proper “{name}”")
        return found

    def _numbers(self, values: Any, count: int, user: str) -> None:
        if not isinstance(values, list) or len(values) != count:
            self.damaged(f"{user} needs {count} numbers")
        if not all(type(value) in (int, float) and abs(value) < 1e30 for value in values):
            self.damaged(f"{user} has a value that is no proper number")

    # Bytes

    def _views(self) -> None:
        unpacked = 0
        for at, view in enumerate(self.rows["bufferViews"]):
            user = f"the part {at} of its data"
            self._span(view, user)
            stride = view.get("byteStride")
            if stride is not None and not 4 <= self._whole(stride, f"the step of {user}") <= 252:
                self.damaged(f"the step of {user} is not between 4 and 252")
            for name in PACKED:
                packed = self._part(self._part(view, "extensions", user), name, user)
                if packed:
                    self._span(packed, user)
                    size = self._whole(packed.get("count"), user) * self._whole(
                        packed.get("byteStride"), user
                    )
                    if size > view["byteLength"]:
                        self.damaged(f"{user} unpacks to more than it says")
                    unpacked += size
        if unpacked > MOST_BYTES:
            self.too_large("unpacks to more than 4 GB")

    def _span(self, view: dict[str, Any], user: str) -> None:
        buffer = self._index(view.get("buffer"), "buffers", user)
        start = self._whole(view.get("byteOffset", 0), f"the place of {user}")
        length = self._whole(view.get("byteLength"), f"the length of {user}")
        if start + length > self.buffers[buffer]:
            self.damaged(f"{user} ends at {start + length:,} bytes, but there are {self.buffers[buffer]:,}")

    def _accessors(self) -> None:
        total = 0
        for at, accessor in enumerate(self.rows["accessors"]):
            user = f"the list {at} of its numbers"
            each = _known(COMPONENT_BYTES, accessor.get("componentType"))
            width = _known(COMPONENTS, accessor.get("type"))
            if not each or not width:
                self.damaged(f"{user} is of an unknown type")
            count = self._whole(accessor.get("count"), f"the length of {user}", 1)
            total += count * each * width
            self._within(accessor, each * width, count, each, user)
            self._sparse(accessor, each * width, count, user)
            for name in ("min", "max"):
                if name in accessor:
                    self._numbers(accessor[name], width, f"the “{name}” of {user}")
        if total > MOST_BYTES:
            self.too_large("unpacks to more than 4 GB")

    def _within(self, owner: dict[str, Any], size: int, count: int, each: int, user: str) -> None:
        if "bufferView" not in owner:
            return
        view = self.rows["bufferViews"][self._index(owner["bufferView"], "bufferViews", user)]
        start = self._whole(owner.get("byteOffset", 0), f"the place of {user}")
        step = view.get("byteStride", size)
        if start % each or step % each:
            self.damaged(f"{user} starts between two numbers")
        if start + step * (count - 1) + size > view["byteLength"]:
            self.damaged(f"{user} is longer than its data")

    def _sparse(self, accessor: dict[str, Any], size: int, count: int, user: str) -> None:
        if "sparse" not in accessor:
            return
        sparse = self._part(accessor, "sparse", user)
        some = self._whole(sparse.get("count"), user, 1)
        places, values = self._part(sparse, "indices", user), self._part(sparse, "values", user)
        each = _known(COMPONENT_BYTES, places.get("componentType"))
        if some > count or not each or "bufferView" not in places or "bufferView" not in values:
            self.damaged(f"{user} replaces values that it does not have")
        self._within(places, each, some, each, user)
        self._within(values, size, some, 1, user)

    # Parts

    def _images_and_textures(self) -> None:
        for texture in self.rows["textures"]:
            extensions = self._part(texture, "extensions", "a texture")
            owners = [texture, *(self._part(extensions, name, "a texture") for name in extensions)]
            for owner in owners:
                if "source" in owner:
                    self._index(owner["source"], "images", "a texture")
            if "sampler" in texture:
                self._index(texture["sampler"], "samplers", "a texture")
        for material in self.rows["materials"]:
            for texture in _textures_of(material):
                self._index(texture.get("index"), "textures", "a material")
            self._colours(material)

    def _colours(self, material: dict[str, Any]) -> None:
        surface = self._part(material, "pbrMetallicRoughness", "a material")
        if "baseColorFactor" in surface:
            self._numbers(surface["baseColorFactor"], 4, "the colour of a material")
        if "emissiveFactor" in material:
            self._numbers(material["emissiveFactor"], 3, "the glow of a material")
        for name in ("metallicFactor", "roughnessFactor"):
            self._numbers([surface.get(name, 1)], 1, f"the “{name}” of a material")

    def _meshes(self) -> None:
        primitives = 0
        for mesh in self.rows["meshes"]:
            parts = self._list(mesh, "primitives", MOST_PRIMITIVES)
            primitives += len(parts)
            if primitives > MOST_PRIMITIVES:
                self.too_large(f"has more than {MOST_PRIMITIVES:,} pieces")
            mesh.setdefault("primitives", [])
            for primitive in parts:
                self._primitive(primitive)

    def _primitive(self, primitive: dict[str, Any]) -> None:
        attributes = self._part(primitive, "attributes", "a mesh")
        for targets in (attributes, *self._list(primitive, "targets", 1_000)):
            self._indices(list(targets.values()), "accessors", "a mesh")
        if "indices" in primitive:
            order = self.rows["accessors"][self._index(primitive["indices"], "accessors", "a mesh")]
            if order["type"] != "SCALAR" or order["componentType"] not in (5121, 5123, 5125):
                self.damaged("a mesh has no proper order of its points")
        for name, kinds in _TYPES.items():
            if name in attributes and self.rows["accessors"][attributes[name]]["type"] not in kinds:
                self.damaged(f"the “{name}” of a mesh is not made of {' or '.join(kinds)}")
        if "material" in primitive:
            self._index(primitive["material"], "materials", "a mesh")
        packed = self._part(
            self._part(primitive, "extensions", "a mesh"), "KHR_draco_mesh_compression", "a mesh"
        )
        if packed:
            self._index(packed.get("bufferView"), "bufferViews", "a mesh")

    # The tree

    def _tree(self) -> None:
        for node in self.rows["nodes"]:
            self._node(node)
        self._depths(self._parents())
        for scene in self.rows["scenes"]:
            self._indices(scene.get("nodes", []), "nodes", "a scene")
        if self.rows["scenes"]:
            self._index(self.document.get("scene", 0), "scenes", "the model")

    def _parents(self) -> list[int]:
        """The parent of each node, -1 for roots."""
        parents = [-1] * len(self.rows["nodes"])
        for at, node in enumerate(self.rows["nodes"]):
            for child in self._indices(node.get("children", []), "nodes", "a node"):
                if parents[child] >= 0:
                    self.damaged("one of its nodes has two parents")
                parents[child] = at
        return parents

    def _depths(self, parents: list[int]) -> None:
        """Refuses circles, and trees that a browser's stack could not climb."""
        depths = [0] * len(parents)
        for start in range(len(parents)):
            path: list[int] = []
            at = start
            while at >= 0 and not depths[at] and len(path) <= MOST_DEPTH:
                path.append(at)
                at = parents[at]
            below = depths[at] if at >= 0 else 0
            if below + len(path) > MOST_DEPTH:
                self.damaged(f"its nodes contain each other, or lie more than {MOST_DEPTH} deep")
            for step, one in enumerate(reversed(path), start=below + 1):
                depths[one] = step

    def _node(self, node: dict[str, Any]) -> None:
        for name, rows in (("mesh", "meshes"), ("skin", "skins"), ("camera", "cameras")):
            if name in node:
                self._index(node[name], rows, "a node")
        for name, count in (("matrix", 16), ("translation", 3), ("rotation", 4), ("scale", 3)):
            if name in node:
                self._numbers(node[name], count, f"the {name} of a node")
        extensions = self._part(node, "extensions", "a node")
        copies = self._part(extensions, "EXT_mesh_gpu_instancing", "a node")
        self._indices(list(self._part(copies, "attributes", "a node").values()), "accessors", "a node")

    def _movement(self) -> None:
        for skin in self.rows["skins"]:
            self._indices(skin.get("joints"), "nodes", "a skin")
            bind = skin.get("inverseBindMatrices")
            if (
                bind is not None
                and self.rows["accessors"][self._index(bind, "accessors", "a skin")]["type"] != "MAT4"
            ):
                self.damaged("a skin has no proper matrices")
        for animation in self.rows["animations"]:
            samplers = self._list(animation, "samplers", 200_000)
            for sampler in samplers:
                ends = [sampler.get("input"), sampler.get("output")]
                self._indices(ends, "accessors", "an animation")
            for channel in self._list(animation, "channels", 200_000):
                if not 0 <= self._whole(channel.get("sampler"), "a channel of an animation") < len(samplers):
                    self.damaged("an animation names samplers that are not there")
                if "node" in self._part(channel, "target", "an animation"):
                    self._index(channel["target"]["node"], "nodes", "an animation")

    def _drawn(self) -> None:
        with np.errstate(all="ignore"):
            count = drawn_triangles(self.document)
        if count > MOST_TRIANGLES:
            self.too_large(f"draws {count:,} triangles; at most {MOST_TRIANGLES:,} are allowed")


def _known(table: Mapping[Any, int], value: Any) -> int:
    """What a table of the format says; 0 for anything that is not in it."""
    return table.get(value, 0) if isinstance(value, int | str) else 0


def drawn_triangles(document: Document) -> int:
    """How many triangles the scene draws, a mesh counted as often as it stands there."""
    meshes = document.get("meshes", [])
    counts = [sum(triangles(document, part) for part in mesh["primitives"]) for mesh in meshes]
    return sum(
        counts[placed.node["mesh"]] * instances(document, placed.node)
        for placed in placed_nodes(document)
        if "mesh" in placed.node
    )


def triangles(document: Document, primitive: dict[str, Any]) -> int:
    source = primitive.get("indices", primitive.get("attributes", {}).get("POSITION"))
    if source is None:
        return 0
    count = int(document["accessors"][source]["count"])
    mode = primitive.get("mode", 4)
    return count // 3 if mode == 4 else max(0, count - 2) if mode in (5, 6) else 0


def _textures_of(owner: Any) -> Iterator[dict[str, Any]]:
    """Every reference to a texture in a material, extensions included."""
    for name, value in owner.items() if isinstance(owner, dict) else ():
        if name == "extras" or not isinstance(value, dict):
            continue
        if name.endswith("Texture"):
            yield value
        yield from _textures_of(value)
