"""Brings a model onto the box: sources in turn, hash checked, moved into place in one step.

A file is in its place only when it is whole and its hash is right. What is under way lies in
`<models>/.partial` and is gone on with by the next try. A refused file is removed.
"""

from __future__ import annotations

import fcntl
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from appliance.domain.errors import ModelError
from appliance.ops.models.manifest import Model, ModelFile, SourceKind
from appliance.ops.models.sources import (
    Draft,
    FolderSource,
    PackageSource,
    Source,
    SourceFailed,
    UrlSource,
)
from appliance.ops.models.store import ModelState, ModelStore, sha256_of

_MARGIN_BYTES = 256 << 20
"""Room for one package's download beside the file it goes into."""


def _nothing(_: object) -> None:
    """For who does not watch."""


@dataclass(frozen=True, slots=True)
class FetchReport:
    model: Model
    fetched: tuple[str, ...]
    """The files that were brought; none when the model was there already."""


class Fetcher:
    """Fetches models into a store. `bundles` is where `file` sources look by default."""

    def __init__(
        self,
        store: ModelStore,
        bundles: Path,
        *,
        first: Path | None = None,
        on_bytes: Callable[[int], None] = _nothing,
        say: Callable[[str], None] = _nothing,
    ) -> None:
        self._store = store
        self._bundles = bundles
        self._first = first
        self._on_bytes = on_bytes
        self._say = say
        self._partial = store.folder / ".partial"

    def wanted_bytes(self, model: Model) -> int:
        """Bytes of the files that have still to be brought, those under way counted whole."""
        return sum(file.bytes for file in self._store.missing(model))

    def fetch(self, model: Model) -> FetchReport:
        """Bring what is missing of a model; verify what is there but was never looked at.

        Raises ModelError: no source gave it, the hash was refused, no room on the disk, or
        another fetch is under way.
        """
        if self._store.state(model) is ModelState.READY:
            return FetchReport(model, ())
        with self._alone():
            self._check_what_is_there(model)
            missing = self._store.missing(model)
            self._check_room(model, missing)
            for file in missing:
                self._fetch_file(model, file)
            shutil.rmtree(self._partial / model.id, ignore_errors=True)
        return FetchReport(model, tuple(file.name for file in missing))

    def _check_what_is_there(self, model: Model) -> None:
        if self._store.state(model) is ModelState.UNVERIFIED:
            for file in self._store.verify(model):
                self._say(f"{model.id}: the hash of {file.name} was wrong; removed")

    def _fetch_file(self, model: Model, file: ModelFile) -> None:
        draft = Draft(self._partial / model.id / file.name, self._on_bytes)
        self._on_bytes(draft.size)
        reasons = []
        for source in self._sources(model):
            gone_on_with = draft.size > 0
            try:
                source.fill(model, file, draft)
                if gone_on_with and not self._is_right(file, draft):
                    # The fault may lie in what an earlier try left: once more from the start.
                    draft.cut_to(0)
                    source.fill(model, file, draft)
                self._accept(model, file, draft, source)
            except SourceFailed as failure:
                reasons.append(f"{source.name}: {failure}")
            else:
                return
        raise ModelError(
            f"The file {file.name} of {model.id} could not be fetched ({'; '.join(reasons)}).",
            "Run the same command again to go on, or name a folder or bundle with --from.",
        )

    def _accept(self, model: Model, file: ModelFile, draft: Draft, source: Source) -> None:
        if not self._is_right(file, draft):
            size = draft.size
            draft.cut_to(0)
            self._say(f"{model.id}: {file.name} from {source.name} refused and removed")
            raise SourceFailed(
                f"the hash of {file.name} differs ({size} bytes, {file.bytes} wanted); "
                "refused and removed"
            )
        folder = self._store.folder_of(model)
        folder.mkdir(parents=True, exist_ok=True)
        draft.path.chmod(0o644)
        draft.path.replace(folder / file.name)
        self._store.note_verified(model, file)

    def _is_right(self, file: ModelFile, draft: Draft) -> bool:
        return draft.size == file.bytes and sha256_of(draft.path) == file.sha256

    def _sources(self, model: Model) -> Iterator[Source]:
        if self._first is not None:
            yield FolderSource(self._first)
        for kind in self._store.manifest.sources_of(model):
            match kind:
                case SourceKind.FILE:
                    yield FolderSource(self._bundles)
                case SourceKind.PACKAGES:
                    yield PackageSource(self._partial / model.id / "wheels", self._say)
                case SourceKind.URL:
                    yield UrlSource()

    def _check_room(self, model: Model, missing: tuple[ModelFile, ...]) -> None:
        if not missing:
            return
        begun = sum(_size(self._partial / model.id / file.name) for file in missing)
        needed = sum(file.bytes for file in missing) - begun + _MARGIN_BYTES
        free = shutil.disk_usage(self._store.folder).free
        if free < needed:
            raise ModelError(
                f"{model.id} needs {needed >> 20} MB of disk in {self._store.folder}; "
                f"{free >> 20} MB are free.",
                "Make room, or set models.dir to another disk.",
            )

    @contextmanager
    def _alone(self) -> Iterator[None]:
        try:
            self._partial.mkdir(parents=True, exist_ok=True)
            lock = (self._partial / "lock").open("w")
        except OSError as error:
            raise ModelError(
                f"The models folder {self._store.folder} cannot be written: {error.strerror}.",
                "Run as its owner, or set models.dir to another folder.",
            ) from error
        with lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise ModelError(
                    "Another fetch into the same folder is under way.", "Wait until it is done."
                ) from None
            yield


def _size(path: Path) -> int:
    return path.stat().st_size if path.is_file() else 0
