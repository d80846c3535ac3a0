"""What simulated callers showed to be wrong, and no longer is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from appliance.dialogue.spoken import dates, names
from appliance.domain.calls import Asks, Outcome
from appliance.domain.errors import DeskUnreachable
from appliance.ports.booking import BookingRequest, BookingResult
from appliance.ports.conversation import Heard, HeardBy
from tests.dialogue.talking import Caller, DemoDesk
from tests.fakes.speech import ScriptedModel

OpenCall = Callable[..., Caller]
TODAY = date(2027, 3, 1)
WISH = "I'd like to rent a mini excavator from next Tuesday for three days"
TO_SITE = (WISH, "BL 782341", "yes")
TO_PRICE = (*TO_SITE, "1420 Harbor Road")
TO_OPERATOR = (*TO_PRICE, "yes")


def test_one_sentence_that_holds_every_fact_loses_none(demo: DemoDesk, call: OpenCall) -> None:
    caller = call(model=ScriptedModel(lambda prompt: 'find item="Mini Excavator"'))
    caller.say(
        "This is Northside Paving, license BL 782341, I need a mini excavator from March 9th for "
        "three days at 1420 Harbor Road, Maria Lopez will run it, her certificate is OC 48213 and "
        "our policy is INS 550172"
    )
    assert caller.asks is Asks.CONFIRM
    caller.say("yes")
    if caller.asks is Asks.START_DATE:
        caller.say("March 9th for three days")
    assert caller.asks is Asks.PRICE_OK
    assert caller.say("yes").asks is Asks.CALLBACK_NUMBER
    assert "4 8 2, 1 3 is good" in caller.last.said
    caller.say("512 555 0147", "yes", "yes")
    (booking,) = demo.new_bookings()
    assert booking.certificate_number == "OC48213"
    assert booking.policy_number == "INS550172"
    assert booking.site_address == "1420 Harbor Road"


def test_an_operator_named_at_the_site_question_is_kept(call: OpenCall) -> None:
    caller = call(model=ScriptedModel(lambda prompt: "person"))
    caller.say(*TO_SITE)
    reply = caller.say("oh and the operator is Maria Lopez")
    assert reply.asks is Asks.SITE_ADDRESS
    reply = caller.say("1420 Harbor Road", "yes")
    assert reply.asks is Asks.OPERATOR_CERTIFICATE
    assert "Maria Lopez" in reply.said


def test_a_close_name_is_asked_back(demo: DemoDesk, call: OpenCall) -> None:
    caller = call()
    caller.say(*TO_OPERATOR)
    reply = caller.say("Maria Gomez")
    assert reply.asks is Asks.CONFIRM
    assert "Maria Lopez" in reply.said
    reply = caller.say("no")
    assert "Maria Gomez" in reply.said
    assert reply.asks is Asks.OPERATOR_CERTIFICATE


@pytest.mark.parametrize("said", ["Maria", "Maria Lopes", "it's Maria Lopez"])
def test_a_name_that_is_sure_is_not(said: str) -> None:
    found = names.match_name([said], ["Maria Lopez", "Dave Kowalski"])
    assert (found.name, found.sure) == ("Maria Lopez", True)


def test_the_same_unknown_license_is_turned_down_again(call: OpenCall) -> None:
    caller = call()
    caller.say("a forklift please", "BL 540917", "yes")
    assert "not on record" in caller.say("BL 540917").said
    assert caller.say("BL 540917").asks is Asks.CALLBACK_NUMBER


def test_a_denied_number_that_is_keyed_is_read_back(call: OpenCall) -> None:
    caller = call()
    caller.say("a forklift please", "BL 782341", "no")
    reply = caller.say(Heard(text="782341", by=HeardBy.KEYS))
    assert reply.asks is Asks.CONFIRM


def test_nobody_goes_in_circles_over_a_certificate(call: OpenCall) -> None:
    caller = call()
    caller.say(*TO_OPERATOR)
    for _ in range(3):
        assert caller.asks is Asks.OPERATOR_NAME
        caller.say("Dave Kowalski", "OC 36148")
    assert caller.asks is Asks.CALLBACK_NUMBER
    end = caller.say("512 555 0147", "yes")
    assert (end.ended, end.outcome) == (True, Outcome.VERIFICATION_FAILED)


@pytest.mark.parametrize(
    "said", ["no, there's nobody else", "not that I know of", "there isn't anybody else"]
)
def test_nobody_is_no_name(call: OpenCall, said: str) -> None:
    caller = call()
    caller.say(*TO_OPERATOR, "Dave Kowalski", "OC 36148")
    assert caller.asks is Asks.OPERATOR_NAME
    end = caller.say(said)
    assert (end.ended, end.outcome) == (True, Outcome.VERIFICATION_FAILED)


def test_a_length_counts_no_machines(call: OpenCall) -> None:
    written = 'find item="Forklift" quantity="two" start="Wednesday" for="two days"'
    caller = call(model=ScriptedModel(lambda prompt: written))
    said = "so what we would want from you is, hmm, that fork lift thing from Wednesday, two days"
    caller.say(said, "BL 619345", "yes")
    reply = caller.say("305 Elm Street")
    assert "A Forklift for two days" in reply.said


def test_a_question_is_no_name_and_no_machine(call: OpenCall) -> None:
    caller = call(model=ScriptedModel(lambda prompt: 'name value="Prairie Concrete"'))
    caller.say(*TO_OPERATOR)
    assert caller.say("who are the operators at Prairie Concrete?").asks is Asks.OPERATOR_NAME
    other = call(model=ScriptedModel(lambda prompt: 'find item="Bulldozer" start="now"'))
    assert other.say("what is Lakeshore Builders renting right now?").asks is Asks.NEED


def test_only_who_asks_for_a_person_gets_one(call: OpenCall) -> None:
    caller = call(model=ScriptedModel(lambda prompt: "person"))
    assert caller.say("it is about the dog").asks is Asks.NEED


def test_done_in_three_days_is_a_length(call: OpenCall) -> None:
    caller = call()
    caller.say("a mini excavator from next Tuesday", "BL 782341", "yes")
    assert caller.asks is Asks.DURATION
    assert "for three days" in caller.say("we should be done in three days").said


def test_a_number_found_while_looking_is_taken(call: OpenCall) -> None:
    caller = call()
    caller.say("a forklift please")
    reply = caller.say("oh sure, let me see, it's B L seven eight two three four one")
    assert "Northside" in reply.said


def test_giving_up_in_several_words_is_giving_up(call: OpenCall) -> None:
    caller = call()
    caller.say(*TO_PRICE)
    end = caller.say("you know what, never mind, forget it")
    assert (end.ended, end.outcome) == (True, Outcome.DECLINED_BY_CUSTOMER)


@pytest.mark.parametrize("said", ["last Monday", "this past Friday"])
def test_a_day_gone_by_is_no_first_day(said: str) -> None:
    assert dates.parse_period(said, TODAY) == (None, None)


def test_today_is_kept_and_less_than_no_days_are_none() -> None:
    start, length = dates.parse_period("from today for two days", TODAY)
    assert start == TODAY
    assert length is not None
    assert length.days == 2
    assert dates.parse_period("three days from today", TODAY)[0] == date(2027, 3, 4)
    assert dates.parse_duration("minus three days") is None


class LosesAnAnswer:
    """The real desk, whose first answer to a booking is lost after it was committed."""

    def __init__(self, desk: Any, times: int = 1) -> None:
        self._desk = desk
        self._times = times

    def __getattr__(self, name: str) -> Any:
        return getattr(self._desk, name)

    def book(self, request: BookingRequest) -> BookingResult:
        answer: BookingResult = self._desk.book(request)
        if self._times:
            self._times -= 1
            raise DeskUnreachable("The records did not answer.")
        return answer


TO_BOOK = (*TO_OPERATOR, "Maria Lopez", "OC 48213", "INS 550172", "512 555 0147", "yes", "yes")


def test_a_booking_whose_answer_was_lost_is_told_on_the_next_turn(demo: DemoDesk) -> None:
    desk: Any = LosesAnAnswer(demo.desk)
    caller = demo.call("sip", ScriptedModel(), desk)
    reply = caller.say(*TO_BOOK)
    assert "can't say yet" in reply.said
    assert "booked" not in reply.said
    assert not reply.ended
    reply = caller.say("yes")
    (booking,) = demo.new_bookings()
    assert reply.booking == booking.number
    assert "It's booked" in reply.said
    assert caller.conversation.close() is Outcome.BOOKED


def test_a_lost_answer_that_nobody_wants_any_more_is_left_for_staff(demo: DemoDesk) -> None:
    desk: Any = LosesAnAnswer(demo.desk)
    caller = demo.call("sip", ScriptedModel(), desk)
    caller.say(*TO_BOOK)
    end = caller.say("no")
    assert end.ended
    (task,) = demo.store.read(lambda r: r.tasks.open())
    assert "answer to a booking was lost" in task.detail


def test_records_that_stay_away_end_in_a_callback(demo: DemoDesk) -> None:
    desk: Any = LosesAnAnswer(demo.desk, times=2)
    caller = demo.call("sip", ScriptedModel(), desk)
    end = caller.say(*TO_BOOK, "yes")
    assert "can't reach our records" in end.said
    assert end.ended
