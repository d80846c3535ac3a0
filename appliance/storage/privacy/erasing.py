"""Erases a customer in one transaction: records, transcripts, numbers, and every mention left.

Known places first, then all other text is swept for the customer's words. Bookings stay under a
pseudonym. Files are named in `file_to_delete` and go after the commit; what stood in the database
file leaves it when the file is written anew.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime

from appliance.domain.privacy import ERASED, Erasure, Footprint
from appliance.storage.audit import DuckDbAuditLog
from appliance.storage.mapping import moment, quoted
from appliance.storage.privacy.schema import text_columns
from appliance.storage.privacy.tracing import (
    Known,
    audit_entries,
    footprint_of,
    known_of,
    photos_of,
)
from appliance.storage.session import Session
from appliance.storage.tables import AMONG

ERASE_CUSTOMER = "erase_customer"
_CHUNK = 5000


class DuckDbPrivacy:
    """What is known of a customer, and its erasure."""

    def __init__(self, session: Session, now: Callable[[], datetime]) -> None:
        self._session = session
        self._now = now

    def footprint(self, customer_id: str) -> Footprint:
        return footprint_of(self._session, known_of(self._session, customer_id))

    def erase(self, actor: str, customer_id: str, reason: str) -> Erasure:
        session, now = self._session, self._now()
        known = known_of(session, customer_id)
        counts = {trace.what: trace.count for trace in footprint_of(session, known).traces}
        kept = bool(known.bookings)
        mark = secrets.token_hex(4).upper()
        new_id = f"erased-{mark.lower()}"
        entries = audit_entries(session, known)
        files = self._name_files(known, now)
        self._delete_credentials(known)
        self._empty_calls(known, new_id if kept else None)
        self._close_tasks(known)
        self._strip_bookings(known, new_id)
        self._replace_customer(known, new_id if kept else None, mark)
        counts["Mentions elsewhere"] = self._sweep(known.pattern)
        trail = DuckDbAuditLog(session, self._now)
        for start in range(0, len(entries), _CHUNK):
            trail.erase_words(actor, f"erasure {new_id}", entries[start : start + _CHUNK])
        erasure = Erasure(
            customer_id=new_id,
            pseudonym=f"Erased customer {mark}" if kept else "",
            erased_at=now,
            erased_by=actor,
            reason=self._without_words(known.pattern, reason),
            counts=counts,
            files=files,
        )
        session.run("INSERT INTO erasure VALUES (?, ?, ?, ?)", (new_id, now, actor, erasure.reason))
        trail.append(
            actor,
            ERASE_CUSTOMER,
            f"customer:{new_id}",
            None,
            {"counts": counts, "files": files, "reason": erasure.reason},
        )
        return erasure

    def erasures(self) -> tuple[Erasure, ...]:
        """Those carried out, the latest first."""
        rows = self._session.rows(
            "SELECT customer_id, epoch_us(erased_at), erased_by, reason FROM erasure "
            "ORDER BY erased_at DESC, customer_id LIMIT 200"
        )
        return tuple(
            Erasure(
                customer_id=row[0],
                pseudonym="",
                erased_at=moment(row[1], self._session.zone),
                erased_by=row[2],
                reason=row[3],
                counts={},
            )
            for row in rows
        )

    def files_to_delete(self) -> tuple[str, ...]:
        rows = self._session.rows("SELECT path FROM file_to_delete ORDER BY path LIMIT 10000")
        return tuple(path for (path,) in rows)

    def file_deleted(self, path: str) -> None:
        self._session.run("DELETE FROM file_to_delete WHERE path = ?", (path,))

    def _name_files(self, known: Known, now: datetime) -> int:
        session = self._session
        paths = {f"recordings/{name}" for name in known.recordings}
        photos = photos_of(session, known)
        paths |= {f"photos/{one}" for one in photos}
        session.run(f"DELETE FROM photo WHERE id IN {AMONG}", (photos,))  # noqa: S608
        for call_id in known.calls:
            # What the voice process has not delivered yet, or was refused.
            paths |= {f"recordings-tmp/{call_id}", f"recordings-tmp/refused/{call_id}"}
        for path in sorted(paths):
            session.run("INSERT OR IGNORE INTO file_to_delete VALUES (?, ?)", (path, now))
        return len(known.recordings) + len(photos)

    def _delete_credentials(self, known: Known) -> None:
        session = self._session
        session.run(
            f"DELETE FROM certification WHERE operator_id IN {AMONG}",  # noqa: S608
            (list(known.operators),),
        )
        for table in (
            "business_license",
            "operator",
            "insurance_policy",
            "site",
            "customer_rate",
            "unfinished_call",
        ):
            session.run(
                f"DELETE FROM {table} WHERE customer_id = ?",  # noqa: S608
                (known.customer_id,),
            )

    def _empty_calls(self, known: Known, new_id: str | None) -> None:
        session, calls = self._session, list(known.calls)
        session.run(
            "UPDATE turn SET heard = '', said = '', actions = [] "  # noqa: S608
            f"WHERE call_id IN {AMONG}",
            (calls,),
        )
        session.run(f"DELETE FROM verification WHERE call_id IN {AMONG}", (calls,))  # noqa: S608
        session.run(f"DELETE FROM hold WHERE call_id IN {AMONG}", (calls,))  # noqa: S608
        session.run(
            "UPDATE call SET caller = NULL, customer_id = ?, recording = NULL, "  # noqa: S608
            f"note = '' WHERE id IN {AMONG}",
            (new_id, calls),
        )
        if new_id is None:
            session.run("DELETE FROM override_request WHERE customer_id = ?", (known.customer_id,))
        session.run(
            "UPDATE override_request SET customer_id = ?, comment = '' WHERE customer_id = ?",
            (new_id, known.customer_id),
        )

    def _close_tasks(self, known: Known) -> None:
        self._session.run(
            "UPDATE task SET subject = ?, detail = '', state = 'done' "  # noqa: S608
            f"WHERE call_id IN {AMONG} OR booking_number IN {AMONG}",
            (ERASED, list(known.calls), list(known.bookings)),
        )

    def _strip_bookings(self, known: Known, new_id: str) -> None:
        session = self._session
        session.run(
            "UPDATE booking SET customer_id = ?, license_number = '', operator_id = NULL, "
            "certificate_number = '', policy_number = '', site_address = '', "
            "callback_number = '', note = '', tax_certificate = '' WHERE customer_id = ?",
            (new_id, known.customer_id),
        )
        session.run(
            "UPDATE booking_line SET operator_id = NULL, certificate_number = '' "  # noqa: S608
            f"WHERE booking_number IN {AMONG}",
            (list(known.bookings),),
        )

    def _replace_customer(self, known: Known, new_id: str | None, mark: str) -> None:
        session = self._session
        session.run("DELETE FROM customer WHERE id = ?", (known.customer_id,))
        if new_id is not None:
            session.run(
                "INSERT INTO customer (id, account, name, approval, credit_hold, phones, "
                "price_authority_percent) VALUES (?, ?, ?, 'suspended', FALSE, [], 0)",
                (new_id, f"ERASED-{mark}", f"Erased customer {mark}"),
            )

    def _sweep(self, pattern: str) -> int:
        """Replace the words wherever they still stand; in how many rows."""
        if not pattern:
            return 0
        found = 0
        for one in text_columns(self._session):
            name = quoted(one.column)
            inside = f"array_to_string({name}, ' ')" if one.is_list else name
            replaced = f"regexp_replace({name}, $1, $2, 'g')"
            if one.is_list:
                replaced = f"list_transform({name}, one -> regexp_replace(one, $1, $2, 'g'))"
            count = self._session.value(
                f"SELECT count(*) FROM {one.table} WHERE regexp_matches({inside}, ?)",  # noqa: S608
                (pattern,),
            )
            if count:
                self._session.run(
                    f"UPDATE {one.table} SET {name} = {replaced} "  # noqa: S608
                    f"WHERE regexp_matches({inside}, $1)",
                    (pattern, ERASED),
                )
                found += int(count)
        return found

    def _without_words(self, pattern: str, text: str) -> str:
        if not pattern:
            return text
        found: str = self._session.value(
            "SELECT regexp_replace(?, ?, ?, 'g')", (text, pattern, ERASED)
        )
        return found
