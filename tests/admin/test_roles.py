"""Who may do what, over every route that the application has."""

from __future__ import annotations

import re
from typing import Any

import pytest
from admin_yard import YardSite, sign_in
from litestar import Litestar
from litestar.handlers import HTTPRouteHandler
from litestar.testing import TestClient

from appliance.admin.app import ROUTES, build_people_app
from appliance.admin.auth import PUBLIC, ROLE
from appliance.domain.people import Role

OPEN = {"/health", "/ready", "/login", "/ca.crt", "/trust", "/metrics"}

FOR_MANAGERS = {
    ("POST", "/inventory/{class_id:str}/units"),
    ("POST", "/kits"),
    ("POST", "/kits/{kit_id:str}/delete"),
    ("POST", "/services"),
    ("POST", "/services/{plan_id:str}/end"),
    ("GET", "/inventory/new"),
    ("POST", "/inventory"),
    ("POST", "/edit/{kind:str}/{key:str}/remove"),
    ("GET", "/files"),
    ("GET", "/files/{name:str}"),
    ("POST", "/files/{name:str}"),
    ("GET", "/files/{name:str}/export.csv"),
    ("GET", "/audit"),
    ("GET", "/knowledge"),
    ("GET", "/knowledge/new"),
    ("POST", "/knowledge/new"),
    ("GET", "/knowledge/try"),
    ("POST", "/knowledge/preview"),
    ("GET", "/knowledge/{article_id:str}"),
    ("POST", "/knowledge/{article_id:str}"),
    ("POST", "/knowledge/{article_id:str}/delete"),
    ("POST", "/bookings/{number:str}/approve"),
    ("POST", "/reviews/{number:str}/decide"),
    ("POST", "/customers/{customer_id:str}/rates"),
    ("POST", "/customers/{customer_id:str}/rates/{rate_id:str}/end"),
    ("POST", "/customers/{customer_id:str}/tax"),
    ("GET", "/overrides"),
    ("GET", "/overrides/waiting"),
    ("GET", "/overrides/events"),
    ("GET", "/overrides/{override_id:str}"),
    ("POST", "/overrides/{override_id:str}/decide"),
}
FOR_ADMINS = {
    ("GET", "/settings/rentals"),
    ("GET", "/settings/agents"),
    ("POST", "/settings/agents"),
    ("GET", "/settings/agents/new"),
    ("GET", "/settings/agents/{agent_id:str}"),
    ("POST", "/settings/agents/{agent_id:str}"),
    ("POST", "/settings/agents/{agent_id:str}/remove"),
    ("POST", "/settings/rentals"),
    ("GET", "/customers/{customer_id:str}/erase"),
    ("POST", "/customers/{customer_id:str}/erase"),
    ("GET", "/upkeep"),
    ("POST", "/upkeep/retention"),
    ("POST", "/upkeep/run"),
    ("POST", "/upkeep/rewrite"),
    ("POST", "/upkeep/backup"),
    ("GET", "/settings"),
    ("POST", "/settings"),
    ("GET", "/settings/lines"),
    ("POST", "/settings/lines"),
    ("POST", "/settings/lines/{line:str}/remove"),
    ("GET", "/settings/paper"),
    ("POST", "/settings/paper"),
    ("POST", "/settings/paper/logo"),
    ("POST", "/settings/paper/logo/remove"),
    ("GET", "/users"),
    ("POST", "/users"),
    ("POST", "/users/{user_id:str}"),
    ("POST", "/users/{user_id:str}/password"),
    ("POST", "/users/{user_id:str}/pin/remove"),
}


def every_route() -> list[tuple[str, str, HTTPRouteHandler]]:
    return [
        (method, path, handler)
        for handler in ROUTES
        for method in sorted(handler.http_methods)
        for path in sorted(handler.paths)
    ]


def concrete(path: str) -> str:
    return re.sub(r"\{(\w+):str\}", r"some-\1", path)


