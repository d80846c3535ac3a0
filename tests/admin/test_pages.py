"""Bookings, customers, tasks, settings, users, audit: what the pages show and change."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from admin_yard import CHEAP, PASSWORD, YardSite, csrf_token, sign_in
from litestar import Litestar
from litestar.testing import TestClient

from appliance.admin.first_admin import ensure_first_admin, one_time_password_file
from appliance.admin.pages.today.view import today_view
from appliance.bootstrap.web import build_admin_parts
from appliance.config import load_settings
from appliance.domain.bookings import BookingState
from appliance.domain.people import Role, Task
from appliance.ports.store import Records
from appliance.storage.store import DuckDbStore


def settings_form(site: YardSite) -> dict[str, str]:
    yard = site.parts.store.read(lambda records: records.yard.get())
    return {
        "name": yard.name,
        "greeting": "Good morning.",
        "timezone": yard.timezone,
        "currency": yard.currency,
        "pickup_place": "gate 2",
        "opens_at": "06:30",
        "closes_at": "18:00",
        "hold_minutes": "12",
        "review_hours": "24",
        "license_tries": "3",
        "floor_percent": "5",
        "late_fee_percent": "100",
        "transfer_extension": "",
        "rounds": "2",
        "step_percent": "4",
        "authority_percent": "12",
        "opening_percent": "0",
        "tax_percent": "8.25",
        "minimum_charge": "25",
        "override_seconds": "60",
        "closed_weekdays": "6",
    }


def test_every_page_opens(site: YardSite, client: TestClient[Litestar]) -> None:
    sign_in(client, "admin")
    pages = [
        "/today",
        "/today/live",
        "/inventory",
        "/units",
        "/files",
        "/files/inventory",
        "/bookings",
    ]
    pages += ["/customers", "/calls", "/tasks", "/audit?check=true", "/settings", "/users"]
    pages += ["/account", "/api/v1/bookings", "/api/v1/units", "/api/v1/calls"]
    for class_ in site.parts.store.read(lambda records: records.classes.all()):
        pages.append(f"/inventory/{class_.id}")
    for booking in site.parts.store.read(lambda records: records.bookings.in_state(None)).items:
        pages.append(f"/bookings/{booking.number}")
    for customer in site.parts.store.read(lambda records: records.customers.page()).items:
        pages.append(f"/customers/{customer.id}")
    for state in BookingState:
        pages.append(f"/bookings?state={state.value}")
    for address in pages:
        answer = client.get(address, headers={"accept": "text/html"})
        assert answer.status_code == 200, (address, answer.text)


def test_today_counts_what_leaves_returns_and_is_late(site: YardSite) -> None:
    now = site.parts.clock.now()
    view = site.parts.store.read(lambda records: today_view(records, now))
    late = {movement.booking.number for movement in view.overdue}
    due = {movement.booking.number for movement in view.due_back}
    assert late
    assert not late & due
    assert all(movement.line.period.end < now for movement in view.overdue)
    assert view.fleet.total == sum(
        class_.bulk_quantity or 0
        for class_ in site.parts.store.read(lambda records: records.classes.all())
    ) + site.parts.store.read(lambda records: sum(records.units.counts_by_class().values()))
    assert view.fleet.out > 0
    assert len(view.days) == 14


def test_bookings_are_found_by_state_and_customer(client: TestClient[Litestar]) -> None:
    sign_in(client, "clerk")
    out = client.get("/api/v1/bookings?state=out").json()
    assert out["total"] > 0
    assert {item["state"] for item in out["items"]} == {"out"}
    some = client.get("/api/v1/bookings?q=lakeshore").json()
    everything = client.get("/api/v1/bookings").json()
    assert 0 < some["total"] < everything["total"]
    assert len(client.get("/api/v1/bookings?limit=2&offset=1").json()["items"]) == 2


def test_a_reserved_booking_is_cancelled_and_one_that_is_out_is_not(
    site: YardSite, client: TestClient[Litestar]
) -> None:
    token = sign_in(client, "clerk")
    store = site.parts.store
    reserved = store.read(lambda r: r.bookings.in_state(BookingState.RESERVED)).items[0]
    out = store.read(lambda r: r.bookings.in_state(BookingState.OUT)).items[0]
    for number, status in ((reserved.number, 303), (out.number, 422), ("R-0", 404)):
        answer = client.post(
            f"/bookings/{number}/cancel",
            data={"reason": "rain", "_csrf_token": token},
            follow_redirects=False,
        )
        assert answer.status_code == status
    after = store.read(lambda records: records.bookings.get(reserved.number))
    assert after is not None
    assert after.state is BookingState.CANCELLED
    assert "rain" in after.note
    still = store.read(lambda records: records.bookings.get(out.number))
    assert still is not None
    assert still.state is BookingState.OUT


def test_a_manager_approves_what_waits_for_review(
    site: YardSite, client: TestClient[Litestar]
) -> None:
    store = site.parts.store
    now = site.parts.clock.now()
    some = store.read(lambda r: r.bookings.in_state(BookingState.RETURNED)).items[0]
    waiting = replace(
        some,
        number="R-9001",
        state=BookingState.PENDING_REVIEW,
        lines=(),
        review_until=now + timedelta(hours=1),
        idempotency_key=None,
    )
    late = replace(waiting, number="R-9002", review_until=now)
    task = Task(
        id="review:1",
        kind="review",
        created_at=now,
        call_id=None,
        subject="Look at the site",
        detail="",
        booking_number="R-9001",
    )

    def put(records: Records) -> None:
        records.bookings.put(waiting)
        records.bookings.put(late)
        records.tasks.put(task)

    store.write(put)
    token = sign_in(client, "manager")
    assert "Approve the booking" in client.get("/bookings/R-9001").text
    for number, status in (("R-9001", 303), ("R-9001", 303), ("R-9002", 422)):
        answer = client.post(
            f"/bookings/{number}/approve", data={"_csrf_token": token}, follow_redirects=False
        )
        assert answer.status_code == status
    after = store.read(lambda records: records.bookings.get("R-9001"))
    assert after is not None
    assert (after.state, after.review_until) == (BookingState.RESERVED, None)
    assert task.id not in {kept.id for kept in store.read(lambda records: records.tasks.open())}


def test_a_task_is_marked_done(site: YardSite, client: TestClient[Litestar]) -> None:
    task = Task(
        id="call:3",
        kind="callback",
        created_at=site.parts.clock.now(),
        call_id=None,
        subject="Call Acme",
        detail="About the lift",
    )
    site.parts.store.write(lambda records: records.tasks.put(task))
    token = sign_in(client, "clerk")
    assert "Call Acme" in client.get("/tasks").text
    client.post("/tasks/call:3/done", data={"_csrf_token": token})
    assert "Call Acme" not in client.get("/tasks").text


def test_settings_are_saved_whole(site: YardSite, client: TestClient[Litestar]) -> None:
    token = sign_in(client, "admin")
    answer = client.post(
        "/settings",
        data={**settings_form(site), "_csrf_token": token},
        follow_redirects=False,
    )
    assert answer.status_code == 303
    yard = site.parts.store.read(lambda records: records.yard.get())
    assert yard.greeting == "Good morning."
    assert (yard.opens_at, yard.closed_weekdays) == ("06:30", (6,))
    assert yard.negotiation.rounds == 2
    assert yard.floor_percent == Decimal(5)


@pytest.mark.parametrize(
    "field, value, why",
    [
        ("opens_at", "25:00", "A time like 07:00."),
        ("closes_at", "05:00", "closes after it opens"),
        ("timezone", "Mars/Base", "A time zone like"),
        ("currency", "dollars", "Three capital letters"),
        ("rounds", "99", "from 0 to 10"),
        ("authority_percent", "120", "0 to 100"),
        ("transfer_extension", "front desk", "Digits only"),
        ("name", "", "cannot be empty"),
    ],
)
def test_one_wrong_setting_keeps_all_as_it_was(
    site: YardSite, client: TestClient[Litestar], field: str, value: str, why: str
) -> None:
    token = sign_in(client, "admin")
    before = site.parts.store.read(lambda records: records.yard.get())
    form = {**settings_form(site), "greeting": "changed", field: value, "_csrf_token": token}
    answer = client.post("/settings", data=form)
    assert answer.status_code == 422
    assert why in answer.text
    assert site.parts.store.read(lambda records: records.yard.get()) == before


def test_an_administrator_adds_somebody_who_can_then_sign_in(
    site: YardSite, client: TestClient[Litestar]
) -> None:
    token = sign_in(client, "admin")
    form = {
        "username": "Maria.Lopez",
        "display_name": "Maria López",
        "role": "manager",
        "password": PASSWORD,
        "_csrf_token": token,
    }
    assert client.post("/users", data=form, follow_redirects=False).status_code == 303
    assert client.post("/users", data=form).status_code == 422
    maria = site.parts.store.read(lambda records: records.users.by_username("maria.lopez"))
    assert maria is not None
    assert maria.role is Role.MANAGER
    assert maria.password_hash.startswith("$argon2id$")
    client.post("/logout", data={"_csrf_token": token})
    sign_in(client, "maria.lopez")
    entry = site.parts.store.read(lambda records: records.audit.page(limit=50).items)
    assert all("argon2" not in e.after and PASSWORD not in e.after for e in entry)


def test_administrators_cannot_lock_themselves_out(
    site: YardSite, client: TestClient[Litestar]
) -> None:
    token = sign_in(client, "admin")
    me = site.users[Role.ADMIN]
    answer = client.post(
        f"/users/{me.id}", data={"role": "clerk", "active": "yes", "_csrf_token": token}
    )
    assert answer.status_code == 422
    still = site.parts.store.read(lambda records: records.users.get(me.id))
    assert still is not None
    assert still.role is Role.ADMIN


def test_a_changed_role_counts_from_the_next_request(
    site: YardSite, client: TestClient[Litestar]
) -> None:
    token = sign_in(client, "admin")
    clerk = site.users[Role.CLERK]
    kept = site.parts.sessions.start(clerk)
    client.post(
        f"/users/{clerk.id}", data={"role": "manager", "active": "yes", "_csrf_token": token}
    )
    assert site.parts.sessions.find(kept) is None
    site.parts.store.write(lambda records: records.users.put(clerk))


def test_the_first_administrator_must_change_the_one_time_password(tmp_path: Path) -> None:
    settings = load_settings(tmp_path)
    store = DuckDbStore(settings.database_path)
    try:
        password = ensure_first_admin(store, tmp_path, CHEAP)
        assert password is not None
        path = one_time_password_file(tmp_path)
        assert path.stat().st_mode & 0o777 == 0o600
        assert path.read_text() == password
        assert ensure_first_admin(store, tmp_path, CHEAP) is None

        from admin_yard import SystemClock, build_people_app, client_for

        parts = build_admin_parts(settings, store, SystemClock(settings.yard.zone))
        with client_for(build_people_app(parts)) as client:
            token = sign_in(client, "admin", password)
            page = {"accept": "text/html"}
            moved = client.get("/today", headers=page, follow_redirects=False)
            assert moved.headers["location"] == "/account?first=1"
            refused = client.get("/api/v1/bookings")
            assert refused.status_code == 403
            assert refused.json()["error"]["key"] == "password_change_needed"
            assert "one-time password" in client.get("/account").text
            done = client.post(
                "/account/password",
                data={
                    "current": password,
                    "new": "my own long phrase",
                    "again": "my own long phrase",
                    "_csrf_token": token,
                },
                follow_redirects=False,
            )
            assert done.status_code == 303
            assert client.get("/today", headers=page).status_code == 200
        assert not path.exists()
    finally:
        store.close()


def test_a_tampered_audit_trail_shows(site: YardSite, client: TestClient[Litestar]) -> None:
    sign_in(client, "manager")
    assert "The chain is whole." in client.get("/audit?check=true").text


def test_the_login_form_carries_its_token(client: TestClient[Litestar]) -> None:
    assert len(csrf_token(client.get("/login").text)) > 60
