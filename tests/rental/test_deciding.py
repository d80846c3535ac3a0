"""A review decided by PIN: whose it is, wrong ones, and what changes between saying and writing."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from appliance.domain.bookings import BookingState
from appliance.domain.errors import RecordError
from appliance.domain.people import AuditEntry, Role, User
from appliance.ports.deciding import PinDecision
from appliance.ports.store import Records
from appliance.rental.desk import LocalDesk
from tests.rental.yard import TestYard

BOSS_PIN, CLERK_PIN = "2580", "4719"
TOO_MANY = "Too many wrong PINs. Decide it on the page, or try again later."


class PlainHashes:
    """Hashes that can be read; notes what was compared, and on which thread."""

    def __init__(self) -> None:
        self.compared: list[str] = []
        self.threads: set[int] = set()
        self.afterwards: Callable[[], object] = lambda: None

    def hash(self, pin: str) -> str:
        return f"hash of {pin}"

    def matches(self, pin_hash: str, pin: str) -> bool:
        self.compared.append(pin_hash)
        self.threads.add(threading.get_ident())
        right = pin_hash == self.hash(pin)
        if right:
            self.afterwards()
        return right


def person(username: str, role: Role, pin: str = "", *, active: bool = True) -> User:
    return User(
        id=username,
        username=username,
        display_name=username.capitalize(),
        role=role,
        password_hash="",
        active=active,
        pin_hash=f"hash of {pin}" if pin else "",
    )


BOSS = person("boss", Role.MANAGER, BOSS_PIN)
PEOPLE = (
    BOSS,
    person("ann", Role.CLERK, CLERK_PIN),
    person("root", Role.ADMIN),
    person("gone", Role.MANAGER, "8102", active=False),
)


class Counter:
    """The desk with people at it, a booking that waits, and shortcuts."""

    def __init__(self, yard: TestYard) -> None:
        self.yard = yard
        self.desk: LocalDesk = yard.desk
        self.hashes = PlainHashes()
        self.desk.decide_with(self.hashes)
        for one in PEOPLE:
            self.put(one)
        self.number = self.waiting("b")

    def put(self, user: User) -> None:
        self.yard.change(lambda records: records.users.put(user))

    def waiting(self, key: str) -> str:
        request = self.yard.request(
            self.yard.call(), key, policy_number="POL-1", review=("insurance",)
        )
        result = self.desk.book(request)
        assert result.booking is not None, result.refused
        return result.booking.number

    def decide(
        self, key: str, pin: str, *, approve: bool = True, number: str = "", note: str = ""
    ) -> PinDecision:
        return self.desk.decide_review_by_pin(key, pin, number or self.number, approve, note)

    def state(self) -> BookingState:
        row = self.yard.store.read(lambda records: records.bookings.get(self.number))
        assert row is not None
        return row.state

    def trail(self, action: str) -> list[AuditEntry]:
        page = self.yard.store.read(lambda records: records.audit.page(limit=200))
        return [entry for entry in page.items if entry.action == action]


@pytest.fixture
def counter(yard: TestYard) -> Counter:
    return Counter(yard)


def test_a_managers_pin_approves_under_the_managers_name(counter: Counter) -> None:
    done = counter.decide("k1", BOSS_PIN, note="seen the certificate")
    assert (done.refused, done.pin_refused, done.decided_by) == ("", False, "Boss")
    assert done.booking is not None
    assert (done.booking.number, done.booking.state) == (counter.number, "reserved")
    row = counter.yard.store.read(lambda records: records.bookings.get(counter.number))
    assert row is not None
    assert (row.state, row.note) == (BookingState.RESERVED, "seen the certificate")
    (entry,) = counter.trail("approve_booking")
    assert (entry.actor, entry.record) == ("boss", f"booking:{counter.number}")
    assert counter.desk.reviews() == ()


def test_an_administrators_pin_declines(counter: Counter) -> None:
    counter.put(person("root", Role.ADMIN, "6092"))
    done = counter.decide("k1", "6092", approve=False)
    assert done.booking is not None
    assert (done.booking.state, done.decided_by) == ("cancelled", "Root")
    (entry,) = counter.trail("decline_booking")
    assert entry.actor == "root"


def test_a_clerks_pin_decides_nothing_and_is_not_counted(counter: Counter) -> None:
    for turn in range(7):
        refused = counter.decide(f"k{turn}", CLERK_PIN)
        assert refused == PinDecision(booking=None, refused="Only a manager can decide a review.")
    assert counter.state() is BookingState.PENDING_REVIEW
    assert counter.trail("counter_pin_refused") == []
    assert counter.decide("w", "9999").tries_left == 4


@pytest.mark.parametrize("pin", ["9999", "8102", "258", "", "boss", "²⁵⁸⁰"])
def test_a_pin_that_is_nobodys_is_counted_and_noted_without_its_digits(
    counter: Counter, pin: str
) -> None:
    wrong = counter.decide("k1", pin)
    assert wrong == PinDecision(
        booking=None, refused="That PIN is not right.", pin_refused=True, tries_left=4
    )
    assert counter.state() is BookingState.PENDING_REVIEW
    (entry,) = counter.trail("counter_pin_refused")
    assert (entry.actor, entry.record) == ("desk", f"booking:{counter.number}")
    assert (entry.before, entry.after) == ("", "")


def test_everybody_is_compared_whoever_it_is(counter: Counter) -> None:
    for key, pin in (("k1", "9999"), ("k2", CLERK_PIN), ("k3", BOSS_PIN)):
        counter.hashes.compared.clear()
        counter.decide(key, pin)
        assert counter.hashes.compared == [f"hash of {CLERK_PIN}", f"hash of {BOSS_PIN}", ""]
    assert counter.hashes.threads == {threading.get_ident()}, "not the records' own thread"


def test_two_with_one_pin_are_nobody(counter: Counter) -> None:
    counter.put(person("twin", Role.MANAGER, BOSS_PIN))
    assert counter.decide("k1", BOSS_PIN).pin_refused
    assert counter.state() is BookingState.PENDING_REVIEW


def test_after_five_wrong_ones_even_the_right_one_is_refused_for_a_while(
    counter: Counter,
) -> None:
    left = [counter.decide(f"k{turn}", "9999").tries_left for turn in range(5)]
    assert left == [4, 3, 2, 1, 0]
    counter.yard.clock.forward(minutes=14, seconds=59)
    counter.hashes.compared.clear()
    shut = counter.decide("right", BOSS_PIN)
    assert shut == PinDecision(booking=None, refused=TOO_MANY, pin_refused=True)
    assert counter.decide("clerk", CLERK_PIN) == shut
    assert counter.hashes.compared == [], "nothing is compared meanwhile"
    assert len(counter.trail("counter_pin_refused")) == 7
    counter.yard.clock.forward(seconds=1)
    assert counter.decide("right", BOSS_PIN) == shut, "the same order, the same answer"
    assert counter.decide("later", BOSS_PIN).decided_by == "Boss"


def test_a_right_pin_in_between_forgives_no_wrong_one(counter: Counter) -> None:
    for turn in range(4):
        counter.decide(f"k{turn}", "9999")
    assert counter.decide("right", BOSS_PIN).decided_by == "Boss"
    assert counter.decide("k5", "9999").refused == TOO_MANY


def test_an_order_repeated_is_answered_as_before(counter: Counter) -> None:
    wrong = counter.decide("w", "9999")
    assert counter.decide("w", "9999") == wrong
    assert counter.decide("w", BOSS_PIN) == wrong
    assert len(counter.trail("counter_pin_refused")) == 1
    done = counter.decide("k", BOSS_PIN)
    assert counter.decide("k", BOSS_PIN) == done
    assert counter.decide("k", "9999") == done
    assert len(counter.trail("approve_booking")) == 1
    assert counter.decide("w2", "9999").tries_left == 3
    again = LocalDesk(counter.yard.store, counter.yard.clock)
    again.decide_with(counter.hashes)
    assert again.decide_review_by_pin("k", BOSS_PIN, counter.number, True, "") == done


def test_a_key_is_for_one_order(counter: Counter) -> None:
    other = counter.waiting("b2")
    counter.decide("w", "9999")
    with pytest.raises(RecordError, match="was used for another"):
        counter.decide("w", BOSS_PIN, number=other)
    counter.decide("k", BOSS_PIN)
    with pytest.raises(RecordError, match="was used for another"):
        counter.decide("k", BOSS_PIN, approve=False)
    assert counter.state() is BookingState.RESERVED


def test_one_order_that_comes_twice_at_once_counts_once(counter: Counter) -> None:
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: counter.decide("w", "9999"), range(4)))
    assert len(set(answers)) == 1
    assert len(counter.trail("counter_pin_refused")) == 1


def test_what_waits_for_no_review_is_not_decided_again(counter: Counter) -> None:
    counter.decide("k1", BOSS_PIN)
    for key, approve in (("k2", True), ("k3", False)):
        again = counter.decide(key, BOSS_PIN, approve=approve)
        assert again.refused == f"{counter.number} is reserved and waits for no review."
        assert (again.decided_by, again.pin_refused) == ("", False)
    late = counter.waiting("b2")
    counter.yard.clock.forward(days=30)
    expired = counter.decide("k4", BOSS_PIN, number=late)
    assert expired.refused == f"{late} is expired and waits for no review."
    unknown = counter.decide("k5", BOSS_PIN, number="R-9999")
    assert unknown == PinDecision(booking=None, refused="There is no such booking.")
    assert counter.decide("w", "9999", number="R-9999").pin_refused, "the PIN comes first"


@pytest.mark.parametrize("change", [{"pin_hash": ""}, {"active": False}, {"pin_hash": "hash of 1"}])
def test_a_pin_that_went_between_comparing_and_writing_decides_nothing(
    counter: Counter, change: dict[str, object]
) -> None:
    changed = replace(BOSS, **change)  # type: ignore[arg-type]
    counter.hashes.afterwards = lambda: counter.put(changed)
    wrong = counter.decide("k1", BOSS_PIN)
    assert (wrong.pin_refused, wrong.tries_left) == (True, 4)
    assert counter.state() is BookingState.PENDING_REVIEW
    assert counter.trail("approve_booking") == []


def test_a_manager_who_became_a_clerk_meanwhile_decides_nothing(counter: Counter) -> None:
    counter.hashes.afterwards = lambda: counter.put(replace(BOSS, role=Role.CLERK))
    assert counter.decide("k1", BOSS_PIN).refused == "Only a manager can decide a review."
    assert counter.state() is BookingState.PENDING_REVIEW


def test_a_desk_that_knows_no_pins_leaves_it_to_the_page(yard: TestYard) -> None:
    refused = yard.desk.decide_review_by_pin("k1", BOSS_PIN, "R-1", True, "")
    assert refused == PinDecision(booking=None, refused="Decide it on the page.")


def test_a_wrong_pin_that_cannot_be_noted_is_not_answered(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_records: Records, _number: str) -> None:
        raise RecordError("The trail cannot be written.")

    with monkeypatch.context() as broken:
        broken.setattr("appliance.rental.deciding.note_wrong_pin", fail)
        with pytest.raises(RecordError, match="trail"):
            counter.decide("w", "9999")
    assert counter.decide("w", "9999").tries_left == 4
