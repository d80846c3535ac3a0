"""Signing in and out: passwords, cookies, forged requests, locked-out guesses."""

from __future__ import annotations

from dataclasses import replace

import pytest
from admin_yard import CHEAP, PASSWORD, YardSite, csrf_token, sign_in
from litestar import Litestar
from litestar.testing import TestClient

from appliance.admin.pages.login.routes import safe_target
from appliance.admin.people import new_person
from appliance.admin.sessions import COOKIE, SessionTable
from appliance.admin.throttle import LoginThrottle
from appliance.domain.errors import RecordError
from appliance.domain.people import Role

PAGE = {"accept": "text/html"}


def test_the_right_password_opens_the_pages(client: TestClient[Litestar]) -> None:
    sign_in(client, "clerk")
    page = client.get("/today", headers=PAGE)
    assert page.status_code == 200
    assert "The clerk" in page.text


def test_a_user_name_is_the_same_in_capitals(client: TestClient[Litestar]) -> None:
    sign_in(client, "CLERK")
    assert client.get("/today").status_code == 200


@pytest.mark.parametrize(
    "username, password",
    [("clerk", "not the password"), ("nobody", PASSWORD), ("clerk", ""), ("clerk", "x" * 5000)],
)
def test_a_wrong_pair_is_refused_in_the_same_words(
    client: TestClient[Litestar], username: str, password: str
) -> None:
    token = csrf_token(client.get("/login").text)
    answer = client.post(
        "/login", data={"username": username, "password": password, "_csrf_token": token}
    )
    assert answer.status_code == 401
    assert "The user name or the password is not right." in answer.text
    assert COOKIE not in answer.cookies


def test_the_session_cookie_is_closed_to_scripts_and_other_sites(
    client: TestClient[Litestar],
) -> None:
    token = csrf_token(client.get("/login").text)
    answer = client.post(
        "/login",
        data={"username": "clerk", "password": PASSWORD, "_csrf_token": token},
        follow_redirects=False,
    )
    cookie = next(
        value for value in answer.headers.get_list("set-cookie") if value.startswith(COOKIE)
    )
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Secure" not in cookie


def test_signing_in_takes_a_fresh_token_whatever_the_browser_brought(
    client: TestClient[Litestar],
) -> None:
    client.cookies.set(COOKIE, "chosen-by-somebody-else")
    token = csrf_token(client.get("/login").text)
    answer = client.post(
        "/login",
        data={"username": "clerk", "password": PASSWORD, "_csrf_token": token},
        follow_redirects=False,
    )
    assert answer.cookies[COOKIE] != "chosen-by-somebody-else"


def test_signing_out_ends_the_session_for_its_cookie_too(client: TestClient[Litestar]) -> None:
    token = sign_in(client, "clerk")
    kept = client.cookies[COOKIE]
    client.post("/logout", data={"_csrf_token": token})
    client.cookies.set(COOKIE, kept)
    assert client.get("/api/v1/bookings").status_code == 401


def test_a_user_who_is_shut_out_is_out_at_once(
    site: YardSite, client: TestClient[Litestar]
) -> None:
    user = new_person("leaver", "A Leaver", Role.CLERK, CHEAP.hash(PASSWORD))
    site.parts.store.write(lambda records: records.users.put(user))
    sign_in(client, "leaver")
    assert client.get("/api/v1/bookings").status_code == 200
    site.parts.store.write(lambda records: records.users.put(replace(user, active=False)))
    assert client.get("/api/v1/bookings").status_code == 401


def test_a_changed_password_ends_other_sessions(
    site: YardSite, client: TestClient[Litestar]
) -> None:
    user = new_person("changer", "A Changer", Role.CLERK, CHEAP.hash(PASSWORD))
    site.parts.store.write(lambda records: records.users.put(user))
    other = site.parts.sessions.start(user)
    token = sign_in(client, "changer")
    answer = client.post(
        "/account/password",
        data={
            "current": PASSWORD,
            "new": "a longer phrase",
            "again": "a longer phrase",
            "_csrf_token": token,
        },
        follow_redirects=False,
    )
    assert answer.status_code == 303
    assert client.get("/api/v1/bookings").status_code == 200
    client.cookies.set(COOKIE, other)
    assert client.get("/api/v1/bookings").status_code == 401


@pytest.mark.parametrize(
    "fields, why",
    [
        ({"current": "wrong", "new": "a longer phrase", "again": "a longer phrase"}, "not right"),
        ({"current": PASSWORD, "new": "a longer phrase", "again": "another phrase"}, "differ"),
        ({"current": PASSWORD, "new": "short", "again": "short"}, "has 5 characters"),
        ({"current": PASSWORD, "new": PASSWORD, "again": PASSWORD}, "the old one"),
    ],
)
def test_a_bad_change_of_password_says_why(
    client: TestClient[Litestar], fields: dict[str, str], why: str
) -> None:
    token = sign_in(client, "manager")
    answer = client.post("/account/password", data={**fields, "_csrf_token": token})
    assert answer.status_code == 422
    assert why in answer.text


