"""Upkeep and erasure as administrators see them."""

from __future__ import annotations

import html

import pytest
from admin_yard import YardSite, csrf_token, sign_in
from litestar import Litestar
from litestar.testing import TestClient

from appliance.domain.bookings import BookingState
from appliance.domain.customers import Customer
from appliance.domain.people import Role
from appliance.domain.privacy import RetentionPolicy
from appliance.ports.store import Records

GOOD = {
    "recordings_days": "30",
    "transcripts_days": "60",
    "calls_days": "0",
    "quotes_days": "90",
    "tasks_days": "1",
    "photos_days": "5",
    "sign_ins_days": "7",
    "bookkeeping_years": "8",
    "daily_at": "02:30",
}


def _customer(site: YardSite, *states: BookingState) -> Customer:
    """One whose bookings are in exactly these states."""

    def find(records: Records) -> Customer:
        for one in records.customers.page(limit=100).items:
            found = records.bookings.of_customer(one.id, tuple(BookingState))
            if {booking.state for booking in found} == set(states):
                return one
        raise AssertionError(states)

    return site.parts.store.read(find)


def test_an_administrator_backs_the_records_up(
    site: YardSite, client: TestClient[Litestar]
) -> None:
    token = sign_in(client, "admin")
    assert "There is no backup yet" in client.get("/upkeep").text
    page = client.post("/upkeep/backup", data={"_csrf_token": token}).text
    assert "the copy was opened and checked" in page
    (made,) = site.parts.upkeep.backups()
    assert made.name in page
    entry = site.parts.store.read(lambda records: records.audit.page(limit=1).items[0])
    assert (entry.actor, entry.action) == ("admin", "back_up")
    assert made.sha256 in entry.after


def test_jobs_can_be_run_and_say_what_they_did(
    site: YardSite, client: TestClient[Litestar]
) -> None:
    token = sign_in(client, "admin")
    assert "Not yet" in client.get("/upkeep").text
    for job in ("expiry", "retention", "heads", "rewrite", "backup"):
        answer = client.post("/upkeep/run", data={"job": job, "_csrf_token": token})
        assert answer.status_code == 200
        assert "Done. See below" in answer.text
    page = client.get("/upkeep").text
    assert page.count("chip-ok") == 5
    assert "Not yet" not in page
    assert client.get("/ready").json()["parts"]["upkeep"]["ok"] is True
    missing = client.post("/upkeep/run", data={"job": "tidy", "_csrf_token": token})
    assert missing.status_code == 404


def test_retention_is_kept_and_audited(site: YardSite, client: TestClient[Litestar]) -> None:
    token = sign_in(client, "admin")
    answer = client.post("/upkeep/retention", data={**GOOD, "_csrf_token": token})
    assert "Saved" in answer.text
    policy = site.parts.store.read(lambda records: records.yard.get()).retention
    assert (policy.recordings_days, policy.calls_days, policy.daily_at) == (30, 0, "02:30")
    entry = site.parts.store.read(lambda records: records.audit.page(record="yard")).items[0]
    assert entry.action == "edit_retention"
    assert "bookkeeping_years" in entry.after


@pytest.mark.parametrize(
    "field, value",
    [
        ("recordings_days", "-1"),
        ("tasks_days", "many"),
        ("bookkeeping_years", "101"),
        ("daily_at", "25:00"),
        ("photos_days", ""),
    ],
)
def test_a_bad_field_is_marked_and_nothing_saved(
    site: YardSite, client: TestClient[Litestar], field: str, value: str
) -> None:
    token = sign_in(client, "admin")
    before = site.parts.store.read(lambda records: records.yard.get())
    answer = client.post("/upkeep/retention", data={**GOOD, field: value, "_csrf_token": token})
    assert answer.status_code == 422
    assert f'id="e-{field}"' in answer.text
    assert answer.text.count("field-error") == 1
    assert site.parts.store.read(lambda records: records.yard.get()) == before


def test_erasing_shows_what_goes_and_wants_the_account(
    site: YardSite, client: TestClient[Litestar]
) -> None:
    token = sign_in(client, "admin")
    customer = _customer(site)  # without bookings
    address = f"/customers/{customer.id}/erase"
    assert address in client.get(f"/customers/{customer.id}").text
    page = client.get(address)
    assert "What will go" in page.text
    assert "What stays" in page.text
    assert "not settled" not in page.text
    form = {"account": "another", "reason": "asked for by letter", "_csrf_token": token}
    refused = client.post(address, data=form)
    assert refused.status_code == 422
    assert "account typed is not" in refused.text
    done = client.post(address, data={**form, "account": customer.account.lower()})
    assert done.status_code == 200
    assert "Erased." in done.text
    assert "Erased data still stands" in done.text
    assert client.get(f"/customers/{customer.id}").status_code == 404
    assert html.escape(customer.name) not in client.get("/customers").text
    token = csrf_token(client.get("/upkeep").text)
    rewritten = client.post("/upkeep/rewrite", data={"_csrf_token": token})
    assert "has been written anew" in rewritten.text
    assert "Erased data still stands" not in rewritten.text
    assert customer.name.encode() not in site.settings.database_path.read_bytes()


def test_a_rental_that_is_out_has_to_be_overridden(
    site: YardSite, client: TestClient[Litestar]
) -> None:
    token = sign_in(client, "admin")
    customer = _customer(site, BookingState.OUT)
    address = f"/customers/{customer.id}/erase"
    assert "Machines are still out" in client.get(address).text
    form = {"account": customer.account, "reason": "asked", "_csrf_token": token}
    assert client.post(address, data=form).status_code == 422
    assert client.post(address, data={**form, "override": "yes"}).status_code == 200


def test_a_manager_sees_no_way_to_erase(site: YardSite, client: TestClient[Litestar]) -> None:
    sign_in(client, Role.MANAGER.value)
    customer = site.parts.store.read(lambda records: records.customers.page(limit=1)).items[0]
    page = client.get(f"/customers/{customer.id}").text
    assert "/erase" not in page
    assert "/upkeep" not in page


def test_the_trail_is_checked_with_its_printed_heads(
    site: YardSite, client: TestClient[Litestar]
) -> None:
    sign_in(client, "manager")
    site.parts.upkeep.jobs.run_now("heads")
    assert "The chain is whole" in client.get("/audit?check=true").text
    path = site.settings.log_dir / "audit-heads.log"
    path.write_text(path.read_text().replace(" ", "  ", 1))
    assert "not the one that was printed" in client.get("/audit?check=true").text


def test_the_defaults_are_valid() -> None:
    from appliance.rental.retention import check_retention

    check_retention(RetentionPolicy())
