"""The numbers in a checked glTF file: single rows of its tables, read where they lie."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from umam.lib.gltf import Model
from umam.lib.gltf_checks import COMPONENTS

_TYPES = {5120: "<i1", 5121: "<u1", 5122: "<i2", 5123: "<u2", 5125: "<u4", 5126: "<f4"}
_WHOLE = {5120: 127.0, 5121: 255.0, 5122: 32767.0, 5123: 65535.0}
Rows = NDArray[np.int64]


class PackedError(Exception):
    """The numbers are in the file, but packed in a way that is not unpacked here."""


def values(model: Model, accessor: int, rows: Rows) -> NDArray[np.float32]:
    """Rows of an accessor; what is marked as normalised lies between -1 and 1."""
    row = model.document["accessors"][accessor]
    found = whole_numbers(model, accessor, rows).astype(np.float32)
    if row.get("normalized") and row["componentType"] in _WHOLE:
        found = np.maximum(found / np.float32(_WHOLE[row["componentType"]]), np.float32(-1))
    return found


def whole_numbers(model: Model, accessor: int, rows: Rows) -> NDArray[Any]:
    """Rows of an accessor as they are stored; a row beyond its end is its last one."""
    row = model.document["accessors"][accessor]
    shape = (row["count"], COMPONENTS[row["type"]])
    kind = np.dtype(_TYPES[row["componentType"]])
    rows = np.minimum(rows, row["count"] - 1)
    if "bufferView" in row:
        found = _table(model, row, kind, shape)[rows]
    elif "sparse" in row:
        found = np.zeros((*rows.shape, shape[1]), kind)
    else:
        raise PackedError
    if "sparse" not in row:
        return found
    sparse = row["sparse"]
    order = np.dtype(_TYPES[sparse["indices"]["componentType"]])
    places = _table(model, sparse["indices"], order, (sparse["count"], 1))[:, 0].astype(np.int64)
    replacing = _table(model, sparse["values"], kind, (sparse["count"], shape[1]))
    at = np.minimum(np.searchsorted(places, rows), len(places) - 1)
    replaced: NDArray[Any] = np.where((places[at] == rows)[..., None], replacing[at], found)
    return replaced


def _table(model: Model, owner: dict[str, Any], kind: np.dtype[Any], shape: tuple[int, int]) -> NDArray[Any]:
    """A window on the file: nothing is read before a row is asked for."""
    view = model.document["bufferViews"][owner["bufferView"]]
    data = model.view(owner["bufferView"])
    if len(data) < view["byteLength"]:
        raise PackedError
    steps = (view.get("byteStride", kind.itemsize * shape[1]), kind.itemsize)
    return np.ndarray(shape, kind, buffer=data, offset=owner.get("byteOffset", 0), strides=steps)
