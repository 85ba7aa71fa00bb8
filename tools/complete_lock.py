"""Name every platform's optional package in package-lock.json, as `npm ci` demands.

npm writes only those that the registry of the moment has. Run it after `npm install`:
`python3 tools/complete_lock.py`. A test says when it is needed.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

LOCK = Path(__file__).resolve().parents[1] / "package-lock.json"
SYSTEMS = {"android", "darwin", "freebsd", "linux", "win32", "openharmony"}
PROCESSORS = {"arm", "arm64", "ia32", "ppc64", "riscv64", "s390x", "wasm32", "x64"}


def missing(lock: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The entries that the lock lacks, by path: version, platform, and that they are optional."""
    packages = lock["packages"]
    found: dict[str, dict[str, Any]] = {}
    for entry in packages.values():
        for name, version in entry.get("optionalDependencies", {}).items():
            path = f"node_modules/{name}"
            if not any(other.endswith(path) for other in packages):
                dev = {"dev": True} if entry.get("dev") else {}
                found[path] = {"version": version, **_platform(name), **dev, "optional": True}
    return found


def _platform(name: str) -> dict[str, list[str]]:
    words = re.split(r"[-/]", name)
    systems = [word for word in words if word in SYSTEMS]
    processors = [word for word in words if word in PROCESSORS]
    return {
        **({"cpu": processors} if processors else {}),
        **({"os": systems} if systems else {}),
    }


def main() -> None:
    lock = json.loads(LOCK.read_text(encoding="utf8"))
    lock["packages"].update(missing(lock))
    lock["packages"] = dict(sorted(lock["packages"].items()))
    LOCK.write_text(json.dumps(lock, indent=2, ensure_ascii=False) + "\n", encoding="utf8")


if __name__ == "__main__":
    main()
