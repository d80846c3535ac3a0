"""The life of a rental on the pages: booked, handed over with photos, changed, charged."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from admin_yard import YardSite, client_for, sign_in
from litestar import Litestar
from litestar.testing import TestClient
from PIL import Image

from appliance.admin.app import build_people_app
from appliance.admin.photos import clean_photo
from appliance.domain.bookings import Booking, BookingState
from appliance.domain.customers import Approval
from appliance.domain.errors import RecordError
from appliance.domain.registries import RegistryAnswer, RegistryKind
from appliance.ports.store import Records
from appliance.rental.confirming import OwnRecords, Registries
from appliance.rental.yard import hours_of

Client = TestClient[Litestar]


def picture(kind: str = "JPEG", size: tuple[int, int] = (640, 480), exif: bytes = b"") -> bytes:
    out = io.BytesIO()
    extra: dict[str, Any] = {"exif": exif} if exif else {}
    Image.new("RGB", size, (200, 120, 30)).save(out, kind, **extra)
    return out.getvalue()


class Counter:
    """Somebody at the counter, signed in."""

    def __init__(self, client: Client, site: YardSite, role: str = "clerk") -> None:
        self.client, self.site = client, site
        self.token = sign_in(client, role)

    def post(self, address: str, files: Any = None, **data: str) -> Any:
        sent = {"key": uuid4().hex, **data, "_csrf_token": self.token}
        return self.client.post(address, data=sent, files=files, follow_redirects=False)

    def read(self, use: Any) -> Any:
        return self.site.parts.store.read(use)

    def booking(self, number: str) -> Booking:
        found: Booking | None = self.read(lambda records: records.bookings.get(number))
        assert found is not None
        return found

    def customer(self) -> tuple[str, str, str, str]:
        """An approved customer with a license, a policy and a site."""

        def find(records: Records) -> tuple[str, str, str, str]:
            for one in records.customers.page(limit=100).items:
                licenses = records.licenses.of_customer(one.id)
                policies = records.policies.of_customer(one.id)
                sites = records.sites.of_customer(one.id)
                now = datetime.now().date()
                good = [one for one in licenses if one.valid_to > now and one.state == "active"]
                covered = [
                    one
                    for one in policies
                    if one.valid_to > now + timedelta(days=60) and one.state == "active"
                ]
                fine = one.approval is Approval.APPROVED and not one.credit_hold
                if fine and good and covered and sites:
                    return one.id, good[0].number, covered[0].number, sites[0].address
            raise LookupError

        return self.read(find)  # type: ignore[no-any-return]

    def easy_class(self) -> str:
        """A class that needs no operator and has free units."""

        def find(records: Records) -> str:
            counts = records.units.counts_by_class()
            for one in records.classes.all():
                light = one.weight_class.rank == 0 and counts.get(one.id, 0) >= 3
                if light and not one.operator_certification:
                    return one.id
            raise LookupError

        return self.read(find)  # type: ignore[no-any-return]

    def form(self, first: int = 0, length: int = 3) -> tuple[str, dict[str, str]]:
        customer, license_, policy, site = self.customer()

        def span(records: Records) -> tuple[str, str]:
            hours = hours_of(records)
            today = hours.local(self.site.parts.clock.now()).date()
            start = hours.next_open_day(today + timedelta(days=first))
            return start.isoformat(), hours.next_open_day(start + timedelta(length)).isoformat()

        start, end = self.read(span)
        return customer, {
            "item_0": f"class:{self.easy_class()}",
            "quantity_0": "1",
            "start_0": start,
            "end_0": end,
            "license": license_,
            "policy": policy,
            "operator": "auto",
            "site": site,
            "callback": "5125550100",
        }

    def booked(self, **changes: int) -> str:
        customer, form = self.form(**changes)
        answer = self.post(f"/bookings/new/{customer}", do="book", **form)
        assert answer.status_code == 303, re.findall(r"<strong>Not booked.*?</p>", answer.text)
        return str(re.findall(r"/bookings/([^?]+)", answer.headers["location"])[0])


@pytest.fixture
def clerk(client: Client, site: YardSite) -> Counter:
    return Counter(client, site)


@pytest.fixture
def open_late(site: YardSite) -> Iterator[None]:
    """Whoever picks up today finds the yard open, at whatever time of day this runs."""
    store = site.parts.store
    before = store.read(lambda records: records.yard.get())
    late = replace(before, closes_at="23:59", weekday_hours=(), closed_weekdays=())
    store.write(lambda records: records.yard.put(late))
    try:
        yield
    finally:
        store.write(lambda records: records.yard.put(before))


def test_a_clerk_books_with_live_price(clerk: Counter) -> None:
    page = clerk.client.get("/bookings/new")
    assert "Who is it for?" in page.text
    customer, form = clerk.form(first=20)
    seen = clerk.post(f"/bookings/new/{customer}/preview", **form)
    assert "Everything is in order" in seen.text
    assert "free" in seen.text
    number = clerk.booked(first=20)
    booking = clerk.booking(number)
    assert (booking.state, booking.channel, booking.made_by) == (
        BookingState.RESERVED,
        "counter",
        "clerk",
    )


def test_sending_a_form_twice_books_once(clerk: Counter) -> None:
    customer, form = clerk.form(first=25)
    key = uuid4().hex
    first = clerk.post(f"/bookings/new/{customer}", do="book", **{**form, "key": key})
    second = clerk.post(f"/bookings/new/{customer}", do="book", **{**form, "key": key})
    assert first.headers["location"] == second.headers["location"]


@pytest.mark.parametrize(
    "changes, words",
    [
        ({"item_0": ""}, "at least one item"),
        ({"quantity_0": "0"}, "Line 1"),
        ({"quantity_0": "many"}, "Line 1"),
        ({"start_0": "2020-01-01", "end_0": "2020-01-03"}, "in the past"),
        ({"end_0": "soon"}, "Give a day"),
        ({"license": "BL-SOMEBODY"}, "licenses"),
        ({"key": "nonsense"}, "incomplete"),
    ],
)
def test_a_wrong_booking_form_comes_back_with_the_reason(
    clerk: Counter, changes: dict[str, str], words: str
) -> None:
    customer, form = clerk.form(first=30)
    answer = clerk.post(f"/bookings/new/{customer}", do="book", **{**form, **changes})
    assert answer.status_code == 422
    assert words in answer.text


def test_a_quote_is_kept_and_turned_into_a_booking(clerk: Counter) -> None:
    customer, form = clerk.form(first=40)
    answer = clerk.post(f"/bookings/new/{customer}", do="quote", **form)
    number = answer.headers["location"].split("/")[2].split("?")[0]
    assert clerk.booking(number).state is BookingState.QUOTE
    assert "Turn into a booking" in clerk.client.get(f"/bookings/{number}").text
    assert clerk.post(f"/bookings/{number}/accept").status_code == 303
    assert clerk.booking(number).state is BookingState.RESERVED


@pytest.mark.usefixtures("open_late")
def test_out_with_photos_and_back_again(clerk: Counter) -> None:
    number = clerk.booked()
    line = clerk.booking(number).lines[0]
    exif = Image.Exif()
    exif[0x010E] = "secret place"
    photos = [
        ("photos", ("../../evil.html", picture(exif=exif.tobytes()), "text/html")),
        ("photos", ("b.png", picture("PNG", (2400, 1200)), "image/png")),
    ]
    address = f"/bookings/{number}/lines/{line.id}"
    assert "Check out" in clerk.client.get(f"{address}/out").text
    out = clerk.post(f"{address}/out", files=photos, fuel_percent="90", condition="clean")
    assert out.status_code == 303, out.text
    page = clerk.client.get(f"/bookings/{number}").text
    ids = re.findall(r'src="/photos/([0-9a-f]{32})"', page)
    assert len(ids) == 2
    served = clerk.client.get(f"/photos/{ids[0]}")
    assert served.headers["content-type"] == "image/jpeg"
    assert served.headers["x-content-type-options"] == "nosniff"
    assert b"secret place" not in served.content
    sizes = {Image.open(io.BytesIO(clerk.client.get(f"/photos/{one}").content)).size for one in ids}
    assert sizes == {(640, 480), (1600, 800)}
    assert clerk.booking(number).state is BookingState.OUT
    assert {one.name for one in clerk.site.parts.photos_dir.iterdir()} >= {f"{ids[0]}.jpg"}
    bad = clerk.post(f"{address}/in", fuel_percent="101")
    assert bad.status_code == 422
    back = clerk.post(f"{address}/in", fuel_percent="40", condition="muddy")
    assert back.status_code == 303, back.text
    assert clerk.booking(number).state is BookingState.RETURNED
    seen = clerk.read(lambda records: records.handovers.of_booking(number))
    assert {(one.direction.value, one.fuel_percent) for one in seen} == {("out", 90), ("in", 40)}
    assert "Handovers" in clerk.client.get(f"/bookings/{number}").text


@pytest.mark.usefixtures("open_late")
@pytest.mark.parametrize(
    "content",
    [b"<html><script>alert(1)</script>", b"\xff\xd8\xff" + b"not a picture" * 9, b"%PDF-1.7"],
)
def test_what_is_no_picture_is_refused_and_nothing_leaves(clerk: Counter, content: bytes) -> None:
    number = clerk.booked()
    line = clerk.booking(number).lines[0]
    before = set(clerk.site.parts.photos_dir.glob("*"))
    answer = clerk.post(
        f"/bookings/{number}/lines/{line.id}/out",
        files=[("photos", ("a.jpg", content, "image/jpeg"))],
    )
    assert answer.status_code == 422
    assert "photo" in answer.text
    assert clerk.booking(number).state is BookingState.RESERVED
    assert set(clerk.site.parts.photos_dir.glob("*")) == before
    clerk.post(f"/bookings/{number}/cancel", reason="test")


def test_too_large_a_picture_is_refused() -> None:
    with pytest.raises(RecordError, match="12 MB"):
        clean_photo(b"\xff\xd8\xff" + bytes(12_000_001))


def test_photos_are_for_staff_alone(client: Client) -> None:
    answer = client.get(f"/photos/{'0' * 32}", follow_redirects=False)
    assert answer.status_code in (302, 303, 401)


def test_a_made_up_photo_is_not_found(clerk: Counter) -> None:
    assert clerk.client.get(f"/photos/{'0' * 32}").status_code == 404
    assert clerk.client.get("/photos/..%2F..%2Fappliance.toml").status_code in (400, 404, 422)


def test_extended_moved_swapped_and_cancelled(clerk: Counter) -> None:
    number = clerk.booked(first=50)
    line = clerk.booking(number).lines[0]
    end = (line.period.end + timedelta(days=20)).date()
    while end.weekday() == 6:
        end += timedelta(days=1)
    address = f"/bookings/{number}"
    seen = clerk.client.get(f"{address}/preview/end", params={"end": end.isoformat()})
    assert "becomes" in seen.text
    done = clerk.post(f"{address}/change/end", end=end.isoformat())
    assert done.status_code == 303, re.findall(r"Nothing was changed.*?</p>", done.text)
    assert clerk.booking(number).lines[0].period.end.date() == end
    swapped = clerk.post(f"{address}/change/swap", line=line.id)
    assert swapped.status_code == 303
    assert clerk.booking(number).lines[0].unit_id != line.unit_id
    sunday = end + timedelta(days=(6 - end.weekday()) % 7 or 7)
    moved = clerk.post(
        f"{address}/change/move",
        start=sunday.isoformat(),
        end=(sunday + timedelta(days=3)).isoformat(),
    )
    assert moved.status_code == 422
    assert "closed on Sundays" in moved.text
    assert clerk.client.get(f"{address}/preview/nothing").status_code == 404
    assert clerk.post(f"{address}/change/end", end="never").status_code == 422
    assert clerk.post(f"{address}/no-show").status_code == 422
    assert clerk.post(f"{address}/cancel", reason="rain").status_code == 303
    assert clerk.booking(number).state is BookingState.CANCELLED


class CountedSource:
    """The yard's own registries, and how often they were asked."""

    def __init__(self, site: YardSite) -> None:
        self._own = OwnRecords(site.parts.store, site.parts.clock)
        self.asked: list[str] = []

    def look_up(self, kind: RegistryKind, number: str) -> RegistryAnswer:
        self.asked.append(number)
        return self._own.look_up(kind, number)


