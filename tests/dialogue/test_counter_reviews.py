"""A review decided at the counter: said back, by a manager's PIN, which is kept nowhere."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from appliance.dialogue.counter.deciding import pin_in
from appliance.dialogue.talk import NOT_KEPT
from appliance.domain.bookings import BookingState
from appliance.domain.calls import Asks
from appliance.ports.conversation import Heard
from appliance.rental.desk import LocalDesk
from tests.dialogue.talking import Caller, DemoDesk
from tests.rental.test_deciding import BOSS_PIN, CLERK_PIN, PEOPLE, PlainHashes

OpenCall = Callable[..., Caller]
SAID = {BOSS_PIN: "two five eight zero", CLERK_PIN: "four seven one nine"}


@pytest.fixture
def waiting(demo: DemoDesk) -> str:
    """The number of a booking that waits for review, in a yard whose people have PINs."""

    def prepare(records):  # type: ignore[no-untyped-def]
        for person in PEOPLE:
            records.users.put(person)
        one = records.bookings.by_idempotency_key("demo-7")
        records.bookings.put(replace(one, state=BookingState.PENDING_REVIEW))
        return one.number

    assert isinstance(demo.desk, LocalDesk)
    demo.desk.decide_with(PlainHashes())
    number: str = demo.store.write(prepare)
    return number


def test_a_managers_pin_approves_what_was_said_back(
    demo: DemoDesk, call: OpenCall, waiting: str
) -> None:
    staff = call("desk")
    asked = staff.say(f"approve booking {waiting}")
    assert asked.asks is Asks.PIN
    assert asked.private
    assert "Northside Paving" in asked.said
    assert _state(demo, waiting) is BookingState.PENDING_REVIEW
    done = staff.say(SAID[BOSS_PIN])
    assert done.said.startswith("R, 1 0 0 7 is approved, by Boss.")
    assert not done.private
    assert _state(demo, waiting) is BookingState.RESERVED
    trail = demo.store.read(lambda r: r.audit.page(record=f"booking:{waiting}")).items
    assert ("approve_booking", "boss") in {(one.action, one.actor) for one in trail}


def test_what_was_said_as_a_pin_is_kept_nowhere(
    demo: DemoDesk, call: OpenCall, waiting: str
) -> None:
    staff = call("desk")
    staff.say(f"decline {waiting}")
    staff.say("uh, it's four four four one", SAID[BOSS_PIN])
    assert _state(demo, waiting) is BookingState.CANCELLED
    turns = demo.store.read(lambda r: r.calls.turns(staff.conversation.call_id))
    answers = [turn for turn in turns if turn.heard == NOT_KEPT]
    assert len(answers) == 2
    assert {line for turn in answers for line in turn.actions} == {"identify"}
    everything = " ".join(f"{turn.heard} {turn.said} {turn.actions}" for turn in turns)
    assert "five eight" not in everything
    assert "four four" not in everything
    assert BOSS_PIN not in everything


def test_a_wrong_pin_decides_nothing_and_a_clerks_neither(
    demo: DemoDesk, call: OpenCall, waiting: str
) -> None:
    staff = call("desk")
    staff.say(f"approve {waiting}")
    again = staff.say("nine nine one one")
    assert again.asks is Asks.PIN
    assert "Four tries are left" in again.said
    other = staff.say(SAID[CLERK_PIN])
    assert "Only a manager" in other.said
    assert other.asks is Asks.PIN
    assert _state(demo, waiting) is BookingState.PENDING_REVIEW


def test_after_five_wrong_pins_nothing_more_is_asked(
    demo: DemoDesk, call: OpenCall, waiting: str
) -> None:
    staff = call("desk")
    staff.say(f"approve {waiting}")
    said = [staff.say("nine nine one one") for _ in range(5)][-1]
    assert said.asks is Asks.NEED
    assert "Too many wrong PINs" in said.said
    staff.say(f"approve {waiting}")
    assert "Too many wrong PINs" in staff.say(SAID[BOSS_PIN]).said
    assert _state(demo, waiting) is BookingState.PENDING_REVIEW


@pytest.mark.parametrize(
    "said",
    [
        "approve booking {}, my pin is 2580",
        "approve booking {} pin two five eight zero",
        "my pin is 2580, approve booking {}",
    ],
)
def test_a_pin_that_nobody_asked_for_is_kept_nowhere_either(
    demo: DemoDesk, call: OpenCall, waiting: str, said: str
) -> None:
    staff = call("desk")
    asked = staff.say(said.format(waiting))
    assert "5 8" not in asked.said
    staff.say("two five eight zero")
    staff.say("two five eight zero")
    turns = demo.store.read(lambda r: r.calls.turns(staff.conversation.call_id))
    kept = " ".join(f"{turn.heard} {turn.said} {turn.actions}" for turn in turns)
    assert BOSS_PIN not in kept
    assert "five eight" not in kept
    booking = demo.store.read(lambda r: r.bookings.get(waiting))
    assert booking is not None
    assert BOSS_PIN not in booking.note


def test_a_hitch_pin_is_no_secret(demo: DemoDesk, call: OpenCall) -> None:
    staff = call("desk")
    staff.say("check in unit nine, hitch pin is missing, meter 1240")
    (_, turn) = demo.store.read(lambda r: r.calls.turns(staff.conversation.call_id))
    assert turn.heard.startswith("check in unit nine")


@pytest.mark.parametrize("said", ["two five eight zero no wait", "don't say it out loud. 2580"])
def test_a_no_beside_a_pin_decides_nothing(
    demo: DemoDesk, call: OpenCall, waiting: str, said: str
) -> None:
    staff = call("desk")
    staff.say(f"approve {waiting}")
    staff.say(said)
    assert _state(demo, waiting) is BookingState.PENDING_REVIEW


def test_an_order_said_where_a_pin_is_asked_for_is_no_wrong_pin(
    demo: DemoDesk, call: OpenCall, waiting: str
) -> None:
    staff = call("desk")
    staff.say(f"approve {waiting}")
    assert staff.say("what is due back today").asks is Asks.NEED
    staff.say(f"approve {waiting}")
    assert staff.say(f"approve booking {waiting}").asks is Asks.PIN
    staff.say("25 80, 25 80")
    assert _state(demo, waiting) is BookingState.RESERVED


def test_words_that_are_no_pin_are_asked_again_and_a_no_leaves_it(
    demo: DemoDesk, call: OpenCall, waiting: str
) -> None:
    staff = call("desk")
    staff.say(f"approve {waiting}")
    assert staff.say("what do you mean").asks is Asks.PIN
    assert "left as it was" in staff.say("no, never mind").said
    staff.say(f"approve {waiting}")
    for _ in range(2):
        assert staff.say("hello there").asks is Asks.PIN
    assert "nothing was decided" in staff.say("hello there").said
    assert _state(demo, waiting) is BookingState.PENDING_REVIEW


def test_by_the_customers_name_and_one_that_waits_for_nothing(call: OpenCall, waiting: str) -> None:
    staff = call("desk")
    assert staff.say("approve the one that's waiting for Northside").asks is Asks.PIN
    staff.say("never mind")
    other = staff.say("approve booking R-1001")
    assert other.asks is Asks.NEED
    assert "R, 1 0 0 1 waits for no review. Waiting: R, 1 0 0 7 for Northside" in other.said


def test_a_pin_that_was_only_considered_counts_for_nothing(
    demo: DemoDesk, call: OpenCall, waiting: str
) -> None:
    staff = call("desk")
    staff.say(f"approve {waiting}")
    for _ in range(6):
        staff.conversation.consider(Heard(text="nine nine one one"))
    staff.say(SAID[BOSS_PIN])
    assert _state(demo, waiting) is BookingState.RESERVED


@pytest.mark.parametrize(
    "said, pin",
    [
        ("2580", "2580"),
        ("two five eight zero", "2580"),
        ("it's 25 80", "2580"),
        ("twenty-five eighty", "2580"),
        ("four seven one nine oh two", "471902"),
        ("yes", ""),
        ("twelve", ""),
        ("approve it", ""),
    ],
)
def test_a_pin_is_read_as_it_is_dictated(said: str, pin: str) -> None:
    assert pin_in((said,)) == pin


def _state(demo: DemoDesk, number: str) -> BookingState:
    booking = demo.store.read(lambda r: r.bookings.get(number))
    assert booking is not None
    return booking.state
