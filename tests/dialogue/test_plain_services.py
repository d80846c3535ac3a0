"""Services put in the caller's own words: a machine pointed at, and what becomes of it."""

from __future__ import annotations

import pytest

from appliance.dialogue.actions import Act
from appliance.dialogue.services import references
from appliance.dialogue.services.service import Service, Wants
from appliance.dialogue.understand import rules
from appliance.domain.calls import Asks
from appliance.ports.conversation import Heard
from appliance.ports.facts import Yard
from tests.dialogue.reading import NEED, read_services
from tests.dialogue.talking import NOW


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
    assert [one.act for one in read_services(said, yard)] == [Act.MY_RENTALS]


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
    assert [one.act for one in read_services(said, yard)] == [Act.EXTEND]


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
    assert [one.act for one in read_services(said, yard)] == [Act.RETURN]


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
    assert [one.act for one in read_services(said, yard)] == [Act.CANCEL_BOOKING]


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
    assert [one.act for one in read_services(said, yard)] == [Act.BREAKDOWN]


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
        (
            "keep the crane two more days, we pour maybe Monday",
            "for=keep the crane two more days, we pour maybe Monday",
        ),
        (
            "add three days to the crane, I'll call maybe Tuesday",
            "for=add three days to the crane, I'll call maybe Tuesday",
        ),
    ],
)
def test_the_new_end_is_taken_from_the_words(said: str, new_end: str, yard: Yard) -> None:
    (found,) = read_services(said, yard)
    assert "; ".join(f"{name}={value}" for name, value in found.slots) == new_end


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
    assert [one.act for one in read_services(said, yard, asked)] == [act]


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
        "get me somebody to run it",
        "lemme have somebody drop it off",
        "get me the staff rate",
        "my guys won't deal with a machine without a cab",
        "I can't deal with a machine like that",
        "can't do this with a machine under two tons",
    ],
)
def test_a_machine_or_somebody_for_it_is_no_person_to_speak_to(said: str, yard: Yard) -> None:
    found = rules.certain(Heard(text=said), NEED, yard, NOW.date()) or ()
    assert Act.PERSON not in [one.act for one in found]


def test_how_far_a_machine_reaches_is_no_question_of_delivery(yard: Yard) -> None:
    said = Heard(text="how far can you reach with it")
    found = rules.certain(said, NEED, yard, NOW.date()) or ()
    assert Act.ASK not in [one.act for one in found]