def test_registries_are_asked_for_a_later_end_and_for_no_earlier_one(
    clerk: Counter, site: YardSite
) -> None:
    number = clerk.booked(first=80)
    stands = clerk.booking(number).lines[0].period.end
    source = CountedSource(site)
    registries = Registries(source, site.parts.clock)
    app = build_people_app(replace(site.parts, registries=registries))
    with client_for(app) as client:
        counted = Counter(client, site, "clerk")
        preview = f"/bookings/{number}/preview/end"
        sooner, later = stands - timedelta(days=1), stands + timedelta(days=1)
        assert client.get(preview, params={"end": sooner.date().isoformat()}).status_code == 200
        counted.post(f"/bookings/{number}/change/end", end=sooner.date().isoformat())
        assert source.asked == []
        client.get(preview, params={"end": later.date().isoformat()})
        assert len(source.asked) >= 2


def test_the_ledger_and_the_deposit(clerk: Counter) -> None:
    number = clerk.booked(first=60)
    charges = f"/bookings/{number}/charges"
    assert clerk.post(charges, kind="deposit_taken", amount="500").status_code == 303
    assert clerk.post(charges, kind="damage", amount="120.50", note="mirror").status_code == 303
    twice = uuid4().hex
    for _ in range(2):
        assert clerk.post(charges, kind="fuel", amount="30", key=twice).status_code == 303
    for wrong in (
        {"kind": "deposit_returned", "amount": "501"},
        {"kind": "late_fee", "amount": "5"},
        {"kind": "credit", "amount": "5"},
        {"kind": "deposit_kept", "amount": "5"},
        {"kind": "gift", "amount": "5"},
        {"kind": "fuel", "amount": "0"},
        {"kind": "fuel", "amount": "1.234"},
    ):
        assert clerk.post(charges, **wrong).status_code in (403, 422), wrong
    found = clerk.read(lambda records: records.charges.of_booking(number))
    assert [(one.kind.value, one.amount) for one in found] == [
        ("deposit_taken", 500),
        ("damage", Decimal("120.50")),
        ("fuel", 30),
    ]
    page = clerk.client.get(f"/bookings/{number}").text
    assert "held now" in page
    assert "Credit" not in page


def test_a_manager_may_credit_and_keep_a_deposit(client: Client, site: YardSite) -> None:
    manager = Counter(client, site, "manager")
    number = manager.booked(first=70)
    charges = f"/bookings/{number}/charges"
    for kind, amount in (("deposit_taken", "200"), ("deposit_kept", "50"), ("credit", "10")):
        assert manager.post(charges, kind=kind, amount=amount).status_code == 303
    assert manager.post(charges, kind="deposit_returned", amount="151").status_code == 422
    assert manager.post(charges, kind="deposit_returned", amount="150").status_code == 303


@pytest.mark.parametrize(
    "address", ["charges", "change/end", "cancel", "no-show", "accept", "lines/x/out"]
)
def test_nothing_is_changed_without_the_token(clerk: Counter, address: str) -> None:
    answer = clerk.client.post(f"/bookings/R-1001/{address}", data={"key": uuid4().hex})
    assert answer.status_code == 403
