"""What a client sees when something is wrong: one shape, escaped, bounded, with the headers."""

from __future__ import annotations

import logging
from dataclasses import replace

import pytest
from admin_yard import YardSite, build_site, client_for, sign_in
from litestar import Litestar
from litestar.testing import TestClient

from appliance.admin.errors import shape_of
from appliance.domain.customers import Customer
from appliance.domain.errors import (
    ConfigurationError,
    DeskUnreachable,
    NotAvailable,
    NotPermitted,
    RecordError,
    RecordNotFound,
)
from appliance.domain.people import Task
from appliance.ports.store import Records

PAGE = {"accept": "text/html"}
NASTY = '<script>alert("x")</script>'


def test_a_missing_record_has_the_one_shape(client: TestClient[Litestar]) -> None:
    sign_in(client, "clerk")
    answer = client.get("/bookings/R-0")
    assert answer.status_code == 404
    error = answer.json()["error"]
    assert set(error) == {"key", "what", "do", "reference"}
    assert error["key"] == "record_not_found"


def test_a_browser_gets_a_page_with_a_reference(client: TestClient[Litestar]) -> None:
    sign_in(client, "clerk")
    answer = client.get("/bookings/R-0", headers=PAGE)
    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("text/html")
    assert "There is no such booking." in answer.text
    assert "Reference" in answer.text


def test_htmx_gets_a_notice_beside_the_page(client: TestClient[Litestar]) -> None:
    sign_in(client, "manager")
    answer = client.get("/edit/unit/6e6f/fields/state", headers={"hx-request": "true"})
    assert answer.status_code == 404
    assert answer.headers["hx-retarget"] == "#notices"
    assert "<html" not in answer.text


def test_htmx_of_somebody_signed_out_is_sent_to_sign_in(client: TestClient[Litestar]) -> None:
    answer = client.get("/today/live", headers={"hx-request": "true"})
    assert answer.headers["hx-redirect"].startswith("/login")


@pytest.mark.parametrize(
    "error, status",
    [
        (RecordNotFound("gone"), 404),
        (NotAvailable("taken"), 409),
        (RecordError("bad"), 422),
        (NotPermitted("no"), 403),
        (DeskUnreachable("down"), 503),
        (ConfigurationError("wrong"), 500),
        (KeyError("SELECT * FROM secret"), 500),
    ],
)
def test_errors_have_their_status(error: Exception, status: int) -> None:
    shape = shape_of(error)
    assert shape.status == status
    assert "SELECT" not in shape.what


def test_what_nobody_expected_says_nothing_but_a_reference_that_the_log_has_too(
    site: YardSite, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(_method: str, _body: bytes) -> bytes:
        raise ZeroDivisionError("SELECT secret FROM table at line 7")

    other = build_site(site.settings, site.parts.store)
    parts = replace(other.parts, gateway=broken)
    from appliance.admin.internal import build_internal_app

    with client_for(build_internal_app(parts)) as client, caplog.at_level(logging.ERROR):
        answer = client.post(
            "/internal/v1/desk/unit",
            content=b"{}",
            headers={"authorization": f"Bearer {parts.gateway_token}"},
        )
    assert answer.status_code == 500
    assert "SELECT" not in answer.text
    assert "Traceback" not in answer.text
    reference = answer.json()["error"]["reference"]
    assert reference in [getattr(record, "reference", "") for record in caplog.records]


def test_what_people_and_callers_wrote_is_shown_as_text(
    site: YardSite, client: TestClient[Litestar]
) -> None:
    customer = Customer(id="nasty", account="A-666", name=NASTY, phones=(NASTY,))
    task = Task(
        id="nasty",
        kind="callback",
        created_at=site.parts.clock.now(),
        call_id=None,
        subject=NASTY,
        detail=NASTY,
    )

    def put(records: Records) -> None:
        records.customers.put(customer)
        records.tasks.put(task)

    site.parts.store.write(put)
    sign_in(client, "manager")
    for address in ("/customers", "/customers/nasty", "/tasks", "/today", f"/inventory?q={NASTY}"):
        page = client.get(address, headers=PAGE).text
        assert NASTY not in page, address
        assert "&lt;script&gt;" in page, address


def test_every_answer_carries_the_security_headers(client: TestClient[Litestar]) -> None:
    sign_in(client, "clerk")
    for address in ("/login", "/today", "/nothing", "/health", "/static/app.css", "/bookings/R-0"):
        headers = client.get(address, headers=PAGE).headers
        assert "script-src 'self'" in headers["content-security-policy"], address
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"
        assert headers["referrer-policy"] == "same-origin"
        assert "server" not in headers


def test_pages_are_never_kept_by_a_cache(client: TestClient[Litestar]) -> None:
    sign_in(client, "clerk")
    assert client.get("/customers").headers["cache-control"] == "no-store"


def test_pages_hold_no_inline_script_or_style(client: TestClient[Litestar]) -> None:
    sign_in(client, "admin")
    for address in ("/today", "/inventory", "/bookings", "/calls", "/settings", "/users", "/audit"):
        page = client.get(address, headers=PAGE).text
        assert "<script>" not in page
        assert "<style" not in page
        assert " style=" not in page
        assert " onclick=" not in page


@pytest.mark.parametrize("size", [300_000, 3_000_000])
def test_a_form_larger_than_any_form_is_refused(client: TestClient[Litestar], size: int) -> None:
    token = sign_in(client, "admin")
    answer = client.post("/settings", data={"greeting": "a" * size, "_csrf_token": token})
    assert answer.status_code == 413
    assert answer.json()["error"]["key"] == "too_large"


def test_a_body_that_is_no_form_is_refused_without_a_stack(client: TestClient[Litestar]) -> None:
    token = sign_in(client, "admin")
    answer = client.post(
        "/users",
        content=b"\xff\xfe{",
        headers={"x-csrftoken": token, "content-type": "application/json"},
    )
    assert 400 <= answer.status_code < 500
    assert "Traceback" not in answer.text


@pytest.mark.parametrize("query", ["offset=-5", "offset=99999999999999999999", "offset=x", "q=%00"])
def test_odd_queries_do_not_break_a_list(client: TestClient[Litestar], query: str) -> None:
    sign_in(client, "clerk")
    for page in ("/inventory", "/units", "/bookings", "/customers", "/calls"):
        assert client.get(f"{page}?{query}").status_code in (200, 400), page


def test_health_and_readiness_tell_the_truth(site: YardSite, client: TestClient[Litestar]) -> None:
    assert client.get("/health").json() == {"ok": True}
    before = client.get("/ready")
    assert before.status_code == 503
    assert before.json()["parts"]["database"]["ok"] is True
    assert before.json()["parts"]["voice"]["ok"] is False
    site.parts.voice.heard({"ok": True, "sip": {"ok": True}})
    parts = client.get("/ready").json()["parts"]
    assert parts["voice"]["ok"] is True
    assert parts["sip"]["ok"] is True
