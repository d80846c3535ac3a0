"""What people's files look like, every bad row by line and column, and nothing half written."""

from __future__ import annotations

import contextlib
import csv
import io
from collections.abc import Iterator
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from appliance.domain.bookings import BookingState
from appliance.domain.catalogue import Downtime, DowntimeKind, UnitState
from appliance.domain.errors import ImportRefused
from appliance.ports.files import FileReport
from appliance.ports.store import Records
from appliance.storage import DuckDbStore
from appliance.storage.files.kinds import KINDS, kind_named
from tests.storage.builders import DAY, NOW, a_booking, a_class, a_customer, a_line, furnish
from tests.storage.dumps import dump

IMPORTED = [name for name, kind in KINDS.items() if kind.type.importable]
FUZZ = settings(
    max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture
def store() -> Iterator[DuckDbStore]:
    opened = DuckDbStore(":memory:", wait_s=60)
    opened.write(furnish)
    yield opened
    opened.close()


def load(store: DuckDbStore, name: str, content: bytes | str) -> FileReport:
    kind = kind_named(name)
    parsed = kind.parse(content.encode() if isinstance(content, str) else content)
    return store.write(lambda records: kind.load(records, parsed, NOW, "maria"))


def refusals(store: DuckDbStore, name: str, content: bytes | str) -> list[tuple[int, str, str]]:
    """What is wrong, having made sure that a dry run says the same and nothing was changed."""
    kind = kind_named(name)
    before = dump(store)
    with pytest.raises(ImportRefused) as refused:
        load(store, name, content)
    parsed = kind.parse(content.encode() if isinstance(content, str) else content)
    with pytest.raises(ImportRefused) as dry:
        store.read(lambda records: kind.preview(records, parsed, NOW))
    assert dry.value.rows == refused.value.rows
    assert dump(store) == before
    return [(row.line, row.column, row.reason) for row in refused.value.rows]


CUSTOMERS = "Account,Name,Phones,Approval,Credit Hold\nA-7,Zoë Co,(512) 555-0134,Approved,No\n"


@pytest.mark.parametrize(
    "content",
    [
        CUSTOMERS.encode(),
        CUSTOMERS.encode("utf-8-sig"),
        CUSTOMERS.encode("utf-16"),
        CUSTOMERS.encode("utf-16-le"),
        CUSTOMERS.encode("cp1252"),
        CUSTOMERS.replace(",", ";").encode(),
        CUSTOMERS.replace(",", "\t").replace("\n", "\r\n").encode(),
        CUSTOMERS.replace("Account,Name", "ACCOUNT_number , customer name").encode(),
    ],
    ids=["utf-8", "bom", "utf-16", "unmarked", "windows", "semicolons", "tabs", "aliases"],
)
def test_files_as_programs_write_them(store: DuckDbStore, content: bytes) -> None:
    assert load(store, "customers", content).added == 1
    found = store.read(lambda records: records.customers.by_account("a-7"))
    assert found is not None
    assert (found.name, found.phones, found.approval) == ("Zoë Co", ("+15125550134",), "approved")


def test_what_a_file_does_not_speak_of_stays(store: DuckDbStore) -> None:
    rich = a_customer("c1", phones=("+15125550134",), credit_hold=True)
    store.write(lambda records: records.customers.put(rich))
    report = load(store, "customers", "account,name\nA-C1,New Name\n")
    assert (report.updated, report.added) == (1, 0)
    found = store.read(lambda records: records.customers.get("c1"))
    assert found is not None
    assert (found.name, found.phones, found.credit_hold) == ("New Name", rich.phones, True)
    entry = store.read(lambda records: records.audit.page(record="customer:c1").items[0])
    assert (entry.actor, entry.action) == ("maria", "import_customers")
    assert ("Customer c1" in entry.before, "New Name" in entry.after) == (True, True)


def test_every_bad_row_is_named_and_nothing_is_changed(store: DuckDbStore) -> None:
    content = (
        "Account,Name,Phones,Approval,Price Authority\n"
        "A-8,Good Company,,approved,5\n"
        "A-9,,12,maybe,101\n"
        "a-8,Twice,,approved,\n"
        "A-10,Short\n"
    )
    assert refusals(store, "customers", content) == [
        (3, "Name", "is empty; it holds up to 120 printable characters"),
        (3, "Phones", "has too few or too many digits for a telephone number"),
        (3, "Approval", "is none of approved, pending, suspended"),
        (3, "Price Authority Percent", "is not from 0.00 to 100"),
        (4, "Account", "is also on line 2"),
        (5, "", "has 2 cells; the header has 5"),
    ]


@pytest.mark.parametrize(
    "name, content, expected",
    [
        (
            "licenses",
            "License Number,Account,Valid From,Valid To\nBL1,A-none,2026-01-01,2027-01-01\n",
            ("Account", "is no account on record"),
        ),
        (
            "licenses",
            "License Number,Account,Valid From,Valid To\nBL1,A-c1,2027-01-01,2026-01-01\n",
            ("Valid To", "is before Valid from, 2027-01-01"),
        ),
        (
            "licenses",
            "License Number,Account,Valid From,Valid To\nBL1,A-c1,01/02/2026,2027-01-01\n",
            ("Valid From", "may be read in two ways; write it as 2026-03-25"),
        ),
        (
            "certifications",
            "Certificate Number,Operator,Account,For,Valid From,Valid To\n"
            "OC1,Nobody,A-c1,Lift,2026-01-01,2027-01-01\n",
            ("Operator", "is no operator of this account"),
        ),
        (
            "units",
            "Asset Tag,Class\nT-9,No such\n",
            ("Class", "is no class on record"),
        ),
        (
            "units",
            "Asset Tag,Class,Meter Hours\nT-u1,Class lift,-1\n",
            ("Meter Hours", "is below 0.00"),
        ),
        (
            "classes",
            "Name,Floor Rate\nClass lift,100.01\n",
            ("Floor Rate", "is above the day rate 100.00"),
        ),
        (
            "classes",
            "Name,Day Rate\nNew one,10\n",
            ("Category", "is missing, and needed for a new one"),
        ),
        (
            "classes",
            "Name,Bulk Quantity\nClass lift,5\n",
            ("Bulk Quantity", "cannot be kept: this class has units with tags"),
        ),
        (
            "downtimes",
            "Asset Tag,Kind,Start\nT-u1,maintenance,2026-03-08 02:30\n",
            ("Start", "is skipped when the clocks go forward"),
        ),
        (
            "sites",
            "Account,Address,Max Weight Class\nA-c1,1 Main St,Huge\n",
            ("Max Weight Class", "is none of Light, Medium, Medium Heavy, Heavy, Super Heavy"),
        ),
    ],
)
def test_what_the_rules_refuse(
    store: DuckDbStore, name: str, content: str, expected: tuple[str, str]
) -> None:
    assert (2, *expected) in refusals(store, name, content)


def test_a_unit_that_is_out_is_not_retired_nor_made_another_machine(store: DuckDbStore) -> None:
    def book(records: Records) -> None:
        records.classes.put(a_class("saw", name="Saw"))
        out = a_line("R-1", "u1", out_at=NOW)
        records.bookings.put(a_booking("R-1", out, state=BookingState.OUT))

    store.write(book)
    content = "Asset Tag,State,Class\nT-u1,retired,Saw\n"
    assert [column for _, column, _ in refusals(store, "units", content)] == ["Class", "State"]


def test_a_unit_goes_into_maintenance_and_back_by_file(store: DuckDbStore) -> None:
    assert load(store, "units", "Asset Tag,State\nT-u1,Maintenance\n").updated == 1
    begun = store.read(lambda records: records.downtimes.open_of_unit("u1"))
    assert [one.kind for one in begun] == [DowntimeKind.MAINTENANCE]
    assert load(store, "units", "Asset Tag,State\nT-u1,in service\n").updated == 1
    assert not store.read(lambda records: records.downtimes.open_of_unit("u1"))
    unit = store.read(lambda records: records.units.get("u1"))
    assert unit is not None
    assert unit.state is UnitState.IN_SERVICE


BOOKING = "Number,State,Account,Class,Asset Tag,Start,End,Day Rate,Total\n"
LEAVES, COMES = f"{NOW + DAY:%Y-%m-%d %H:%M}", f"{NOW + 3 * DAY:%Y-%m-%d %H:%M}"


def test_open_bookings_of_an_older_system_come_in(store: DuckDbStore) -> None:
    def rented(records: Records) -> None:
        records.downtimes.put(
            Downtime(id="d", unit_id="u1", kind=DowntimeKind.OUT_UNKNOWN, start=NOW - DAY)
        )

    store.write(rented)
    begun = f"{NOW - DAY:%Y-%m-%d %H:%M}"
    content = (
        BOOKING
        + f"OLD-1,out,A-c1,Class lift,T-u1,{begun},{COMES},100,400\n"
        + f",reserved,A-c1,Class lift,T-u2,{LEAVES},{COMES},100,200\n"
    )
    assert load(store, "bookings", content).added == 2
    out = store.read(lambda records: records.bookings.get("OLD-1"))
    assert out is not None
    assert (out.state, out.lines[0].out_at, out.channel) == (
        BookingState.OUT,
        NOW - DAY,
        "import",
    )
    assert store.read(lambda records: records.bookings.get("R-1001")) is not None
    assert not store.read(lambda records: records.downtimes.open_of_unit("u1"))
    exported = store.read(lambda records: kind_named("bookings").export(records, NOW))
    assert load(store, "bookings", exported).unchanged == 2


def test_many_bookings_go_out_in_steps(store: DuckDbStore) -> None:
    from appliance.bootstrap.files import StoredFiles
    from tests.rental.yard import SetClock

    bookings = [
        a_booking(f"R-{n}", a_line(f"R-{n}", "u1"), state=BookingState.RETURNED)
        for n in range(2500)
    ]
    store.write(lambda records: records.bookings.put_many(bookings))
    stepped = StoredFiles(store, SetClock()).export("bookings")
    assert stepped == store.read(lambda records: kind_named("bookings").export(records, NOW))
    rows = list(csv.DictReader(io.StringIO(stepped.decode("utf-8-sig"))))
    assert {row["Number"] for row in rows} == {one.number for one in bookings}
    assert len(rows) == 2500


@pytest.mark.parametrize(
    "row, column",
    [
        (f"OLD-1,reserved,A-c1,Class lift,T-u1,{LEAVES},{COMES},100,200", "Asset Tag"),
        (f"OLD-1,returned,A-c1,Class lift,T-u2,{LEAVES},{COMES},100,200", "State"),
        (f"R-900,reserved,A-c1,Class lift,T-u2,{LEAVES},{COMES},100,200", "Number"),
        (f"OLD-1,reserved,A-c1,Class lift,T-u2,{COMES},{LEAVES},100,200", "End"),
        (f"OLD-1,reserved,A-c1,Class lift,,{LEAVES},{COMES},100,200", "Asset Tag"),
        (f"OLD-1,reserved,A-c9,Class lift,T-u2,{LEAVES},{COMES},100,200", "Account"),
        (f"R-1,reserved,A-c1,Class lift,T-u2,{LEAVES},{COMES},100,200", "Number"),
    ],
)
def test_a_booking_that_does_not_fit_is_refused(store: DuckDbStore, row: str, column: str) -> None:
    store.write(
        lambda records: records.bookings.put(
            a_booking("R-1", a_line("R-1", period=a_line("x").period.widened(after=5 * DAY)))
        )
    )
    assert [found for _, found, _ in refusals(store, "bookings", BOOKING + row + "\n")] == [column]


def test_two_rows_for_one_unit_do_not_double_book(store: DuckDbStore) -> None:
    row = f"reserved,A-c1,Class lift,T-u2,{LEAVES},{COMES},100,200\n"
    assert refusals(store, "bookings", f"{BOOKING}OLD-1,{row}OLD-2,{row}") == [
        (3, "Asset Tag", "is not free for this period")
    ]


ODD = st.sampled_from(
    [
        "NaN",
        "9" * 400,
        "-1",
        "1e308",
        "=1+1",
        "@SUM(A1)",
        "\u202etxt.exe",
        "a\x07b",
        "\x1b[31m",
        "שלום",
        "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"),
        "2026-02-30",
        "0000-00-00",
        "9999-99-99 99:99",
        '"',
        "'",
        "\r",
        "x" * 1_000_000,
        "x" * 130_000,
        "+1 512 555 0134 ext. 9",
        "٣٤",
        "Infinity",
        "A-c1",
        "T-u1",
        "Class lift",
        "2026-03-04",
        "active",
        "yes",
        "10",
    ]
)


