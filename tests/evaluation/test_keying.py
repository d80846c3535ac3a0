"""A caller presses keys only where the agent has just offered them, and the right ones."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from appliance.evaluation import keying

CHOICE = (
    "i have a mini excavator at two hundred ninety-five dollars a day, an excavator at six hundred "
    "dollars a day, or a backhoe at three hundred thirty dollars a day. which one? press one, two, "
    "or three for its place among them, zero for none."
)
KINDS = (
    "what kind of machine is it? press one for aerial lifts, two for compaction, three for power "
    "and light, four for earthmoving, nine for more kinds, or zero for a person."
)
ABOUT = "sorry, what would you like to rent? press one to rent a machine, two to keep one longer."


@pytest.mark.parametrize(
    "names, key", [(["mini excavator"], "1"), (["excavator"], "2"), (["backhoe"], "3"),
                   (["scissor lift"], "0"), (["crane", "backhoe"], "3")],
)  # fmt: skip
def test_a_machine_is_picked_by_its_place(names: list[str], key: str) -> None:
    assert keying.place(CHOICE, names) == key


def test_the_second_of_two_machines_is_picked() -> None:
    said = (
        "you could take a pallet jack at twenty-five dollars a day or a telehandler at four "
        "hundred eighty dollars a day. press one or two for its place among them, zero for none."
    )
    assert keying.place(said, ["telehandler"]) == "2"
    assert keying.place(said, ["pallet jack"]) == "1"


def test_a_rental_is_picked_by_its_place() -> None:
    said = (
        "which one do you want to keep longer: the mini excavator until friday, or the carry deck "
        "crane until monday? press one or two for its place among them, zero for none."
    )
    known = ["excavator", "mini excavator", "carry deck crane"]
    assert keying.place(said, ["carry deck crane"], known) == "2"
    assert keying.place(said, ["mini excavator"], known) == "1"
    assert keying.place(said, ["excavator"], known) == "0"
    several = "was that two light towers, or a carry deck crane? press one or two for its place"
    assert keying.place(f"{several} among them.", ["light tower"], [*known, "light tower"]) == "1"


def test_an_end_is_named_or_reckoned_from_when_it_is_due() -> None:
    today = date(2027, 3, 1)
    said = "the mini excavator is due back Friday, March fifth. until which day do you need it?"
    assert keying.until("keep it until March tenth", said, today) == date(2027, 3, 10)
    assert keying.until("keep it three more days", said, today) == date(2027, 3, 8)
    assert keying.until("keep it three more days", said.lower(), today) == date(2027, 3, 8)
    assert keying.until("keep it", said, today) is None
    late = "the mini excavator was due monday, february twenty-second. until which day is it?"
    assert keying.until("keep it two more days", late, today) == today + timedelta(days=2)


def test_the_only_machine_is_taken_or_not() -> None:
    said = "i have a backhoe at ten dollars a day. press one to take it, zero for something else."
    assert keying.place(said, ["backhoe"]) == "1"
    assert keying.place(said, ["trencher"]) == "0"


@pytest.mark.parametrize(
    "kinds, key", [(["earthmoving"], "4"), (["power and light"], "3"), (["pumps"], "9"),
                   (["pumps", "compaction"], "2")],
)  # fmt: skip
def test_a_kind_is_picked_or_more_of_them_heard(kinds: list[str], key: str) -> None:
    assert keying.kind(KINDS, kinds) == key


def test_what_a_call_is_about_has_its_key() -> None:
    assert keying.purpose(ABOUT, ("booking", "need"), rents=True) == "1"
    assert keying.purpose(ABOUT, ("service", "extend"), rents=False) == "2"
    assert keying.purpose(ABOUT, ("person",), rents=False) == "0"
    assert keying.purpose(ABOUT, ("question", "hours"), rents=False) == ""


@pytest.mark.parametrize(
    "said, key",
    [
        ("key in the month and the day, two digits each, then press pound.", "0309"),
        ("key in the number of days, then press pound.", "3"),
        ("key in how many you need, then press pound.", "2"),
        ("key in the house number, then press pound.", "1420"),
        ("key the digits in on your phone, then press pound.", "782341"),
    ],
)
def test_digits_are_keyed_for_what_was_asked(said: str, key: str) -> None:
    facts = {"start": keying.month_and_day(date(2027, 3, 9)), "days": "3", "quantity": "2",
             "house": "1420", "identifier": "782341"}  # fmt: skip
    assert keying.number(said, facts) == key


def test_nothing_is_keyed_that_was_not_offered() -> None:
    said = "what is your business license number? is that right?"
    assert keying.number(said, {"identifier": "782341"}) == ""
    assert keying.yes_or_no(said, True) == ""
    assert keying.place(said, ["backhoe"]) == ""
    assert keying.kind(said, ["pumps"]) == ""
    assert keying.purpose(said, ("person",), rents=False) == ""
    assert keying.changed(said, "start") == ""


def test_a_person_is_called_by_the_star_where_that_was_told() -> None:
    assert keying.person("can I just talk to a real person please", told=True) == "*"
    assert keying.person("can I just talk to a real person please", told=False) == ""
    assert keying.person("I need something to lift a person", told=True) == ""


def test_a_machine_is_picked_that_was_named_by_its_kind() -> None:
    known = ["excavator", "mini excavator", "carry deck crane"]
    assert keying.in_part(known, "I'll be bringing the crane back") == ["carry deck crane"]
    assert keying.in_part(known, "can we keep it longer") == []
