"""Answers, refusals and questions in callers' own words, read by rule or not believed."""

from __future__ import annotations

import pytest

from appliance.dialogue.actions import Act
from appliance.dialogue.knowledge.describing import is_asked_for
from appliance.dialogue.state import RentalState
from appliance.dialogue.understand import Reader, rules
from appliance.domain.calls import Asks
from appliance.ports.conversation import Heard, HeardBy
from appliance.ports.facts import EquipmentQuery, Yard
from tests.dialogue.reading import read_services
from tests.dialogue.talking import NOW, DemoDesk
from tests.fakes.speech import ScriptedModel


def read(yard: Yard, state: RentalState, said: str) -> str:
    found = rules.certain(Heard(text=said, by=HeardBy.TEXT), state, yard, NOW.date()) or ()
    return " ; ".join(one.line() for one in found)


def renting(demo: DemoDesk, asks: Asks) -> RentalState:
    """A scissor lift is under discussion."""
    (lift,) = demo.desk.find_equipment(EquipmentQuery(class_ids=("scissor-lift",)))
    return RentalState(asks=asks, item=lift, wish="a lift")


@pytest.mark.parametrize(
    "asks, said, line",
    [
        (Asks.START_DATE, "let me look at the calendar", "wait"),
        (Asks.START_DATE, "let me look at the calendar, um, we have it down for March eleventh",
         'when start="we have it down for March eleventh"'),
        (Asks.CONFIRM, "let me check, um, yes, that agrees with what I have", "yes"),
        (Asks.CONFIRM, "let me check that", "wait"),
        (Asks.CONFIRM, "absolutely, you've read it back perfectly", "yes"),
        (Asks.CONFIRM, "oh good, yeah, that's what I've got here too", "yes"),
        (Asks.CONFIRM, "could you read that back to me", "repeat"),
        (Asks.POLICY_NUMBER, "I do beg your pardon, the current one is I N S zero one four two one "
         "seven", 'identify value="INS014217"'),
        (Asks.START_DATE, "the masons show up the seventeenth, that's a Wednesday",
         'when start="the masons show up the seventeenth, that\'s a Wednesday"'),
        (Asks.ANYTHING_ELSE, "not at the moment, thank you", "goodbye"),
        (Asks.ANYTHING_ELSE, "I can't think of anything else.", "goodbye"),
        (Asks.ANYTHING_ELSE, "not today but next week I need a trencher", ""),
        (Asks.OPERATOR_NAME, "We've only ever had the one.", "no"),
        (Asks.OPERATOR_NAME, "Say, who runs the machines over at Lakeshore? I want to hire.", ""),
        (Asks.NEED, "could you tell me until what time you are open on Saturday?",
         'ask topic="hours"'),
        (Asks.SITE_ADDRESS, "1420 Harbor Road is where it'll be sitting",
         'address value="1420 Harbor Road"'),
        (Asks.START_DATE, "none of us has a truck that could pull it, is bringing it to us "
         "something you would do?", 'ask topic="delivery"'),
        (Asks.FINAL_CONFIRMATION, "our bookkeeper will want to know how the payment works, is it "
         "with a credit card or are we sent an invoice?", 'ask topic="other"'),
        (Asks.OPERATOR_NAME, "what happens if one of my guys puts a dent in it?",
         'ask topic="other"'),
        (Asks.FINAL_CONFIRMATION, "one second, please", "wait"),
        (Asks.FINAL_CONFIRMATION, "let me check with my boss, okay", "wait"),
        (Asks.FINAL_CONFIRMATION, "hang on, yeah I'm on the phone", "wait"),
        (Asks.PRICE_OK, "let me get this right, four hundred", "wait"),
        (Asks.OPERATOR_NAME, "let me check, bear with me", "wait"),
        (Asks.START_DATE, "as soon as you can", 'when start="as soon as you can"'),
        (Asks.CONFIRM, "that doesn't match", ""),
        (Asks.BUSINESS_LICENSE, "my wife does the paperwork so let me go ask her", "wait"),
        (Asks.BUSINESS_LICENSE, "I'm not a business, it's just me fixing up my own house", "no"),
        (Asks.START_DATE, "the eighth, no hang on, the ninth",
         'when start="the eighth, no hang on, the ninth"'),
        (Asks.START_DATE, "start of what, I missed that", "repeat"),
        (Asks.START_DATE, "you know, we decided to put the job off, so let's drop it", "stop"),
        (Asks.SITE_ADDRESS, "I don't have it in front of me, let me go find it", "wait"),
        (Asks.SITE_ADDRESS, "I'm not going to give my address to a recording, put somebody on",
         "person"),
        (Asks.DURATION, "I'd really like to go over this with somebody who works there", "person"),
        (Asks.SITE_QUESTION, "well, I wish I could say yes, but no, it isn't", "no"),
        (Asks.POLICY_NUMBER, "sorry, what number are you looking for now", "repeat"),
        (Asks.PRICE_OK, "oh boy, okay, forget about the whole rental then", "stop"),
        (Asks.PRICE_OK, "for that kind of money I'll go somewhere else, cancel the whole thing",
         "stop"),
        (Asks.FINAL_CONFIRMATION, "don't forget the whole order needs delivery", ""),
        (Asks.ANYTHING_ELSE, "let me think, um, no, I believe that was it", "goodbye"),
        (Asks.ANYTHING_ELSE, "actually there is", "yes"),
        (Asks.ANYTHING_ELSE, "I'd better get back to work, so long", "goodbye"),
        (Asks.NEED, "I lost the paperwork, which day is our forklift supposed to go back",
         "my_rentals"),
        (Asks.CONFIRM, "you got it backwards", ""),
        (Asks.CONFIRM, "the first part matches, the end is nine", ""),
        (Asks.CONFIRM, "that's what it says on the old card, the new one is different", ""),
        (Asks.ANYTHING_ELSE, "I don't see the price, what was it", ""),
        (Asks.ANYTHING_ELSE, "I think I'm good, oh, one more thing", ""),
        (Asks.ANYTHING_ELSE, "not yet, I still need a roller", ""),
        (Asks.START_DATE, "before the tenth", ""),
        (Asks.OPERATOR_NAME, "just her, Maria Perez", 'name value="Maria Perez"'),
        (Asks.NEED, "a mower broke, we need to finish forty acres of weeds by Sunday, what would "
         "you recommend for that?", ""),
    ],
)  # fmt: skip
def test_it_is_read_by_rule(yard: Yard, asks: Asks, said: str, line: str) -> None:
    assert read(yard, RentalState(asks=asks), said) == line


