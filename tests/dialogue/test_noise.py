"""On a noisy line nothing is done that no word bears out; the same reading counts on a good one."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from appliance.domain.calls import Asks
from tests.dialogue.talking import CLEAN_DB, WISH, Caller, DemoDesk, keyed, spoken
from tests.fakes.speech import ScriptedModel

OpenCall = Callable[..., Caller]


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


@pytest.mark.parametrize(
    "said",
    [
        "No.",
        "No, we don't have one.",
        "Never mind, forget it.",
        "I forgot the street at home.",
        "I'm not interested any more.",
    ],
)
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


@pytest.mark.parametrize(
    "said", ["Is it a one person lift?", "Can another person get it?", "Are you a real person?"]
)
def test_a_person_who_is_only_spoken_of_is_not_called(call: OpenCall, said: str) -> None:
    caller = call(model=ScriptedModel(lambda _: "ask topic=other"))
    assert spoken(caller, said).asks is not Asks.CALLBACK_NUMBER


@pytest.mark.parametrize("said", ["Three, right?", "We come later tonight."])
def test_a_word_that_is_a_little_like_a_machines_is_none(call: OpenCall, said: str) -> None:
    model = ScriptedModel(lambda _: 'find item="Light Tower"')
    assert spoken(call(model=model), said).asks is Asks.NEED


def test_unsafe_ground_needs_no_word_of_refusal(call: OpenCall) -> None:
    caller = at_the_site(call, ScriptedModel(lambda _: "no"))
    keyed(caller, "77")
    spoken(caller, "Birch Lane.")
    keyed(caller, "1")
    assert caller.asks is Asks.SITE_QUESTION
    question = re.findall(r"[^.?]+\?", caller.last.said)[-1]
    assert question not in spoken(caller, "It's all mud and it slopes.").said


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


def test_a_question_of_a_service_is_no_time_for_another_machine(call: OpenCall) -> None:
    caller = call(model=ScriptedModel(lambda _: 'find need="working at night"'))
    spoken(caller, "One of the light towers won't come on.")
    reply = keyed(caller, "328792", "1")
    assert "The tag is on the machine" in reply.said
    reply = spoken(caller, "I can't spell, it's dark, we're working at night.")
    assert "The tag is on the machine" in reply.said


def test_one_of_several_machines_is_keyed_by_its_place(call: OpenCall) -> None:
    caller = call()
    spoken(caller, "One of the light towers won't come on.")
    reply = keyed(caller, "328792", "1")
    assert "Press one or two for its place" in reply.said
    assert "E Q, 0 7 4," in keyed(caller, "2").said
    other = call()
    spoken(other, "One of the light towers won't come on.")
    assert keyed(other, "328792", "1", "0").asks is Asks.CONFIRM


def test_who_comes_for_the_machine_is_asked_where_the_line_may_have_lost_it(
    call: OpenCall,
) -> None:
    caller = call()
    spoken(caller, "We're done with the carry deck crane, you can switch it up tomorrow.")
    reply = keyed(caller, "328792", "1")
    assert "Shall our drivers come" in reply.said
    assert "We'd pick up" in keyed(caller, "1").said
    assert "Our drivers have a note" in keyed(caller, "1").said
    other = call()
    spoken(other, "We're done with the mini excavator, you can switch it up tomorrow.")
    keyed(other, "328792", "1")
    assert "would end" in keyed(other, "2").said


def test_on_a_good_line_who_comes_goes_by_the_words(call: OpenCall) -> None:
    caller = call()
    spoken(caller, "We're done with the carry deck crane, we'll bring it tomorrow.", db=CLEAN_DB)
    spoken(caller, "BL 328792", db=CLEAN_DB)
    assert "would end" in spoken(caller, "yes", db=CLEAN_DB).said


def test_waiting_twice_is_no_waiting(call: OpenCall) -> None:
    caller = call()
    said = "Could you round for me please hold on."
    assert "Take your time" in spoken(caller, said).said
    assert "Press one to rent" in spoken(caller, said).said


def test_the_hours_are_told_where_a_word_asks_for_them(call: OpenCall) -> None:
    caller = call(model=ScriptedModel(lambda _: "unclear"))
    reply = spoken(caller, "Now later you all open today.")
    assert reply.asks is Asks.NEED
    assert "open Monday to Saturday" in reply.said


def test_when_something_is_due_is_no_wish_for_it(call: OpenCall) -> None:
    caller = call(model=ScriptedModel(lambda _: 'find item="Excavator"'))
    assert spoken(caller, "When does Dominie excavator have to be black?").asks is Asks.NEED


def test_a_stray_goodbye_ends_nothing_and_a_second_one_does(call: OpenCall) -> None:
    caller = at_the_site(call, ScriptedModel(lambda _: "unclear"))
    assert spoken(caller, "Bye.").asks is Asks.SITE_ADDRESS
    assert spoken(caller, "Bye.").ended


def test_the_big_one_is_a_choice(call: OpenCall) -> None:
    caller = call()
    spoken(caller, "a large excavator")
    keyed(caller, "782341", "1")
    assert caller.asks is Asks.EQUIPMENT_CHOICE
    reply = spoken(caller, "No, it has to be the big one.")
    assert reply.asks is Asks.START_DATE
    assert "Large Excavator" in reply.said


def test_a_street_is_heard_behind_its_number_said_once_more(call: OpenCall) -> None:
    caller = at_the_site(call, ScriptedModel(lambda _: "unclear"))
    keyed(caller, "55")
    said = spoken(caller, "Address is 55 Walnut Street.").said
    assert "I heard fifty-five Walnut Street" in said


def test_what_is_wrong_of_the_period_is_said_and_the_rest_stands(call: OpenCall) -> None:
    caller = call()
    spoken(caller, WISH)
    keyed(caller, "782341", "1", "1")
    assert "March ninth for three days" in caller.last.said
    assert "March ninth for two days" in spoken(caller, "No, two days.").said
    assert "March tenth for two days" in spoken(caller, "No, on March tenth.").said


def test_the_holder_of_a_certificate_is_asked_back_where_another_name_was_heard(
    call: OpenCall,
) -> None:
    caller = call()
    spoken(caller, WISH)
    keyed(caller, "782341", "1", "1", "1", "1420", "1", "1")
    assert "Tom Bacon" in spoken(caller, "It's going to be Tom Bacon.").said
    reply = keyed(caller, "48213")
    assert "Is that Maria Lopez" in reply.said
    assert keyed(caller, "1").asks is Asks.POLICY_NUMBER


def test_another_operators_certificate_does_not_pass(call: OpenCall) -> None:
    caller = call()
    spoken(caller, WISH)
    keyed(caller, "782341", "1", "1", "1", "1420", "1", "1")
    spoken(caller, "It's going to be Tom Bacon.")
    keyed(caller, "48213")
    assert "held by another operator" in keyed(caller, "2").said


def test_another_machine_is_heard_by_its_sound_on_a_poor_line(call: OpenCall) -> None:
    caller = at_the_site(call, ScriptedModel(lambda _: "unclear"))
    reply = spoken(caller, "Okay, forget the extra device, just let me apply compactor.")
    assert reply.asks is Asks.EQUIPMENT_CHOICE
    assert "a Plate Compactor" in reply.said


def test_the_star_key_calls_a_person_once_that_was_said(call: OpenCall) -> None:
    caller = call()
    assert "star key for a person" in spoken(caller, WISH).said
    assert keyed(caller, "*").asks is Asks.CALLBACK_NUMBER
    other = call()
    other.say(WISH)
    assert keyed(other, "*").asks is Asks.BUSINESS_LICENSE


def test_no_job_is_heard_in_the_middle_of_a_rental(call: OpenCall) -> None:
    need = "push us a start on the fence"
    caller = at_the_site(call, ScriptedModel(lambda _: f'find need="{need}"'))
    assert spoken(caller, f"Sorry, can we {need}?").asks is Asks.SITE_ADDRESS


def test_that_is_all_we_have_gives_no_number(call: OpenCall) -> None:
    caller = call()
    spoken(caller, WISH)
    assert spoken(caller, "Make, that's all we've got.").asks is Asks.CALLBACK_NUMBER


def test_another_operator_is_chosen_by_key_at_the_end(call: OpenCall) -> None:
    caller = call()
    spoken(caller, WISH)
    keyed(caller, "782341", "1", "1", "1", "1420", "1", "1", "48213", "1", "550172")
    keyed(caller, "5125550147", "1")
    assert "Maria Lopez" in caller.last.said
    assert "six for the operator" in keyed(caller, "2").said
    reply = keyed(caller, "6")
    assert reply.asks is Asks.OPERATOR_CERTIFICATE


def test_a_yes_that_may_be_noise_books_only_when_it_is_said_again(
    call: OpenCall, demo: DemoDesk
) -> None:
    caller = call()
    spoken(caller, WISH)
    keyed(caller, "782341", "1", "1", "1", "1420", "1", "1", "48213", "1", "550172")
    keyed(caller, "5125550147", "1")
    assert caller.asks is Asks.FINAL_CONFIRMATION
    assert spoken(caller, "Yes, yes, sir.").asks is Asks.FINAL_CONFIRMATION
    assert demo.new_bookings() == []
    assert spoken(caller, "Yes, yes.").asks is Asks.ANYTHING_ELSE
    assert len(demo.new_bookings()) == 1
