"""On a noisy line nothing is done that no word bears out; the same reading counts on a good one."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from appliance.domain.calls import Asks
from appliance.ports.conversation import Heard, HeardBy, Reply
from tests.dialogue.talking import Caller
from tests.fakes.speech import ScriptedModel

OpenCall = Callable[..., Caller]

NOISY_DB = 14.0
CLEAN_DB = 50.0
WISH = "a mini excavator from next Tuesday for three days"


def spoken(caller: Caller, text: str, *others: str, db: float = NOISY_DB) -> Reply:
    heard = Heard(
        text=text, alternatives=(text, *others), by=HeardBy.VOICE, speech_over_noise_db=db
    )
    return caller.say(heard)


def keyed(caller: Caller, *entries: str) -> Reply:
    return caller.say(*(Heard(text=entry, by=HeardBy.KEYS) for entry in entries))


def at_the_site(call: OpenCall, model: ScriptedModel) -> Caller:
    caller = call(model=model)
    spoken(caller, WISH)
    keyed(caller, "782341", "1", "1", "1")
    assert caller.asks is Asks.SITE_ADDRESS
    return caller


@pytest.mark.parametrize("reading", ["no", "stop", "goodbye"])
def test_a_blurred_sentence_ends_no_call(call: OpenCall, reading: str) -> None:
    caller = at_the_site(call, ScriptedModel(lambda _: reading))
    reply = spoken(caller, "Can't a think of it, we'll need it to win.")
    assert reply.asks is Asks.SITE_ADDRESS
    assert not reply.ended


@pytest.mark.parametrize("said", ["No.", "No, we don't have one.", "Never mind, forget it."])
def test_who_declines_in_so_many_words_is_believed(call: OpenCall, said: str) -> None:
    assert spoken(at_the_site(call, ScriptedModel(lambda _: "no")), said).ended


def test_a_machine_that_nobody_named_is_not_wished_for(call: OpenCall) -> None:
    caller = call(model=ScriptedModel(lambda _: 'find item="Mini Skid Steer" start="today"'))
    assert spoken(caller, "Now later you all open today.").asks is Asks.NEED


def test_a_machine_whose_name_is_half_heard_is_wished_for(call: OpenCall) -> None:
    caller = call(model=ScriptedModel(lambda _: 'find item="Scissor Lift"'))
    assert spoken(caller, "The spissor lived, please.").asks is Asks.BUSINESS_LICENSE


@pytest.mark.parametrize(
    "said, need, asks",
    [
        ("I need to sample my dipping tomorrow.", "sample dipping", Asks.NEED),
        ("I'd like a large pack of his pizza.", "a large pack of his pizza", Asks.NEED),
        ("I need to dig a hold for it.", "dig a hold", Asks.BUSINESS_LICENSE),
        ("We have to move some policy.", "move some policy", Asks.BUSINESS_LICENSE),
    ],
)
def test_a_job_is_one_that_a_machine_of_the_yard_is_for(
    call: OpenCall, said: str, need: str, asks: Asks
) -> None:
    caller = call(model=ScriptedModel(lambda _: f'find need="{need}"'))
    assert spoken(caller, said).asks is asks


def test_a_person_is_heard_in_a_blurred_sentence(call: OpenCall) -> None:
    caller = call(model=ScriptedModel(lambda _: 'ask topic="other"'))
    reply = spoken(caller, "Can you make a cross re-lipped person please.")
    assert reply.asks is Asks.CALLBACK_NUMBER


def test_a_day_that_is_over_is_no_other_day_in_a_lesser_candidate(call: OpenCall) -> None:
    caller = call(model=ScriptedModel(lambda _: "unclear"))
    spoken(caller, "a mini excavator")
    keyed(caller, "782341", "1", "1")
    assert caller.asks is Asks.START_DATE
    assert spoken(caller, "Last Monday.", "Left Monday.").asks is Asks.START_DATE
    assert spoken(caller, "Left Monday.").asks is Asks.DURATION


def test_how_much_longer_is_looked_for_in_all_candidates(call: OpenCall) -> None:
    caller = call()
    said = "We still need the mini excavator longer."
    spoken(caller, said, "We still need the mini excavator two more days.")
    keyed(caller, "328792", "1")
    assert caller.asks is Asks.CONFIRM
    other = call()
    spoken(other, said)
    keyed(other, "328792", "1")
    assert other.asks is Asks.DURATION


def test_the_same_service_again_without_a_day_is_not_asked_for_ever(call: OpenCall) -> None:
    caller = call()
    said = "We still need the mini excavator longer."
    spoken(caller, said)
    keyed(caller, "328792", "1")
    questions = [spoken(caller, said).said, spoken(caller, said).said]
    assert questions[0] != questions[1]
    assert spoken(caller, said).asks is Asks.CALLBACK_NUMBER


def test_who_wants_none_of_the_machines_is_asked_what_the_call_is_about(call: OpenCall) -> None:
    caller = call()
    spoken(caller, WISH)
    keyed(caller, "782341", "1")
    reply = keyed(caller, "0")
    assert "four to cancel" in reply.said
    assert keyed(caller, "4").asks is not Asks.NEED


def test_who_wants_none_of_them_again_and_again_gets_a_person(call: OpenCall) -> None:
    caller = call()
    spoken(caller, WISH)
    keyed(caller, "782341", "1", "0", "1")
    for _ in range(12):
        if caller.asks is Asks.CALLBACK_NUMBER:
            break
        keyed(caller, "0" if caller.asks is Asks.EQUIPMENT_CHOICE else "1")
    assert caller.asks is Asks.CALLBACK_NUMBER


def test_thousands_of_machines_are_not_a_few(call: OpenCall) -> None:
    caller = call()
    spoken(caller, "We need five thousand scissor lifts from next Tuesday for three days.")
    keyed(caller, "782341", "1", "1")
    assert "five thousand" in caller.last.said.lower()


def test_a_name_that_is_taken_back_is_not_the_operators(call: OpenCall) -> None:
    caller = call()
    spoken(caller, WISH)
    keyed(caller, "782341", "1", "1", "1", "1420", "1", "1")
    assert caller.asks is Asks.OPERATOR_CERTIFICATE
    assert "Sam Ortiz" in spoken(caller, "Maria Lopez, no sorry, Sam Ortiz.").said
