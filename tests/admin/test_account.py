"""One's own account: the counter PIN set, changed and removed, and what others see of it."""

from __future__ import annotations

import itertools
import logging
from collections.abc import Iterator
from dataclasses import replace

import pytest
from admin_yard import CHEAP, PASSWORD, YardSite, sign_in
from argon2 import PasswordHasher
from litestar import Litestar
from litestar.testing import TestClient

from appliance.admin.pages.audit.routes import changes_of
from appliance.admin.people import edit_person, new_person
from appliance.admin.pins import Pins, set_own_pin
from appliance.admin.sessions import COOKIE
from appliance.domain.errors import NotPermitted, RecordError
from appliance.domain.people import AuditEntry, Role, User

PIN, OTHER_PIN = "2580", "4719"
QUICK = Pins(PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))
_numbers = itertools.count(1)


@pytest.fixture
def user(site: YardSite) -> Iterator[User]:
    """Somebody of one's own, who is gone afterwards with the PIN."""
    name = f"person{next(_numbers)}"
    made = new_person(name, name.capitalize(), Role.CLERK, CHEAP.hash(PASSWORD))
    site.parts.store.write(lambda records: records.users.put(made))
    yield made
    site.parts.store.write(lambda records: records.users.delete(made.id))


def of(site: YardSite, user: User) -> User:
    found = site.parts.store.read(lambda records: records.users.get(user.id))
    assert found is not None
    return found


def give_pin(site: YardSite, user: User, pin: str = PIN) -> User:
    """The user with a PIN, as the page would set it."""
    set_own_pin(site.parts.store, QUICK, user, pin)
    return of(site, user)


def trail(site: YardSite, user: User) -> list[AuditEntry]:
    record = f"user:{user.username}"
    page = site.parts.store.read(lambda records: records.audit.page(record=record, limit=100))
    return [entry for entry in page.items if entry.action.endswith("_pin")]


def form(token: str, pin: str = PIN, **changed: str) -> dict[str, str]:
    return {"current": PASSWORD, "pin": pin, "again": pin, "_csrf_token": token, **changed}


@pytest.mark.parametrize("role", list(Role))
def test_every_role_has_its_account(client: TestClient[Litestar], role: Role) -> None:
    sign_in(client, role.value)
    page = client.get("/account").text
    assert "Change password" in page
    assert "You have no PIN." in page
    assert "Remove PIN" not in page


