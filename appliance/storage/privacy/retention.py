"""Carries out what is to be kept no longer, rule by rule, in bounded steps.

Each rule finds what is older than its limit, counts it for a dry run, and removes at most so much
at once. Repeating a step does no harm.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Final

from appliance.domain.privacy import RetentionPolicy
from appliance.storage.audit import DuckDbAuditLog
from appliance.storage.session import Session
from appliance.storage.tables import AMONG

SYSTEM: Final = "system"
# Each finds keys; $1 is the moment before which they are too old.
_FOUND: Final = {
    "recordings": "SELECT id FROM call WHERE recording IS NOT NULL AND ended_at < $1",
    "transcripts": "SELECT DISTINCT t.call_id FROM turn t JOIN call c ON c.id = t.call_id "
    "WHERE c.ended_at < $1 AND (t.heard <> '' OR t.said <> '')",
    "calls": "SELECT id FROM call WHERE ended_at < $1",
    "quotes": "SELECT number FROM booking WHERE state IN ('quote', 'expired') "
    "AND created_at < $1 AND number NOT IN (SELECT booking_number FROM booking_line "
    "WHERE out_at IS NOT NULL)",
    "tasks": "SELECT id FROM task WHERE state = 'done' AND created_at < $1",
    "photos": 'SELECT id FROM photo WHERE "at" < $1',
    "sign_ins": "SELECT a.sequence FROM audit a JOIN audit_detail d USING (sequence) "
    "WHERE a.action = 'sign_in' AND a.\"at\" < $1 AND d.erased_by IS NULL",
    "bookkeeping": "SELECT b.number FROM booking b JOIN erasure e ON e.customer_id = b.customer_id "
    "WHERE b.number NOT IN (SELECT booking_number FROM booking_line WHERE "
    "coalesce(returned_at, ends_at) >= $1)",
}


def limit_of(policy: RetentionPolicy, rule: str, now: datetime) -> datetime | None:
    """The moment before which the rule finds things too old; None where they are kept for good."""
    if rule == "bookkeeping":
        years = policy.bookkeeping_years
        return now - timedelta(days=366 * years) if years else None
    days: int = getattr(policy, f"{rule}_days")
    return now - timedelta(days=days) if days else None


class DuckDbRetention:
    """Retention over the records of this transaction."""

    def __init__(self, session: Session, now: Callable[[], datetime]) -> None:
        self._session = session
        self._now = now
        self._steps: dict[str, Callable[[list[Any], datetime], None]] = {
            "recordings": self._recordings,
            "transcripts": self._transcripts,
            "calls": self._calls,
            "quotes": self._quotes,
            "tasks": self._tasks,
            "photos": self._photos,
            "sign_ins": self._sign_ins,
            "bookkeeping": self._bookkeeping,
        }

    def rules(self) -> tuple[str, ...]:
        return tuple(self._steps)

    def due(self, policy: RetentionPolicy, rule: str, now: datetime) -> int:
        limit = limit_of(policy, rule, now)
        if limit is None:
            return 0
        sql = f"SELECT count(*) FROM ({_FOUND[rule]})"  # noqa: S608
        return int(self._session.value(sql, (limit,)))

    def carry_out(self, policy: RetentionPolicy, rule: str, now: datetime, most: int) -> int:
        limit = limit_of(policy, rule, now)
        if limit is None:
            return 0
        rows = self._session.rows(f"{_FOUND[rule]} ORDER BY 1 LIMIT {most}", (limit,))
        keys = [key for (key,) in rows]
        if keys:
            self._steps[rule](keys, now)
        return len(keys)

    def _recordings(self, keys: list[str], now: datetime) -> None:
        self._session.run(
            "INSERT OR IGNORE INTO file_to_delete SELECT 'recordings/' || recording, ? "  # noqa: S608
            f"FROM call WHERE id IN {AMONG} AND recording IS NOT NULL",
            (now, keys),
        )
        self._session.run(
            f"UPDATE call SET recording = NULL WHERE id IN {AMONG}",  # noqa: S608
            (keys,),
        )

    def _transcripts(self, keys: list[str], _now: datetime) -> None:
        self._session.run(
            "UPDATE turn SET heard = '', said = '', actions = [] "  # noqa: S608
            f"WHERE call_id IN {AMONG}",
            (keys,),
        )

    def _calls(self, keys: list[str], now: datetime) -> None:
        self._recordings(keys, now)
        for table in ("turn", "verification", "offer", "hold"):
            self._session.run(f"DELETE FROM {table} WHERE call_id IN {AMONG}", (keys,))  # noqa: S608
        self._session.run(f"DELETE FROM call WHERE id IN {AMONG}", (keys,))  # noqa: S608

    def _quotes(self, keys: list[str], _now: datetime) -> None:
        self._delete_bookings(keys)

    def _tasks(self, keys: list[str], _now: datetime) -> None:
        self._session.run(f"DELETE FROM task WHERE id IN {AMONG}", (keys,))  # noqa: S608

    def _photos(self, keys: list[str], now: datetime) -> None:
        self._session.run(
            "INSERT OR IGNORE INTO file_to_delete SELECT 'photos/' || id, ? "  # noqa: S608
            f"FROM photo WHERE id IN {AMONG}",
            (now, keys),
        )
        self._session.run(f"DELETE FROM photo WHERE id IN {AMONG}", (keys,))  # noqa: S608

    def _sign_ins(self, keys: list[int], _now: datetime) -> None:
        DuckDbAuditLog(self._session, self._now).erase_words(SYSTEM, "retention of sign-ins", keys)

    def _bookkeeping(self, keys: list[str], _now: datetime) -> None:
        self._delete_bookings(keys)
        self._session.run(
            "DELETE FROM customer WHERE id IN (SELECT customer_id FROM erasure) "
            "AND id NOT IN (SELECT customer_id FROM booking)"
        )

    def _delete_bookings(self, keys: list[str]) -> None:
        for table in ("charge", "handover", "booking_line"):
            self._session.run(
                f"DELETE FROM {table} WHERE booking_number IN {AMONG}",  # noqa: S608
                (keys,),
            )
        self._session.run(f"DELETE FROM booking WHERE number IN {AMONG}", (keys,))  # noqa: S608
