"""A price beyond the agent's authority: the caller holds, a manager decides, the call goes on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from decimal import Decimal

import pytest

from appliance.domain.calls import Asks, Outcome
from appliance.domain.errors import DeskUnreachable
from appliance.domain.overrides import OverrideDecision, OverrideRequest, OverrideState
from appliance.ports.conversation import Reply
from appliance.rental.desk import LocalDesk
from appliance.rental.overrides import decide_override
from appliance.storage.store import DuckDbStore
from tests.dialogue.talking import Caller, DemoDesk
from tests.dialogue.test_gates import TO_END, TO_PRICE
from tests.fakes.speech import ScriptedModel

LOW = ("could you do 200 a day", "I can pay 210 a day")
"""For the demo's mini excavator: 295 a day at list, 255 its floor, 266 the agent's last price."""


class Watched(DemoDesk):
    """The demo yard while a manager has a page open."""

    def __init__(self, store: DuckDbStore) -> None:
        super().__init__(store)
        self.desk = LocalDesk(store, self.clock, None, lambda: True)

    def requests(self) -> tuple[OverrideRequest, ...]:
        return self.store.read(lambda records: records.overrides.page(limit=50).items)

    def decide(self, decision: OverrideDecision, **more: object) -> OverrideRequest:
        (waiting,) = self.store.read(lambda records: records.overrides.waiting())
        return self.store.write(
            lambda records: decide_override(
                records,
                self.clock.now(),
                "dana",
                waiting.id,
                decision,
                **more,  # type: ignore[arg-type]
            )
        )


@pytest.fixture
def yard() -> Iterator[Watched]:
    store = DuckDbStore(":memory:", wait_s=30)
    yield Watched(store)
    store.close()


@pytest.fixture
def caller(yard: Watched) -> Caller:
    """Whose offer has just been put to a manager."""
    made = yard.call("sip", ScriptedModel())
    made.say(*TO_PRICE, *LOW)
    return made


def polled(caller: Caller) -> Reply:
    came = caller.conversation.poll()
    assert came is not None
    caller.replies.append(came)
    return came


def test_the_caller_holds_and_nothing_happens_until_somebody_decides(
    yard: Watched, caller: Caller
) -> None:
    assert "manager" in caller.last.said
    assert caller.last.waits
    assert caller.asks is None
    (request,) = yard.requests()
    assert (request.state, request.offered_day_rate) == (OverrideState.WAITING, Decimal(210))
    assert request.floor_day_rate < request.agent_day_rate < request.list_day_rate
    assert caller.conversation.poll() is None
    assert str(request.floor_day_rate) not in caller.all_said


def test_an_accepted_offer_is_booked(yard: Watched, caller: Caller) -> None:
    granted = yard.decide(OverrideDecision.ACCEPT, under_floor=True)
    reply = polled(caller)
    assert "My manager agrees" in reply.said
    assert not reply.waits
    assert reply.asks is Asks.OPERATOR_NAME
    caller.say(*TO_END, "yes please book it")
    (booking,) = yard.new_bookings()
    assert booking.lines[0].day_rate == granted.granted_day_rate == Decimal(210)
    assert booking.total == Decimal(630)
    assert caller.conversation.poll() is None


def test_a_counter_is_asked_back_and_booked(yard: Watched, caller: Caller) -> None:
    yard.decide(OverrideDecision.COUNTER, day_rate=Decimal(260))
    reply = polled(caller)
    assert "two hundred sixty dollars a day" in reply.said
    assert reply.asks is Asks.PRICE_OK
    assert "two hundred sixty dollars" in caller.say("how about 215 a day").said
    caller.say("yes", *TO_END, "yes please book it")
    (booking,) = yard.new_bookings()
    assert booking.lines[0].day_rate == Decimal(260)


@pytest.mark.parametrize("ends", ["declined", "expired"])
def test_without_a_managers_word_the_agents_own_price_stands(
    yard: Watched, caller: Caller, ends: str
) -> None:
    (request,) = yard.requests()
    if ends == "declined":
        yard.decide(OverrideDecision.DECLINE)
    else:
        yard.clock.moment = request.expires_at
    reply = polled(caller)
    assert reply.asks is Asks.PRICE_OK
    assert not reply.waits
    caller.say("yes", *TO_END, "yes please book it")
    (booking,) = yard.new_bookings()
    assert booking.lines[0].day_rate == request.agent_day_rate


@pytest.mark.parametrize("said", ["okay", "sure, thanks", "one moment", "that's fine"])
def test_okay_while_holding_agrees_to_no_price(yard: Watched, caller: Caller, said: str) -> None:
    reply = caller.say(said)
    assert reply.waits
    assert yard.requests()[0].state is OverrideState.WAITING
    yard.decide(OverrideDecision.DECLINE)
    assert polled(caller).asks is Asks.PRICE_OK


@pytest.mark.parametrize("said", ["never mind", "forget it, I'll take yours", "no, don't bother"])
def test_the_caller_may_take_the_request_back(yard: Watched, caller: Caller, said: str) -> None:
    reply = caller.say(said)
    assert not reply.waits
    assert reply.asks is Asks.PRICE_OK
    assert yard.requests()[0].state is OverrideState.WITHDRAWN
    with pytest.raises(ValueError, match="unpack"):
        yard.decide(OverrideDecision.ACCEPT)


def test_another_wish_takes_the_request_back(yard: Watched, caller: Caller) -> None:
    reply = caller.say("make it four days instead")
    assert not reply.waits
    assert yard.requests()[0].state is OverrideState.WITHDRAWN


def test_hanging_up_takes_the_request_back(yard: Watched, caller: Caller) -> None:
    assert caller.conversation.close() is Outcome.ABANDONED
    assert yard.requests()[0].state is OverrideState.WITHDRAWN


def test_with_no_manager_at_hand_nobody_is_made_to_wait(
    demo: DemoDesk, call: Callable[..., Caller]
) -> None:
    caller = call()
    reply = caller.say(*TO_PRICE, *LOW)
    assert not reply.waits
    assert reply.asks is Asks.PRICE_OK
    assert demo.store.read(lambda records: records.overrides.count()) == 0


def test_records_that_go_away_while_the_caller_holds_end_in_speech(
    yard: Watched, caller: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    (request,) = yard.requests()

    def away(override_id: str) -> object:
        raise DeskUnreachable("The records cannot be reached.")

    monkeypatch.setattr(yard.desk, "override", away)
    assert caller.conversation.poll() is None
    yard.clock.moment = request.expires_at + timedelta(seconds=1)
    assert polled(caller).asks is Asks.CALLBACK_NUMBER


def test_a_manager_is_asked_twice_at_most(yard: Watched, caller: Caller) -> None:
    yard.decide(OverrideDecision.DECLINE)
    polled(caller)
    assert caller.say("212 a day then").waits
    yard.decide(OverrideDecision.DECLINE)
    polled(caller)
    assert not caller.say("213 a day then").waits
    assert len(yard.requests()) == 2
