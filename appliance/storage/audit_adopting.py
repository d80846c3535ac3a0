"""Takes over a trail written before entries committed to their words (migration 0006).

Each entry keeps its number, time and words and gets a place in the new chain; an entry that says
with which hash the earlier chain ended, and whether it was whole, follows. Done once, when the
records are opened, all or nothing.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import duckdb

from appliance.domain.people import FIRST_HASH, TrailHead
from appliance.storage.audit import commitment, entry_hash, new_salt
from appliance.storage.canonical import canonical_json
from appliance.storage.errors import StoreUnusable

_EARLIER: Final = "audit_before_0006"
_CHUNK: Final = 2000
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
ACTOR: Final = "setup"


@dataclass(slots=True)
class _Chain:
    """The new chain as it grows, and the check of the earlier one."""

    head: TrailHead = field(default_factory=TrailHead)
    earlier: str = FIRST_HASH
    whole: bool = True
    entries: list[list[Any]] = field(default_factory=list)
    details: list[list[Any]] = field(default_factory=list)


def adopt_earlier_trail(connection: duckdb.DuckDBPyConnection) -> int:
    """Take over the entries of an earlier trail, if there is one; how many. Raises
    StoreUnusable."""
    try:
        known = connection.execute(
            "SELECT 1 FROM duckdb_tables() WHERE table_name = ?", (_EARLIER,)
        ).fetchone()
        if known is None:
            return 0
        connection.execute("BEGIN TRANSACTION")
        try:
            count = _adopt(connection)
            connection.execute("COMMIT")
        except BaseException:
            connection.execute("ROLLBACK")
            raise
    except duckdb.Error as error:
        raise StoreUnusable(f"The earlier audit trail cannot be taken over: {error}") from error
    return count


def _adopt(connection: duckdb.DuckDBPyConnection) -> int:
    chain, last, adopted = _Chain(), 0, 0
    while rows := connection.execute(
        f'SELECT sequence, epoch_us("at"), actor, action, record, before, after, '  # noqa: S608
        f"previous_hash, hash FROM {_EARLIER} WHERE sequence > ? "
        f"ORDER BY sequence LIMIT {_CHUNK}",
        (last,),
    ).fetchall():
        chain.entries, chain.details = [], []
        for row in rows:
            _follow_earlier(chain, row)
            _add(chain, row[3], row[1], (row[2], *row[4:7]))
        _keep(connection, chain)
        last, adopted = rows[-1][0], adopted + len(rows)
    if adopted:
        moved = {"entries": adopted, "earlier_hash": chain.earlier, "earlier_whole": chain.whole}
        chain.entries, chain.details = [], []
        _add(chain, "adopt_trail", _now_us(), (ACTOR, "audit", "", canonical_json(moved)))
        _keep(connection, chain)
    connection.execute("UPDATE counter SET value = ? WHERE name = 'audit'", (chain.head.sequence,))
    connection.execute(f"DROP TABLE {_EARLIER}")
    return adopted


def _now_us() -> int:
    return (datetime.now(UTC) - _EPOCH) // timedelta(microseconds=1)


def _follow_earlier(chain: _Chain, row: tuple[Any, ...]) -> None:
    sequence, at_us, actor, action, record, before, after, previous, hashed = row
    at = _EPOCH + timedelta(microseconds=at_us)
    text = json.dumps(
        [sequence, at.isoformat(), actor, action, record, before, after, previous],
        separators=(",", ":"),
        ensure_ascii=False,
    )
    fits = previous == chain.earlier and hashed == hashlib.sha256(text.encode()).hexdigest()
    chain.whole = chain.whole and fits
    chain.earlier = hashed


def _add(chain: _Chain, action: str, at_us: int, words: tuple[str, str, str, str]) -> None:
    at = _EPOCH + timedelta(microseconds=at_us)
    sequence, salt = chain.head.sequence + 1, new_salt()
    commits = commitment(salt, *words)
    hashed = entry_hash(sequence, at, action, commits, chain.head.hash)
    chain.entries.append([sequence, at, action, commits, chain.head.hash, hashed])
    chain.details.append([sequence, salt, *words])
    chain.head = TrailHead(sequence=sequence, hash=hashed)


def _keep(connection: duckdb.DuckDBPyConnection, chain: _Chain) -> None:
    connection.execute(
        "INSERT INTO audit SELECT unnest(CAST(? AS BIGINT[])), unnest(CAST(? AS TIMESTAMPTZ[])), "
        "unnest(CAST(? AS VARCHAR[])), unnest(CAST(? AS VARCHAR[])), "
        "unnest(CAST(? AS VARCHAR[])), unnest(CAST(? AS VARCHAR[]))",
        [list(column) for column in zip(*chain.entries, strict=True)],
    )
    connection.execute(
        "INSERT INTO audit_detail SELECT unnest(CAST(? AS BIGINT[])), "
        "unnest(CAST(? AS VARCHAR[])), unnest(CAST(? AS VARCHAR[])), unnest(CAST(? AS VARCHAR[])),"
        " unnest(CAST(? AS VARCHAR[])), unnest(CAST(? AS VARCHAR[])), NULL",
        [list(column) for column in zip(*chain.details, strict=True)],
    )
