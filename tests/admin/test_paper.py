"""Paper in the pages: printed by clerks, written by administrators, opened by its QR codes."""

from __future__ import annotations

import io
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from admin_yard import YardSite, sign_in
from litestar import Litestar
from litestar.testing import TestClient
from PIL import Image

from appliance.domain.bookings import Booking, BookingState
from appliance.domain.catalogue import Unit
from appliance.ports.store import Records
from tests.paper.reading import codes_of, flat, pages_of


def booking_in(site: YardSite, state: BookingState) -> Booking:
    page = site.parts.store.read(lambda records: records.bookings.in_state(state, limit=1))
    return page.items[0]


def some_units(site: YardSite, number: int) -> tuple[Unit, ...]:
    return site.parts.store.read(lambda records: records.units.page(limit=number)).items


def test_a_clerk_prints_a_contract_whose_amounts_are_the_pages(
    site: YardSite, client: TestClient[Litestar]
) -> None:
    sign_in(client, "clerk")
    booking = booking_in(site, BookingState.RESERVED)
    answer = client.get(f"/bookings/{booking.number}/paper/contract")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/pdf"
    assert f'filename="{booking.number}-contract.pdf"' in answer.headers["content-disposition"]
    assert answer.headers["cache-control"] == "no-store"
    text = flat(answer.content)
    total = sum(line.total for line in booking.lines)
    assert f"${total:,.2f}" in text
    assert f"${booking.deposit:,.2f}" in text
    assert "Ridgeline Equipment Rental" in text
    assert "600 Ridgeline Road" in text
    assert "5. Deposit." in text


def test_no_paper_shows_a_floor(site: YardSite, client: TestClient[Litestar]) -> None:
    sign_in(client, "clerk")
    booking = booking_in(site, BookingState.RESERVED)
    floors = site.parts.store.read(
        lambda records: [
            found.floor_day_rate
            for line in booking.lines
            if (found := records.classes.get(line.class_id))
        ]
    )
    for kind in ("quote", "contract"):
        text = flat(client.get(f"/bookings/{booking.number}/paper/{kind}").content)
        assert "loor" not in text.replace("Floor Road", "")
        assert all(f"${floor:,.2f}" not in text for floor in floors)


def test_a_codes_address_opens_the_booking_after_signing_in(
    site: YardSite, client: TestClient[Litestar], tmp_path: Path
) -> None:
    sign_in(client, "clerk")
    booking = booking_in(site, BookingState.OUT)
    made = client.get(f"/bookings/{booking.number}/paper/contract").content
    (address,) = codes_of(made, tmp_path)
    assert address.startswith(site.parts.addresses.pages)
    page = client.get(urlsplit(address).path)
    assert page.status_code == 200
    assert f"<h1>{booking.number}" in page.text


@pytest.mark.parametrize("kind, status", [("receipt", 422), ("quote", 422), ("invoice", 404)])
def test_a_paper_that_is_none_is_refused_in_words(
    site: YardSite, client: TestClient[Litestar], kind: str, status: int
) -> None:
    sign_in(client, "clerk")
    booking = booking_in(site, BookingState.CANCELLED)
    answer = client.get(f"/bookings/{booking.number}/paper/{kind}")
    assert answer.status_code == status
    assert answer.json()["error"]["what"]
    assert "/paper/" not in client.get(f"/bookings/{booking.number}").text


def test_labels_of_chosen_units_open_their_pages(
    site: YardSite, client: TestClient[Litestar], tmp_path: Path
) -> None:
    sign_in(client, "clerk")
    units = some_units(site, 3)
    query = "&".join(f"unit={unit.id}" for unit in units)
    page = client.get(f"/labels?{query}")
    assert all(unit.asset_tag in page.text for unit in units)
    made = client.get(f"/labels.pdf?{query}&format=L7163&first=2")
    addresses = codes_of(made.content, tmp_path)
    assert len(addresses) == 3
    opened = client.get(urlsplit(addresses[0]).path)
    assert opened.status_code == 200
    assert any(f"<h1>{unit.asset_tag}" in opened.text for unit in units)


def test_a_whole_class_and_a_single_unit(site: YardSite, client: TestClient[Litestar]) -> None:
    sign_in(client, "clerk")
    (unit,) = some_units(site, 1)
    of_class = site.parts.store.read(lambda records: records.units.of_class(unit.class_id))
    text = flat(client.get(f"/labels.pdf?class={unit.class_id}&format=5160").content)
    assert all(one.asset_tag in text for one in of_class)
    assert pages_of(client.get(f"/labels.pdf?unit={unit.id}").content) == 1


@pytest.mark.parametrize(
    "query, status",
    [
        ("", 422),
        ("unit=nobody", 404),
        ("class=nothing", 404),
        ("format=1234", 422),
        ("first=99", 422),
        ("first=0", 422),
        ("&".join(f"unit={number}" for number in range(201)), 422),
    ],
)
def test_wrong_labels_are_refused_in_words(
    site: YardSite, client: TestClient[Litestar], query: str, status: int
) -> None:
    sign_in(client, "clerk")
    (unit,) = some_units(site, 1)
    if query.startswith(("format", "first")):
        query += f"&unit={unit.id}"
    answer = client.get(f"/labels.pdf?{query}")
    assert answer.status_code == status
    assert answer.json()["error"]["what"]


