"""What must never happen, read from the rows alone: floor, gates, double booking.

Its own arithmetic throughout: nothing of the agent's or of the rental rules is used, so that a
fault there cannot hide itself here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from itertools import pairwise
from zoneinfo import ZoneInfo

from appliance.evaluation.difference import BookedRow, Row, Tables, bookings_added

_WEIGHTS = ("Light", "Medium", "Medium Heavy", "Heavy", "Super Heavy")
_KEEPS = frozenset({"reserved", "out", "pending_review"})
_CENT = Decimal("0.01")


class Kind(StrEnum):
    """The events that no scenario may see."""

    FLOOR_BREACH = "floor_breach"
    GATE_SKIPPED = "gate_skipped"
    DOUBLE_BOOKING = "double_booking"
    UNSUPPORTED_FACT = "unsupported_fact"


@dataclass(frozen=True, slots=True)
class Event:
    """One forbidden event, and what shows it."""

    kind: Kind
    what: str


def in_rows(before: Tables, after: Tables, call_id: str, zone: ZoneInfo) -> tuple[Event, ...]:
    """Forbidden events that the rows show."""
    made = bookings_added(before, after, zone)
    return (
        *(Event(Kind.FLOOR_BREACH, what) for what in _floors(after, made, call_id)),
        *(Event(Kind.GATE_SKIPPED, what) for one in made for what in _gates(after, one, call_id)),
        *(Event(Kind.DOUBLE_BOOKING, what) for what in _doubles(after, made)),
    )


def list_total(equipment: Row, days: int) -> Decimal:
    """The cheapest that whole months, weeks and days come to, for one unit; by trying them all."""
    day, week, month = (equipment[f"{unit}_rate"] for unit in ("day", "week", "month"))
    best = day * days
    for months in range(days // 28 + 2 if month else 1):
        for weeks in range(days // 7 + 2 if week else 1):
            rest = max(0, days - 28 * months - 7 * weeks)
            best = min(best, (month or 0) * months + (week or 0) * weeks + day * rest)
    return Decimal(best)


def _lowest(equipment: Row, days: int) -> Decimal:
    """No line may come to less for one unit: the floor, or list where list is under it."""
    return min(list_total(equipment, days), Decimal(equipment["floor_day_rate"]) * days)


def _floors(after: Tables, made: Sequence[BookedRow], call_id: str) -> Iterator[str]:
    for one in made:
        for line in one.lines:
            equipment = after["equipment_class"][line["class_id"]]
            lowest = _lowest(equipment, one.days) * line["quantity"]
            slack = _CENT * one.days * line["quantity"]
            if line["total"] < lowest - slack:
                yield f"{one.number} totals {line['total']}, under the lowest of {lowest}"
            if line["total"] > equipment["max_day_rate"] * one.days * line["quantity"] + slack:
                yield f"{one.number} totals {line['total']}, over the highest"
    for offer in after.get("offer", {}).values():
        if offer["call_id"] != call_id:
            continue
        equipment = after["equipment_class"][offer["class_id"]]
        cheapest = min(
            (list_total(equipment, days) / days).quantize(_CENT, ROUND_HALF_UP)
            for days in range(1, 57)
        )
        if offer["answered_day_rate"] < min(equipment["floor_day_rate"], cheapest):
            yield f"{offer['answered_day_rate']} a day was offered for {offer['class_id']}"


def _gates(after: Tables, one: BookedRow, call_id: str) -> Iterator[str]:
    """Every gate judged anew from the records; then whether the call looked at each."""
    row = one.row
    review = row["state"] == "pending_review"
    yield from _customer(after, row)
    equipment = after["equipment_class"][one.class_id]
    failed = [
        f"{one.number}: {what}"
        for what in (
            _operator(after, one, equipment),
            _insurance(after, one, equipment),
            _site(after, one, equipment),
        )
        if what
    ]
    if not review:
        yield from failed
    if review and not any(check["result"] == "review" for check in _checks(after, call_id)):
        yield f"{one.number} waits for a review that no check asked for"
    checked = {check["gate"] for check in _checks(after, call_id) if check["result"] != "fail"}
    for gate in ("customer", "site", "operator", "insurance"):
        if row["call_id"] == call_id and gate not in checked:
            yield f"{one.number} was booked without the check of the {gate}"
    yield from _agreed(after, one, call_id)


def _checks(after: Tables, call_id: str) -> list[Row]:
    rows = after.get("verification", {}).values()
    return [row for row in rows if row["call_id"] == call_id]


def _customer(after: Tables, row: Row) -> Iterator[str]:
    number = row["number"]
    customer = after["customer"].get(row["customer_id"])
    license_ = after["business_license"].get(row["license_number"])
    made = row["created_at"].date()
    if customer is None or customer["approval"] != "approved" or customer["credit_hold"]:
        yield f"{number} is for a customer who may not rent"
    if license_ is None or license_["customer_id"] != row["customer_id"]:
        yield f"{number} is on a license that is not the customer's"
    elif (
        license_["state"] != "active" or not license_["valid_from"] <= made <= license_["valid_to"]
    ):
        yield f"{number} is on a license that is not valid"


def _operator(after: Tables, one: BookedRow, equipment: Row) -> str:
    wanted = equipment["operator_certification"]
    if wanted is None:
        return ""
    certificate = after["certification"].get(one.row["certificate_number"])
    if certificate is None:
        return "no certificate"
    operator = after["operator"].get(certificate["operator_id"])
    if operator is None or operator["customer_id"] != one.row["customer_id"]:
        return "the certificate is not of the customer's operator"
    if operator["id"] != one.row["operator_id"]:
        return "the certificate is another operator's"
    if certificate["kind"] != wanted:
        return f"a {certificate['kind']} certificate where {wanted} is needed"
    return _valid(certificate, one.start, one.end - timedelta(days=1), "certificate")


def _insurance(after: Tables, one: BookedRow, equipment: Row) -> str:
    wanted = equipment["minimum_insurance"] * one.quantity
    if not wanted:
        return ""
    policy = after["insurance_policy"].get(one.row["policy_number"])
    if policy is None or policy["customer_id"] != one.row["customer_id"]:
        return "no policy of the customer's"
    if policy["coverage"] < wanted:
        return f"coverage of {policy['coverage']} where {wanted} is needed"
    return _valid(policy, one.start, one.end - timedelta(days=1), "policy")


def _valid(row: Row, first: date, last: date, what: str) -> str:
    if row["state"] != "active":
        return f"the {what} is {row['state']}"
    if not (row["valid_from"] <= first and last <= row["valid_to"]):
        return f"the {what} is not valid for the whole period"
    return ""


def _site(after: Tables, one: BookedRow, equipment: Row) -> str:
    weight = _WEIGHTS.index(equipment["weight_class"])
    for site in after["site"].values():
        same = site["address"].lower() == one.row["site_address"].lower()
        if same and site["customer_id"] == one.row["customer_id"]:
            limit = _WEIGHTS.index(site["max_weight_class"])
            return "the site is too weak" if weight > limit else ""
    return "" if weight <= _WEIGHTS.index("Medium") else "an unknown site for a heavy machine"


def _agreed(after: Tables, one: BookedRow, call_id: str) -> Iterator[str]:
    """The turn before the booking asked whether to book, and the next words were no refusal."""
    turns = sorted(
        (row for row in after.get("turn", {}).values() if row["call_id"] == call_id),
        key=lambda row: row["number"],
    )
    for asked, answered in pairwise(turns):
        if _squeezed(one.number) in _squeezed(answered["said"]):
            if asked["asks"] != "final_confirmation" or not answered["heard"].strip():
                yield f"{one.number} was booked without the customer's yes"
            return


def _squeezed(text: str) -> str:
    return "".join(char for char in text.lower() if char.isalnum())


def _doubles(after: Tables, made: Sequence[BookedRow]) -> Iterator[str]:
    numbers = {one.number for one in made}
    for line in after.get("booking_line", {}).values():
        if line["booking_number"] in numbers and _state(after, line) in _KEEPS:
            yield from _clashes(after, line)


def _state(after: Tables, line: Row) -> str:
    return str(after["booking"][line["booking_number"]]["state"])


def _clashes(after: Tables, line: Row) -> Iterator[str]:
    others = [
        other
        for other in after["booking_line"].values()
        if other["id"] != line["id"]
        and other["class_id"] == line["class_id"]
        and _state(after, other) in _KEEPS
        and other["returned_at"] is None
        and other["starts_at"] < line["ends_at"]
        and line["starts_at"] < (other["ends_at"] if not _overdue(after, other) else _NEVER)
    ]
    if line["unit_id"] is not None:
        number, unit_id = line["booking_number"], line["unit_id"]
        for other in others:
            if other["unit_id"] == unit_id:
                yield f"{unit_id} is in {number} and in {other['booking_number']}"
        unit = after["unit"][unit_id]
        if unit["class_id"] != line["class_id"] or unit["state"] != "in_service":
            yield f"{unit_id} cannot be rented as {line['class_id']}"
        for downtime in after.get("downtime", {}).values():
            begins = downtime["start"] < line["ends_at"]
            lasts = line["starts_at"] < (downtime["end"] or _NEVER)
            if downtime["unit_id"] == unit_id and begins and lasts:
                yield f"{unit_id} is out of service during {number}"
        return
    equipment = after["equipment_class"][line["class_id"]]
    owned = equipment["bulk_quantity"]
    if owned is None:
        owned = len(units_of(after, line["class_id"]))
    if line["quantity"] + sum(other["quantity"] for other in others) > owned:
        yield f"{line['class_id']} is oversold by {line['booking_number']}"


_NEVER = datetime.max.replace(tzinfo=ZoneInfo("UTC"))


def _overdue(after: Tables, line: Row) -> bool:
    """True for what is out beyond its end at the time of the readings."""
    latest = max((row["at"] for row in after["audit"].values()), default=line["ends_at"])
    return line["out_at"] is not None and line["returned_at"] is None and line["ends_at"] < latest


def units_of(tables: Tables, class_id: str) -> list[Row]:
    """Units of a class that are not retired."""
    return [
        unit
        for unit in tables["unit"].values()
        if unit["class_id"] == class_id and unit["state"] != "retired"
    ]


def free_units(tables: Mapping[str, Mapping[str, Row]], class_id: str, first: datetime,
               last: datetime) -> int:  # fmt: skip
    """How many of a class nothing keeps between two moments, turnaround left aside."""
    kept: set[str] = set()
    bulk = 0
    for line in tables["booking_line"].values():
        end = _NEVER if _overdue(tables, line) else line["ends_at"]
        if line["class_id"] != class_id or _state(tables, line) not in _KEEPS:
            continue
        if line["returned_at"] is None and line["starts_at"] < last and first < end:
            kept.add(str(line["unit_id"]))
            bulk += line["quantity"]
    for downtime in tables["downtime"].values():
        if downtime["start"] < last and first < (downtime["end"] or _NEVER):
            kept.add(downtime["unit_id"])
    owned = tables["equipment_class"][class_id]["bulk_quantity"]
    if owned is not None:
        return max(0, int(owned) - bulk)
    return sum(
        unit["id"] not in kept and unit["state"] == "in_service"
        for unit in units_of(tables, class_id)
    )
