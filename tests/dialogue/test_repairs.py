"""Callers who say it otherwise: what counts as a yes, a price or a place, and what does not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from appliance.domain.calls import Asks, Outcome
from appliance.ports.conversation import Heard, HeardBy
from tests.dialogue.talking import NOW, Caller, DemoDesk
from tests.fakes.speech import ScriptedModel

OpenCall = Callable[..., Caller]

WISH = "I'd like to rent a mini excavator from next Tuesday for three days"
TO_PRICE = (WISH, "BL 782341", "yes", "1420 Harbor Road")


@pytest.mark.parametrize(
    "said",
    [
        "use Mill Lane 88 instead",
        "Maria Lopez OC 48213",
        "ten thousand dollars a day",
        "minus fifty",
    ],
)
def test_no_other_words_are_agreement_to_a_price(demo: DemoDesk, call: OpenCall, said: str) -> None:
    caller = call(model=ScriptedModel(lambda prompt: "unclear"))
    caller.say(*TO_PRICE)
    reply = caller.say(said)
    assert "Agreed" not in reply.said
    assert reply.asks is Asks.PRICE_OK
    assert demo.store.read(lambda r: r.holds.of_call(caller.conversation.call_id)) == ()


def test_a_bare_figure_above_the_day_rate_is_meant_for_the_whole_rental(call: OpenCall) -> None:
    caller = call()
    caller.say(*TO_PRICE)
    reply = caller.say("how about five hundred")
    assert "Agreed" not in reply.said
    assert "two hundred eighty-" in reply.said


def test_a_bare_figure_just_above_the_day_rate_is_a_day_rate(call: OpenCall) -> None:
    caller = call()
    caller.say(*TO_PRICE)
    reply = caller.say("how about three hundred")
    assert "I could" not in reply.said
    assert reply.asks is Asks.PRICE_OK
    assert "two hundred ninety-five dollars a day" in reply.said


def test_a_bare_day_to_how_long_is_that_of_the_return(call: OpenCall) -> None:
    caller = call()
    caller.say("I'd like to rent a mini excavator from next Tuesday", "BL 782341", "yes")
    assert caller.asks is Asks.DURATION
    reply = caller.say("Friday morning oughta do it")
    assert "from Tuesday, March ninth for three days" in reply.said


def test_another_first_day_to_how_long_is_a_change(call: OpenCall) -> None:
    caller = call()
    caller.say("I'd like to rent a mini excavator from next Tuesday", "BL 782341", "yes")
    caller.say("sorry, we start Wednesday the tenth")
    assert caller.asks is Asks.DURATION
    assert "Wednesday, March tenth for two days" in caller.say("two days").said


@pytest.mark.parametrize("said", ["Tuesday", "next Tuesday"])
def test_the_first_day_again_is_no_end(call: OpenCall, said: str) -> None:
    caller = call()
    caller.say("I'd like to rent a mini excavator from next Tuesday", "BL 782341", "yes")
    assert caller.say(said).asks is Asks.DURATION
    assert "Tuesday, March ninth for two days" in caller.say("two days").said


def test_a_day_it_is_needed_by_moves_the_first(call: OpenCall) -> None:
    caller = call()
    caller.say("I'd like to rent a mini excavator from next Tuesday", "BL 782341", "yes")
    caller.say("we'd need it there Wednesday the tenth")
    assert "Wednesday, March tenth for two days" in caller.say("two days").said


def test_who_says_only_what_is_known_gets_a_person(call: OpenCall) -> None:
    caller = call(model=ScriptedModel(lambda prompt: 'find item="Mini Excavator"'))
    caller.say("I'd like to rent a mini excavator from next Tuesday", "BL 782341", "yes")
    replies = [caller.say("well the mini excavator like I told you") for _ in range(3)]
    assert len({one.said for one in replies}) == 3
    assert caller.asks is Asks.CALLBACK_NUMBER


def test_what_ends_the_call_starts_no_second_rental(call: OpenCall) -> None:
    caller = call(model=ScriptedModel(lambda prompt: "yes"))
    caller.say("what do I have out", "BL 782341", "yes")
    assert caller.asks is Asks.ANYTHING_ELSE
    assert caller.say("we are as happy as can be over here").asks is not Asks.NEED
    assert caller.say("that oughta cover it").ended


def test_a_number_one_digit_off_is_read_back_as_it_was_said(call: OpenCall) -> None:
    caller = call()
    reply = caller.say("a forklift please", "BL 328782")
    assert "7 8 2" in reply.said
    assert "Lakeshore" not in reply.said


def _voiced(*texts: str) -> Heard:
    return Heard(text=texts[0], alternatives=texts, by=HeardBy.VOICE)


def test_what_was_heard_twice_is_read_back_after_a_denial(call: OpenCall) -> None:
    caller = call()
    caller.say("a forklift please")
    reply = caller.say(_voiced("BL 555 121", "BL 555 129", "BL 595 121"))
    assert "5 5 5, 1 2 1" in reply.said
    caller.say("no")
    reply = caller.say(_voiced("BL 595 129", "BL 555 129"))
    assert "5 5 5, 1 2 9" in reply.said


def test_a_bare_no_proposes_nothing_that_was_heard_before(call: OpenCall) -> None:
    caller = call()
    caller.say("a forklift please", _voiced("BL 555 121", "BL 555 129"))
    reply = caller.say("no")
    assert reply.asks is Asks.BUSINESS_LICENSE
    assert "5 5 5" not in reply.said


@pytest.mark.parametrize(
    "first, second",
    [(("BL 555 121", "no"), ("BL 555 122", "no")), (("mumble mumble",), ("BL 555 121", "no")),
     (("BL 555 121", "no"), ("mumble mumble",)), (("mumble mumble",), ("mumble jumble",))],
)  # fmt: skip
def test_keys_are_offered_at_the_second_failure(
    call: OpenCall, first: tuple[str, ...], second: tuple[str, ...]
) -> None:
    caller = call(model=ScriptedModel(lambda prompt: "unclear"))
    caller.say("a forklift please")
    reply = caller.say(*first)
    assert "pound" not in reply.said
    reply = caller.say(*second)
    assert "key" in reply.said
    assert "pound" in reply.said


def test_the_second_likeliest_phone_number_follows_a_denied_one(call: OpenCall) -> None:
    caller = call()
    caller.say("I want to talk to a person")
    heard = _voiced("512 555 0134", "512 555 0139")
    assert "0 1 3 4" in caller.say(heard).said
    assert "0 1 3 9" in caller.say("no", heard).said


def test_keyed_digits_are_not_misheard(call: OpenCall) -> None:
    caller = call()
    caller.say("a forklift please")
    reply = caller.say(Heard(text="782347", by=HeardBy.KEYS))
    assert "3 4 7" in reply.said


def test_guessing_licenses_ends_with_a_person(demo: DemoDesk, call: OpenCall) -> None:
    caller = call()
    caller.say("a forklift please")
    for number in ("BL 111118", "BL 222228", "BL 333338", "BL 444448"):
        assert caller.asks is Asks.BUSINESS_LICENSE
        caller.say(number, "no")
    assert caller.asks is Asks.CALLBACK_NUMBER


def test_days_that_the_line_blurs_are_counted(call: OpenCall) -> None:
    caller = call()
    caller.say("a mini excavator from next Tuesday", "BL 782341", "yes")
    assert caller.asks is Asks.DURATION
    assert "for three days" in caller.say("Free days.").said


@pytest.mark.parametrize("said", ["yes that's it", "that's it"])
def test_that_is_it_is_a_yes_to_a_read_back(call: OpenCall, said: str) -> None:
    caller = call()
    reply = caller.say("a forklift please", "BL 782341", said)
    assert not reply.ended
    assert "Northside" in reply.said


def test_a_yes_that_takes_itself_back_is_none(call: OpenCall) -> None:
    caller = call()
    reply = caller.say("a forklift please", "BL 782341", "yes but that's not my company")
    assert reply.asks is Asks.BUSINESS_LICENSE


def test_another_operator_at_the_certificate_question(call: OpenCall) -> None:
    caller = call()
    caller.say(*TO_PRICE, "yes", "Victor Hale")
    assert caller.asks is Asks.OPERATOR_CERTIFICATE
    reply = caller.say("no")
    assert reply.asks is Asks.OPERATOR_NAME
    reply = caller.say("Maria Lopez")
    assert reply.asks is Asks.OPERATOR_CERTIFICATE


def test_looking_for_the_paper_is_waited_for(call: OpenCall) -> None:
    caller = call()
    caller.say(*TO_PRICE, "yes", "Maria Lopez", "OC 48213")
    reply = caller.say("no, I have to look for it")
    assert reply.asks is Asks.POLICY_NUMBER
    assert "Take your time" in reply.said


def test_a_license_given_first_is_taken(call: OpenCall) -> None:
    caller = call(model=ScriptedModel(lambda prompt: "unclear"))
    reply = caller.say("this is about BL 782341")
    assert reply.asks is Asks.CONFIRM
    assert caller.say("yes").asks is Asks.NEED


def test_a_number_before_the_machine_is_how_many(demo: DemoDesk, call: OpenCall) -> None:
    caller = call()
    caller.say("I need two mini excavators from next Tuesday for three days", "BL 782341", "yes")
    reply = caller.say("1420 Harbor Road")
    assert "Two Mini Excavators for three days come to" in reply.said


def test_the_price_names_the_days_asked_for(call: OpenCall) -> None:
    caller = call()
    caller.say("I'd like a mini excavator from next Tuesday for four days", "BL 782341", "yes")
    reply = caller.say("1420 Harbor Road")
    assert "for four days comes to" in reply.said
    assert "priced as 1 week" in reply.said


@pytest.mark.parametrize("said", ["somewhere downtown", "one two three"])
def test_what_is_no_address_is_asked_for_again(call: OpenCall, said: str) -> None:
    caller = call(model=ScriptedModel(lambda prompt: f'address value="{said}"'))
    caller.say(*TO_PRICE[:-1])
    assert caller.say(said).asks is Asks.SITE_ADDRESS


def test_a_new_site_is_read_back_before_its_checklist(call: OpenCall) -> None:
    caller = call()
    caller.say(*TO_PRICE[:-1])
    reply = caller.say("55 Nowhere Street")
    assert reply.asks is Asks.CONFIRM
    assert caller.say("no").asks is Asks.SITE_ADDRESS


def test_a_no_to_the_summary_is_asked_about_even_after_a_miss(call: OpenCall) -> None:
    caller = call(model=ScriptedModel(lambda prompt: "unclear"))
    caller.say(*TO_PRICE, "yes", "Maria Lopez", "OC 48213", "INS 550172", "512 555 0147", "yes")
    caller.say("banana")
    reply = caller.say("no")
    assert "What should I change" in reply.said
    assert not reply.ended


def test_today_after_closing_is_said_early(demo: DemoDesk, call: OpenCall) -> None:
    demo.clock.moment = NOW_EVENING
    caller = call()
    reply = caller.say("I need a mini excavator starting today for two days", "BL 782341", "yes")
    assert "closed for today" in reply.said
    assert reply.asks is Asks.START_DATE


def test_more_than_the_yard_owns_is_said(call: OpenCall) -> None:
    caller = call()
    reply = caller.say(
        "I need fifty mini excavators from next Tuesday for three days", "BL 782341", "yes"
    )
    assert not reply.ended
    assert "four of the Mini Excavator" in reply.said or reply.asks is Asks.SITE_ADDRESS


def test_what_was_booked_stands_whatever_follows(demo: DemoDesk, call: OpenCall) -> None:
    caller = call()
    caller.say(*TO_PRICE, "yes", "Maria Lopez", "OC 48213", "INS 550172", "512 555 0147", "yes")
    caller.say("yes")
    caller.say("I also need a forklift from next Tuesday for three days")
    caller.say("yes")
    assert caller.asks is Asks.OPERATOR_NAME
    end = caller.say("no")
    assert end.outcome is Outcome.BOOKED
    assert caller.conversation.close() is Outcome.BOOKED
    assert len(demo.new_bookings()) == 1


def test_a_review_keeps_the_certificate_that_was_presented(demo: DemoDesk, call: OpenCall) -> None:
    caller = call()
    caller.say(*TO_PRICE, "yes", "Carlos Mendez", "OC 47690", "yes")
    caller.say("INS 550172", "512 555 0147", "yes", "yes")
    assert caller.last.booking is not None
    (booking,) = demo.new_bookings()
    assert booking.certificate_number == "OC47690"


NOW_EVENING = NOW.replace(hour=18, minute=30)
