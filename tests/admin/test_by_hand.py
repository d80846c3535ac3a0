"""Customers, credentials and classes kept by hand: added, edited, removed, refused with reasons."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from admin_yard import YardSite, client_for, sign_in
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from litestar import Litestar
from litestar.testing import TestClient

from appliance.admin.addresses import address_of, key_from, key_text
from appliance.admin.pages.customers.routes import CREDENTIALS
from appliance.domain.customers import Approval, CredentialState, Customer
from appliance.domain.errors import RecordNotFound
from appliance.domain.people import AuditEntry
from appliance.rental.keeping import KEPT
from tests.storage.dumps import dump

HTMX = {"hx-request": "true"}
SEEN = re.compile(r'name="seen" value="([^"]*)"')
NORTHSIDE = "northside-paving"


@pytest.fixture
def manager(site: YardSite) -> Iterator[tuple[TestClient[Litestar], str]]:
    with client_for(site.people_app) as client:
        yield client, sign_in(client, "manager")


def opened(client: TestClient[Litestar], address: str) -> str:
    """The stamp of a cell that has been opened."""
    found = SEEN.search(client.get(address, headers=HTMX).text)
    assert found is not None
    return found[1]


def save(client: TestClient[Litestar], token: str, address: str, value: str, seen: str) -> Any:
    return client.post(
        address, data={"value": value, "seen": seen}, headers={**HTMX, "x-csrftoken": token}
    )


def customer_of(site: YardSite, key: str = NORTHSIDE) -> Customer:
    found = site.parts.store.read(lambda records: records.customers.get(key))
    assert found is not None
    return found


def last_entry(site: YardSite) -> AuditEntry:
    return site.parts.store.read(lambda records: records.audit.page(limit=1).items[0])


@pytest.mark.parametrize(
    "name, value, field, kept",
    [
        ("approval", "suspended", "approval", Approval.SUSPENDED),
        ("credit_hold", "yes", "credit_hold", True),
        ("price_authority_percent", "2.5", "price_authority_percent", Decimal("2.50")),
        ("phones", "(312) 555-0199, +44 20 7946 0958", "phones", ("+13125550199", "+442079460958")),
        ("retired", "yes", "retired", True),
    ],
)
def test_a_field_of_an_account_is_changed_and_audited(
    site: YardSite,
    manager: tuple[TestClient[Litestar], str],
    name: str,
    value: str,
    field: str,
    kept: object,
) -> None:
    client, token = manager
    before = customer_of(site)
    address = address_of("customer", NORTHSIDE, name)
    answer = save(client, token, address, value, opened(client, address))
    assert answer.status_code == 200, answer.text
    after = customer_of(site)
    assert after == replace(before, **{field: kept})
    entry = last_entry(site)
    assert (entry.actor, entry.action, entry.record) == (
        "manager",
        "edit_customer",
        f"customer:{NORTHSIDE}",
    )
    assert entry.before != entry.after
    site.parts.store.write(lambda records: records.customers.put(before))


def test_the_second_of_two_edits_is_refused_with_what_changed(
    site: YardSite, manager: tuple[TestClient[Litestar], str]
) -> None:
    client, token = manager
    lift = site.parts.store.read(lambda records: records.classes.by_name("Scissor Lift"))
    assert lift is not None
    address = address_of("class", lift.id, "day_rate")
    first = second = opened(client, address)
    assert save(client, token, address, "146", first).status_code == 200
    refused = save(client, token, address, "147", second)
    assert refused.status_code == 422
    assert "was changed by manager while you were editing" in refused.text
    assert "Day rate is now “146.00”" in refused.text
    assert 'value="147"' in refused.text
    now = site.parts.store.read(lambda records: records.classes.get(lift.id))
    assert now is not None
    assert now.day_rate == 146
    meant = SEEN.search(refused.text)
    assert meant is not None
    assert save(client, token, address, "147", meant[1]).status_code == 200
    assert save(client, token, address, "148", "").status_code == 422


def test_two_people_edit_two_fields_of_one_record(
    site: YardSite, manager: tuple[TestClient[Litestar], str]
) -> None:
    client, token = manager
    name, phones = (address_of("customer", "harper-roofing", one) for one in ("name", "phones"))
    seen = opened(client, name), opened(client, phones)
    assert save(client, token, name, "Harper Roofs", seen[0]).status_code == 200
    assert save(client, token, phones, "312 555 0177", seen[1]).status_code == 200
    found = customer_of(site, "harper-roofing")
    assert (found.name, found.phones) == ("Harper Roofs", ("+13125550177",))


FORMS: dict[str, dict[str, str]] = {
    "license": {"number": "BL 424242", "valid_from": "2026-01-01", "valid_to": "2030-01-01"},
    "operator": {"name": "Nia Brown", "phone": "312 555 0188"},
    "certification": {
        "number": "OC 99/1",
        "kind": "Excavator",
        "valid_from": "2026-01-01",
        "valid_to": "2030-01-01",
        "operator_id": "northside-paving-maria-lopez",
    },
    "policy": {
        "number": "INS-77",
        "insurer": "Lone Star",
        "coverage": "2,000,000",
        "valid_from": "2026-01-01",
        "valid_to": "2030-01-01",
    },
    "site": {"address": "9 New Road", "max_weight_class": "Heavy", "note": "Gate 4"},
}


@pytest.mark.parametrize("kind", sorted(FORMS))
def test_a_credential_is_added_shown_edited_and_taken_off(
    site: YardSite, manager: tuple[TestClient[Litestar], str], kind: str
) -> None:
    client, token = manager
    kept = KEPT[kind]
    before = site.parts.store.read(lambda records: kept.repository(records).count())
    form = {**FORMS[kind], "state": "active", "_csrf_token": token}
    added = client.post(f"/customers/{NORTHSIDE}/add/{kind}", data=form, follow_redirects=False)
    assert added.status_code == 303, added.text
    entry = last_entry(site)
    assert (entry.action, entry.before) == (f"add_{kind}", "")
    key = entry.record.split(":", 1)[1]
    page = client.get(f"/customers/{NORTHSIDE}").text
    assert FORMS[kind].get("number", FORMS[kind].get("name", "9 New Road")) in page
    if kind != "operator":
        again = client.post(f"/customers/{NORTHSIDE}/add/{kind}", data=form)
        assert again.status_code == 422
        assert "already" in again.text
    name = "note" if kind == "site" else "phone" if kind == "operator" else "valid_to"
    value = "312 555 0189" if kind == "operator" else "2031-02-03"
    address = address_of(kind, key, name)
    assert save(client, token, address, value, opened(client, address)).status_code == 200
    removal = client.post(
        f"/edit/{kind}/{key_text(key)}/remove",
        data={"_csrf_token": token},
        follow_redirects=False,
    )
    assert removal.status_code == (422 if kind == "operator" else 303)
    if kind != "operator":
        assert last_entry(site).action == f"remove_{kind}"
        assert site.parts.store.read(lambda r: kept.repository(r).count()) == before


@pytest.mark.parametrize(
    "kind, changes, why",
    [
        ("license", {"number": ""}, "Business license · License number: is empty"),
        ("license", {"number": "BL 782-341"}, "belongs to another record already"),
        ("license", {"valid_to": "2020-01-01"}, "is before Valid from, 2026-01-01"),
        ("license", {"valid_to": "31.31.2026"}, "is not a day such as 2026-03-25"),
        ("license", {"state": "lapsed"}, "is none of active, suspended, revoked"),
        ("operator", {"phone": "12"}, "Operator · Phone: “12” has too few or too many digits"),
        ("policy", {"coverage": "1e9"}, "is not an amount"),
        ("policy", {"coverage": "9999999999"}, "is not from 0.00 to 999,999,999.99"),
        ("site", {"address": "1420 Harbor Rd."}, "belongs to another record already"),
        ("site", {"max_weight_class": "Huge"}, "is none of Light"),
        ("site", {"note": "x" * 501}, "is longer than 500 characters"),
    ],
)
def test_a_wrong_value_names_record_field_value_and_rule(
    site: YardSite,
    manager: tuple[TestClient[Litestar], str],
    kind: str,
    changes: dict[str, str],
    why: str,
) -> None:
    client, token = manager
    before = dump(site.parts.store)
    form = {**FORMS[kind], "state": "active", **changes, "_csrf_token": token}
    answer = client.post(f"/customers/{NORTHSIDE}/add/{kind}", data=form)
    assert answer.status_code == 422
    assert why in answer.text
    assert dump(site.parts.store) == before


def test_a_certificate_is_not_added_to_another_accounts_operator(
    site: YardSite, manager: tuple[TestClient[Litestar], str]
) -> None:
    client, token = manager
    form = {**FORMS["certification"], "number": "OC-2", "_csrf_token": token}
    answer = client.post("/customers/harper-roofing/add/certification", data=form)
    assert answer.status_code == 404


def test_a_clerk_adds_an_account_that_waits_and_changes_phones_only(
    site: YardSite, client: TestClient[Litestar]
) -> None:
    token = sign_in(client, "clerk")
    form = {"account": "A-900", "name": "New Dig", "phones": "312-555-0190", "_csrf_token": token}
    form |= {"approval": "approved", "credit_hold": "no", "price_authority_percent": "50"}
    added = client.post("/customers", data=form, follow_redirects=False)
    assert added.status_code == 303
    found = site.parts.store.read(lambda records: records.customers.by_account("a-900"))
    assert found is not None
    assert (found.approval, found.price_authority_percent) == (Approval.PENDING, 0)
    assert found.phones == ("+13125550190",)
    again = client.post("/customers", data=form)
    assert (again.status_code, "belongs to another record" in again.text) == (422, True)
    phones = address_of("customer", found.id, "phones")
    assert save(client, token, phones, "", opened(client, phones)).status_code == 200
    for name in ("approval", "credit_hold", "name"):
        assert client.get(address_of("customer", found.id, name)).status_code == 403
        denied = save(client, token, address_of("customer", found.id, name), "approved", "")
        assert denied.status_code == 403
    for kind in ("license", "policy", "site", "certification"):
        denied = client.post(
            f"/customers/{found.id}/add/{kind}", data={**FORMS[kind], "_csrf_token": token}
        )
        assert denied.status_code == 403
    assert client.get(address_of("class", "scissor-lift", "floor_day_rate")).status_code == 403
    page = client.get(f"/customers/{found.id}").text
    assert "Add a license" not in page


def test_the_api_keeps_the_same_rules(
    site: YardSite, manager: tuple[TestClient[Litestar], str]
) -> None:
    client, token = manager
    address, headers = "/api/v1/records/customer/granite-peak-masonry", {"x-csrftoken": token}

    def change(changes: dict[str, Any], seen: str | None = None) -> Any:
        return client.patch(address, json={"changes": changes, "seen": seen}, headers=headers)

    first = change({"phones": "312 555 0101", "credit_hold": "yes"})
    assert first.status_code == 200, first.text
    assert first.json()["values"] == {"phones": "+13125550101", "credit_hold": "yes"}
    assert change({"phones": "", "credit_hold": "no"}, first.json()["seen"]).status_code == 200
    stale = change({"phones": "", "credit_hold": "no"}, first.json()["seen"])
    assert (stale.status_code, stale.json()["error"]["key"]) == (409, "stale_edit")
    wrong = change({"approval": "perhaps"})
    assert wrong.status_code == 422
    assert wrong.json()["error"]["what"] == (
        "Customer · Approval: “perhaps” is none of approved, pending, suspended."
    )
    assert change({"nothing": "x"}).status_code == 404
    assert change({"phones": 5}).status_code == 400
    listed = client.get("/api/v1/customers?q=granite&limit=1").json()
    assert (listed["total"], listed["items"][0]["id"]) == (1, "granite-peak-masonry")
    token = sign_in(client, "clerk")
    denied = client.patch(
        address, json={"changes": {"approval": "approved"}}, headers={"x-csrftoken": token}
    )
    assert denied.status_code == 403


def test_a_class_is_added_with_every_field(
    site: YardSite, manager: tuple[TestClient[Litestar], str]
) -> None:
    client, token = manager
    form = {
        "name": "Moon Buggy",
        "category": "Concrete",
        "weight_class": "Light",
        "day_rate": "$120",
        "floor_day_rate": "100",
        "max_day_rate": "150",
        "uses": "moving concrete, moving gravel",
        "aliases": "buggy; power buggy",
        "minimum_days": "2",
        "description": "Carries half a yard.\nFour wheels.",
        "operator_certification": "none",
        "_csrf_token": token,
    }
    added = client.post("/inventory", data=form, follow_redirects=False)
    assert added.status_code == 303, added.text
    found = site.parts.store.read(lambda records: records.classes.by_name("moon buggy"))
    assert found is not None
    assert (found.id, found.uses, found.aliases) == (
        "moon-buggy",
        ("moving concrete", "moving gravel"),
        ("buggy", "power buggy"),
    )
    assert (found.minimum_days, found.buffer_minutes, found.deposit) == (2, 60, 0)
    assert found.operator_certification is None
    assert "Four wheels." in found.description
    assert last_entry(site).action == "add_class"
    wrong = client.post("/inventory", data={**form, "floor_day_rate": "121", "name": "Other"})
    assert wrong.status_code == 422
    assert "is above the day rate 120.00" in wrong.text
    assert 'value="$120"' in wrong.text


def test_closed_accounts_and_operators_who_left_pass_no_gate(site: YardSite) -> None:
    from appliance.rental.registry import operators, verify_customer

    store, now = site.parts.store, site.parts.clock.now()
    before = customer_of(site)
    store.write(lambda records: records.customers.put(replace(before, retired=True)))
    check = store.read(lambda records: verify_customer(records, now, "BL782341"))
    assert "has been closed" in check.verification.reason
    store.write(lambda records: records.customers.put(before))

    names = store.read(lambda records: operators(records, NORTHSIDE))
    maria = store.read(lambda records: records.operators.get("northside-paving-maria-lopez"))
    assert maria is not None
    store.write(lambda records: records.operators.put(replace(maria, retired=True)))
    left = store.read(lambda records: operators(records, NORTHSIDE))
    store.write(lambda records: records.operators.put(maria))
    assert set(names) - set(left) == {maria.name}


@pytest.mark.parametrize("text", ["zz", "6", "ff", "é", "6e6f2"])
def test_an_address_that_is_none_finds_nothing(text: str) -> None:
    with pytest.raises(RecordNotFound):
        key_from(text)


@given(st.text(min_size=1, max_size=30))
def test_any_key_can_stand_in_an_address(key: str) -> None:
    assert key_from(key_text(key)) == key


ODD = st.sampled_from(
    [
        "",
        "NaN",
        "-1",
        "9" * 300,
        "=cmd|' /C calc'!A0",
        "a\x00b",
        "\x1b[2J",
        "\u202egpj",
        "שלום",
        "<script>alert(1)</script>",
        "'; DROP TABLE customer; --",
        "{{ 7*7 }}",
        "2026-13-45",
        "x" * 30_000,
        "+1 (312) 555-0134",
        "yes",
        "active",
        "Heavy",
        "10",
        "\ud7ff\ue000",
    ]
)
FUZZ = settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@pytest.mark.parametrize("kind", [*sorted(CREDENTIALS), "customer", "class"])
@FUZZ
@given(data=st.data())
def test_whatever_is_typed_into_a_form_is_kept_whole_or_refused(
    site: YardSite,
    manager: tuple[TestClient[Litestar], str],
    kind: str,
    data: st.DataObject,
) -> None:
    client, token = manager
    names = [*KEPT[kind].fields, "operator_id", "nonsense"]
    values = st.one_of(ODD, st.text(max_size=10))
    form = data.draw(st.dictionaries(st.sampled_from(names), values, max_size=len(names)))
    form["_csrf_token"] = token
    addresses = {"customer": "/customers", "class": "/inventory"}
    address = addresses.get(kind, f"/customers/{NORTHSIDE}/add/{kind}")
    trail = site.parts.store.read(lambda records: records.audit.page(limit=1).total)
    answer = client.post(address, data=form, follow_redirects=False)
    assert answer.status_code in (303, 404, 422), answer.text
    changed = site.parts.store.read(lambda records: records.audit.page(limit=1).total) - trail
    assert changed == (answer.status_code == 303)


@pytest.mark.parametrize("kind", ["customer", "class", "unit", "license"])
@FUZZ
@given(data=st.data())
def test_whatever_is_typed_into_a_cell_is_kept_whole_or_refused(
    site: YardSite,
    manager: tuple[TestClient[Litestar], str],
    kind: str,
    data: st.DataObject,
) -> None:
    client, token = manager
    key = {
        "customer": "bluebird-events",
        "class": "backhoe",
        "unit": "unit-eq004",
        "license": "BL102374",
    }[kind]
    rule = data.draw(st.sampled_from(list(KEPT[kind].fields.values())))
    address = address_of(kind, key, rule.name)
    shown = client.get(address, headers=HTMX)
    found = SEEN.search(shown.text)
    seen = data.draw(st.sampled_from([found[1] if found else "", "", "zz.zz", "\x00"]))
    answer = save(client, token, address, data.draw(st.one_of(ODD, st.text(max_size=9))), seen)
    assert answer.status_code in (200, 403, 422), (rule.name, answer.text)


def test_the_states_of_a_credential_are_those_of_the_domain() -> None:
    assert KEPT["license"].fields["state"].options == tuple(CredentialState)
