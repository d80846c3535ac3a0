"""A wish as the model read it, and what the words say besides."""

from __future__ import annotations

from datetime import date

import pytest

from appliance.dialogue.actions import Act
from appliance.dialogue.state import RentalState
from appliance.dialogue.understand import Reader, patterns
from appliance.domain.calls import Asks
from appliance.ports.conversation import Heard, HeardBy
from appliance.ports.facts import EquipmentQuery
from tests.dialogue.talking import DemoDesk
from tests.fakes.speech import ScriptedModel

TODAY = date(2027, 3, 1)
ON_OFFER = ("scissor-lift", "boom-lift", "towable-boom-lift")


def read(demo: DemoDesk, said: str, model: str | None = None, asks: Asks = Asks.NEED) -> list[str]:
    """The actions read. `model` is what the language model writes; None where it is not asked."""
    state = RentalState(asks=asks, question="?")
    if asks is Asks.EQUIPMENT_CHOICE:
        options = demo.desk.find_equipment(EquipmentQuery(class_ids=ON_OFFER))
        state = state.but(options=options, wish="lift", customer_id="northside-paving")
    asked = ScriptedModel([] if model is None else [model])
    reader = Reader(asked, demo.desk.open_call("sip", None).yard)
    found = [one.line() for one in reader.read(Heard(text=said), state, TODAY)]
    assert model is not None or not asked.prompts
    return found


@pytest.mark.parametrize(
    "said, model, line",
    [
        ("what's the rate on a dozer", 'find need="dozer"', 'find item="Bulldozer"'),
        (
            "my foreman wants a georgia buggy for the pour on Thursday",
            'find item="Concrete Buggy"',
            'find item="Concrete Buggy" start="for the pour on Thursday"',
        ),
        (
            "we'd take two diesel generators off you if you have them around",
            'find item="Towable Generator"',
            'find item="Towable Generator" quantity="two"',
        ),
        (
            "my partner said to ask you guys about a one eighty five compressor",
            'find item="Air Compressor"',
            'find item="Air Compressor"',
        ),
        (
            "some kind of thing that is bigger than a dozer if you have it",
            'find need="bigger than a dozer"',
            'find need="bigger than a dozer"',
        ),
        ("da da da mama", 'find need="mama"', "unclear"),
        ("goo goo", 'find need="goo"', "unclear"),
        ("trenching", 'find need="trenching"', 'find need="trenching"'),
        ("we need it for mama", 'find need="mama"', 'find need="mama"'),
    ],
)  # fmt: skip
def test_a_wish_is_made_whole(demo: DemoDesk, said: str, model: str, line: str) -> None:
    assert read(demo, said, model) == [line]


@pytest.mark.parametrize(
    "said, model, line",
    [
        ("none of those, get me a carry deck crane", 'choose option="3"',
         'find item="Carry Deck Crane"'),
        ("hmm I guess we had better go with a boom lift then", 'choose option="2"',
         'choose option="3" item="Boom Lift"'),
    ],
)  # fmt: skip
def test_what_is_not_on_offer_is_not_chosen_from_it(
    demo: DemoDesk, said: str, model: str, line: str
) -> None:
    assert read(demo, said, model, Asks.EQUIPMENT_CHOICE) == [line]


def test_what_another_company_rents_is_not_asked_of_ones_own(demo: DemoDesk) -> None:
    said = "what is Lakeshore Builders renting at present?"
    assert read(demo, said, "my_rentals") == ['ask topic="other"']
    assert read(demo, "tell me what gear of yours we hold", "my_rentals") == ["my_rentals"]


@pytest.mark.parametrize(
    "said",
    [
        "I want a mini excavator starting December 9th for two days, our license number is "
        "B L 7 8 2 3 4 1",
        "I want a mini excavator starting December 9th for two days, our license number is "
        "BL 782341.",
        "a mini excavator from December ninth for two days, license is B-L-7-8-2-3-4-1",
    ],
)
def test_a_wish_and_a_license_in_one_breath_need_no_model(demo: DemoDesk, said: str) -> None:
    find, license_ = read(demo, said)
    assert find.startswith('find item="Mini Excavator" start="')
    assert "two days" in find
    assert "782341" in license_.replace("-", "").replace(" ", "")


