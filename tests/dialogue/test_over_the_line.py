"""What a telephone does to words, undone or asked about: never taken for something else."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from appliance.domain.calls import Asks
from appliance.ports.conversation import Heard, HeardBy, Reply
from tests.dialogue.talking import Caller
from tests.fakes.speech import ScriptedModel

OpenCall = Callable[..., Caller]

NEED = ("a scissor lift from next Tuesday for three days", "BL 782341", "yes")
TO_SITE = ("a mini excavator from next Tuesday for three days", "BL 782341", "yes")


def spoken(caller: Caller, text: str, *alternatives: str) -> Reply:
    heard = Heard(text=text, alternatives=(text, *alternatives), by=HeardBy.VOICE)
    talk = caller.conversation
    return talk.confirm(talk.consider(heard))


def test_a_house_number_one_digit_off_is_asked_back_by_voice(call: OpenCall) -> None:
    caller = call()
    caller.say(*TO_SITE)
    reply = spoken(caller, "1430 Harbor Road.")
    assert reply.asks is Asks.CONFIRM
    assert "fourteen twenty Harbor Road" in reply.said
    assert spoken(caller, "Yes.").asks is Asks.PRICE_OK


def test_a_house_number_one_digit_off_that_was_typed_is_another_site(call: OpenCall) -> None:
    caller = call()
    caller.say(*TO_SITE)
    assert "fourteen thirty Harbor Road" in caller.say("1430 Harbor Road").said


def test_a_denied_address_is_not_read_back_again(call: OpenCall) -> None:
    caller = call()
    caller.say(*TO_SITE)
    assert "three hundred Elm Street" in spoken(caller, "300 Elm Street.").said
    spoken(caller, "No.")
    reply = spoken(caller, "300 Elm Street.", "305 Elm Street.")
    assert "three oh five Elm Street" in reply.said
    spoken(caller, "No.")
    reply = spoken(caller, "300 Elm Street.", "305 Elm Street.")
    assert reply.asks is Asks.SITE_ADDRESS


def test_words_that_only_a_candidate_holds_are_no_address(call: OpenCall) -> None:
    caller = call()
    caller.say(*TO_SITE)
    spoken(caller, "1700 and be by the road.", "1700 and been by the road.")
    spoken(caller, "No.")
    reply = spoken(caller, "1700 and be by the road.", "1700 and been by the road.")
    assert reply.asks is Asks.SITE_ADDRESS
    assert "Been" not in reply.said


def test_a_house_number_whose_street_was_lost_asks_back_the_site_on_record(call: OpenCall) -> None:
    caller = call(model=ScriptedModel(lambda _: 'address value="1420 by the lights"'))
    caller.say(*TO_SITE)
    reply = spoken(caller, "1420 by the lights.")
    assert "fourteen twenty Harbor Road" in reply.said
    assert reply.asks is Asks.CONFIRM


@pytest.mark.parametrize("heard", ["For two names.", "for 2 daze", "to days"])
def test_two_days_are_heard_however_they_are_written(call: OpenCall, heard: str) -> None:
    caller = call()
    caller.say("a mini excavator from next Tuesday", "BL 782341", "yes")
    assert caller.asks is Asks.DURATION
    reply = spoken(caller, heard)
    assert "for two days" in reply.said


def test_a_candidate_without_the_month_that_was_heard_tells_no_day(call: OpenCall) -> None:
    caller = call(model=ScriptedModel(lambda prompt: "unclear"))
    caller.say("a mini excavator for three days", "BL 782341", "yes")
    assert caller.asks is Asks.START_DATE
    assert spoken(caller, "March I.", "Tuesday.").asks is Asks.START_DATE
    assert spoken(caller, "March I.", "Tuesday.", "March 9th.").asks is Asks.SITE_ADDRESS


def test_two_weekdays_in_a_row_are_asked_once_more(call: OpenCall) -> None:
    caller = call(model=ScriptedModel(lambda prompt: 'when start="Tuesday"'))
    caller.say("a mini excavator for three days", "BL 782341", "yes")
    assert spoken(caller, "Tuesday, Monday.").asks is Asks.START_DATE
    assert spoken(caller, "Next Tuesday. Next Tuesday.").asks is Asks.SITE_ADDRESS


def test_yes_and_not_right_is_asked_once_more(call: OpenCall) -> None:
    caller = call(model=ScriptedModel(lambda prompt: "no"))
    caller.say("a mini excavator from next Tuesday for three days", "BL 782341")
    reply = spoken(caller, "Yes, not right.", "Is not right.")
    assert reply.asks is Asks.CONFIRM
    assert "yes or no" in reply.said
    assert "approved" in (said := spoken(caller, "Yes.").said) or "all set" in said


def test_a_yes_that_may_have_been_a_no_is_asked_once_more(call: OpenCall) -> None:
    caller = call(model=ScriptedModel(lambda prompt: "yes"))
    caller.say("a mini excavator from next Tuesday for three days", "BL 782341", "yes")
    caller.say("1420 Harbor Road", "yes", "Maria Lopez", "OC 48213", "INS 550172")
    caller.say("512 555 0147", "yes")
    assert caller.asks is Asks.FINAL_CONFIRMATION
    assert "Book it" in caller.last.hints.hotwords
    reply = spoken(caller, "Okay, yes.", "Not yet.", "That's yes.")
    assert reply.asks is Asks.FINAL_CONFIRMATION
    assert reply.booking is None
    assert spoken(caller, "Book it.", "Lock it.").booking is not None


def test_a_blurred_phone_number_is_asked_for_again_without_the_model(call: OpenCall) -> None:
    model = ScriptedModel(lambda prompt: "unclear")
    caller = call(model=model)
    caller.say("a mini excavator from next Tuesday for three days", "BL 782341", "yes")
    caller.say("1420 Harbor Road", "yes", "Maria Lopez", "OC 48213", "INS 550172")
    asked = len(model.prompts)
    reply = spoken(caller, "I'm 112 mash, I'm 150, I'm machineer 147.")
    assert reply.asks is Asks.CALLBACK_NUMBER
    assert len(model.prompts) == asked


def test_to_before_a_machine_is_two_of_them_and_a_is_one(call: OpenCall) -> None:
    caller = call()
    reply = caller.say("I need to scissor lift from next Tuesday for three days")
    assert reply.actions[0].endswith('quantity="two"')
    caller.say("BL 782341", "yes", "1420 Harbor Road", "yes")
    caller.say("no, I wanted a scissor lift")
    assert "wo Scissor Lifts" not in caller.last.said


def test_a_choice_that_the_words_do_not_bear_out_is_not_made(call: OpenCall) -> None:
    lines = iter(['find need="lift drywall to a ceiling"', 'choose option="1"', "unclear"])
    caller = call(model=ScriptedModel(lambda prompt: next(lines)))
    caller.say("something to lift drywall to a ceiling", "BL 782341", "yes")
    assert caller.asks is Asks.EQUIPMENT_CHOICE
    assert spoken(caller, "Harsh gravel please.").asks is Asks.EQUIPMENT_CHOICE


def test_yes_and_lengths_are_listened_for_where_they_answer(call: OpenCall) -> None:
    caller = call()
    caller.say("a mini excavator from next Tuesday", "BL 782341")
    assert "that's right" in caller.last.hints.hotwords
    caller.say("yes")
    assert "two weeks" in caller.last.hints.hotwords
    assert "Tuesday" not in caller.last.hints.hotwords


@pytest.mark.parametrize("heard", ["It's O-C-48-2-1-3.", "It's OC 482 1-3."])
def test_a_certificate_is_no_other_operators_name(call: OpenCall, heard: str) -> None:
    caller = call()
    caller.say(*TO_SITE, "1420 Harbor Road", "yes", "Maria Lopez")
    assert caller.asks is Asks.OPERATOR_CERTIFICATE
    assert "is good" in spoken(caller, heard).said


def test_one_word_at_the_end_names_no_operator(call: OpenCall) -> None:
    caller = call(model=ScriptedModel(lambda prompt: 'name value="Buckhead"'))
    caller.say(*TO_SITE, "1420 Harbor Road", "yes", "Maria Lopez", "OC 48213", "INS 550172")
    caller.say("512 555 0147", "yes")
    assert caller.asks is Asks.FINAL_CONFIRMATION
    reply = spoken(caller, "Buckhead.")
    assert reply.asks is Asks.FINAL_CONFIRMATION
    assert "Buckhead" not in reply.said


@pytest.mark.parametrize(
    "heard", ["B-L-780-2-340-1.", "It's BL time 8 2 time time 1.", "The license is B L 7 8 2 3 4."]
)
def test_a_blurred_number_is_asked_for_again_without_the_model(call: OpenCall, heard: str) -> None:
    caller = call(model=ScriptedModel(lambda _: pytest.fail("the model was asked")))
    caller.say("a mini excavator from next Tuesday for three days")
    reply = spoken(caller, heard)
    assert reply.asks in (Asks.BUSINESS_LICENSE, Asks.CONFIRM)


def test_a_sentence_at_the_question_for_a_number_is_still_understood(call: OpenCall) -> None:
    asked: list[str] = []

    def model(prompt: str) -> str:
        asked.append(prompt)
        return "unclear"

    caller = call(model=ScriptedModel(model))
    caller.say("a mini excavator from next Tuesday for three days")
    spoken(caller, "My brother has it somewhere in the truck, 4 miles away.")
    assert asked
