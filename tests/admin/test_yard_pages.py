"""Services, downtimes, kits, the calendar and the rental rules on their pages."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from admin_yard import YardSite
from litestar import Litestar
from litestar.testing import TestClient
from test_rental_pages import Counter

from appliance.domain.catalogue import Unit
from appliance.ports.store import Records

Client = TestClient[Litestar]


@pytest.fixture
def manager(client: Client, site: YardSite) -> Counter:
    return Counter(client, site, "manager")


def a_unit(counter: Counter) -> Unit:
    def find(records: Records) -> Unit:
        free = [
            unit
            for unit in records.units.page(limit=500).items
            if not records.bookings.open_for_unit(unit.id)
            and not records.downtimes.of_unit(unit.id)
            and unit.meter_hours > 100
        ]
        return free[0]

    found: Unit = counter.read(find)
    return found


def test_a_service_is_planned_shown_and_done(manager: Counter) -> None:
    unit = a_unit(manager)
    sent = {"name": "Oil", "asset_tag": unit.asset_tag, "every_hours": "50"}
    assert manager.post("/services", **sent).status_code == 303
    listed = manager.client.get("/services").text
    assert unit.asset_tag in listed
    assert "Oil" in manager.client.get("/today").text
    page = manager.client.get(f"/units/{unit.id}").text
    assert "Oil is due" in page, "it is kept until it is done"
    (plan,) = re.findall(rf"/units/{unit.id}/services/([0-9a-f]+)", page)
    backwards = manager.post(f"/units/{unit.id}/services/{plan}", meter_hours="1")
    assert backwards.status_code == 422
    done = manager.post(
        f"/units/{unit.id}/services/{plan}", meter_hours=str(unit.meter_hours + 5), note="filter"
    )
    assert done.status_code == 303
    after = manager.read(lambda records: records.units.get(unit.id))
    assert after.meter_hours == unit.meter_hours + Decimal(5)
    assert manager.read(lambda records: records.downtimes.open_of_unit(unit.id)) == ()
    assert manager.post(f"/services/{plan}/end").status_code == 303


def test_a_service_may_start_from_today(manager: Counter) -> None:
    class_id = manager.easy_class()
    sent = {"name": "Yearly", "class_id": class_id, "every_hours": "10", "from_now": "1"}
    assert manager.post("/services", **sent).status_code == 303
    assert "Due</span>" not in manager.client.get("/services").text


@pytest.mark.parametrize(
    "changes, words",
    [
        ({"name": ""}, "needs a name"),
        ({"every_days": ""}, "by days"),
        ({"every_days": "often"}, "whole number"),
        ({"asset_tag": "NO-SUCH"}, "no unit NO-SUCH"),
    ],
)
def test_a_wrong_plan_is_refused(manager: Counter, changes: dict[str, str], words: str) -> None:
    sent = {"name": "Oil", "class_id": manager.easy_class(), "every_days": "90", **changes}
    answer = manager.post("/services", **sent)
    assert answer.status_code == 422
    assert words in answer.text


def test_a_clerk_plans_a_downtime_and_ends_it(client: Client, site: YardSite) -> None:
    clerk = Counter(client, site)
    unit = a_unit(clerk)
    today = site.parts.clock.now().date()
    days = {
        "start": (today + timedelta(days=30)).isoformat(),
        "end": (today + timedelta(days=33)).isoformat(),
    }
    address = f"/units/{unit.id}/downtimes"
    assert clerk.post(address, kind="maintenance", note="tracks", **days).status_code == 303
    assert "tracks" in clerk.client.get(f"/units/{unit.id}").text
    (planned,) = clerk.read(lambda records: records.downtimes.of_unit(unit.id))
    assert clerk.post(address, kind="out_unknown", **days).status_code == 422
    assert clerk.post(address, kind="maintenance", start="x", end="y").status_code == 422
    assert clerk.post(f"{address}/{planned.id}/end").status_code == 303
    assert clerk.read(lambda records: records.downtimes.of_unit(unit.id)) == ()
    assert clerk.post("/services", name="Oil", every_days="9").status_code == 403


def test_the_calendar_counts_what_is_free(manager: Counter) -> None:
    class_id = manager.easy_class()
    page = manager.client.get(f"/inventory/{class_id}/calendar")
    assert page.status_code == 200
    assert page.text.count("<tr><th scope") == 35
    number = manager.booked(first=2)
    line = manager.booking(number).lines[0]
    later = manager.client.get(f"/inventory/{line.class_id}/calendar").text
    assert f"/bookings/{number}" in later
    far = manager.client.get(f"/inventory/{class_id}/calendar?first=2031-05-05").text
    assert "May 2031" in far
    assert manager.client.get("/inventory/none/calendar").status_code == 404
    bulk = manager.read(
        lambda records: [one for one in records.classes.all() if one.bulk_quantity is not None]
    )
    for one in bulk[:1]:
        assert "pieces" in manager.client.get(f"/inventory/{one.id}/calendar").text


def test_a_kit_is_made_changed_booked_and_deleted(manager: Counter) -> None:
    main = manager.easy_class()
    other = manager.read(
        lambda records: next(
            one.id
            for one in records.classes.all()
            if one.id != main and not one.operator_certification and one.weight_class.rank == 0
        )
    )
    sent = {"name": "Set", "class_id": main, "class_0": other, "quantity_0": "1"}
    assert manager.post("/kits", **sent, priced_0="included").status_code == 303
    (kit,) = manager.read(lambda records: records.kits.page(limit=10)).items
    assert "Change the kit" in manager.client.get(f"/kits?kit={kit.id}").text
    customer, form = manager.form(first=80)
    form["item_0"] = f"kit:{kit.id}"
    made = manager.post(f"/bookings/new/{customer}", do="book", **form)
    assert made.status_code == 303, re.findall(r"Not booked.*?</p>", made.text)
    number = made.headers["location"].split("/")[2].split("?")[0]
    lines = manager.booking(number).lines
    assert [line.class_id for line in lines] == [main, other]
    assert lines[1].total == 0
    again = manager.post("/kits", kit=kit.id, **sent, priced_0="own")
    assert again.status_code == 303
    wrong = manager.post("/kits", **{**sent, "name": "Other", "class_0": main})
    assert wrong.status_code == 422
    assert "twice" in wrong.text
    assert manager.post(f"/kits/{kit.id}/delete").status_code == 303
    assert manager.client.get(f"/kits?kit={kit.id}").status_code == 404


def test_an_admin_sets_the_rental_rules(client: Client, site: YardSite) -> None:
    admin = Counter(client, site, "admin")
    before = admin.read(lambda records: records.yard.get())
    sent = {
        "closed_dates": "2031-12-25\n2031-01-01",
        "opens_5": "08:00",
        "closes_5": "12:00",
        "quote_days": "14",
        "no_show_hours": "48",
        "no_show_fee_percent": "50",
        "cancel_free_hours": "12",
        "cancel_fee_percent": "10",
        "service_notice_days": "30",
        "early_return_reprice": "1",
    }
    assert admin.post("/settings/rentals", **sent).status_code == 303
    after = admin.read(lambda records: records.yard.get())
    assert after.closed_dates == ("2031-01-01", "2031-12-25")
    assert after.weekday_hours == ("", "", "", "", "", "08:00-12:00", "")
    assert (after.quote_days, after.cancel_fee_percent) == (14, 10)
    assert (after.early_return_reprice, after.service_blocks) == (True, False)
    for wrong in (
        {"closed_dates": "Christmas"},
        {"opens_5": "13:00"},
        {"closes_5": ""},
        {"quote_days": "0"},
        {"cancel_fee_percent": "101"},
    ):
        answer = admin.post("/settings/rentals", **{**sent, **wrong})
        assert answer.status_code == 422, wrong
        assert "field-error" in answer.text
    assert admin.read(lambda records: records.yard.get()) == after
    assert "2031-12-25" in admin.client.get("/settings/rentals").text
    site.parts.store.write(lambda records: records.yard.put(before))


@pytest.mark.parametrize("address", ["/settings/rentals", "/kits", "/services"])
def test_a_clerk_may_not_change_them(client: Client, site: YardSite, address: str) -> None:
    assert Counter(client, site).post(address).status_code == 403
