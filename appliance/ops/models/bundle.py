"""One archive of models, from which another box installs with no network at all."""

from __future__ import annotations

import tarfile
from collections.abc import Callable, Iterable
from pathlib import Path

from appliance.domain.errors import ModelError
from appliance.ops.models.manifest import Model
from appliance.ops.models.store import ModelStore


def write_bundle(
    store: ModelStore,
    models: Iterable[Model],
    out: Path,
    on_model: Callable[[Model], None] | None = None,
) -> None:
    """Write `<model id>/<file>` of every model into a plain tar, verified as it is packed.

    Nothing is left at `out` when a model is missing or refused. Raises ModelError.
    """
    draft = out.with_name(f".{out.name}.new")
    try:
        with tarfile.open(draft, "w") as bundle:
            for model in models:
                if on_model is not None:
                    on_model(model)
                _refuse_incomplete(store, model)
                for file in model.file:
                    path = store.folder_of(model) / file.name
                    bundle.add(path, f"{model.id}/{file.name}", filter=_plain)
        draft.replace(out)
    except OSError as error:
        raise ModelError(
            f"The bundle {out} cannot be written: {error.strerror or error}.",
            "Name a file in a folder with room for it.",
        ) from error
    finally:
        draft.unlink(missing_ok=True)


def _refuse_incomplete(store: ModelStore, model: Model) -> None:
    refused = store.verify(model)
    missing = store.missing(model)
    if refused or missing:
        names = ", ".join(file.name for file in (*refused, *missing))
        raise ModelError(
            f"{model.id} is not whole: {names}.", f"Run: appliance models fetch {model.id}"
        )


def _plain(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    """Without the names and times of this box."""
    entry.uid = entry.gid = 0
    entry.uname = entry.gname = ""
    entry.mtime = 0
    entry.mode = 0o644
    return entry
