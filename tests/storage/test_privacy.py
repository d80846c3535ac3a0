"""An erased customer is nowhere: not in the records, not in the file, not in the data folder."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from appliance.bootstrap.upkeep import discard_files
from appliance.domain.bookings import BookingState
from appliance.domain.calls import Call, Outcome, Stage, Turn
from appliance.domain.catalogue import WeightClass
from appliance.domain.charges import Charge, ChargeKind
from appliance.domain.customers import (
    BusinessLicense,
    Certification,
    InsurancePolicy,
    Operator,
    Site,
)
from appliance.domain.errors import RecordError, RecordNotFound
from appliance.domain.handover import Direction, Handover, Photo
from appliance.domain.overrides import OverrideRequest, OverrideState
from appliance.domain.people import Task
from appliance.domain.periods import Period
from appliance.domain.price_lists import CustomerRate
from appliance.domain.privacy import Erasure
from appliance.domain.unfinished import UnfinishedCall
from appliance.domain.verification import (
    Gate,
    Verification,
    VerificationEntry,
    VerificationResult,
)
from appliance.ports.store import Records
from appliance.rental.erasing import erase_customer
from appliance.storage import DuckDbStore
from appliance.storage.privacy.terms import pattern_of
from tests.storage.builders import DAY, NOW, a_booking, a_customer, a_line, furnish

NAME, OPERATOR = "Zebulon Quackenbush Excavating", "Wilhelmina Featherstonehaugh"
PHONE, SPOKEN_PHONE = "+13125557391", "(312) 555-7391"
ADDRESS = "4711 Marmaduke Hollow Road"
WORDS = (
    "Zebulon",
    "Quackenbush",
    "Featherstonehaugh",
    "5557391",
    "555-7391",
    "Marmaduke",
    "ZQX-9",
    "BL90210",
    "OC55555",
    "INS77777",
    "Q-ACCOUNT",
    "R-ring-me",
)


def _fill(records: Records) -> None:
    furnish(records)
    dated = {"valid_from": date(2020, 1, 1), "valid_to": date(2030, 1, 1)}
    records.customers.put(
        a_customer("zq", name=NAME, account="Q-ACCOUNT", phones=(PHONE,), tax_certificate="ZQX-9")
    )
    records.licenses.put(BusinessLicense(number="BL90210", customer_id="zq", **dated))
    records.operators.put(Operator(id="op9", customer_id="zq", name=OPERATOR, phone="3125550000"))
    records.certifications.put(
        Certification(number="OC55555", operator_id="op9", kind="Crane", **dated)
    )
    records.policies.put(
        InsurancePolicy(
            number="INS77777", customer_id="zq", insurer="Heartland", coverage=Decimal(1), **dated
        )
    )
    records.sites.put(
        Site(id="s9", customer_id="zq", address=ADDRESS, max_weight_class=WeightClass.HEAVY)
    )
    call = Call(
        id="call9",
        line="sip",
        caller=PHONE,
        started_at=NOW,
        ended_at=NOW + timedelta(minutes=3),
        outcome=Outcome.BOOKED,
        customer_id="zq",
        booking_number="R-7",
        recording="call9.wav",
        note=f"{OPERATOR} rang",
    )
    records.calls.put(call)
    records.audit.append("agent", "open_call", "call:call9", None, call)
    records.calls.put_turn(
        Turn(
            call_id="call9",
            number=1,
            at=NOW,
            heard=f"this is {NAME.lower()}",
            said=f"Hi {NAME}",
            asks=None,
            stage=Stage.DISCOVERY,
            actions=(f"license number={'BL90210'}",),
        )
    )
    records.calls.put_verification(
        VerificationEntry(
            id="v9",
            call_id="call9",
            at=NOW,
            by="agent",
            verification=Verification(
                gate=Gate.CUSTOMER,
                result=VerificationResult.PASS,
                subject="BL90210",
                reason=f"{NAME} is approved.",
                record_id="BL90210",
            ),
        )
    )
    booking = a_booking(
        "R-7",
        a_line("R-7", out_at=NOW, returned_at=NOW + DAY, total=Decimal("123.45")),
        customer_id="zq",
        state=BookingState.RETURNED,
        call_id="call9",
        license_number="BL90210",
        operator_id="op9",
        certificate_number="OC55555",
        policy_number="INS77777",
        site_address=ADDRESS,
        callback_number=SPOKEN_PHONE,
        note=f"ask for {OPERATOR}",
        deposit=Decimal(50),
    )
    records.bookings.put(booking)
    records.audit.append("agent", "book", "booking:R-7", None, booking)
    records.charges.put(
        Charge(
            id="ch1",
            booking_number="R-7",
            kind=ChargeKind.LATE_FEE,
            amount=Decimal("20.00"),
            at=NOW,
            by="maria",
            note=f"{NAME} was late",
        )
    )
    records.charges.put(
        Charge(
            id="ch2",
            booking_number="R-7",
            kind=ChargeKind.DEPOSIT_KEPT,
            amount=Decimal("20.00"),
            at=NOW,
            by="maria",
        )
    )
    records.handovers.put(
        Handover(
            id="h1",
            booking_number="R-7",
            line_id="R-7-u1",
            direction=Direction.IN,
            at=NOW,
            by="maria",
            unit_id="u1",
            condition=f"scratch shown by {OPERATOR}",
        )
    )
    records.photos.put(
        Photo(id="photo9", handover_id="h1", width=4, height=3, size_bytes=9, at=NOW, by="maria")
    )
    records.customer_rates.put(
        CustomerRate(
            id="cr1",
            customer_id="zq",
            class_id="lift",
            day_rate=Decimal(90),
            valid_from=date(2026, 1, 1),
        )
    )
    records.overrides.put(
        OverrideRequest(
            id="o1",
            call_id="call9",
            customer_id="zq",
            class_id="lift",
            period=Period(NOW, NOW + DAY),
            quantity=1,
            asked_at=NOW,
            expires_at=NOW + DAY,
            list_day_rate=Decimal(100),
            offered_day_rate=Decimal(70),
            agent_day_rate=Decimal(90),
            floor_day_rate=Decimal(85),
            state=OverrideState.DECLINED,
            decided_by="maria",
            decided_at=NOW,
            comment=f"not for {NAME}",
        )
    )
    records.unfinished.put(
        UnfinishedCall(
            call_id="call9",
            customer_id="zq",
            at=NOW,
            class_id="lift",
            site_address=ADDRESS,
            operator_name=OPERATOR,
            callback_number=SPOKEN_PHONE,
        )
    )
    # Mentions in what belongs to nobody, or to others.
    for n, text in enumerate((f"Call back {NAME} at {SPOKEN_PHONE}", f"{OPERATOR}, {ADDRESS}")):
        task = Task(
            id=f"t{n}", kind="callback", created_at=NOW, call_id=None, subject=text, detail=text
        )
        records.tasks.put(task)
        records.audit.append("agent", "leave_task", f"task:t{n}", None, task)
    records.bookings.put(
        a_booking("R-8", a_line("R-8"), note=f"Shares a crane with {NAME}; keep the rest")
    )
    records.audit.append("maria", "note", "booking:R-8", None, {"note": f"told {NAME}"})
    records.audit.append("maria", "edit_customer", "customer:c1", None, {"note": "nothing of it"})


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    for name in (
        "recordings/call9.wav",
        "recordings-tmp/call9.wav.part",
        "photos/photo9.jpg",
        "recordings/other.wav",
    ):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(f"RIFF {'another voice' if 'other' in name else NAME}".encode())
    return tmp_path


@pytest.fixture
def store() -> Iterator[DuckDbStore]:
    opened = DuckDbStore(":memory:", wait_s=60, now=lambda: NOW)
    opened.write(_fill)
    yield opened
    opened.close()


def _erase(store: DuckDbStore, **changes: object) -> Erasure:
    asked = {"typed_account": "q-account", "reason": f"letter of {NAME}", "override": False}
    return store.write(
        lambda records: erase_customer(records, "admin", "zq", **{**asked, **changes})  # type: ignore[arg-type]
    )


def _found_in_files(folder: Path) -> set[tuple[str, str]]:
    return {
        (path.name, word)
        for path in folder.rglob("*")
        if path.is_file()
        for word in WORDS
        if word.lower().encode() in path.read_bytes().lower()
    }


def _found_in_tables(path: Path) -> set[tuple[str, str]]:
    """Every row of every table as text: compression cannot hide a word here."""
    found = set()
    with duckdb.connect(str(path), read_only=True) as connection:
        tables = [name for (name,) in connection.execute("SHOW TABLES").fetchall()]
        for table in tables:
            rows = connection.execute(f"SELECT to_json(t) FROM {table} t").fetchall()  # noqa: S608
            text = " ".join(str(row) for row in rows).lower()
            found |= {(table, word) for word in WORDS if word.lower() in text}
    return found


def test_nothing_is_left_anywhere(data_dir: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    path = data_dir / "appliance.duckdb"
    store = DuckDbStore(path, wait_s=60, now=lambda: NOW)
    store.write(_fill)
    store.close()
    before = {word for _, word in _found_in_files(data_dir)}
    assert {"Zebulon", "Quackenbush", "Marmaduke", "BL90210"} <= before  # the search can find
    assert len({table for table, _ in _found_in_tables(path)}) >= 12
    opened = DuckDbStore(path, wait_s=60, now=lambda: NOW)
    try:
        erasure = _erase(opened)
        assert discard_files(opened, data_dir) == 3
        opened.rewrite(wait_s=60)
        assert opened.read(lambda records: records.audit.verify()) is None
        assert _found_in_files(data_dir) == set()  # while it is open, the log beside it too
    finally:
        opened.close()
    assert _found_in_tables(path) == set()
    assert _found_in_files(data_dir) == set()
    assert not any(word in caplog.text for word in WORDS)
    assert not any(word in str(erasure) for word in WORDS)
    assert {one.name for one in (data_dir / "recordings").iterdir()} == {"other.wav"}


def test_bookkeeping_stays_under_a_pseudonym(store: DuckDbStore) -> None:
    erasure = _erase(store)

    def check(records: Records) -> None:
        booking = records.bookings.get("R-7")
        assert booking is not None
        (line,) = booking.lines
        assert (line.total, line.unit_id, line.out_at) == (Decimal("123.45"), "u1", NOW)
        assert booking.deposit == 50
        assert booking.customer_id == erasure.customer_id
        customer = records.customers.get(booking.customer_id)
        assert customer is not None
        assert customer.name == erasure.pseudonym
        assert re.fullmatch(r"Erased customer [0-9A-F]{8}", customer.name)
        assert records.charges.get("ch1") is not None
        call = records.calls.get("call9")
        assert call is not None
        assert (call.outcome, call.caller, call.recording) == (Outcome.BOOKED, None, None)
        (turn,) = records.calls.turns("call9")
        assert (turn.heard, turn.said, turn.actions) == ("", "", ())
        other = records.bookings.get("R-8")
        assert other is not None
        assert other.note == "Shares a crane with [erased]; keep the rest"
        assert records.customers.get("c1") == a_customer()

    store.read(check)


def test_the_trail_says_what_was_done_and_keeps_the_rest(store: DuckDbStore) -> None:
    erasure = _erase(store)
    page = store.read(lambda records: records.audit.page(limit=20))
    told = page.items[0]
    assert (told.action, told.record) == ("erase_customer", f"customer:{erasure.customer_id}")
    assert json.loads(told.after)["counts"]["Bookings"] == 1
    assert json.loads(told.after)["reason"] == "letter of [erased]"
    kept = {entry.record for entry in page.items if entry.erased_by is None}
    assert kept == {"audit", f"customer:{erasure.customer_id}", "customer:c1"}
    assert store.read(lambda records: records.audit.verify()) is None


class TestRefusals:
    def test_another_account_typed(self, store: DuckDbStore) -> None:
        with pytest.raises(RecordError, match="account typed"):
            _erase(store, typed_account="A-c1")

    def test_no_reason(self, store: DuckDbStore) -> None:
        with pytest.raises(RecordError, match="reason"):
            _erase(store, reason=" ")

    @pytest.mark.parametrize("state", [BookingState.OUT, BookingState.RESERVED])
    def test_a_rental_not_over(self, store: DuckDbStore, state: BookingState) -> None:
        def reopen(records: Records) -> None:
            booking = records.bookings.get("R-7")
            assert booking is not None
            records.bookings.put(replace(booking, state=state))

        store.write(reopen)
        with pytest.raises(RecordError, match="R-7"):
            _erase(store)
        assert store.read(lambda records: records.customers.get("zq")) is not None
        assert _erase(store, override=True).pseudonym

    def test_money_owed(self, store: DuckDbStore) -> None:
        damage = Charge(
            id="ch3",
            booking_number="R-7",
            kind=ChargeKind.DAMAGE,
            amount=Decimal("80.00"),
            at=NOW,
            by="maria",
        )
        store.write(lambda records: records.charges.put(damage))
        with pytest.raises(RecordError, match=r"owed: 80\.00"):
            _erase(store)

    def test_nobody(self, store: DuckDbStore) -> None:
        _erase(store)
        with pytest.raises(RecordNotFound):
            _erase(store)


def test_a_customer_without_bookings_goes_whole(store: DuckDbStore) -> None:
    store.write(lambda records: records.customers.put(a_customer("c2")))
    erasure = store.write(
        lambda records: erase_customer(
            records, "admin", "c2", typed_account="A-c2", reason="asked", override=False
        )
    )
    assert erasure.pseudonym == ""
    assert store.read(lambda records: records.customers.count()) == 2


@pytest.mark.parametrize(
    "text, found",
    [
        ("zebulon  quackenbush\nexcavating", True),
        ("Zebulon Quackenbush Excavatings", False),
        ("call 1 (312) 555.7391 now", True),
        ("3125557391", True),
        ("0013125557391", True),
        ("312555739", False),
        ("O'Brien & Sons (Joliet), Inc.", True),
        ("o'brien", False),
    ],
)
def test_words_are_found_as_people_write_them(text: str, found: bool) -> None:
    pattern = pattern_of([NAME, "O'Brien & Sons (Joliet), Inc.", "Al"], [PHONE, ""])
    with duckdb.connect(":memory:") as connection:
        row = connection.execute("SELECT regexp_matches(?, ?)", (text, pattern)).fetchone()
    assert row == (found,)


def test_nothing_to_look_for_is_no_pattern() -> None:
    assert pattern_of(["", "Al"], ["12"]) == ""
