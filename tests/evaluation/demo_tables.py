"""The demo yard's tables, read from a real file, and rows added to them by hand."""

from __future__ import annotations

from copy import deepcopy
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zoneinfo import ZoneInfo

from appliance.evaluation.scenarios import TODAY
from appliance.storage.demo import load_demo
from appliance.storage.snapshot import Tables, read_tables
from appliance.storage.store import DuckDbStore

ZONE = ZoneInfo("America/Chicago")
CALL = "call-1"


@cache
def _demo() -> Tables:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "demo.duckdb"
        store = DuckDbStore(path, now=lambda: TODAY, wait_s=60)
        store.write(lambda records: load_demo(records, TODAY))
        store.close()
        return read_tables(path)


def demo() -> Tables:
    """A copy of every row of the demo yard."""
    return deepcopy(_demo())


def booked(tables: Tables, **other: Any) -> Tables:
    """The tables with one right booking of a Mini Excavator by Northside, or a wrong one: any
    column of the booking or its line may be said otherwise."""
    start = datetime(2027, 3, 9, 7, tzinfo=ZONE)
    row = {
        **next(iter(tables["booking"].values())),
        "number": "R-2001", "customer_id": "northside-paving", "state": "reserved",
        "created_at": TODAY, "call_id": CALL, "license_number": "BL782341",
        "operator_id": "northside-paving-maria-lopez", "certificate_number": "OC48213",
        "policy_number": "INS550172", "site_address": "1420 Harbor Road",
    }  # fmt: skip
    line = {
        "id": "R-2001-1", "booking_number": "R-2001", "class_id": "mini-excavator",
        "unit_id": "unit-eq002", "quantity": 1, "starts_at": start,
        "ends_at": start + timedelta(days=3), "day_rate": Decimal(295), "total": Decimal(885),
        "out_at": None, "returned_at": None, "position": 0,
    }  # fmt: skip
    row.update({key: value for key, value in other.items() if key in row})
    line.update({key: value for key, value in other.items() if key in line})
    tables["booking"]["R-2001"] = row
    tables["booking_line"]["R-2001-1"] = line
    tables["call"][CALL] = {
        "id": CALL, "line": "sip", "caller": None, "started_at": TODAY, "ended_at": TODAY,
        "outcome": "booked", "customer_id": "northside-paving", "booking_number": "R-2001",
    }  # fmt: skip
    for number, gate in enumerate(("customer", "site", "operator", "insurance")):
        tables["verification"][f"{CALL}:{number}:0"] = {
            "id": f"{CALL}:{number}:0", "call_id": CALL, "gate": gate, "result": "pass",
        }  # fmt: skip
    said = ("Shall I book it?", "It's booked. Your booking number is R, 2 0 0 1.")
    for number, (words, asks) in enumerate(zip(said, ("final_confirmation", "x"), strict=True)):
        tables["turn"][f"{CALL}/{number}"] = {
            "call_id": CALL, "number": number, "said": words, "heard": "yes", "asks": asks,
        }  # fmt: skip
    return tables
