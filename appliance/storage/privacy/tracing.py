"""Everything that the records know of one customer: keys, words, and how many of what.

Calls are the customer's by their licence, by a booking, or by a telephone number that is nobody
else's.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from appliance.domain.errors import RecordNotFound
from appliance.domain.privacy import Footprint, Trace
from appliance.storage.privacy.terms import pattern_of
from appliance.storage.session import Session
from appliance.storage.tables import AMONG

_CALLS = f"""
SELECT id, recording, caller FROM call WHERE id IN (
    SELECT id FROM call WHERE customer_id = $1
    UNION SELECT id FROM call WHERE booking_number IN {AMONG.replace("?", "$2")}
    UNION SELECT call_id FROM booking WHERE customer_id = $1 AND call_id IS NOT NULL
    UNION SELECT id FROM call WHERE customer_id IS NULL
        AND right(regexp_replace(caller, '[^0-9]', '', 'g'), 10) IN {AMONG.replace("?", "$3")}
)
"""  # noqa: S608 - nothing here is input


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Keys and words of one customer, read in one transaction."""

    customer_id: str
    account: str
    name: str
    bookings: tuple[str, ...]
    calls: tuple[str, ...]
    recordings: tuple[str, ...]
    licenses: tuple[str, ...]
    policies: tuple[str, ...]
    operators: tuple[str, ...]
    certificates: tuple[str, ...]
    sites: tuple[str, ...]
    pattern: str
    """Finds any of the customer's words in a text; empty for none."""


def known_of(session: Session, customer_id: str) -> Known:
    """Raises RecordNotFound."""
    row = session.row(
        "SELECT account, name, phones, tax_certificate FROM customer WHERE id = ?", (customer_id,)
    )
    if row is None:
        raise RecordNotFound("There is no such customer.", "Search for the account.")
    account, name, phones, exemption = row
    licenses = _column(session, "SELECT number FROM business_license", customer_id)
    policies = _column(session, "SELECT number FROM insurance_policy", customer_id)
    operators = session.rows(
        "SELECT id, name, phone FROM operator WHERE customer_id = ?", (customer_id,)
    )
    operator_ids = [one[0] for one in operators]
    certificates = tuple(
        number
        for (number,) in session.rows(
            f"SELECT number FROM certification WHERE operator_id IN {AMONG}",  # noqa: S608
            (operator_ids,),
        )
    )
    sites = session.rows("SELECT id, address FROM site WHERE customer_id = ?", (customer_id,))
    bookings = session.rows(
        "SELECT number, license_number, certificate_number, policy_number, site_address, "
        "callback_number FROM booking WHERE customer_id = ?",
        (customer_id,),
    )
    numbers = tuple(one[0] for one in bookings)
    digits = [_digits(phone) for phone in phones if len(_digits(phone)) == 10]
    calls = session.rows(_CALLS, (customer_id, list(numbers), digits))
    words = {name, account, exemption or "", *licenses, *policies, *certificates}
    words |= {one[1] for one in operators} | {one[1] for one in sites}
    words |= {text for one in bookings for text in one[1:5]}
    callers = {one[2] for one in calls if one[2]}
    telephones = {*phones, *(one[2] for one in operators), *(one[5] for one in bookings), *callers}
    return Known(
        customer_id=customer_id,
        account=account,
        name=name,
        bookings=numbers,
        calls=tuple(one[0] for one in calls),
        recordings=tuple(one[1] for one in calls if one[1]),
        licenses=licenses,
        policies=policies,
        operators=tuple(operator_ids),
        certificates=certificates,
        sites=tuple(one[0] for one in sites),
        pattern=pattern_of((one for one in words if one), (one for one in telephones if one)),
    )