def test_an_unknown_label_says_so(client: TestClient[Litestar]) -> None:
    sign_in(client, "clerk")
    assert client.get("/u/NOPE-1").status_code == 404
    assert client.get("/units/nobody").status_code == 404


def test_a_units_page_shows_who_has_it(site: YardSite, client: TestClient[Litestar]) -> None:
    sign_in(client, "clerk")
    booking = booking_in(site, BookingState.OUT)
    unit_id = next(line.unit_id for line in booking.lines if line.unit_id)
    page = client.get(f"/units/{unit_id}").text
    assert booking.number in page
    assert "/fields/" not in page
    sign_in(client, "manager")
    assert "/fields/condition" in client.get(f"/units/{unit_id}").text


def test_terms_are_edited_audited_and_printed(site: YardSite, client: TestClient[Litestar]) -> None:
    token = sign_in(client, "admin")
    sent = {
        "address": "Calle Ñandú 5\r\nMonterrey",
        "phone": "+52 81 5550 1234",
        "email": "hola@patio.example",
        "size": "a4",
        "terms": "Primero: cuídelo.\r\n\r\nSegundo: devuélvalo.",
        "_csrf_token": token,
    }
    answer = client.post("/settings/paper", data=sent, follow_redirects=False)
    assert answer.status_code == 303, answer.text
    booking = booking_in(site, BookingState.RESERVED)
    made = client.get(f"/bookings/{booking.number}/paper/quote").content
    text = flat(made)
    assert "Calle Ñandú 5 Monterrey" in text
    assert "Segundo: devuélvalo." in text
    entry = site.parts.store.read(lambda records: records.audit.page(record="yard", limit=1)).items
    assert (entry[0].actor, entry[0].action) == ("admin", "edit_letterhead")
    kept = client.get("/settings/paper").text
    assert "Primero: cuídelo." in kept


@pytest.mark.parametrize(
    "field, value",
    [
        ("phone", "call us"),
        ("email", "nowhere"),
        ("size", "a0"),
        ("terms", "x" * 30_001),
        ("address", "x" * 301),
    ],
)
def test_a_wrong_field_is_marked_and_nothing_is_kept(
    site: YardSite, client: TestClient[Litestar], field: str, value: str
) -> None:
    token = sign_in(client, "admin")
    before = site.parts.store.read(lambda records: records.yard.get())
    fine = {"address": "", "phone": "", "email": "", "size": "letter", "terms": ""}
    answer = client.post("/settings/paper", data={**fine, field: value, "_csrf_token": token})
    assert answer.status_code == 422
    assert re.search(r'class="field-error"', answer.text)
    assert site.parts.store.read(lambda records: records.yard.get()) == before


def test_a_logo_is_kept_shown_printed_and_removed(
    site: YardSite, client: TestClient[Litestar]
) -> None:
    token = sign_in(client, "admin")
    picture = io.BytesIO()
    Image.new("RGB", (400, 120), "#204060").save(picture, "PNG")
    booking = booking_in(site, BookingState.RESERVED)
    address = f"/bookings/{booking.number}/paper/contract"
    plain = client.get(address).content
    assert client.get("/settings/paper/logo.png").status_code == 404
    answer = client.post(
        "/settings/paper/logo",
        files={"file": ("logo.png", picture.getvalue(), "image/png")},
        data={"_csrf_token": token},
        follow_redirects=False,
    )
    assert answer.status_code == 303, answer.text
    shown = client.get("/settings/paper/logo.png")
    assert shown.headers["content-type"] == "image/png"
    assert client.get(address).content.count(b"/Image") > plain.count(b"/Image")

    def last(records: Records) -> str:
        return records.audit.page(record="yard", limit=1).items[0].after

    assert "sha256" in site.parts.store.read(last)
    removed = client.post(
        "/settings/paper/logo/remove", data={"_csrf_token": token}, follow_redirects=False
    )
    assert removed.status_code == 303
    assert client.get(address).content == plain


def test_a_file_that_is_no_picture_is_refused(client: TestClient[Litestar]) -> None:
    token = sign_in(client, "admin")
    for content in (b"", b"<script>alert(1)</script>", b"\x89PNG\r\n\x1a\n"):
        answer = client.post(
            "/settings/paper/logo",
            files={"file": ("logo.png", content, "image/png")},
            data={"_csrf_token": token},
        )
        assert answer.status_code == 422
        assert "picture" in answer.text
    assert client.get("/settings/paper/logo.png").status_code == 404


def test_many_printing_at_once_all_get_the_same(
    site: YardSite, client: TestClient[Litestar]
) -> None:
    sign_in(client, "clerk")
    booking = booking_in(site, BookingState.RESERVED)
    address = f"/bookings/{booking.number}/paper/contract"
    with ThreadPoolExecutor(6) as pool:
        made = list(pool.map(lambda _: client.get(address), range(12)))
    assert {one.status_code for one in made} == {200}
    assert len({one.content for one in made}) == 1