@pytest.mark.parametrize(
    "said, line",
    [
        ("I've just been told that we don't need it anymore, so let's leave it at that", "stop"),
        ("we're gonna pass on it, thanks", "stop"),
        ("we don't need it until Thursday", 'when start="Thursday"'),
        ("we don't need it delivered", ""),
        ("that doesn't work for me", "no"),
        ("I won't go elsewhere, book it", ""),
        ("we don't need any. We've got our own insurance", ""),
    ],
)
def test_a_rental_is_given_up_at_its_price(
    demo: DemoDesk, yard: Yard, said: str, line: str
) -> None:
    assert read(yard, renting(demo, Asks.PRICE_OK), said) == line


@pytest.mark.parametrize(
    "said, line",
    [
        ("oh, well, I was kind of leaning toward the telehandler if I'm honest",
         'choose option="1" item="Telehandler"'),
        ("let me get that telehandler", 'choose option="1" item="Telehandler"'),
        ("let me check on the telehandler", "wait"),
        ("the telehandler is too big for us", ""),
        ("how tall is the telehandler", ""),
        ("would that first one fit through a garage door", ""),
        ("hmm, those aren't really what I had in mind", "no"),
        ("none of that is what I had in mind", "no"),
        ("the telehandler doesn't fit through the gate", ""),
    ],
)  # fmt: skip
def test_a_machine_named_in_a_sentence_is_chosen(
    demo: DemoDesk, yard: Yard, said: str, line: str
) -> None:
    options = demo.desk.find_equipment(EquipmentQuery(class_ids=("telehandler", "forklift")))
    options = tuple(sorted(options, key=lambda one: one.name, reverse=True))
    state = RentalState(asks=Asks.EQUIPMENT_CHOICE, options=options, wish="to lift block")
    assert read(yard, state, said) == line


def test_one_that_is_not_free_may_be_waited_for(demo: DemoDesk, yard: Yard) -> None:
    crane, other = (
        demo.desk.find_equipment(EquipmentQuery(class_ids=(one,)))[0]
        for one in ("carry-deck-crane", "telehandler")
    )
    state = RentalState(asks=Asks.EQUIPMENT_CHOICE, item=crane, options=(other,), wish="a crane")
    said = "no, nothing else'll do it. We can wait on the crane, make it March ninth"
    assert read(yard, state, said) == f'when start="{said}"'


