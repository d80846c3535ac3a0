"""Finds models by role on this box and says what state they are in. Fetches nothing."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from enum import StrEnum
from pathlib import Path

from appliance.domain.errors import ModelError
from appliance.ops.models.manifest import Manifest, Model, ModelFile, Role

CHUNK_BYTES = 1 << 20
_VERIFIED = ".verified.json"
"""Size and time of change of each file whose hash was found right: a second look is quick."""


class ModelState(StrEnum):
    READY = "ready"
    """Every file is there with its size; its hash was right when last looked at."""
    UNVERIFIED = "unverified"
    """Every file is there with its size; its hash has not been looked at since it changed."""
    MISSING = "missing"


class ModelStore:
    """The models folder of one box: `<folder>/<model id>/<file>`."""

    def __init__(
        self, folder: Path, manifest: Manifest, chosen: Mapping[Role, str] | None = None
    ) -> None:
        self.folder = folder
        self.manifest = manifest
        self._chosen = {role: name for role, name in (chosen or {}).items() if name}

    def model(self, role: Role | str) -> Model:
        """The model that fills a role: the one chosen in the settings, else the default."""
        role = Role(role)
        if role not in self._chosen:
            return self.manifest.default(role)
        model = self.manifest.get(self._chosen[role])
        if model.role is not role:
            raise ModelError(
                f"The model {model.id} is a {model.role}, not a {role}.",
                f"Set models.{role} in appliance.toml to another.",
            )
        return model

    def in_use(self) -> tuple[Model, ...]:
        """The models that fill the roles, one a role."""
        return tuple(self.model(role) for role in Role)

    def path(self, role: Role | str) -> Path:
        """The file or folder an engine of that role loads. Raises ModelError when incomplete.

        Looks at sizes only: `verify` looks at hashes.
        """
        return self.path_of(self.model(role))

    def path_of(self, model: Model) -> Path:
        """The file or folder of one model, whether or not it fills its role. Raises ModelError."""
        missing = self.missing(model)
        if missing:
            raise ModelError(
                f"The {model.role} model {model.id} is missing {missing[0].name} "
                f"in {self.folder_of(model)}.",
                f"Run: appliance models fetch {model.id}",
            )
        folder = self.folder_of(model)
        return folder / model.entry if model.entry is not None else folder

    def folder_of(self, model: Model) -> Path:
        return self.folder / model.id

    def missing(self, model: Model) -> tuple[ModelFile, ...]:
        """The files that are not there or not of their size."""
        folder = self.folder_of(model)
        return tuple(file for file in model.file if _size(folder / file.name) != file.bytes)

    def state(self, model: Model) -> ModelState:
        """The state of a model by a quick look, without reading its files."""
        if self.missing(model):
            return ModelState.MISSING
        noted = self._noted(model)
        folder = self.folder_of(model)
        known = all(noted.get(file.name) == _mark(folder / file.name, file) for file in model.file)
        return ModelState.READY if known else ModelState.UNVERIFIED

    def verify(
        self, model: Model, on_bytes: Callable[[int], None] | None = None
    ) -> tuple[ModelFile, ...]:
        """Read every file that is there and return those refused; a refused file is removed.

        A file that is not there is not refused: `missing` names it.
        """
        folder = self.folder_of(model)
        refused = []
        for file in model.file:
            path = folder / file.name
            if not path.is_file():
                continue
            if sha256_of(path, on_bytes) == file.sha256:
                self.note_verified(model, file)
            else:
                path.unlink()
                refused.append(file)
        return tuple(refused)

    def note_verified(self, model: Model, file: ModelFile) -> None:
        """Remember that the file's hash was found right just now."""
        folder = self.folder_of(model)
        noted = self._noted(model) | {file.name: _mark(folder / file.name, file)}
        draft = folder / f"{_VERIFIED}.new"
        try:
            draft.write_text(json.dumps(noted), encoding="utf-8")
            draft.replace(folder / _VERIFIED)
        except OSError:
            # A models folder that may only be read still works; it is read again next time.
            return

    def _noted(self, model: Model) -> dict[str, list[str | int]]:
        try:
            noted = json.loads((self.folder_of(model) / _VERIFIED).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return noted if isinstance(noted, dict) else {}


def sha256_of(path: Path, on_bytes: Callable[[int], None] | None = None) -> str:
    """The SHA-256 of a file in hexadecimal; `on_bytes` hears of each stretch read."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK_BYTES):
            digest.update(chunk)
            if on_bytes is not None:
                on_bytes(len(chunk))
    return digest.hexdigest()


def _size(path: Path) -> int | None:
    try:
        return path.stat().st_size if path.is_file() else None
    except OSError:
        return None


def _mark(path: Path, file: ModelFile) -> list[str | int]:
    found = path.stat()
    return [file.sha256, found.st_size, found.st_mtime_ns]
