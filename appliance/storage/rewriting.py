"""Writes the records' file anew, so that what was deleted leaves it.

DuckDB keeps blocks that deletions and updates have freed, with what stood in them, until it needs
them again: measured, a name was still in the file after update and checkpoint. Live rows are copied
into a fresh file, which takes the old one's name. A crash on the way leaves the old file as it was,
and the unfinished copy is removed at the next opening. What the disk itself keeps of a removed file
is the disk's affair; an encrypted disk answers it.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb

from appliance.storage.errors import StoreUnusable
from appliance.storage.syncing import synced

_SUFFIX = ".rewrite"


def draft_of(path: Path) -> Path:
    """Where the copy is written, beside the file."""
    return path.with_name(path.name + _SUFFIX)


def discard_draft(path: Path) -> None:
    """Remove what a rewriting that did not finish has left."""
    draft = draft_of(path)
    for left in (draft, draft.with_name(draft.name + ".wal")):
        left.unlink(missing_ok=True)


def copy_settled(path: Path | None, target: Path) -> None:
    """Copy a file that nobody writes and that has just been checkpointed, and sync the copy.

    Raises StoreUnusable for records in memory, and when changes stand outside the file."""
    if path is None:
        raise StoreUnusable("Records in memory have no file to copy.")
    log = path.with_name(path.name + ".wal")
    if log.exists() and log.stat().st_size:
        raise StoreUnusable("The records' changes do not all stand in their file.", "Try again.")
    shutil.copyfile(path, target)
    synced(target)


def rewrite(path: Path) -> None:
    """Copy a closed file's live rows into a fresh one and put that in its place.

    Raises StoreUnusable, the file unchanged, when it cannot be copied whole."""
    draft = draft_of(path)
    try:
        discard_draft(path)
        with duckdb.connect(":memory:", config={"threads": 1, "memory_limit": "512MB"}) as copying:
            copying.execute(f"ATTACH '{_literal(path)}' AS old (READ_ONLY)")
            copying.execute(f"ATTACH '{_literal(draft)}' AS new")
            copying.execute("COPY FROM DATABASE old TO new")
            if _rows(copying, "old") != _rows(copying, "new"):
                raise StoreUnusable("The records' copy is not whole; the file was left as it is.")
            copying.execute("DETACH new")
            copying.execute("DETACH old")
        synced(draft)
        draft.replace(path)
        synced(path.parent)
    except (duckdb.Error, OSError) as error:
        discard_draft(path)
        raise StoreUnusable(
            f"The records' file could not be written anew: {error}",
            "See that the disk has room for a second copy of it.",
        ) from error


def _rows(connection: duckdb.DuckDBPyConnection, database: str) -> dict[str, int]:
    tables = connection.execute(
        "SELECT table_name FROM duckdb_tables() WHERE database_name = ?", (database,)
    ).fetchall()
    counts = {}
    for (table,) in tables:
        row = connection.execute(f'SELECT count(*) FROM {database}."{table}"').fetchone()  # noqa: S608
        counts[str(table)] = int(row[0]) if row else -1
    return counts


def _literal(path: Path) -> str:
    return str(path).replace("'", "''")
