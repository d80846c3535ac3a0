"""What sounds like a service by phone and is none: a wish, a question, another's machine, a no."""

from __future__ import annotations

import pytest

from appliance.dialogue.actions import Act
from appliance.dialogue.state import RentalState
from appliance.dialogue.understand import rules
from appliance.domain.calls import Asks
from appliance.ports.conversation import Heard
from appliance.ports.facts import EquipmentQuery, Yard
from tests.dialogue.reading import NEED, read_services
from tests.dialogue.talking import NOW, DemoDesk


@pytest.mark.parametrize(
    "said",
    [
        "I need that carry deck crane for a few days, starting Monday",
        "can you hold a telehandler for me",
        "what would a week on the skid steer run me",
        "can you hold that telehandler for me until Friday",
        "how much for the mini excavator for a week",
        "could you drop the skid steer off at my site Thursday",
        "can you guys run the light tower over to 45 Mill Street tomorrow",
        "scratch the trencher, give me a mini excavator instead",
        "I need the skid steer until Friday",
        "the generator you have listed, does it run a compressor",
        "is the telehandler back in stock yet",
        "when will the excavator be back on the lot",
        "our own mixer's belt snapped, I need to rent one",
        "do I get charged extra if I keep the crane past Friday",
        "what happens if the skid steer breaks down on my site",
        "what if I bring the trencher back early",
        "I'd like the scissor lift from the ninth to the twelfth",
        "we'll pick up the skid steer Thursday",
        "I want to pick up that trencher in the morning",
        "does the skid steer come with a trailer",
        "does the boom lift run on gas",
        "the scissor lift won't go high enough for what I need",
        "I don't think the mini excavator is big enough",
        "a skid steer won't fit through the gate, what else you got",
        "let me get the light towers for two more weeks starting Monday",
        "is there any way you could come down on the crane",
        "I'll take the excavator for another day, so four days",
        "will the mini excavator dig through rock",
        "what's the difference between the scissor lift and the boom lift",
        "can the forklift lift four thousand pounds",
        "I'd rather have the bigger excavator",
        "how soon could I get the telehandler out here",
        "can y'all bring the crane out to the site tomorrow morning",
        "we'd want the light towers through the weekend",
        "I want to take the bobcat home tonight",
        "is the skid steer easy to run",
        "what's wrong with the smaller one",
        "do you have the skid steer available for the whole month",
        "I'm looking at the telehandler on your website",
        "my guy wants the big excavator for about a week",
        "the job starts Monday so I'd need the crane till Friday",
        "do you have a crane I could keep for a month",
        "I want the light towers through Friday and a generator",
        "can I get that skid steer dropped off in the morning",
        "I need to get the excavator by Monday and I'd have it back to you Friday",
        "we'd get it Monday and bring it back Wednesday",
        "I want to rent the mini excavator and bring it back on Thursday",
        "what time do I have to have the machine back",
        "if the skid steer breaks do I pay for it",
        "can you take something off the price of the excavator",
        "what if it rains, can I cancel",
        "how do cancellations work",
        "I need one more skid steer for the week",
        "the trencher for a week and the skid steer for a few days longer",
        "can the mini excavator run a breaker",
        "does the trencher have a new chain",
        "is there a problem with renting the crane on a Sunday",
        "let's go with the skid steer till Friday",
        "I'll need the boom lift until the painting's done",
        "I'd need the light towers to stay up through the weekend, got any free",
        "do you have the crane in your yard right now",
        "can I get the skid steer and bring it back Thursday morning",
        "what would it cost to keep a crane for a month",
        "let me reserve that telehandler",
        "could I put a hold on the telehandler",
        "I want the telehandler you've got on your website",
        "is the bobcat you have on the lot a tracked one",
        "go ahead and book that mini excavator for me",
        "how do I return a machine after hours",
        "does the excavator come with a bucket that won't leak",
        "my own skid steer broke down so I want to rent yours",
        "we lost a bid so scratch that, what about a mini ex",
        "can someone help me pick out the right lift",
        "who do I talk to about renting a crane",
        "I'd like you to send a truck with the skid steer to our site",
        "what's the longest I can keep the light towers",
        "I'll come get the trencher Friday and have it back Sunday",
        "can you bring the excavator Monday and come get it Friday",
        "will the crane lift over two tons",
        "what's the difference if I keep the crane a week or a month",
        "I'd want the crane dropped off Monday and picked up Friday",
        "is the light tower loud when it's running",
        "can the mini excavator be hauled with a half ton",
        "I need something like the skid steer but smaller",
        "we want the same excavator as last time",
        "put me down for the telehandler on Saturday",
        "I need to move the dirt pile out of the yard",
        "how late can I bring the mixer back on Saturday",
        "would the excavator break up a concrete slab",
        "my truck's tire blew so I can't come get the trencher till tomorrow",
        "could I pick up that skid steer in the morning instead",
    ],
)
def test_a_wish_or_a_question_about_a_machine_is_no_service(said: str, yard: Yard) -> None:
    assert read_services(said, yard) == ()


@pytest.mark.parametrize(
    "said, act",
    [
        ("scratch the scissor lift", None),
        ("we'll bring the scissor lift back Thursday", None),
        ("let me keep the scissor lift until Friday", None),
        ("that telehandler you're holding for me Saturday, turn it loose", Act.CANCEL_BOOKING),
        ("the skid steer we have is acting up", Act.BREAKDOWN),
        ("I want to hang on to the crane we've got out another week", Act.EXTEND),
    ],
)
def test_while_renting_only_what_is_held_already_is_meant(
    said: str, act: Act | None, shared: DemoDesk, yard: Yard
) -> None:
    (lift,) = shared.desk.find_equipment(EquipmentQuery(class_ids=("scissor-lift",)))
    renting = RentalState(asks=Asks.PRICE_OK, item=lift, wish="a lift")
    assert [one.act for one in read_services(said, yard, renting)] == ([act] if act else [])


