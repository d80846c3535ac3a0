"""Copies of the records' file: made by its owner, opened and checked, and put in its place again.

A copy is whole: the owner writes everything into the file first and lets nobody write meanwhile.
What a copy says of itself (its digest, the head of its trail) stands in a note beside it. Refuses
to restore a copy that is not what its note says, that cannot be opened, or whose trail is broken,
and to replace a file that somebody has open.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from datetime import datetime
from pathlib import Path
from typing import Final

import msgspec

from appliance import __version__
from appliance.domain.errors import RecordError
from appliance.domain.people import TrailHead
from appliance.domain.upkeep import Backup
from appliance.ports.store import Records, Store
from appliance.storage.errors import StoreUnusable
from appliance.storage.store import DuckDbStore
from appliance.storage.syncing import synced

SUFFIX: Final = ".duckdb"
_NOTE: Final = ".json"
_DRAFT: Final = ".draft"
_MODE: Final = 0o600
_COPY_WAIT_S: Final = 60.0
_OPEN_WAIT_S: Final = 120.0


def make_backup(store: Store, folder: Path, now: datetime) -> Backup:
    """Copy the records into `folder` while they are used, open the copy and check it.

    Others wait while the file is copied, about a second for 300 MB, not while it is checked.
    Raises RecordError when the copy is not sound or cannot be written; nothing is left then."""
    name = f"records-{now:%Y%m%dT%H%M%S%f}"
    path = folder / f"{name}{SUFFIX}"
    draft = path.with_name(path.name + _DRAFT)
    _make_folder(folder)
    try:
        store.copy(draft, wait_s=_COPY_WAIT_S)
        draft.chmod(_MODE)
        digest = _digest(draft)
        head, bookings = _looked_into(draft)
        made = Backup(
            name=name,
            made_at=now,
            size_bytes=draft.stat().st_size,
            sha256=digest,
            program=__version__,
            trail_entry=head.sequence,
            trail_hash=head.hash,
            bookings=bookings,
        )
        _write_whole(path.with_suffix(_NOTE), msgspec.json.encode(made))
        draft.replace(path)
        synced(folder)
    except OSError as error:
        raise RecordError(
            f"The backup could not be written: {error.strerror}.",
            f"See to the disk's space and the owner of {folder}.",
        ) from error
    finally:
        _remove(draft)
    return made


def list_backups(folder: Path) -> tuple[Backup, ...]:
    """Those with their note and their file, latest first."""
    found = []
    for note in sorted(folder.glob(f"records-*{_NOTE}"), reverse=True):
        try:
            one = msgspec.json.decode(note.read_bytes(), type=Backup)
        except (msgspec.MsgspecError, OSError):
            continue
        if one.name == note.stem and note.with_suffix(SUFFIX).is_file():
            found.append(one)
    return tuple(found)


def prune_backups(folder: Path, keep: int) -> int:
    """Remove all but the latest; how many went."""
    gone = list_backups(folder)[keep:]
    for one in gone:
        _remove(folder / f"{one.name}{SUFFIX}")
        (folder / f"{one.name}{_NOTE}").unlink(missing_ok=True)
    return len(gone)


def restore_backup(folder: Path, name: str, path: Path, now: datetime, actor: str) -> Path | None:
    """Put a backup in the place of the records' file, and note it in its trail; gives where the
    file that stood there is kept, None where there was none.

    Everything is checked before anything is replaced; the old file keeps its name until the new
    one takes it. Raises RecordError, StoreLocked while somebody has the records open."""
    chosen = next((one for one in list_backups(folder) if one.name == name), None)
    if chosen is None:
        raise RecordError(f"There is no backup {name[:60]!r}.", "See `appliance backup list`.")
    source, draft = folder / f"{chosen.name}{SUFFIX}", path.with_name(path.name + ".restore")
    aside = path.with_name(f"{path.name}.before-{now:%Y%m%dT%H%M%S%f}")
    try:
        _settle(path)
        if _digest(source) != chosen.sha256:
            raise RecordError(
                f"The backup {chosen.name} is not what was written: its digest differs.",
                "Choose another one.",
            )
        _remove(draft)
        shutil.copyfile(source, draft)
        draft.chmod(_MODE)
        _prove(draft, chosen, actor)
        synced(draft)
        was_there = path.exists()
        if was_there:
            os.link(path, aside)
        log = path.with_name(path.name + ".wal")
        if log.exists():
            log.rename(aside.with_name(aside.name + ".wal"))
        draft.replace(path)
        synced(path.parent)
    except OSError as error:
        raise RecordError(
            f"The backup could not be restored: {error.strerror}.",
            "See to the disk's space; the records are as they were.",
        ) from error
    finally:
        _remove(draft)
    return aside if was_there else None


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise RecordError(
            f"The folder {folder} of the backups cannot be made: {error.strerror}."
        ) from error


def _settle(path: Path) -> None:
    """See that nobody has the file open, and that its log is written into it. A damaged file is
    left as it is: it is what a backup is for. Raises StoreLocked."""
    if not path.exists():
        return
    try:
        DuckDbStore(path, wait_s=_OPEN_WAIT_S).close()
    except StoreUnusable:
        return


def _prove(draft: Path, chosen: Backup, actor: str) -> None:
    """Open the copy that is to be used, check its trail, and add who restored what."""

    def check(records: Records) -> None:
        head = records.audit.hash_of(chosen.trail_entry)
        if chosen.trail_entry and head != chosen.trail_hash:
            raise RecordError(f"The trail of {chosen.name} does not end as its note says.")
        broken = records.audit.verify()
        if broken is not None:
            raise RecordError(
                f"The trail of {chosen.name} is broken at entry {broken}.", "Choose another one."
            )
        said = {"name": chosen.name, "made_at": chosen.made_at, "sha256": chosen.sha256}
        records.audit.append(actor, "restore_backup", "yard", None, said)

    store = _opened(draft)
    try:
        store.write(check, wait_s=_OPEN_WAIT_S)
    finally:
        store.close()


def _looked_into(draft: Path) -> tuple[TrailHead, int]:
    """The head of a copy's trail and how many bookings it has, once all of the trail holds.

    A second copy is opened: opening may bring a file up to this program's version."""
    second = draft.with_name(draft.name + ".opened")
    try:
        shutil.copyfile(draft, second)
        store = _opened(second)
        try:
            broken = store.read(lambda records: records.audit.verify(), wait_s=_OPEN_WAIT_S)
            if broken is not None:
                raise RecordError(f"The copy's trail is broken at entry {broken}.")
            return store.read(lambda records: (records.audit.head(), records.bookings.count()))
        finally:
            store.close()
    finally:
        _remove(second)


def _opened(path: Path) -> DuckDbStore:
    try:
        return DuckDbStore(path, wait_s=_OPEN_WAIT_S)
    except StoreUnusable as error:
        raise RecordError(f"The copy cannot be opened: {error.what}", error.do) from error


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _write_whole(path: Path, content: bytes) -> None:
    draft = path.with_name(path.name + _DRAFT)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, _MODE)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def _remove(path: Path) -> None:
    for one in (path, path.with_name(path.name + ".wal")):
        one.unlink(missing_ok=True)
