"""Services put in the caller's own words: a machine pointed at, and what becomes of it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from appliance.dialogue.actions import Act, Action
from appliance.dialogue.services import reading, references
from appliance.dialogue.services.service import Service, Wants
from appliance.dialogue.state import RentalState
from appliance.dialogue.understand import rules
from appliance.domain.calls import Asks
from appliance.ports.conversation import Heard
from appliance.ports.facts import EquipmentQuery, Yard
from appliance.storage.store import DuckDbStore
from tests.dialogue.talking import NOW, DemoDesk

NEED = RentalState(asks=Asks.NEED)


@pytest.fixture(scope="module")
def shared() -> Iterator[DemoDesk]:
    """One demo yard for all of these, which only read."""
    store = DuckDbStore(":memory:")
    try:
        yield DemoDesk(store)
    finally:
        store.close()


@pytest.fixture(scope="module")
def yard(shared: DemoDesk) -> Yard:
    return shared.desk.open_call("sip", None).yard


def _read(said: str, yard: Yard, state: RentalState = NEED) -> tuple[Action, ...]:
    return reading.certain(Heard(text=said), state, yard, NOW.date()) or ()


@pytest.mark.parametrize(
    "said, marked",
    [
        ("my guy will run both light towers back", "my guy will run @ back"),
        ("that lull we've got coming up", "@ we've got coming up"),
        ("the skid steer'll be back", "@'ll be back"),
        ("one of your light plants is dark", "@ is dark"),
        ("belt snapped on the concrete mixer", "belt snapped on @"),
        ("skid steer won't start", "@ won't start"),
        ("I need a skid steer for the week", "I need a skid steer for the week"),
        ("the gate by the road is open", "the gate by the road is open"),
        ("what would a week on my own truck be", "what would a week on my own truck be"),
    ],
)
def test_a_machine_that_is_pointed_at_is_marked(said: str, marked: str, yard: Yard) -> None:
    assert references.marked(said, yard) == marked


@pytest.mark.parametrize(
    "said",
    [
        "what do y'all show me having out right now?",
        "can you run down what I've got on rent with y'all",
        "what's still under our name over there",
        "which of your machines are still sitting on my job",
        "did that crane make it back to you yet?",
        "are we past due on anything",
        "when's that excavator gotta be back to you",
        "how much longer have I got on the light towers",
        "remind me what all I got from y'all",
        "just want to see what I'm still being billed for",
        "what have I got coming up with you guys",
        "what's the status on my stuff",
        "when does the crane need to be back by",
        "can you tell me the due date on the excavator",
        "what do we owe you back this week",
        "quick question, what's my drop-dead date on the light towers",
        "how many of your machines have we got sitting out here",
    ],
)
def test_what_is_out_is_asked_for(said: str, yard: Yard) -> None:
    assert [one.act for one in _read(said, yard)] == [Act.MY_RENTALS]


@pytest.mark.parametrize(
    "said",
    [
        "can I keep the light towers through the weekend",
        "we hit rock, so I'm gonna need to hold on to that mini a few more days",
        "let the crane ride another week for me",
        "put another three days on that skid steer for us",
        "the excavator's gotta stay out here till the tenth",
        "we're not quite done with the telehandler, can we get till Monday",
        "go ahead and roll the light towers over for another month",
        "I won't have the mixer back by Saturday, need it till Tuesday",
        "can we get a few more days out of that carry deck",
        "is it okay if we hang on to the skid steer until Wednesday",
        "could I get you to add two days to the mini excavator",
        "we're running behind so I need to push out the return on the crane",
        "our crane's gonna have to stick around another week",
        "I'd like to bump the return date on the excavator to Friday",
        "mind if the skid steer stays with us through Thursday?",
        "the slab pour slipped, so I wanna keep the light towers lit another four nights",
        "any chance of squeezing two more days on that mini ex",
        "I know the crane is due Wednesday but I'm gonna need it through Friday",
        "let's go ahead and carry the skid steer through the weekend",
        "we ain't done with that excavator, gonna need her till the twelfth",
        "what would another week on that crane set me back",
        "can you bump the telehandler out a couple more days",
        "tell your dispatcher the light towers are staying here till Monday",
        "don't come get the crane yet, I need it two more days",
        "hold off on picking up the skid steer till Friday",
        "we're dragging our feet on this job, the crane's gonna be here another week",
        "can we go month to month on the light towers, at least one more month",
        "make the excavator due Tuesday instead of Friday",
        "we'd like to hold our light towers over the weekend",
    ],
)
def test_a_machine_is_kept_longer(said: str, yard: Yard) -> None:
    assert [one.act for one in _read(said, yard)] == [Act.EXTEND]


@pytest.mark.parametrize(
    "said",
    [
        "we're bringing the crane back tomorrow",
        "I got a guy trucking the excavator over to y'all Wednesday",
        "you can go ahead and send a truck for the light towers",
        "we wrapped up early with the mini excavator",
        "go ahead and take the skid steer off rent",
        "the crane's ready to go whenever you want to come get it",
        "I'll have the mixer dropped off by noon",
        "can y'all swing by and grab that mini excavator",
        "get this skid steer out of my yard please",
        "we're all through with the light towers, they can come home",
        "the bobcat will be on its way back to you tonight",
        "I'd like to turn in the light towers",
        "stop the clock on the crane, we're done",
        "your light towers are sitting out by the road ready for you",
        "I've got the skid steer loaded up and I'm bringing it your way",
        "go ahead and come after the crane anytime",
        "we knocked out the job, y'all can have the excavator back",
        "I'm headed your way with the mixer",
        "when can somebody come get the crane",
        "can I bring that mixer back tonight after hours",
        "how do I get you guys to come pick up the light towers",
        "job's wrapped up, come on and get your crane",
        "you can off-rent the excavator today",
        "we wrapped the job so the light towers are coming home Thursday",
        "I need a pickup on the carry deck",
        "I'll be hauling the mixer back in the morning",
        "the crane can come off rent tomorrow",
    ],
)
def test_a_machine_goes_back(said: str, yard: Yard) -> None:
    assert [one.act for one in _read(said, yard)] == [Act.RETURN]


@pytest.mark.parametrize(
    "said",
    [
        "go ahead and let that telehandler go, we found one",
        "take the plate compactor off the schedule for me",
        "we're gonna pass on those pumps we reserved",
        "that telehandler we had lined up for Saturday, we won't be needing it",
        "I gotta call off the generators",
        "can you pull my name off that plate compactor",
        "customer pulled the plug so kill the order for the trash pumps",
        "you can rent those generators to somebody else, we don't need them",
        "release the hold on that telehandler",
        "I need to undo my reservation for the pumps",
        "we decided against the telehandler we booked",
        "don't bother holding those pumps for us",
        "the homeowner bailed so I don't need that telehandler Saturday anymore, the one I booked",
        "I want out of that plate compactor reservation",
        "we found a cheaper one so drop the telehandler",
        "hey you know those trash pumps for Thursday, forget those",
        "could you pull the telehandler off my account, plans changed",
        "hey scratch my reservation, the job fell through",
        "the job fell through so we're backing out of the pumps",
    ],
)
def test_a_booking_is_given_up(said: str, yard: Yard) -> None:
    assert [one.act for one in _read(said, yard)] == [Act.CANCEL_BOOKING]


@pytest.mark.parametrize(
    "said",
    [
        "the crane just up and quit on us",
        "your mini excavator blew a hydraulic line",
        "the skid steer's got no power",
        "something's wrong with the mixer, drum won't spin",
        "one of the light towers is dead",
        "having trouble with that excavator, it keeps bogging down",
        "the left track came off the mini excavator",
        "the crane's throwing some kind of code",
        "I can't get the skid steer started",
        "that mixer y'all rented me is making an awful racket",
        "the telehandler's forks are stuck in the air",
        "light tower's on the fritz",
        "my guy says the crane won't lift",
        "the mini excavator's leaking all over the place",
        "I think the alternator's shot on your light tower",
        "skid steer died in the middle of the street",
        "these light towers you sent are junk, one of them won't light",
        "got a dead battery on the scissor lift",
        "hydraulic hose busted on that excavator",
        "your crane's boom drops by itself, somebody's gonna get hurt",
        "we can't get the light tower to fire up",
        "the bucket won't curl on that excavator",
        "skid steer's making a grinding noise",
        "the crane's boom is stuck halfway up",
        "fluid's pouring out from under the skid steer",
    ],
)
def test_a_machine_broke_down(said: str, yard: Yard) -> None:
    assert [one.act for one in _read(said, yard)] == [Act.BREAKDOWN]


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
    assert _read(said, yard) == ()


@pytest.mark.parametrize(
    "said, new_end",
    [
        ("lemme hang onto that excavator till Tuesday the ninth", "until=till Tuesday the ninth"),
        (
            "the rigger never showed, I'll be needing that crane a few days extra, call it Monday",
            "until=Monday",
        ),
        ("could we run the mixer out to this Thursday", "until=this Thursday"),
        (
            "I gotta tack another week onto those light plants",
            "for=I gotta tack another week onto those light plants",
        ),
        ("any problem if I sit on the Bobcat a little bit longer", ""),
    ],
)
def test_the_new_end_is_taken_from_the_words(said: str, new_end: str, yard: Yard) -> None:
    (found,) = _read(said, yard)
    assert "; ".join(f"{name}={value}" for name, value in found.slots) == new_end


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
    assert [one.act for one in _read(said, yard, renting)] == ([act] if act else [])


@pytest.mark.parametrize(
    "said, act",
    [
        ("no, that's all right, just leave it the way it is", Act.NO),
        ("that's okay, leave it as it is", Act.NO),
        ("no, hang on, keep 'em on the books for now", Act.NO),
        ("yes please", Act.YES),
    ],
)
def test_what_is_to_stay_as_it_is_is_a_no(said: str, act: Act, yard: Yard) -> None:
    service = Service(act=Act.CANCEL_BOOKING, words="", wants=Wants.YES)
    asked = NEED.but(asks=Asks.CONFIRM, service=service)
    assert [one.act for one in _read(said, yard, asked)] == [act]


@pytest.mark.parametrize(
    "said, line",
    [
        ("gimme dispatch", "person"),
        ("get me whoever's running the counter", "person"),
        ("I'm not doing this with a machine", "person"),
        ("I won't deal with a robot", "person"),
        ("are you guys around on Sundays", 'ask topic="hours"'),
        ("how early can a guy get in there on a weekday", 'ask topic="hours"'),
        ("how far will y'all haul something", 'ask topic="delivery"'),
        ("would you truck equipment out past the county line?", 'ask topic="delivery"'),
    ],
)
def test_a_person_the_hours_and_delivery_in_other_words(said: str, line: str, yard: Yard) -> None:
    found = rules.certain(Heard(text=said), NEED, yard, NOW.date()) or ()
    assert [one.line() for one in found] == [line]


@pytest.mark.parametrize(
    "said",
    [
        "I've never had to deal with a machine that big",
        "I'm not doing this with a machine as old as that",
    ],
)
def test_a_machine_that_is_no_robot_asks_for_nobody(said: str, yard: Yard) -> None:
    found = rules.certain(Heard(text=said), NEED, yard, NOW.date()) or ()
    assert Act.PERSON not in [one.act for one in found]
