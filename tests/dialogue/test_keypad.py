"""Keys: offered on a poor line and after a failure, read where offered or plain, never guessed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from appliance.domain.bookings import BookingState
from appliance.domain.calls import Asks, Outcome
from appliance.domain.verification import Gate, VerificationResult
from tests.dialogue.talking import CLEAN_DB, WISH, Caller, DemoDesk, keyed, spoken
from tests.fakes.speech import ScriptedModel

OpenCall = Callable[..., Caller]

BY_KEYS = ("782341", "1", "1")


def test_a_noisy_line_is_said_to_be_one_once_and_every_question_offers_keys(
    call: OpenCall,
) -> None:
    caller = call()
    reply = spoken(caller, WISH)
    assert "line is noisy" in reply.said
    assert "Key the digits in" in reply.said
    assert not reply.takes_one_key
    reply = keyed(caller, "782341")
    assert not reply.takes_one_key  # the number may be keyed once more in place of a no
    assert "line is noisy" not in reply.said
    assert "Press one for yes" in reply.said
    reply = keyed(caller, "1")
    assert reply.asks is Asks.EQUIPMENT_CHOICE
    assert reply.takes_one_key


@pytest.mark.parametrize("db", [CLEAN_DB, 19.0])
def test_a_good_line_offers_no_keys(call: OpenCall, db: float) -> None:
    caller = call()
    assert "Key" not in spoken(caller, WISH, db=db).said
    assert "Press" not in spoken(caller, "BL 782341", db=db).said


def test_a_whole_rental_is_booked_with_hardly_a_word(call: OpenCall, demo: DemoDesk) -> None:
    caller = call()
    spoken(caller, WISH)
    reply = keyed(caller, *BY_KEYS)
    assert "March ninth for three days" in reply.said
    assert reply.asks is Asks.CONFIRM
    assert keyed(caller, "1").asks is Asks.SITE_ADDRESS
    assert "fourteen twenty Harbor Road" in keyed(caller, "1420").said
    assert keyed(caller, "1").asks is Asks.PRICE_OK
    assert keyed(caller, "1").asks is Asks.OPERATOR_CERTIFICATE
    assert "Maria Lopez" in keyed(caller, "48213").said
    assert keyed(caller, "1").asks is Asks.POLICY_NUMBER
    keyed(caller, "550172", "5125550147", "1")
    assert caller.asks is Asks.FINAL_CONFIRMATION
    reply = keyed(caller, "1")
    assert reply.asks is Asks.ANYTHING_ELSE
    assert keyed(caller, "2").outcome is Outcome.BOOKED
    (booking,) = demo.new_bookings()
    assert booking.site_address == "1420 Harbor Road"


@pytest.mark.parametrize("keys", ["0", "00"])
def test_zero_is_a_person_before_any_keys_are_offered(call: OpenCall, keys: str) -> None:
    caller = call()
    reply = keyed(caller, keys)
    assert reply.actions == ("person",)
    assert reply.asks is Asks.CALLBACK_NUMBER


def test_keys_that_nothing_reads_never_reach_the_model(call: OpenCall) -> None:
    model = ScriptedModel()
    caller = call(model=model)
    assert keyed(caller, "7").asks is Asks.NEED
    assert not model.prompts


def test_digits_that_mean_themselves_are_read_though_nobody_offered_keys(call: OpenCall) -> None:
    caller = call()
    caller.say("a scissor lift", "BL 782341", "yes", "the first one", "next Tuesday")
    assert caller.asks is Asks.DURATION
    assert "three days" in keyed(caller, "3").said
    assert caller.asks is Asks.SITE_ADDRESS
    assert "fourteen twenty Harbor Road" in keyed(caller, "1420").said


def test_what_was_heard_of_the_machine_is_a_choice_and_no_certainty(call: OpenCall) -> None:
    caller = call()
    spoken(caller, "a scissor lift", "a scissor lift", "a boom lift")
    reply = keyed(caller, "782341", "1")
    assert reply.asks is Asks.EQUIPMENT_CHOICE
    assert "a Scissor Lift at" in reply.said
    assert "zero for" in reply.said


def test_machines_are_found_by_kind_where_words_have_failed(call: OpenCall) -> None:
    caller = call(model=ScriptedModel(lambda _: "unclear"))
    reply = spoken(caller, "The far off quail.")
    assert "Press one to rent a machine" in reply.said
    reply = keyed(caller, "1")
    assert "one for aerial lifts" in reply.said
    assert "nine for more kinds" in reply.said
    again = keyed(caller, "9")
    assert again.said != reply.said
    keyed(caller, "9")
    reply = keyed(caller, "1")
    assert reply.asks is Asks.EQUIPMENT_CHOICE
    first = reply.said
    reply = keyed(caller, "0")
    assert reply.asks is Asks.EQUIPMENT_CHOICE
    assert reply.said != first
    assert keyed(caller, "1").asks is Asks.BUSINESS_LICENSE


def test_who_finds_no_machine_by_its_kind_gets_a_person(call: OpenCall) -> None:
    caller = call(model=ScriptedModel(lambda _: "unclear"))
    spoken(caller, "The far off quail.")
    keyed(caller, "1")
    for _ in range(12):
        if caller.asks is not Asks.NEED:
            break
        keyed(caller, "9")
    assert caller.asks is Asks.CALLBACK_NUMBER


@pytest.mark.parametrize(
    "keys, start", [("0309", date(2027, 3, 9)), ("309", date(2027, 3, 9)),
                    ("0104", date(2028, 1, 4))],
)  # fmt: skip
def test_a_first_day_is_keyed_as_month_and_day(call: OpenCall, keys: str, start: date) -> None:
    caller = call()
    spoken(caller, "a mini excavator")
    keyed(caller, *BY_KEYS)
    assert caller.asks is Asks.START_DATE
    keyed(caller, keys)
    assert caller.asks is Asks.DURATION
    reply = keyed(caller, "3")
    assert f"{start:%B}" in reply.said


@pytest.mark.parametrize("keys", ["1340", "0", "99999", "0230"])
def test_no_day_is_made_of_keys_that_are_none(call: OpenCall, keys: str) -> None:
    caller = call()
    spoken(caller, "a mini excavator")
    keyed(caller, *BY_KEYS)
    assert keyed(caller, keys).asks is Asks.START_DATE


def test_a_period_that_was_heard_wrong_is_keyed(call: OpenCall) -> None:
    caller = call()
    spoken(caller, WISH)
    keyed(caller, *BY_KEYS)
    assert keyed(caller, "2").asks is Asks.START_DATE
    reply = keyed(caller, "0310", "2")
    assert "March tenth for two days" in reply.said
    assert reply.asks is Asks.SITE_ADDRESS


def test_what_a_summary_got_wrong_is_picked_by_key(call: OpenCall, demo: DemoDesk) -> None:
    caller = call()
    spoken(caller, WISH)
    keyed(caller, *BY_KEYS, "1", "1420", "1", "1", "48213", "1", "550172", "5125550147", "1")
    assert caller.asks is Asks.FINAL_CONFIRMATION
    assert "two for the first day" in keyed(caller, "2").said
    assert "how many" in keyed(caller, "4").said.lower()
    keyed(caller, "2")
    while caller.asks is not Asks.FINAL_CONFIRMATION:
        keyed(caller, "1")
    assert "two Mini Excavators" in caller.last.said
    keyed(caller, "1", "2")
    (booking,) = demo.new_bookings()
    assert sum(line.quantity for line in booking.lines) == 2


def test_keys_that_were_not_offered_mean_nothing_of_the_kind(call: OpenCall) -> None:
    caller = call()
    caller.say(WISH, "BL 782341")
    assert caller.asks is Asks.CONFIRM
    assert keyed(caller, "1").asks is Asks.CONFIRM


def test_after_one_failure_keys_are_offered_on_a_good_line_too(call: OpenCall) -> None:
    caller = call(model=ScriptedModel(lambda _: "unclear"))
    spoken(caller, "a mini excavator", db=CLEAN_DB)
    spoken(caller, "BL 782341", db=CLEAN_DB)
    spoken(caller, "Yes.", db=CLEAN_DB)
    assert caller.asks is Asks.START_DATE
    assert "Key in" not in caller.last.said
    assert "Or key in the month and the day" in spoken(caller, "Mark tie.", db=CLEAN_DB).said


def test_a_site_that_is_on_no_record_has_its_street_asked_for(call: OpenCall) -> None:
    caller = call()
    spoken(caller, WISH)
    keyed(caller, *BY_KEYS, "1")
    assert "name of the street" in keyed(caller, "77").said
    assert "seventy-seven Birch Lane" in spoken(caller, "Birch Lane.").said


def test_a_street_that_the_line_has_lost_is_left_to_staff(call: OpenCall, demo: DemoDesk) -> None:
    caller = call()
    spoken(caller, WISH)
    keyed(caller, *BY_KEYS, "1")
    for street in ("Birch Lane.", "Bird Lane."):
        keyed(caller, "77")
        spoken(caller, street)
        keyed(caller, "2")
    assert "staff will call you" in caller.last.said
    answers = {"firm": "1", "overhead": "2", "wide": "1"}
    while caller.asks is Asks.SITE_QUESTION:
        keyed(caller, next((k for word, k in answers.items() if word in caller.last.said), "1"))
    keyed(caller, "1", "48213", "1", "550172", "5125550147", "1", "1")
    (booking,) = demo.new_bookings()
    assert booking.state is BookingState.PENDING_REVIEW
    assert booking.site_address == "77 (street to be told)"
    checks = demo.store.read(lambda records: records.calls.verifications(booking.call_id or ""))
    last = [one.verification for one in checks if one.verification.gate is Gate.SITE][-1]
    assert last.result is VerificationResult.REVIEW


def test_an_address_that_is_denied_three_times_is_left_to_a_person(call: OpenCall) -> None:
    caller = call()
    caller.say(WISH, "BL 782341", "yes")
    for street in ("Birch Lane", "Bird Lane", "Burt Lane"):
        caller.say(f"77 {street}", "no")
    assert caller.asks is Asks.CALLBACK_NUMBER


def test_a_rental_is_kept_longer_by_keys(call: OpenCall) -> None:
    caller = call(model=ScriptedModel(lambda _: "unclear"))
    spoken(caller, "The far off quail.")
    reply = keyed(caller, "2")
    assert reply.asks is Asks.BUSINESS_LICENSE
    reply = keyed(caller, "328792", "1")
    if reply.asks is Asks.EQUIPMENT_CHOICE:
        reply = keyed(caller, "1")
    assert "month and the day" in reply.said
    assert keyed(caller, "0320").asks is Asks.CONFIRM


@pytest.mark.parametrize("heard", ["No worries.", "Thank you, thank you.", "Book it."])
def test_noise_that_sounds_like_agreement_books_nothing(
    call: OpenCall, demo: DemoDesk, heard: str
) -> None:
    caller = call(model=ScriptedModel(lambda _: "yes"))
    spoken(caller, WISH)
    keyed(caller, *BY_KEYS, "1", "1420", "1", "1", "48213", "1", "550172", "5125550147", "1")
    assert caller.asks is Asks.FINAL_CONFIRMATION
    assert spoken(caller, heard).asks is Asks.FINAL_CONFIRMATION
    assert demo.new_bookings() == []


def test_a_number_of_machines_that_was_heard_is_read_back_and_keyed(call: OpenCall) -> None:
    caller = call()
    spoken(caller, "ten scissor lifts from next Tuesday for three days")
    keyed(caller, *BY_KEYS)
    assert "ten Scissor Lifts" in caller.last.said
    assert "how many" in keyed(caller, "2").said.lower()
    keyed(caller, "2", "0309", "3")
    assert "are free" in caller.last.said


def test_a_change_that_the_line_has_lost_is_asked_for_part_by_part(call: OpenCall) -> None:
    caller = call(model=ScriptedModel(lambda _: "no"))
    caller.say(WISH, "BL 782341", "yes", "1420 Harbor Road", "yes", "Maria Lopez", "OC 48213")
    caller.say("INS 550172", "512 555 0147", "yes")
    assert caller.asks is Asks.FINAL_CONFIRMATION
    assert "What should I change" in spoken(caller, "No, make it the far.", db=CLEAN_DB).said
    reply = spoken(caller, "No, I wanted the Mini X-Killider.", db=CLEAN_DB)
    assert reply.asks is Asks.FINAL_CONFIRMATION
    assert "press one for the machine" in reply.said


def test_what_is_no_question_twice_is_asked_for_in_other_words(call: OpenCall) -> None:
    caller = call(model=ScriptedModel(lambda _: 'ask topic="other"'))
    first = spoken(caller, "We do the whole for a tank.", db=CLEAN_DB)
    second = spoken(caller, "We do the whole for a tank.", db=CLEAN_DB)
    assert "on record" in first.said
    assert "on record" in second.said
    assert first.said != second.said
    assert "press one to rent" in second.said


def test_a_yes_to_what_should_be_changed_books_nothing(call: OpenCall, demo: DemoDesk) -> None:
    caller = call()
    caller.say("a mini excavator from next Tuesday for three days", "BL 782341", "yes")
    caller.say("1420 Harbor Road", "yes", "Maria Lopez", "OC 48213", "INS 550172")
    caller.say("512 555 0147", "yes")
    assert caller.asks is Asks.FINAL_CONFIRMATION
    caller.say("no")
    assert caller.say("yes please").booking is None
    assert demo.new_bookings() == []


def test_who_changes_the_dates_is_asked_about_the_price_in_its_own_words(call: OpenCall) -> None:
    caller = call()
    caller.say("a mini excavator from next Tuesday for three days", "BL 782341", "yes")
    caller.say("1420 Harbor Road", "yes", "Maria Lopez", "OC 48213", "INS 550172")
    caller.say("512 555 0147", "yes", "no", "make it five days")
    assert caller.asks is Asks.PRICE_OK
    reply = caller.say("mumble mumble")
    assert reply.asks is Asks.PRICE_OK
    assert "which part" not in reply.said.lower()


def test_another_number_is_keyed_whole_where_one_was_turned_down(call: OpenCall) -> None:
    caller = call()
    spoken(caller, WISH)
    reply = keyed(caller, "145061", "1")
    assert "another license" in reply.said
    assert not reply.takes_one_key
    reply = keyed(caller, "782341")
    assert reply.asks is Asks.CONFIRM
    assert "7 8 2, 3 4 1" in reply.said


def test_a_number_in_a_streets_name_stays_beside_a_keyed_house_number(call: OpenCall) -> None:
    caller = call()
    spoken(caller, WISH)
    keyed(caller, "782341", "1", "1", "1")
    assert caller.asks is Asks.SITE_ADDRESS
    assert keyed(caller, "0").asks is Asks.SITE_ADDRESS
    keyed(caller, "77")
    assert "seventy-seven" in (said := spoken(caller, "5th Avenue").said)
    assert "Th Avenue" not in said


def test_a_street_left_open_is_asked_for_again_by_who_calls_back(demo: DemoDesk) -> None:
    first = demo.call("sip", ScriptedModel(lambda _: "unclear"))
    spoken(first, WISH)
    keyed(first, *BY_KEYS, "1")
    for street in ("Birch Lane.", "Bird Lane."):
        keyed(first, "77")
        spoken(first, street)
        keyed(first, "2")
    assert "staff will call you" in first.last.said
    first.conversation.close()
    again = demo.call("sip", ScriptedModel(lambda _: "unclear"))
    again.say("hello, I was just on the phone", "BL 782341", "yes", "yes")
    assert again.asks is Asks.SITE_ADDRESS


def test_dates_said_in_place_of_those_read_back_are_read_back(call: OpenCall) -> None:
    caller = call()
    spoken(caller, WISH)
    keyed(caller, *BY_KEYS)
    assert caller.asks is Asks.CONFIRM
    reply = spoken(caller, "No, from next Wednesday for five days.")
    assert reply.asks is Asks.CONFIRM
    assert "March tenth for five days" in reply.said
    assert keyed(caller, "2").asks is Asks.START_DATE
