"""Turn-taking when things go wrong: records away, a model that fails, silence, strangers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from appliance.domain.calls import Asks, Outcome
from appliance.domain.errors import DeskUnreachable
from appliance.ports.conversation import Heard, HeardBy
from appliance.ports.speech import Cancelled
from tests.dialogue.talking import Caller, DemoDesk
from tests.fakes.speech import ScriptedModel

OpenCall = Callable[..., Caller]


class FlakyDesk:
    """The real desk, with a plug that can be pulled."""

    def __init__(self, desk: Any) -> None:
        self._desk = desk
        self.away = False

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._desk, name)

        def call(*args: Any, **kwargs: Any) -> Any:
            if self.away:
                raise DeskUnreachable("The records do not answer.")
            return method(*args, **kwargs)

        return call


def test_a_callback_taken_while_the_records_are_away_is_kept(demo: DemoDesk) -> None:
    desk = FlakyDesk(demo.desk)
    caller = demo.call("sip", ScriptedModel(), desk)  # type: ignore[arg-type]
    caller.say("a forklift please")
    desk.away = True
    reply = caller.say("BL 782341")
    assert "can't reach our records" in reply.said
    assert reply.asks is Asks.CALLBACK_NUMBER
    end = caller.say("512 555 0147", "yes")
    assert (end.ended, end.outcome) == (True, Outcome.ERROR)
    assert demo.store.read(lambda r: r.tasks.open()) == ()
    desk.away = False
    caller.conversation.close()
    details = [task.detail for task in demo.store.read(lambda r: r.tasks.open())]
    assert any("5125550147" in detail for detail in details)
    turns = demo.store.read(lambda r: r.calls.turns(caller.conversation.call_id))
    assert [turn.number for turn in turns] == [0, 1, 2, 3, 4]


def test_nobody_waits_for_the_record_of_a_turn_and_it_is_kept_all_the_same(
    demo: DemoDesk, call: OpenCall
) -> None:
    caller = call()
    talk = caller.conversation

    def recorded() -> list[int]:
        return [turn.number for turn in demo.store.read(lambda r: r.calls.turns(talk.call_id))]

    assert talk.confirm(talk.consider(Heard(text="a forklift please"))).turn == 1
    assert recorded() == [0]
    talk.keep()
    assert recorded() == [0, 1]
    talk.confirm(talk.consider(Heard(text="BL 782341")))
    talk.confirm(talk.consider(Heard(text="yes")))
    assert recorded() == [0, 1, 2]
    talk.close()
    assert recorded() == [0, 1, 2, 3]


def test_a_model_that_fails_still_ends_the_turn_in_a_question(call: OpenCall) -> None:
    caller = call()
    reply = caller.say("well you see it is a long story")
    assert reply.said
    assert reply.asks is Asks.NEED


def test_three_misses_bring_a_person_and_no_question_twice(call: OpenCall) -> None:
    caller = call(model=ScriptedModel(lambda prompt: "unclear"))
    said = [caller.say("mumble mumble").said for _ in range(3)]
    assert len(set(said)) == 3
    assert caller.asks is Asks.CALLBACK_NUMBER


def test_what_the_model_makes_up_is_dropped(call: OpenCall) -> None:
    caller = call(model=ScriptedModel(['find item="Bulldozer" quantity="seven" max="nine"']))
    reply = caller.say("well you know how it is")
    assert reply.asks is Asks.NEED
    assert "ulldozer" not in reply.said


def test_a_cancelled_consideration_changes_nothing(call: OpenCall) -> None:
    from threading import Event

    caller = call()
    cancel = Event()
    cancel.set()
    try:
        caller.conversation.consider(Heard(text="well you know how it is"), cancel)
    except Cancelled:
        pass
    else:
        raise AssertionError("a set cancel token must raise Cancelled")
    assert caller.say("a forklift please").turn == 1


def test_hanging_up_is_abandoned_and_releases_holds(demo: DemoDesk, call: OpenCall) -> None:
    caller = call()
    caller.say(
        "I'd like a mini excavator next Tuesday for three days",
        "BL 782341",
        "yes",
        "1420 Harbor Road",
        "yes",
    )
    call_id = caller.conversation.call_id
    assert demo.store.read(lambda r: r.holds.of_call(call_id))
    assert caller.conversation.close() is Outcome.ABANDONED
    assert demo.store.read(lambda r: r.holds.of_call(call_id)) == ()
    assert demo.store.read(lambda r: r.calls.get(call_id)).outcome is Outcome.ABANDONED  # type: ignore[union-attr]


def test_the_model_is_shown_no_price_and_no_customer(demo: DemoDesk, call: OpenCall) -> None:
    model = ScriptedModel(lambda prompt: "unclear")
    caller = call(model=model)
    caller.say(
        "I'd like a mini excavator next Tuesday for three days",
        "BL 782341",
        "yes",
        "1420 Harbor Road",
        "hmm let me think about that one for a bit",
    )
    seen = " ".join([*model.prompts, *model.prefixes])
    for secret in ("255", "295", "Northside", "782341", "Harbor"):
        assert secret not in seen


def test_a_yes_accepts_nothing_that_was_not_heard(demo: DemoDesk, call: OpenCall) -> None:
    caller = call()

    def yes_to_the_unheard(asks: Asks) -> None:
        missed = caller.last
        assert missed.asks is asks
        caller.conversation.unheard(missed.turn)
        again = caller.say("yes")
        assert (again.asks, again.said) == (asks, missed.said)

    caller.say("I'd like a mini excavator next Tuesday for three days", "BL 782341")
    yes_to_the_unheard(Asks.CONFIRM)
    caller.say("yes", "1420 Harbor Road")
    yes_to_the_unheard(Asks.PRICE_OK)
    call_id = caller.conversation.call_id
    caller.say("yes", "Maria Lopez", "OC 48213", "INS 550172", "512 555 0147", "yes")
    yes_to_the_unheard(Asks.FINAL_CONFIRMATION)
    assert demo.new_bookings() == []
    caller.say("yes")
    assert len(demo.new_bookings()) == 1
    assert demo.store.read(lambda r: r.calls.turns(call_id))[-1].number == caller.last.turn


def _early(caller: Caller, *said: str | Heard) -> None:
    """Spoken before the end of the last reply, each of them."""
    for one in said:
        caller.conversation.unheard(caller.last.turn)
        caller.say(one)


def _priced(call: OpenCall) -> Caller:
    caller = call()
    caller.say("I'd like a mini excavator next Tuesday for three days", "BL 782341", "yes")
    caller.say("1420 Harbor Road")
    assert caller.asks is Asks.PRICE_OK
    return caller


def _summed_up(call: OpenCall) -> Caller:
    caller = _priced(call)
    caller.say("yes", "Maria Lopez", "OC 48213", "INS 550172", "512 555 0147", "yes")
    assert caller.asks is Asks.FINAL_CONFIRMATION
    return caller


@pytest.mark.parametrize("early", [Heard(text="yes"), Heard(text="1", by=HeardBy.KEYS)])
def test_who_always_agrees_too_early_is_told_it_twice_and_then_gets_a_person(
    call: OpenCall, early: Heard
) -> None:
    caller = call()
    noisy = Heard(text="BL 782341", by=HeardBy.VOICE, speech_over_noise_db=14.0)
    caller.say("a forklift please", noisy)
    read_back = caller.last.said
    _early(caller, early, early)
    assert (caller.asks, caller.last.said) == (Asks.CONFIRM, read_back)
    _early(caller, early)
    assert caller.asks is Asks.CALLBACK_NUMBER


def test_two_early_yeses_and_one_to_what_was_heard_book_and_a_third_early_one_does_not(
    demo: DemoDesk, call: OpenCall
) -> None:
    caller = _summed_up(call)
    summary = caller.last.said
    _early(caller, "yes", "yes")
    assert caller.last.said == summary
    assert demo.new_bookings() == []
    other = _summed_up(call)
    _early(other, "yes", "yes", "yes")
    assert (other.last.ended, demo.new_bookings()) == (True, [])
    details = [task.detail for task in demo.store.read(lambda r: r.tasks.open())]
    assert any("before the end" in detail for detail in details)
    caller.say("yes")
    assert len(demo.new_bookings()) == 1


@pytest.mark.parametrize("between", ["mumble mumble", "how late are you open?", "say that again?"])
def test_no_bare_question_stands_for_a_summary_that_was_not_heard(
    demo: DemoDesk, between: str
) -> None:
    caller = demo.call("sip", ScriptedModel(lambda prompt: "unclear"))
    caller.say("I'd like a mini excavator next Tuesday for three days", "BL 782341", "yes")
    caller.say("1420 Harbor Road")
    price = caller.last.said
    _early(caller, between)
    assert caller.last.said.endswith(price.split(". ", 1)[1])
    assert "deposit" in caller.last.said
    caller.say("yes", "Maria Lopez", "OC 48213", "INS 550172", "512 555 0147", "yes")
    summary = caller.last.said
    _early(caller, between)
    assert caller.last.said.endswith(summary)
    caller.say("yes")
    assert len(demo.new_bookings()) == 1


def test_what_was_not_heard_is_owed_after_a_pause_too(call: OpenCall) -> None:
    caller = _priced(call)
    price = caller.last.said
    _early(caller, "hold on a second")
    assert "deposit" not in caller.last.said
    assert caller.say("yes").said == price
    assert caller.say("yes").asks is Asks.OPERATOR_NAME


def test_only_yeses_that_came_too_early_are_counted(call: OpenCall) -> None:
    bargains = _priced(call)
    _early(bargains, "can you do it for 260 a day", "how about 262 a day")
    assert bargains.asks is Asks.PRICE_OK
    price = bargains.last.said
    _early(bargains, "yes")
    assert (bargains.asks, bargains.last.said) == (Asks.PRICE_OK, price)
    asks = _priced(call)
    price = asks.last.said
    _early(asks, "how late are you open?", "where are you located?", "yes")
    assert (asks.asks, asks.last.said) == (Asks.PRICE_OK, price)


def test_staff_at_the_counter_are_told_again_for_as_long_as_they_agree_too_early(
    demo: DemoDesk,
) -> None:
    caller = demo.call("desk", ScriptedModel())
    asked = caller.say("check in unit seven meter twelve hundred").said
    _early(caller, *["yes"] * 6)
    assert (caller.asks, caller.last.said) == (Asks.CONFIRM, asked)


def test_what_was_unheard_is_of_its_own_turn_alone_and_a_no_still_counts(call: OpenCall) -> None:
    caller = call()
    caller.say("a forklift please", "BL 782341")
    caller.conversation.unheard(caller.last.turn - 1)
    assert caller.say("yes").asks is not Asks.CONFIRM
    other = call()
    other.say("a forklift please", "BL 782341")
    other.conversation.unheard(other.last.turn)
    assert other.say("no").asks is Asks.BUSINESS_LICENSE


def test_who_asks_is_told_that_a_machine_speaks(call: OpenCall) -> None:
    caller = call()
    assert "automatic assistant" in caller.say("am I talking to a real person?").said
    assert caller.asks is Asks.NEED