@pytest.mark.parametrize("name", IMPORTED)
@FUZZ
@given(data=st.data())
def test_whatever_stands_in_a_file_it_goes_in_whole_or_not_at_all(
    store: DuckDbStore, name: str, data: st.DataObject
) -> None:
    kind = kind_named(name)
    headers = [column.header for column in kind.type.columns]
    cells = st.one_of(ODD, st.text(max_size=8), st.integers().map(str))
    rows = data.draw(
        st.lists(
            st.lists(cells, min_size=len(headers), max_size=len(headers)), min_size=1, max_size=3
        )
    )
    out = io.StringIO()
    csv.writer(out).writerows([headers, *rows])
    before = dump(store)
    try:
        report = load(store, name, out.getvalue().encode("utf-8", "replace"))
    except ImportRefused:
        assert dump(store) == before
        return
    assert report.rows > 0
    content = store.read(lambda records: kind.export(records, NOW + timedelta(days=1)))
    assert load(store, name, content).updated == 0


@pytest.mark.parametrize("name", ["customers", "classes", "bookings"])
@FUZZ
@given(content=st.binary(max_size=300))
@example(b"\xff\xfe\x00")
@example(b"\xff\xfeA")
@example(b"\x81\x81,\x81")
def test_no_bytes_break_the_reader(name: str, content: bytes) -> None:
    kind = kind_named(name)
    header = ",".join(column.header for column in kind.type.columns).encode()
    for tried in (content, header + b"\n" + content):
        with contextlib.suppress(ImportRefused):
            kind.parse(tried)
