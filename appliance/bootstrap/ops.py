"""Builds what runs the box from its settings: the model store and the fetcher."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from appliance.config import Settings, checkout_root
from appliance.domain.errors import ConfigurationError
from appliance.ops.models import Fetcher, ModelStore, Role, load_manifest
from appliance.ports.paper import PaperMaker


def build_model_store(settings: Settings) -> ModelStore:
    """The store of this box: the shipped manifest, its own entries, the models it chose."""
    folder = settings.models_dir
    manifest = load_manifest(_shipped() / "manifest.toml", folder / "manifest.toml")
    chosen = {role: getattr(settings.models, role.value) for role in Role}
    return ModelStore(folder, manifest, chosen)


def build_fetcher(
    store: ModelStore,
    *,
    first: Path | None = None,
    on_bytes: Callable[[int], None] | None = None,
    say: Callable[[str], None] | None = None,
) -> Fetcher:
    """A fetcher into the store; `first` is a folder or bundle looked into before all else."""
    silent: Callable[[object], None] = lambda _: None  # noqa: E731
    return Fetcher(
        store,
        _shipped() / "bundles",
        first=first,
        on_bytes=on_bytes or silent,
        say=say or silent,
    )


def model_path(settings: Settings, role: Role | str) -> Path:
    """The file or folder that an engine of that role loads. Raises ModelError when missing."""
    return build_model_store(settings).path(role)


def build_paper() -> PaperMaker:
    """Makes PDF of documents and labels."""
    from appliance.paper import FpdfPaper

    return FpdfPaper()


def _shipped() -> Path:
    root = checkout_root()
    if root is None:
        raise ConfigurationError(
            "The folder `models` that belongs to the program is not beside it.",
            "Install it with install.sh.",
        )
    return root / "models"