def test_a_pin_is_set_changed_and_removed(
    site: YardSite, client: TestClient[Litestar], user: User, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    token = sign_in(client, user.username)
    page = client.post("/account/pin", data=form(token)).text
    assert "Your counter PIN is set." in page
    assert "You have a PIN." in page
    first = of(site, user).pin_hash
    assert first.startswith("$argon2id$")
    assert site.parts.pins.matches(first, PIN)
    assert "Your counter PIN is set." in client.post("/account/pin", data=form(token, "8102")).text
    second = of(site, user).pin_hash
    assert site.parts.pins.matches(second, "8102")
    assert not site.parts.pins.matches(second, PIN)
    removed = client.post("/account/pin/remove", data=form(token)).text
    assert "Your counter PIN is removed." in removed
    assert "You have no PIN." in removed
    assert of(site, user) == user
    entries = trail(site, user)
    assert [entry.action for entry in entries] == ["remove_pin", "set_pin", "set_pin"]
    assert {entry.actor for entry in entries} == {user.username}
    assert {entry.before + entry.after for entry in entries} == {""}
    for secret in (PIN, "8102", first, second):
        assert secret not in page
        assert secret not in caplog.text


@pytest.mark.parametrize(
    "changed, why",
    [
        ({"current": "wrong"}, "The current password is not right."),
        ({"again": OTHER_PIN}, "The two PINs differ."),
        ({"pin": "12", "again": "12"}, "4 to 8 digits"),
        ({"pin": "1111", "again": "1111"}, "one digit repeated"),
        ({"pin": "4321", "again": "4321"}, "run of digits"),
    ],
)
def test_a_bad_pin_says_why(
    site: YardSite, client: TestClient[Litestar], user: User, changed: dict[str, str], why: str
) -> None:
    token = sign_in(client, user.username)
    answer = client.post("/account/pin", data=form(token, **changed))
    assert answer.status_code == 422
    assert why in answer.text
    assert of(site, user) == user


def test_a_pin_is_neither_set_nor_removed_without_the_forms_token_or_password(
    site: YardSite, client: TestClient[Litestar], user: User
) -> None:
    kept = give_pin(site, user)
    token = sign_in(client, user.username)
    for address in ("/account/pin", "/account/pin/remove"):
        forged = form(token, OTHER_PIN)
        del forged["_csrf_token"]
        assert client.post(address, data=forged).status_code == 403
        guessed = client.post(address, data=form(token, OTHER_PIN, current="guess"))
        assert guessed.status_code == 422
    assert of(site, user) == kept


def test_another_active_persons_pin_is_refused(
    site: YardSite, client: TestClient[Litestar], user: User
) -> None:
    other = new_person("other", "Other", Role.MANAGER, CHEAP.hash(PASSWORD))
    site.parts.store.write(lambda records: records.users.put(other))
    held = give_pin(site, other)
    token = sign_in(client, user.username)
    answer = client.post("/account/pin", data=form(token))
    assert answer.status_code == 422
    assert "Choose another PIN." in answer.text
    assert of(site, user) == user
    site.parts.store.write(lambda records: records.users.put(replace(held, active=False)))
    assert client.post("/account/pin", data=form(token)).status_code == 200
    assert of(site, user).pin_hash
    site.parts.store.write(lambda records: records.users.delete(other.id))


def test_who_sets_the_same_pin_meanwhile_is_compared_too(site: YardSite, user: User) -> None:
    other = new_person("quicker", "Quicker", Role.CLERK, "-")
    site.parts.store.write(lambda records: records.users.put(other))

    class Slow(Pins):
        """The other one sets the PIN just after everybody was compared."""

        done = False

        def matches(self, pin_hash: str, pin: str) -> bool:
            right = QUICK.matches(pin_hash, pin)
            if not self.done:
                self.done = True
                give_pin(site, other)
            return right

    with pytest.raises(RecordError, match=r"Choose another PIN\."):
        set_own_pin(site.parts.store, Slow(), user, PIN)
    assert of(site, user) == user
    site.parts.store.write(lambda records: records.users.delete(other.id))


def test_a_password_that_was_changed_meanwhile_sets_no_pin(site: YardSite, user: User) -> None:
    site.parts.store.write(
        lambda records: records.users.put(replace(user, password_hash="another"))
    )
    with pytest.raises(NotPermitted):
        set_own_pin(site.parts.store, QUICK, user, PIN)
    assert of(site, user).pin_hash == ""


def test_guessing_the_password_on_the_account_is_slowed_down(
    client: TestClient[Litestar], user: User
) -> None:
    token = sign_in(client, user.username)
    wrong = form(token, current="guess")
    codes = [
        client.post(address, data=wrong).status_code
        for address in ("/account/password", "/account/pin", "/account/pin/remove") * 2
    ]
    assert codes == [422] * 5 + [429]
    answer = client.post("/account/pin", data=form(token))
    assert answer.status_code == 429
    assert "Too many tries. Wait" in answer.text


def test_trying_pins_to_learn_who_has_one_is_slowed_down(
    site: YardSite, client: TestClient[Litestar], user: User
) -> None:
    token = sign_in(client, user.username)
    codes = [
        client.post("/account/pin", data=form(token, f"{number}97")).status_code
        for number in range(40, 46)
    ]
    assert codes == [200] * 5 + [429]
    assert len(trail(site, user)) == 5


def test_setting_a_pin_signs_nobody_out(
    site: YardSite, client: TestClient[Litestar], user: User
) -> None:
    other = site.parts.sessions.start(user)
    token = sign_in(client, user.username)
    client.post("/account/pin", data=form(token))
    assert client.get("/api/v1/bookings").status_code == 200
    client.cookies.set(COOKIE, other)
    assert client.get("/api/v1/bookings").status_code == 200


def test_an_administrator_sees_that_there_is_a_pin_and_removes_it(
    site: YardSite, client: TestClient[Litestar], user: User
) -> None:
    kept = give_pin(site, user)
    token = sign_in(client, "admin")
    page = client.get("/users").text
    assert f"the counter PIN of {user.display_name}" in page
    assert kept.pin_hash not in page
    answer = client.post(f"/users/{user.id}/pin/remove", data={"_csrf_token": token})
    assert "The counter PIN is removed." in answer.text
    assert f"the counter PIN of {user.display_name}" not in answer.text
    assert of(site, user) == user
    assert [(entry.actor, entry.action) for entry in trail(site, user)] == [
        ("admin", "remove_pin"),
        (user.username, "set_pin"),
    ]
    client.post(f"/users/{user.id}/pin/remove", data={"_csrf_token": token})
    assert len(trail(site, user)) == 2, "there was none to remove"


def test_no_answer_and_no_export_holds_a_hash(
    site: YardSite, client: TestClient[Litestar], user: User
) -> None:
    kept = give_pin(site, user)
    sign_in(client, "admin")
    for address in ("/users", "/audit", "/files/users/export.csv"):
        answer = client.get(address)
        assert (answer.status_code, user.username in answer.text) == (200, True)
        assert "argon2" not in answer.text
        assert kept.pin_hash not in answer.text


def test_a_hash_that_came_into_the_trail_is_not_shown(site: YardSite, user: User) -> None:
    give_pin(site, user)
    entry = replace(trail(site, user)[0], after='{"pin_hash":"$argon2id$","role":"clerk"}')
    assert [change.name for change in changes_of(entry)] == ["role"]


def test_who_is_shut_out_loses_the_pin(site: YardSite, user: User) -> None:
    kept = give_pin(site, user)
    admin = site.users[Role.ADMIN]
    for active in (False, True):
        site.parts.store.write(
            lambda records, active=active: edit_person(
                records, admin, kept.id, role=Role.CLERK, active=active
            )
        )
        assert of(site, user).pin_hash == ""
    assert [entry.action for entry in trail(site, user)] == ["remove_pin", "set_pin"]


def test_a_role_that_changes_leaves_the_pin(site: YardSite, user: User) -> None:
    kept = give_pin(site, user)
    admin = site.users[Role.ADMIN]
    site.parts.store.write(
        lambda records: edit_person(records, admin, kept.id, role=Role.MANAGER, active=True)
    )
    assert of(site, user).pin_hash == kept.pin_hash


def test_what_is_no_hash_or_no_pin_matches_nothing() -> None:
    assert not QUICK.matches("", PIN)
    assert not QUICK.matches("no hash", PIN)
    assert not QUICK.matches(QUICK.hash(PIN), "no PIN at all")
    assert not Pins().matches("", "no PIN at all")
    assert QUICK.matches(QUICK.hash(PIN), PIN)
