"""Small models of the tests' own, with packages and bundles to fetch them from."""

from __future__ import annotations

import hashlib
import zipfile
from dataclasses import dataclass, field
from pathlib import Path

from appliance.ops.models import Fetcher, Manifest, ModelStore
from appliance.ops.models.manifest import Model


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def file_entry(name: str, content: bytes, **more: object) -> dict[str, object]:
    return {"name": name, "bytes": len(content), "sha256": sha256(content), **more}


def model_entry(files: list[dict[str, object]], **more: object) -> dict[str, object]:
    return {
        "id": "tiny",
        "role": "voice",
        "title": "A tiny model",
        "license": "MIT",
        "default": True,
        "memory_mb": 1,
        "file": files,
        **more,
    }


def one_model(entry: dict[str, object]) -> tuple[Manifest, Model]:
    manifest = Manifest.model_validate({"version": 1, "model": [entry]})
    return manifest, manifest.model[0]


def write_wheel(folder: Path, package: str, version: str, members: dict[str, bytes]) -> Path:
    """A data-only wheel that pip accepts."""
    name = package.replace("-", "_")
    info = f"{name}-{version}.dist-info"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}-{version}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as wheel:
        for member, content in members.items():
            wheel.writestr(member, content)
        wheel.writestr(
            f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {package}\nVersion: {version}\n"
        )
        wheel.writestr(
            f"{info}/WHEEL",
            "Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        )
        wheel.writestr(f"{info}/RECORD", "")
    return path


@dataclass
class Watched:
    """A fetcher into an empty store, with all that it reported."""

    folder: Path
    said: list[str] = field(default_factory=list)
    counted: int = 0

    def store(self, manifest: Manifest) -> ModelStore:
        self.folder.mkdir(exist_ok=True)
        return ModelStore(self.folder, manifest)

    def fetcher(self, store: ModelStore, first: Path | None = None) -> Fetcher:
        def count(number: int) -> None:
            self.counted += number

        return Fetcher(
            store,
            self.folder.parent / "bundles",
            first=first,
            on_bytes=count,
            say=self.said.append,
        )


@dataclass
class LoopbackServer:
    """Serves `content` with ranges. `breaks_after` cuts each answer short by closing the line."""

    address: str = ""
    content: bytes = b""
    breaks_after: int | None = None
    knows_ranges: bool = True
    asked: list[str] = field(default_factory=list)
