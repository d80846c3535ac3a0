"""Editing rates and units in place, and the inventory as CSV."""

from __future__ import annotations

import csv
import io
import re
from decimal import Decimal
from typing import Any

import pytest
from admin_yard import YardSite, sign_in
from litestar import Litestar
from litestar.testing import TestClient

from appliance.admin.addresses import address_of
from appliance.admin.forms import FieldError, parse_money, parse_percent
from appliance.domain.catalogue import EquipmentClass, Unit, UnitState

HTMX = {"hx-request": "true"}
SEEN = re.compile(r'name="seen" value="([^"]*)"')
HEADER = (
    "Equipment ID,Equipment Name,Category,Daily Rate,Status,Operator Cert Required,"
    "Min Insurance,Storage Location,Max Rate,Weight Class\n"
)
GOOD = "NEW1,Tow Dolly,Trailers,45,AVAILABLE,None,0,Row Z-1,60,Light\n"


def class_named(site: YardSite, name: str) -> EquipmentClass:
    found = site.parts.store.read(lambda records: records.classes.by_name(name))
    assert found is not None
    return found


def unit_tagged(site: YardSite, tag: str) -> Unit | None:
    return site.parts.store.read(lambda records: records.units.by_tag(tag))


def counts(site: YardSite) -> tuple[int, int, int]:
    return site.parts.store.read(
        lambda records: (
            records.units.count(),
            records.classes.count(),
            records.audit.page(limit=1).total,
        )
    )


def save(
    client: TestClient[Litestar], token: str, address: str, value: str, seen: str | None = None
) -> Any:
    """What a person does: open the cell, type, press Enter."""
    if seen is None:
        found = SEEN.search(client.get(address, headers=HTMX).text)
        seen = found[1] if found else ""
    return client.post(
        address, data={"value": value, "seen": seen}, headers={**HTMX, "x-csrftoken": token}
    )


def upload(client: TestClient[Litestar], token: str, content: bytes, do: str) -> tuple[int, str]:
    answer = client.post(
        "/files/inventory",
        data={"do": do, "_csrf_token": token},
        files={"file": ("yard.csv", content, "text/csv")},
        headers=HTMX,
    )
    return answer.status_code, answer.text


def test_a_rate_is_saved_shown_and_audited(site: YardSite, client: TestClient[Litestar]) -> None:
    token = sign_in(client, "manager")
    lift = class_named(site, "Scissor Lift")
    address = address_of("class", lift.id, "day_rate")
    form = client.get(address, headers=HTMX)
    assert 'value="145"' in form.text
    saved = save(client, token, address, " $150.50 ")
    assert saved.status_code == 200
    assert "$150.50" in saved.text
    assert class_named(site, "Scissor Lift").day_rate == Decimal("150.50")
    entry = site.parts.store.read(lambda records: records.audit.page(limit=1).items[0])
    assert (entry.actor, entry.action) == ("manager", "edit_class")
    page = client.get("/audit").text
    assert "145.00 → 150.50" in page


@pytest.mark.parametrize(
    "name, value, why",
    [
        ("day_rate", "a lot", "is not an amount"),
        ("day_rate", "-5", "Equipment class · Day rate: “-5” is below 0.01"),
        ("day_rate", "1e999", "is not an amount"),
        ("day_rate", "NaN", "is not an amount"),
        ("day_rate", "10.005", "is not an amount"),
        ("day_rate", "99999", "is below the day rate 99999.00"),
        ("day_rate", "1", "is above the day rate 1.00"),
        ("day_rate", "", "is empty"),
        ("name", "", "is empty"),
        ("name", "Backhoe", "belongs to another record already"),
        ("name", "x" * 200, "is longer than 80 characters"),
        ("name", "a\x07b", "cannot be printed"),
        ("weight_class", "Enormous", "is none of Light"),
        ("minimum_days", "two", "is not a whole number"),
        ("minimum_days", "0", "is not from 1 to 365"),
    ],
)
def test_a_value_that_may_not_be_comes_back_with_the_reason(
    site: YardSite, client: TestClient[Litestar], name: str, value: str, why: str
) -> None:
    token = sign_in(client, "manager")
    before = class_named(site, "Boom Lift")
    answer = save(client, token, address_of("class", before.id, name), value)
    assert answer.status_code == 422
    assert why in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert class_named(site, "Boom Lift") == before


def test_an_optional_rate_can_be_taken_away(site: YardSite, client: TestClient[Litestar]) -> None:
    token = sign_in(client, "manager")
    found = class_named(site, "Backhoe")
    save(client, token, address_of("class", found.id, "month_rate"), "")
    assert class_named(site, "Backhoe").month_rate is None


def test_a_unit_is_added_once(site: YardSite, client: TestClient[Litestar]) -> None:
    token = sign_in(client, "manager")
    lift = class_named(site, "Scissor Lift")
    form = {"asset_tag": "EQ900", "location": "Row B-9", "meter_hours": "", "_csrf_token": token}
    added = client.post(f"/inventory/{lift.id}/units", data=form, follow_redirects=False)
    assert added.status_code == 303
    unit = unit_tagged(site, "EQ900")
    assert unit is not None
    assert (unit.class_id, unit.location, unit.state) == (
        lift.id,
        "Row B-9",
        UnitState.IN_SERVICE,
    )
    again = client.post(f"/inventory/{lift.id}/units", data=form)
    assert again.status_code == 422
    assert "belongs to another record already" in again.text


