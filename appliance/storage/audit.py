"""The audit trail: append-only, each entry chained to the one before by SHA-256.

An entry's hash runs over its number, time, action, the previous hash and a commitment: the salted
hash of who, which record, before and after. Those words lie in a table beside. When a person's
data must go, words and salt are deleted and an entry says so with a digest of the numbers: the
chain still verifies, and words that vanish without such an entry show. A changed, moved or missing
entry shows; the counter shows one cut off the end, and so do heads printed outside the database.
Nothing changes or removes an entry. Password hashes are left out of what is written down.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from appliance.domain.errors import RecordError
from appliance.domain.people import FIRST_HASH, AuditEntry, TrailCheck, TrailHead
from appliance.ports.repositories import Page
from appliance.storage.canonical import canonical_json
from appliance.storage.mapping import moment
from appliance.storage.session import Row, Session
from appliance.storage.tables import MAX_PAGE

ERASE = "erase_words"
_ABOUT = "audit"
_CHUNK = 4000
_SALT_BYTES = 16
_NUMBERS = "(SELECT unnest(CAST(? AS BIGINT[])))"
_MANY_DETAILS = (
    "INSERT INTO audit_detail SELECT unnest(CAST(? AS BIGINT[])), "
    + ", ".join(["unnest(CAST(? AS VARCHAR[]))"] * 5)
    + ", NULL"
)
_MANY_ENTRIES = (
    "INSERT INTO audit SELECT unnest(CAST(? AS BIGINT[])), unnest(CAST(? AS TIMESTAMPTZ[])), "
    + ", ".join(["unnest(CAST(? AS VARCHAR[]))"] * 4)
)
_COLUMNS = (
    'a.sequence, epoch_us(a."at"), d.actor, a.action, d.record, d.before, d.after, '
    "a.commitment, a.previous_hash, a.hash, d.erased_by, d.salt"
)


def new_salt() -> str:
    """Makes a commitment that nobody can guess the words from."""
    return secrets.token_hex(_SALT_BYTES)


def commitment(salt: str, actor: str, record: str, before: str, after: str) -> str:
    """What the chain keeps of an entry's words, in hexadecimal."""
    return _digest([salt, actor, record, before, after])


def entry_hash(sequence: int, at: datetime, action: str, commits: str, previous: str) -> str:
    """SHA-256 of an entry and of the chain before it, in hexadecimal."""
    return _digest([sequence, at.astimezone(UTC).isoformat(), action, commits, previous])