def test_a_post_without_the_forms_token_changes_nothing(
    site: YardSite, client: TestClient[Litestar]
) -> None:
    sign_in(client, "admin")
    answer = client.post("/users", data={"username": "forged", "password": PASSWORD})
    assert answer.status_code == 403
    assert answer.json()["error"]["key"] == "stale_page"
    assert site.parts.store.read(lambda records: records.users.by_username("forged")) is None


def test_a_token_of_another_browser_is_refused(client: TestClient[Litestar]) -> None:
    sign_in(client, "admin")
    answer = client.post("/logout", data={"_csrf_token": "0" * 128})
    assert answer.status_code == 403


def test_sign_in_needs_the_forms_token_as_well(client: TestClient[Litestar]) -> None:
    answer = client.post("/login", data={"username": "clerk", "password": PASSWORD})
    assert answer.status_code == 403


def test_guessing_is_slowed_down(site: YardSite, client: TestClient[Litestar]) -> None:
    token = csrf_token(client.get("/login").text)
    guess = {"username": "victim", "password": "guess", "_csrf_token": token}
    codes = [client.post("/login", data=guess).status_code for _ in range(6)]
    assert codes == [401] * 5 + [429]
    # Somebody else at the same address still gets in.
    sign_in(client, "clerk")


def test_each_further_guess_waits_twice_as_long_and_success_forgives() -> None:
    moment = [0.0]
    throttle = LoginThrottle(free=2, first_wait_s=10, longest_s=35, now=lambda: moment[0])
    waits = []
    for _ in range(5):
        throttle.failed("ann", "10.0.0.1")
        waits.append(throttle.wait_s("ANN", "10.0.0.1"))
    assert waits == [0.0, 10.0, 20.0, 35.0, 35.0]
    assert throttle.wait_s("ann", "10.0.0.2") == 0.0
    throttle.succeeded("ann", "10.0.0.1")
    assert throttle.wait_s("ann", "10.0.0.1") == 0.0


def test_one_address_trying_many_names_is_slowed_down_too() -> None:
    throttle = LoginThrottle(free=2, address_factor=3, now=lambda: 0.0)
    for number in range(6):
        throttle.failed(f"name{number}", "10.0.0.9")
    assert throttle.wait_s("somebody new", "10.0.0.9") > 0


def test_the_throttle_keeps_a_bounded_number_of_failures() -> None:
    moment = [0.0]
    throttle = LoginThrottle(most=50, now=lambda: moment[0])
    for number in range(500):
        moment[0] += 1
        throttle.failed(f"name{number}", f"10.0.{number // 250}.{number % 250}")
    assert len(throttle._failures) <= 50


def test_sessions_end_when_idle_and_after_a_day_at_work() -> None:
    moment = [0.0]
    sessions = SessionTable(idle_s=100, longest_s=250, most=2, now=lambda: moment[0])
    user = new_person("ann", "Ann", Role.CLERK, "hash")
    token = sessions.start(user)
    for moment[0] in (90.0, 180.0, 240.0):
        assert sessions.find(token) is not None
    moment[0] = 251.0
    assert sessions.find(token) is None
    idle = sessions.start(user)
    moment[0] += 101
    assert sessions.find(idle) is None


def test_more_sessions_than_the_bound_drop_the_one_unseen_for_longest() -> None:
    moment = [0.0]
    sessions = SessionTable(most=2, now=lambda: moment[0])
    user = new_person("ann", "Ann", Role.CLERK, "hash")
    tokens = []
    for moment[0] in (1.0, 2.0, 3.0):
        tokens.append(sessions.start(user))
    assert [sessions.find(token) is not None for token in tokens] == [False, True, True]


@pytest.mark.parametrize(
    "target", ["https://evil.test/", "//evil.test", "/\\evil.test", "", "javascript:x", "/a\nb"]
)
def test_signing_in_never_leads_to_another_site(target: str) -> None:
    assert safe_target(target) == "/today"


def test_signing_in_leads_back_to_where_one_was(client: TestClient[Litestar]) -> None:
    first = client.get("/customers", headers=PAGE, follow_redirects=False)
    assert first.headers["location"] == "/login?next=/customers"
    assert safe_target("/customers") == "/customers"


@pytest.mark.parametrize("password", ["short", "a" * 20, "x" * 201])
def test_weak_passwords_are_refused(password: str) -> None:
    with pytest.raises(RecordError):
        CHEAP.hash(password)