@pytest.mark.parametrize(
    "method, path",
    [(method, path) for method, path, _ in every_route() if path not in OPEN],
)
def test_nobody_gets_in_without_signing_in(
    client: TestClient[Litestar], method: str, path: str
) -> None:
    client.get("/login")
    headers = {"x-csrftoken": client.cookies["appliance_csrf"]}
    answer = client.request(method, concrete(path), headers=headers, follow_redirects=False)
    assert answer.status_code == 401
    assert answer.json()["error"]["key"] == "not_signed_in"
    page = client.request(
        method,
        concrete(path),
        headers={**headers, "accept": "text/html"},
        follow_redirects=False,
    )
    assert page.status_code == (401 if path.startswith("/api/") else 303)


def test_each_route_asks_for_the_role_that_it_should() -> None:
    for method, path, handler in every_route():
        if path in OPEN:
            assert handler.opt.get(PUBLIC)
            continue
        expected = Role.CLERK
        if (method, path) in FOR_MANAGERS:
            expected = Role.MANAGER
        elif (method, path) in FOR_ADMINS:
            expected = Role.ADMIN
        assert handler.opt[ROLE] is expected, (method, path)


@pytest.mark.parametrize("role", [Role.CLERK, Role.MANAGER])
def test_a_role_is_refused_what_is_above_it(
    site: YardSite, client: TestClient[Litestar], role: Role
) -> None:
    token = sign_in(client, role.value)
    refused = {
        (method, path)
        for method, path, handler in every_route()
        if path not in OPEN and not role.includes(handler.opt[ROLE])
    }
    assert refused == FOR_ADMINS | (FOR_MANAGERS if role is Role.CLERK else set())
    for method, path in sorted(refused):
        answer = client.request(method, concrete(path), headers={"x-csrftoken": token})
        assert answer.status_code == 403, (method, path)
        assert answer.json()["error"]["key"] == "not_permitted"


def test_an_administrator_passes_every_guard(client: TestClient[Litestar]) -> None:
    token = sign_in(client, "admin")
    for method, path, _handler in every_route():
        if path in OPEN or path in {"/logout", "/overrides/events"}:
            continue  # the latter is a stream without an end
        answer = client.request(
            method, concrete(path), headers={"x-csrftoken": token}, follow_redirects=False
        )
        assert answer.status_code not in (401, 403), (method, path)
        assert answer.status_code < 500, (method, path, answer.text)


def test_a_clerk_sees_no_floor_anywhere(site: YardSite, client: TestClient[Litestar]) -> None:
    sign_in(client, "clerk")
    found = site.parts.store.read(lambda records: records.classes.all()[0])
    listed: dict[str, Any] = client.get("/api/v1/classes").json()
    assert all("floor_day_rate" not in item for item in listed["items"])
    assert all("max_day_rate" not in item for item in listed["items"])
    for address in ("/inventory", f"/inventory/{found.id}"):
        page = client.get(address).text
        assert "Floor" not in page
        assert "Maximum" not in page
        assert "/fields/" not in page


def test_a_manager_sees_floors(client: TestClient[Litestar]) -> None:
    sign_in(client, "manager")
    assert all("floor_day_rate" in item for item in client.get("/api/v1/classes").json()["items"])
    assert "Floor" in client.get("/inventory").text


def test_a_route_that_names_no_role_stops_the_start(
    site: YardSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    from litestar import get

    @get("/forgotten", sync_to_thread=False)
    def forgotten() -> str:
        return "open to the world"

    monkeypatch.setattr("appliance.admin.app.ROUTES", [*ROUTES, forgotten])
    with pytest.raises(ValueError, match="names no role"):
        build_people_app(site.parts)


def test_the_pages_have_no_internal_route(client: TestClient[Litestar]) -> None:
    sign_in(client, "admin")
    headers = {"x-csrftoken": client.cookies["appliance_csrf"]}
    answer = client.post("/internal/v1/desk/unit", content=b"{}", headers=headers)
    assert answer.status_code == 404