@pytest.mark.parametrize(
    "said",
    [
        "can you drop the excavator Monday",
        "how low can you go, can you drop the mini price",
        "drop the mixer off Thursday please",
        "don't let that excavator go, I want it for tomorrow",
        "don't give up the excavator, I want it",
        "I won't pass on the excavator",
        "forget the trencher, what about the skid steer",
        "take the excavator off the list and put the backhoe on",
        "do you rent the excavator out to homeowners",
        "can you rent the excavator out to private people",
        "strike the excavator for ten days",
        "need the saw, gotta cut out some asphalt",
        "need the light tower, it's dark out there with no power",
        "I need the compactor, the ground's got issues",
        "any issues with the skid steer I should know about",
        "does the excavator leak",
        "is the excavator in good shape, no leaks",
        "can the mini excavator cut out a stump",
        "will the light tower shut off by itself",
        "I don't want any trouble with the crane",
        "had problems with the skid steer last time, is this one better",
        "sewer line cracked, we need the mini excavator",
        "light bulb burned out up in the gym, I need the scissor lift",
        "motor's stuck up on the roof, need the crane",
        "the engine's blown on a tractor, can the telehandler move it",
        "I need the skid steer because ours is busted",
        "our skid steer died, what do you have",
        "my backhoe is down and I need something to dig with",
        "how much is an extra day on the excavator",
        "what's an extra day on the excavator",
        "how much for another day on the skid steer",
        "can two people sit on that skid steer",
        "does the crane stay with the truck",
        "where does the excavator stay overnight",
        "the excavator hasn't come back yet",
        "keep the excavator until Friday",
        "I'd want the excavator Monday and keep it through Friday",
        "I need the scissor lift for another week starting Monday",
        "let me get the mini Monday, I'll have it back to you Wednesday",
        "how much to haul the skid steer back and forth",
        "what's the cost to haul the crane back",
        "have somebody drop the roller off Tuesday",
        "do you have anything under our name for a discount",
        "don't cancel my reservation",
        "does the generator keep shutting off",
        "our skid steer broke down, what do you have",
    ],
)
def test_a_verb_of_a_service_may_mean_something_else(said: str, yard: Yard) -> None:
    assert read_services(said, yard) == ()


@pytest.mark.parametrize(
    "said",
    [
        "drop the excavator Monday morning at my site",
        "just drop the skid steer in the driveway",
        "drop the light tower and the generator at the site Monday",
        "drop off the excavator Monday",
        "I want to skip the trencher and just get the skid steer",
        "we can skip the excavator, just the roller",
        "forget that one, show me the telehandler",
        "I need the concrete saw to cut out a slab",
        "I want the excavator that doesn't stall",
        "need the scissor lift, the lights are down",
        "I need the excavator, ours is down",
        "if I add two days to the excavator what's the price",
        "I want to sit on the excavator and try it",
        "the skid steer will stay on my site",
        "we'd keep the excavator here through the weekend if we get it",
        "we want the light towers for more time than last year",
    ],
)
def test_a_machine_is_wished_for_in_the_words_of_a_service(said: str, yard: Yard) -> None:
    assert read_services(said, yard) == ()
    found = rules.certain(Heard(text=said), NEED, yard, NOW.date()) or ()
    assert {one.act for one in found} == {Act.FIND}


@pytest.mark.parametrize(
    "said, act",
    [
        ("my driver's dropping off the light towers Friday", Act.RETURN),
        ("I need to drop that skid steer off at your yard", Act.RETURN),
        ("nix the trencher and the roller", Act.CANCEL_BOOKING),
        ("those pumps you're holding, we don't want them anymore", Act.CANCEL_BOOKING),
        ("we don't need the telehandler we booked", Act.CANCEL_BOOKING),
        ("the crane's down, it's leaking hydraulic fluid", Act.BREAKDOWN),
        ("can you send somebody out the excavator won't start", Act.BREAKDOWN),
        ("is there something wrong with the skid steer, it keeps dying", Act.BREAKDOWN),
        ("how much to keep that crane another week", Act.EXTEND),
    ],
)
def test_the_same_verbs_of_a_machine_held_are_services(said: str, act: Act, yard: Yard) -> None:
    assert [one.act for one in read_services(said, yard)] == [act]


@pytest.mark.parametrize(
    "said, asks",
    [
        ("the lift we're renting, we don't want the waiver", Asks.PRICE_OK),
        ("the lift you've got down for us, we don't need it delivered", Asks.PRICE_OK),
        ("the lift we're getting, we don't need the big one", Asks.PRICE_OK),
        ("the lift we're getting, can we keep it through the weekend", Asks.PRICE_OK),
        ("the lift you have for us, we don't need delivery", Asks.PRICE_OK),
        ("we won't need the lift we reserved till Wednesday", Asks.FINAL_CONFIRMATION),
        ("I don't need the lift we booked before Monday", Asks.FINAL_CONFIRMATION),
        (
            "is the lift we have on hold the electric one, we don't want gas",
            Asks.FINAL_CONFIRMATION,
        ),
    ],
)
def test_the_machine_under_discussion_is_none_held(
    said: str, asks: Asks, shared: DemoDesk, yard: Yard
) -> None:
    (lift,) = shared.desk.find_equipment(EquipmentQuery(class_ids=("scissor-lift",)))
    renting = RentalState(asks=asks, item=lift, wish="a lift")
    assert read_services(said, yard, renting) == ()