def footprint_of(session: Session, known: Known) -> Footprint:
    """What there is of the customer, for a person to look at before it goes."""
    calls, bookings = list(known.calls), list(known.bookings)
    turns = _count(session, f"SELECT count(*) FROM turn WHERE call_id IN {AMONG}", calls)  # noqa: S608
    checks = _count(
        session,
        f"SELECT count(*) FROM verification WHERE call_id IN {AMONG}",  # noqa: S608
        calls,
    )
    tasks = session.value(
        f"SELECT count(*) FROM task WHERE call_id IN {AMONG} "  # noqa: S608
        f"OR booking_number IN {AMONG}",
        (calls, bookings),
    )
    rates = session.value(
        "SELECT count(*) FROM customer_rate WHERE customer_id = ?", (known.customer_id,)
    )
    traces = [
        Trace(what="Name, account and telephone numbers", count=1, fate="deleted"),
        Trace(what="Business licenses", count=len(known.licenses), fate="deleted"),
        Trace(what="Operators", count=len(known.operators), fate="deleted with certificates"),
        Trace(what="Insurance policies", count=len(known.policies), fate="deleted"),
        Trace(what="Job sites", count=len(known.sites), fate="deleted"),
        Trace(what="Transcript turns", count=turns, fate="emptied; timings are kept"),
        Trace(what="Recordings", count=len(known.recordings), fate="files deleted"),
        Trace(what="Checks made on calls", count=checks, fate="deleted"),
        Trace(what="Tasks for staff", count=int(tasks), fate="closed and emptied"),
        Trace(
            what="Photos of handovers",
            count=len(photos_of(session, known)),
            fate="files deleted",
        ),
        Trace(what="Prices of their own", count=int(rates), fate="deleted"),
        Trace(
            what="Calls",
            count=len(calls),
            fate="kept as time, line and outcome, without a number",
            kept=True,
        ),
        Trace(
            what="Bookings",
            count=len(bookings),
            fate="kept as numbers, machines, dates, amounts and tax, under a pseudonym",
            kept=True,
        ),
        Trace(
            what="Audit entries",
            count=len(audit_entries(session, known)),
            fate="kept as time and action; who, what and values are erased",
            kept=True,
        ),
    ]
    return Footprint(
        customer_id=known.customer_id,
        account=known.account,
        name=known.name,
        traces=tuple(traces),
        out=_numbers(session, known, ("out",)),
        ahead=_numbers(session, known, ("reserved", "pending_review")),
        owed=_owed(session, bookings),
    )


def audit_entries(session: Session, known: Known) -> list[int]:
    """Entries of the trail that are about the customer or mention one of the words."""
    about = [
        f"customer:{known.customer_id}",
        *(f"booking:{one}" for one in known.bookings),
        *(f"call:{one}" for one in known.calls),
        *(f"operator:{one}" for one in known.operators),
        *(f"site:{one}" for one in known.sites),
        *(f"license:{one}" for one in known.licenses),
        *(f"policy:{one}" for one in known.policies),
        *(f"certification:{one}" for one in known.certificates),
    ]
    rows = session.rows(
        "SELECT sequence FROM audit_detail WHERE erased_by IS NULL AND "  # noqa: S608
        f"(record IN {AMONG} OR (? <> '' AND "
        "regexp_matches(concat_ws(' ', actor, record, before, after), ?))) ORDER BY sequence",
        (about, known.pattern, known.pattern),
    )
    return [number for (number,) in rows]


def photos_of(session: Session, known: Known) -> list[str]:
    """Ids of photos taken at the handovers of the customer's bookings."""
    rows = session.rows(
        "SELECT p.id FROM photo p JOIN handover h ON h.id = p.handover_id "  # noqa: S608
        f"WHERE h.booking_number IN {AMONG} ORDER BY p.id",
        (list(known.bookings),),
    )
    return [one for (one,) in rows]


def _owed(session: Session, bookings: list[str]) -> Decimal:
    """Fees beyond what was credited or kept of deposits. Payments are not on record here."""
    found = session.value(
        """SELECT sum(greatest(0, owed)) FROM (
            SELECT sum(CASE WHEN kind IN ('deposit_taken', 'deposit_returned') THEN 0
                WHEN kind IN ('credit', 'deposit_kept') THEN -amount ELSE amount END) AS owed
            FROM charge WHERE booking_number IN (SELECT unnest(CAST(? AS VARCHAR[])))
            GROUP BY booking_number)""",
        (bookings,),
    )
    return Decimal(0) if found is None else Decimal(found)


def _numbers(session: Session, known: Known, states: tuple[str, ...]) -> tuple[str, ...]:
    rows = session.rows(
        "SELECT number FROM booking WHERE customer_id = ? AND list_contains(?, state) ORDER BY 1",
        (known.customer_id, list(states)),
    )
    return tuple(number for (number,) in rows)


def _column(session: Session, sql: str, customer_id: str) -> tuple[str, ...]:
    rows = session.rows(f"{sql} WHERE customer_id = ? ORDER BY 1", (customer_id,))
    return tuple(value for (value,) in rows)


def _count(session: Session, sql: str, keys: list[str]) -> int:
    return int(session.value(sql, (keys,)))


def _digits(phone: Any) -> str:
    return "".join(one for one in str(phone) if one.isdecimal())[-10:]