def test_a_unit_of_no_class_or_of_a_bulk_class_is_refused(
    site: YardSite, client: TestClient[Litestar]
) -> None:
    token = sign_in(client, "manager")
    form = {"asset_tag": "EQ901", "_csrf_token": token}
    assert client.post("/inventory/none/units", data=form).status_code == 404
    bulk = next(
        c
        for c in site.parts.store.read(lambda records: records.classes.all())
        if c.bulk_quantity is not None
    )
    answer = client.post(f"/inventory/{bulk.id}/units", data=form)
    assert answer.status_code == 422
    assert unit_tagged(site, "EQ901") is None


def test_a_unit_goes_to_maintenance_and_back_but_not_while_it_is_out(
    site: YardSite, client: TestClient[Litestar]
) -> None:
    token = sign_in(client, "manager")
    free = unit_tagged(site, "EQ002")
    out = unit_tagged(site, "EQ001")
    assert free is not None
    assert out is not None
    address = address_of("unit", free.id, "state")
    assert save(client, token, address, "maintenance").status_code == 200
    assert "Maintenance" in client.get("/units?q=EQ002").text
    assert save(client, token, address, "in_service").status_code == 200
    back = unit_tagged(site, "EQ002")
    assert back is not None
    assert back.state is UnitState.IN_SERVICE
    assert not site.parts.store.read(lambda records: records.downtimes.open_of_unit(free.id))
    refused = save(client, token, address_of("unit", out.id, "state"), "maintenance")
    assert refused.status_code == 422
    retired = save(client, token, address_of("unit", out.id, "state"), "retired")
    assert "still has bookings" in retired.text


def test_the_meter_does_not_run_backwards(site: YardSite, client: TestClient[Litestar]) -> None:
    token = sign_in(client, "manager")
    unit = unit_tagged(site, "EQ003")
    assert unit is not None
    answer = save(client, token, address_of("unit", unit.id, "meter_hours"), "1")
    assert answer.status_code == 422
    assert "does not run backwards" in answer.text


def test_a_file_with_bad_rows_is_refused_whole_and_each_is_named(
    site: YardSite, client: TestClient[Litestar]
) -> None:
    token = sign_in(client, "manager")
    before = counts(site)
    content = (
        HEADER
        + GOOD
        + "NEW2,Tow Dolly,Trailers,cheap,AVAILABLE,None,0,Row Z-2,60,Light\n"
        + "NEW3,Tow Dolly,Trailers,45,LOST,None,0,Row Z-3,60,Light\n"
    ).encode()
    for do in ("check", "import"):
        status, text = upload(client, token, content, do)
        assert status == 422
        assert "Refused: 2 bad cells" in text
        assert "cheap" in text
        assert "LOST" in text
        assert '<td class="num">3</td>' in text
        assert '<td class="num">4</td>' in text
    assert counts(site) == before


def test_a_good_file_changes_nothing_when_checked_and_everything_when_imported(
    site: YardSite, client: TestClient[Litestar]
) -> None:
    token = sign_in(client, "manager")
    content = (HEADER + GOOD).encode()
    before = counts(site)
    status, text = upload(client, token, content, "check")
    assert status == 200
    assert "1 to add" in text
    assert counts(site) == before
    status, text = upload(client, token, content, "import")
    assert status == 200
    assert "Imported." in text
    unit = unit_tagged(site, "NEW1")
    assert unit is not None
    assert class_named(site, "Tow Dolly").day_rate == Decimal("45.00")


@pytest.mark.parametrize("content", [b"", b"\x00\x01\x02", b"no,header,here\n1,2,3\n"])
def test_what_is_no_inventory_is_refused(
    site: YardSite, client: TestClient[Litestar], content: bytes
) -> None:
    token = sign_in(client, "manager")
    before = counts(site)
    status, text = upload(client, token, content, "import")
    assert status == 422
    assert "Refused" in text
    assert counts(site) == before


def test_a_file_over_5_mb_is_refused(site: YardSite, client: TestClient[Litestar]) -> None:
    token = sign_in(client, "manager")
    before = counts(site)
    status, _text = upload(client, token, b"a" * 5_100_000, "import")
    assert status == 413
    assert counts(site) == before


def test_the_export_is_a_csv_of_every_unit(site: YardSite, client: TestClient[Litestar]) -> None:
    sign_in(client, "manager")
    answer = client.get("/files/inventory/export.csv")
    assert answer.headers["content-type"].startswith("text/csv")
    assert "attachment" in answer.headers["content-disposition"]
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert {"EQ001", "EQ050"} <= {row["Equipment ID"] for row in rows}


@pytest.mark.parametrize(
    "text, amount",
    [("245", "245"), ("$1,250.5", "1250.50"), (" 0 ", "0"), ("€12.34", "12.34")],
)
def test_amounts_are_read_as_people_write_them(text: str, amount: str) -> None:
    assert parse_money(text) == Decimal(amount)


@pytest.mark.parametrize("text", ["101", "-1", "ten"])
def test_percentages_have_bounds(text: str) -> None:
    with pytest.raises(FieldError):
        parse_percent(text)