def _digest(values: list[object]) -> str:
    text = json.dumps(values, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


class DuckDbAuditLog:
    """Entries are added and read, and their words erased; no entry is changed or removed."""

    def __init__(self, session: Session, now: Callable[[], datetime]) -> None:
        self._session = session
        self._now = now

    def append(self, actor: str, action: str, record: str, before: object, after: object) -> None:
        self.append_many(actor, action, ((record, before, after),))

    def append_many(
        self, actor: str, action: str, changes: Sequence[tuple[str, object, object]]
    ) -> None:
        if not changes:
            return
        last = self._session.count_on("audit", len(changes))
        first = last - len(changes) + 1
        previous = self._hash_before(first)
        at = self._now().astimezone(UTC)
        details: list[tuple[Any, ...]] = []
        entries: list[tuple[Any, ...]] = []
        for sequence, (record, before, after) in enumerate(changes, first):
            words = (actor, record, canonical_json(before), canonical_json(after))
            salt = new_salt()
            commits = commitment(salt, *words)
            hashed = entry_hash(sequence, at, action, commits, previous)
            details.append((sequence, salt, *words))
            entries.append((sequence, at, action, commits, previous, hashed))
            previous = hashed
        self._insert(details, entries)
        self._session.remembered.chain = (last, previous)

    def _insert(
        self, details: Sequence[tuple[Any, ...]], entries: Sequence[tuple[Any, ...]]
    ) -> None:
        if len(entries) == 1:
            detail, entry = details[0], entries[0]
            self._session.run(
                "INSERT INTO audit_detail VALUES (?, ?, ?, ?, ?, ?, NULL)", detail, plain=True
            )
            self._session.run("INSERT INTO audit VALUES (?, ?, ?, ?, ?, ?)", entry, plain=True)
            return
        self._session.run(_MANY_DETAILS, [list(column) for column in zip(*details, strict=True)])
        self._session.run(_MANY_ENTRIES, [list(column) for column in zip(*entries, strict=True)])

    def _hash_before(self, sequence: int) -> str:
        last = self._session.remembered.chain
        if last is not None and last[0] == sequence - 1:
            return last[1]
        return self.hash_of(sequence - 1) or FIRST_HASH

    def page(self, *, record: str = "", offset: int = 0, limit: int = 50) -> Page[AuditEntry]:
        """Latest first; of one record, or of a whole kind where `record` ends in `:`."""
        if offset < 0 or not 1 <= limit <= MAX_PAGE:
            raise RecordError(f"A page holds 1 to {MAX_PAGE} records, from record 0 on.")
        condition, parameters = "TRUE", []
        if record:
            condition = "starts_with(d.record, ?)" if record.endswith(":") else "d.record = ?"
            parameters = [record]
        total = int(
            self._session.value(
                f"SELECT count(*) FROM audit_detail d WHERE {condition}",  # noqa: S608
                parameters,
            )
        )
        numbers = [
            number
            for (number,) in self._session.rows(
                f"SELECT sequence FROM audit_detail d WHERE {condition} "  # noqa: S608
                f"ORDER BY sequence DESC LIMIT {limit} OFFSET {offset}",
                parameters,
            )
        ]
        rows = self._session.rows(
            f"SELECT {_COLUMNS} FROM audit a JOIN audit_detail d USING (sequence) "  # noqa: S608
            f"WHERE a.sequence IN {_NUMBERS} ORDER BY a.sequence DESC",
            (numbers,),
        )
        return Page(tuple(self._entry(row) for row in rows), total, offset, limit)

    def verify(self) -> int | None:
        state = TrailCheck()
        while not state.finished:
            state = self.check(state, _CHUNK)
        return state.broken_at

    def head(self) -> TrailHead:
        row = self._session.row(
            "SELECT sequence, hash FROM audit WHERE sequence = (SELECT max(sequence) FROM audit)"
        )
        return TrailHead() if row is None else TrailHead(sequence=row[0], hash=row[1])

    def hash_of(self, sequence: int) -> str | None:
        found: str | None = self._session.value(
            "SELECT hash FROM audit WHERE sequence = ?", (sequence,)
        )
        return found

    def following(self, sequence: int, most: int) -> tuple[AuditEntry, ...]:
        rows = self._session.rows(
            f"SELECT {_COLUMNS} FROM audit a JOIN audit_detail d USING (sequence) "  # noqa: S608
            "WHERE a.sequence > ? AND a.sequence <= ? ORDER BY a.sequence",
            (sequence, sequence + most),
        )
        return tuple(self._entry(row) for row in rows)

    def check(self, so_far: TrailCheck, most: int) -> TrailCheck:
        if so_far.finished:
            return so_far
        rows = self._session.rows(
            f"SELECT {_COLUMNS} "  # noqa: S608
            "FROM (FROM audit WHERE sequence > $1 AND sequence <= $2) a "
            "LEFT JOIN (FROM audit_detail WHERE sequence > $1 AND sequence <= $2) d "
            "USING (sequence) ORDER BY a.sequence",
            (so_far.head.sequence, so_far.head.sequence + most),
        )
        state = so_far
        for row in rows:
            state = self._followed_by(state, row)
            if state.finished:
                return state
        if len(rows) == most:
            return state
        return self._ended(state)

    def _followed_by(self, state: TrailCheck, row: Row) -> TrailCheck:
        """The check after one more entry."""
        entry, salt = self._entry(row), row[-1]
        expected = state.head.sequence + 1
        if entry.sequence != expected:
            return _broken(state, expected, "an entry is missing")
        hashed = entry_hash(
            entry.sequence, entry.at, entry.action, entry.commitment, entry.previous_hash
        )
        if entry.previous_hash != state.head.hash or entry.hash != hashed:
            return _broken(state, expected, "the entry has been changed or moved")
        if entry.erased_by is None:
            words = (entry.actor, entry.record, entry.before, entry.after)
            if salt is None or commitment(salt, *words) != entry.commitment:
                return _broken(state, expected, "its words have been changed or removed")
        elif entry.erased_by <= entry.sequence or entry.actor or entry.before or entry.after:
            return _broken(state, expected, "its words are marked as erased and are not")
        accounted = state.accounted
        if entry.action == ERASE and entry.erased_by is None:
            said = json.loads(entry.after)
            if said["digest"] != self._erased_by(entry.sequence):
                return _broken(state, expected, "what it erased is not what it says")
            accounted += said["count"]
        return replace(
            state,
            head=TrailHead(sequence=entry.sequence, hash=entry.hash),
            erased=state.erased + (entry.erased_by is not None),
            accounted=accounted,
        )

    def _ended(self, state: TrailCheck) -> TrailCheck:
        """The check at the end of the trail: nothing cut off, and nothing erased unsaid."""
        counted = self._session.counter("audit", from_row=True)
        after = self._session.value(
            "SELECT min(sequence) FROM audit WHERE sequence > ?", (state.head.sequence,)
        )
        if counted != state.head.sequence or after is not None:
            return _broken(state, state.head.sequence + 1, "entries are missing")
        if state.erased != state.accounted:
            first = self._session.value(
                "SELECT min(sequence) FROM audit_detail WHERE erased_by IS NOT NULL"
            )
            return _broken(state, first or 1, "words were erased without an entry that says so")
        return replace(state, finished=True)

    def erase_words(self, actor: str, why: str, sequences: Sequence[int]) -> int:
        wanted = [
            number
            for (number,) in self._session.rows(
                "SELECT d.sequence FROM audit_detail d JOIN audit a USING (sequence) "  # noqa: S608
                f"WHERE d.sequence IN {_NUMBERS} "
                "AND d.erased_by IS NULL AND a.action <> ? ORDER BY d.sequence",
                (list(sequences), ERASE),
            )
        ]
        if not wanted:
            return 0
        by = 1 + self._session.counter("audit")
        self._session.run(
            "UPDATE audit_detail SET salt = '', actor = '', record = '', before = '', "  # noqa: S608
            "after = '', "
            f"erased_by = ? WHERE sequence IN {_NUMBERS}",
            (by, wanted),
        )
        said = {"count": len(wanted), "digest": self._erased_by(by), "why": why}
        self.append(actor, ERASE, _ABOUT, None, said)
        return len(wanted)

    def _erased_by(self, sequence: int) -> str:
        text = self._session.value(
            "SELECT string_agg(sequence::VARCHAR, ',' ORDER BY sequence) FROM audit_detail "
            "WHERE erased_by = ?",
            (sequence,),
        )
        return hashlib.sha256((text or "").encode()).hexdigest()

    def _entry(self, row: Row) -> AuditEntry:
        return AuditEntry(
            sequence=row[0],
            at=moment(row[1], self._session.zone),
            actor=row[2] or "",
            action=row[3],
            record=row[4] or "",
            before=row[5] or "",
            after=row[6] or "",
            commitment=row[7],
            previous_hash=row[8],
            hash=row[9],
            erased_by=row[10],
        )


def _broken(state: TrailCheck, at: int, reason: str) -> TrailCheck:
    return replace(state, finished=True, broken_at=at, reason=reason)