@pytest.mark.parametrize(
    "said, lines",
    [
        (
            "I want a forklift starting this Wednesday for two days, our license number is "
            "BL619345.",
            ['find item="Forklift"', 'identify value="BL619345"'],
        ),
        (
            "Hi, this is Lakeshore Builders, license BL328792, I need a backhoe from December 4th "
            "for four days at 27 Lakeview Drive, and Carlos Mendez will run it.",
            [
                'find item="Backhoe"',
                'address value="27 Lakeview Drive"',
                'name value="Carlos Mendez"',
                'identify value="BL328792"',
            ],
        ),
        (
            "Hi, yeah, my boss told me to call you guys about a skid steer, we need it for five "
            "days.",
            ['find item="Skid Steer"'],
        ),
        ("My foreman told us to call about a trencher.", ['find item="Trencher"']),
        (
            "Hi, this is Northside Paving, our business license is BL782341.",
            ['identify value="BL782341"'],
        ),
        (
            "Hi, this is Valley Irrigation our business license is B L 6 3 0 4 9 4",
            ['identify value="BL630494"'],
        ),
        ("My license number is BL782341, thanks.", ['identify value="BL782341"']),
        ("hello, my license number is BL 630494, thanks.", ['identify value="BL630494"']),
        (
            "Good morning, calling from Lakeshore Builders, license BL328792",
            ['identify value="BL3'],
        ),
    ],
)
def test_all_in_one_breath_needs_no_model(demo: DemoDesk, said: str, lines: list[str]) -> None:
    found = read(demo, said)
    assert len(found) == len(lines)
    for one, line in zip(found, lines, strict=True):
        assert one.startswith(line)


@pytest.mark.parametrize(
    "said",
    [
        "I'm not happy with it, the trencher.",
        "It's not a trencher, it's a backhoe.",
        "I'm about five hundred short, forklift",
        "I'm having trouble here, the forklift",
        "Hi, this is Sam, somebody stole the forklift",
        "Hi, this is Sam, you sent the wrong forklift",
        "My boss told me to call about returning the trencher",
        "My boss told me to call about the forklift invoice",
        "my foreman told us to call about the overdue forklift",
        "pick up the forklift at 40 Harbor Road",
        "the forklift at 40 Harbor Road is ready",
        "Carlos Mendez is operating the trencher",
        "The forklift operator is Carlos Mendez",
        "my operator is Carlos Mendez, do I need anything else for the forklift",
    ],
)
def test_what_is_said_beside_a_machine_is_no_wish_for_it(demo: DemoDesk, said: str) -> None:
    assert not any(line.startswith("find") for line in read(demo, said, "ask"))


@pytest.mark.parametrize(
    "said",
    [
        "Hi, this is Sam, we're done early, our license is BL782341",
        "this is Sam the thing broke down our business license is BL782341",
        "hi this is Dave I want to cancel, license BL782341",
        "my license number is BL782341, do you need anything else?",
        "this is Northside, not our old license BL782341",
        "My license is not BL782341.",
        "We're finished, our license is BL782341.",
        "It's dead, our license is BL782341.",
        "It's Sam. Machine died. License BL782341.",
        "It's Sam. Cancel. License BL782341.",
        "We're 3 days overdue, license BL782341.",
        "Hi this is Sam with a complaint, license BL782341.",
        "I'm interested in a dumpster, license BL782341.",
        "It's Dave. Manager, please. Our license is BL782341.",
        "Our license is BL782341, can you add a day.",
        "Our license is BL782341, my gen set is out of gas.",
    ],
)
def test_what_is_said_beside_a_license_is_not_passed_over(demo: DemoDesk, said: str) -> None:
    asked = ScriptedModel(["unclear"])
    reader = Reader(asked, demo.desk.open_call("sip", None).yard)
    lesser = "We're Dunn, our license is BL782341."
    heard = Heard(text=said, alternatives=(said, lesser), by=HeardBy.VOICE)
    found = reader.read(heard, RentalState(asks=Asks.NEED, question="?"), TODAY)
    assert asked.prompts or not all(one.act is Act.IDENTIFY for one in found)