@pytest.mark.parametrize(
    "asks, said, model, line",
    [
        (Asks.POLICY_NUMBER, "can I buy the coverage from you", 'identify value="coverage"',
         "unclear"),
        (Asks.PRICE_OK, "that's more than I figured", 'offer price="more than I figured"',
         "unclear"),
        (Asks.PRICE_OK, "how's about half off for a first timer", 'offer price="half off"',
         'offer price="half off"'),
        (Asks.DURATION, "hmm, better give me four", 'quantity value="four"', "unclear"),
        (Asks.POLICY_NUMBER, "let's just skip the insurance part", "no", "unclear"),
        (Asks.PRICE_OK, "my boss told me that we don't want to go that high", "yes", "unclear"),
        (Asks.PRICE_OK, "my boss is happy with what you've told me", "yes", "yes"),
        (Asks.CALLBACK_NUMBER, "that would be fine by me", "repeat", "unclear"),
        (Asks.NEED, "we've forty light fixtures to swap out on a ceiling",
         'find need="light fixtures to swap out on a ceiling" quantity="forty"',
         'find need="light fixtures to swap out on a ceiling"'),
        (Asks.NEED, "we need two machines to swap out light fixtures",
         'find need="swap out light fixtures" quantity="two"',
         'find need="swap out light fixtures" quantity="two"'),
    ],
)  # fmt: skip
def test_what_the_model_reads_is_borne_out(
    yard: Yard, asks: Asks, said: str, model: str, line: str
) -> None:
    reader = Reader(ScriptedModel([model]), yard)
    found = reader.read(Heard(text=said), RentalState(asks=asks, question="?"), NOW.date())
    assert " ; ".join(one.line() for one in found) == line


@pytest.mark.parametrize(
    "said, act",
    [
        ("it's about the plate compactor that somebody reserved for tomorrow, it turns out that "
         "isn't required anymore, so I'd be grateful if you took it off the list",
         Act.CANCEL_BOOKING),
        ("you know those trash pumps I had you put aside? Well, the ditch dried up, so go ahead "
         "and take me off for those", Act.CANCEL_BOOKING),
        ("I reserved two portable generators for today, but we won't be picking those up after all",
         Act.CANCEL_BOOKING),
        ("the skid steer is due back today, but we're behind, may they have it until Thursday?",
         Act.EXTEND),
        ("those two light towers are due Saturday. Could we push that out to Wednesday the tenth?",
         Act.EXTEND),
        ("what all do we have of yours sitting on our site?", Act.MY_RENTALS),
        ("I would need a list of all the equipment that we currently have from you",
         Act.MY_RENTALS),
        ("we were going to come get that telehandler ourselves, but our lowboy's down, so I need "
         "to have you deliver it instead", Act.PERSON),
        ("the trencher I reserved, I can't pick it up, can somebody deliver it", Act.PERSON),
        ("we'll bring the roller back ourselves on Friday", Act.RETURN),
        ("we're done with the roller you delivered", Act.RETURN),
        ("we didn't get the trencher we reserved", None),
        ("we haven't collected the roller we booked", None),
        ("somebody took the trencher off the schedule, we still need it", None),
        ("my guy reserved a skid steer. We don't need it, until next week", None),
        ("when will the trencher we booked be delivered", None),
        ("the lift I have is due Friday, can you change that to a boom lift until Monday", None),
    ],
)  # fmt: skip
def test_a_rental_under_way_is_meant(yard: Yard, said: str, act: Act | None) -> None:
    assert [one.act for one in read_services(said, yard)] == ([act] if act else [])


@pytest.mark.parametrize(
    "asks, said, line",
    [
        (Asks.PRICE_OK, "that doesn't work for me", "no"),
        (Asks.FINAL_CONFIRMATION, "Monday doesn't work for us after all", ""),
        (Asks.PRICE_OK, "the lift we have out doesn't work", "breakdown"),
        (
            Asks.PRICE_OK,
            "that won't push what we've got out there. Can we make it a bulldozer?",
            "",
        ),
    ],
)
def test_what_does_not_suit_has_not_broken_down(
    demo: DemoDesk, yard: Yard, asks: Asks, said: str, line: str
) -> None:
    assert read(yard, renting(demo, asks), said) == line


@pytest.mark.parametrize(
    "machine, question, asked",
    [
        ("trash-pump", "does it come with the hoses", True),
        ("scissor-lift", "how high does it go", True),
        ("mini-excavator", "how wide is it", True),
        ("trash-pump", "can I pay with a card", False),
        ("scissor-lift", "how big is the deposit", False),
        ("wheel-loader", "where is your yard", False),
    ],
)
def test_a_machine_is_described_where_its_record_answers(
    demo: DemoDesk, machine: str, question: str, asked: bool
) -> None:
    (item,) = demo.desk.find_equipment(EquipmentQuery(class_ids=(machine,)))
    assert is_asked_for(item, question) is asked
