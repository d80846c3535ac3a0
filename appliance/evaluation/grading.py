"""Whether a call came to what its scenario expects, by the rows it left behind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from appliance.domain.calls import Outcome
from appliance.evaluation.difference import (
    EVER_GROWING,
    BookedRow,
    TableChange,
    Tables,
    bookings_added,
    compare,
)
from appliance.evaluation.scenarios import Booked, Expected

_OWN = frozenset({"booking", "booking_line", "task", "hold"})
"""Graded by their own rules below."""


def grade(
    expected: Expected,
    before: Tables,
    after: Tables,
    call_id: str,
    outcome: Outcome,
    spoken: str,
    zone: ZoneInfo,
) -> tuple[str, ...]:
    """What is not as expected, in words; nothing where all is."""
    changes = compare(before, after)
    made = bookings_added(before, after, zone)
    row = after.get("call", {}).get(call_id)
    said = spoken.lower()
    return (
        *_outcome(expected, outcome, row),
        *_bookings(expected, made),
        *_tasks(expected, after, before),
        *_others(expected, changes, made),
        *_gates(expected, after, call_id),
        *(f"never said {words!r}" for words in expected.says if words.lower() not in said),
        *(f"said {words!r}" for words in expected.never_says if words.lower() in said),
    )


def _outcome(expected: Expected, outcome: Outcome, row: Mapping[str, Any] | None) -> list[str]:
    if row is None:
        return ["the call left no record"]
    wrong = []
    if row["ended_at"] is None:
        wrong.append("the call's record was not closed")
    if row["outcome"] != outcome.value:
        wrong.append(f"the record says {row['outcome']}, the conversation {outcome.value}")
    if outcome not in expected.outcome:
        wanted = " or ".join(one.value for one in expected.outcome)
        wrong.append(f"outcome {outcome.value}, not {wanted}")
    return wrong


def _bookings(expected: Expected, made: Sequence[BookedRow]) -> list[str]:
    wrong = []
    left = list(made)
    for wanted in expected.bookings:
        fits = [one for one in left if not _differences(wanted, one)]
        if fits:
            left.remove(fits[0])
            continue
        wrong.append(_missing(wanted, left))
        left = left[1:]
    wrong += [f"booking {one.number} of {one.class_id} was not wanted" for one in left]
    return wrong


def _missing(wanted: Booked, left: Sequence[BookedRow]) -> str:
    what = (
        f"{wanted.quantity} {' or '.join(wanted.item)} from {wanted.start} for {wanted.days} days"
    )
    if not left:
        return f"no booking was made of {what}"
    return f"booking {left[0].number}: {'; '.join(_differences(wanted, left[0]))}"


def _differences(wanted: Booked, made: BookedRow) -> list[str]:
    row = made.row
    rate = made.lines[0]["day_rate"] if made.lines else Decimal(0)
    pairs: list[tuple[str, object, object]] = [
        ("customer", wanted.customer, row["customer_id"]),
        ("quantity", wanted.quantity, made.quantity),
        ("start", wanted.start, made.start),
        ("days", wanted.days, made.days),
        ("state", wanted.state, row["state"]),
        ("site", wanted.site, row["site_address"]),
        ("certificate", wanted.certificate, row["certificate_number"]),
        ("policy", wanted.policy, row["policy_number"]),
        ("callback", wanted.callback, row["callback_number"]),
        ("rate", wanted.rate, rate),
    ]
    wrong = [f"{name} {got}, not {want}" for name, want, got in pairs if want not in (None, got)]
    if made.class_id not in wanted.item:
        wrong.insert(0, f"item {made.class_id}, not {' or '.join(wanted.item)}")
    if wanted.rate_under is not None and rate >= wanted.rate_under:
        wrong.append(f"rate {rate}, not under {wanted.rate_under}")
    return wrong


def _tasks(expected: Expected, after: Tables, before: Tables) -> list[str]:
    made = Counter(
        row["kind"]
        for key, row in after.get("task", {}).items()
        if key not in before.get("task", {})
    )
    if made == Counter(expected.tasks):
        return []
    return [f"tasks left {dict(made)}, not {dict(expected.tasks)}"]


def _others(
    expected: Expected, changes: Mapping[str, TableChange], made: Sequence[BookedRow]
) -> list[str]:
    """Everything else must be as it was, but for what the scenario names."""
    wrong = []
    if "hold" in changes:
        wrong.append(f"{len(changes['hold'].added)} holds were left")
    wanted = {key: dict(columns) for key, columns in expected.changes.items()}
    own_lines = {line["id"] for one in made for line in one.lines}
    for table, change in changes.items():
        if table in EVER_GROWING:
            continue
        for key, columns in change.changed.items():
            want = wanted.pop(f"{table}:{key}", None)
            if want is None:
                if table != "yard_setting":
                    wrong.append(f"{table} {key} changed: {sorted(columns)}")
            elif any(not _same(columns.get(name), value) for name, value in want.items()):
                wrong.append(f"{table} {key} is {dict(columns)}, not {want}")
        added = [key for key in change.added if key not in own_lines]
        if table not in _OWN and len(added) != expected.adds.get(table, 0):
            wrong.append(f"{len(added)} rows added to {table}")
        if table != "hold" and change.removed:
            wrong.append(f"rows removed from {table}: {sorted(change.removed)}")
    wrong += [f"{key} did not change" for key in wanted]
    wrong += [f"nothing was added to {table}" for table in expected.adds if table not in changes]
    return wrong


def _same(got: object, want: object) -> bool:
    """Amounts by value: a row holds 1865.00 where a scenario says 1865."""
    if isinstance(got, Decimal) and isinstance(want, int | float):
        return got == Decimal(str(want))
    return str(got) == str(want)


def _gates(expected: Expected, after: Tables, call_id: str) -> list[str]:
    results: dict[str, str] = {}
    rows = [row for row in after.get("verification", {}).values() if row["call_id"] == call_id]
    for row in sorted(rows, key=lambda row: _order(str(row["id"]))):
        results[row["gate"]] = row["result"]
    return [
        f"gate {gate} is {results.get(gate, 'open')}, not {result}"
        for gate, result in expected.gates.items()
        if results.get(gate) != result
    ]


def _order(key: str) -> tuple[int, ...]:
    """A verification's turn and place in it, from its id."""
    return tuple(int(part) for part in key.split(":")[1:] if part.isdigit())