def test_what_is_cut_out_takes_no_date_along(demo: DemoDesk) -> None:
    (find, *_) = read(demo, "I'm starting Monday, a trencher for two days.", "ask")
    assert "Monday" in find
    (find, *_) = read(demo, "a forklift at 7 tomorrow on Main Street for two days", "ask")
    assert "tomorrow" in find


def test_a_no_that_goes_on_to_a_machine_ends_no_call(demo: DemoDesk) -> None:
    (find,) = read(demo, "No, I need a backhoe.", "ask", Asks.ANYTHING_ELSE)
    assert find == 'find item="Backhoe"'


@pytest.mark.parametrize("asks", [Asks.SITE_ADDRESS, Asks.OPERATOR_NAME, Asks.BUSINESS_LICENSE])
def test_the_lot_is_no_farewell_at_other_questions(demo: DemoDesk, asks: Asks) -> None:
    assert read(demo, "That's the lot.", "ask", asks) != ["goodbye"]


def test_a_wish_beside_a_question_is_left_to_the_model(demo: DemoDesk) -> None:
    said = "Hi, this is Northside Paving, is the trencher any good in wet clay this deep?"
    assert read(demo, said, "ask") == ["ask"]


@pytest.mark.parametrize(
    "said",
    ["Nah, that's the whole list, take care now.", "No, that's the lot.", "That's all, bye."],
)
def test_nothing_more_needs_no_model(demo: DemoDesk, said: str) -> None:
    assert read(demo, said, "person", Asks.ANYTHING_ELSE) == ["goodbye"]


@pytest.mark.parametrize(
    "said, meant",
    [
        ("for free days", "for three days"),
        ("tree weeks", "three weeks"),
        ("free more days", "three more days"),
        ("keep the excavator for more days", "keep the excavator for more days"),
        ("I'd like to extra days", "I'd like to extra days"),
        ("that's too more weeks", "that's too more weeks"),
    ],
)
def test_only_free_and_tree_are_a_number_before_more_days(said: str, meant: str) -> None:
    assert patterns.counted_as_heard(said) == meant


@pytest.mark.parametrize(
    "said", ["Okay.", "Great.", "Okay, thanks.", "Fine.", "Sounds good.", "Good, thanks.", "Right."]
)
def test_a_word_of_content_to_anything_else_is_its_end(demo: DemoDesk, said: str) -> None:
    assert read(demo, said, "unclear", Asks.ANYTHING_ELSE) == ["goodbye"]


@pytest.mark.parametrize("said", ["Sure.", "Yes please.", "Yeah.", "Yes, okay."])
def test_a_yes_to_anything_else_is_one(demo: DemoDesk, said: str) -> None:
    assert read(demo, said, "unclear", Asks.ANYTHING_ELSE) == ["yes"]


def test_okay_and_a_machine_is_a_wish_and_no_end(demo: DemoDesk) -> None:
    (line,) = read(demo, "Okay, I need a backhoe.", "unclear", Asks.ANYTHING_ELSE)
    assert line.startswith("find item")


@pytest.mark.parametrize(
    "said, item, count",
    [
        ("We need 5,000 scissor lifts", "Scissor Lift", 'quantity="five thousand"'),
        ("We need 5000 scissor lifts", "Scissor Lift", 'quantity="five thousand"'),
        ("We need five thousand scissor lifts", "Scissor Lift", 'quantity="five thousand"'),
        ("a ten thousand lumen light tower", "Light Tower", None),
        ("a twenty thousand dollar mini excavator", "Mini Excavator", None),
        ("We need 12 scissor lifts", "Scissor Lift", "quantity="),
    ],
)
def test_thousands_are_counted_and_sizes_and_prices_are_not(
    demo: DemoDesk, said: str, item: str, count: str | None
) -> None:
    (line,) = read(demo, said, f'find item="{item}"')
    assert f'item="{item}"' in line
    assert "quantity" not in line if count is None else count in line
