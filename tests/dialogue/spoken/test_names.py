from __future__ import annotations

import pytest

from appliance.dialogue.spoken.names import match_name, match_phrase

OPERATORS = ["Jim Kowalski", "Maria Sanchez", "Robert Chen", "Sarah O'Brien", "Darnell Washington"]
ITEMS = {
    "scissor_19": ["19 foot scissor lift", "scissor lift"],
    "scissor_26": ["26 foot scissor lift"],
    "skid_steer": ["skid steer", "skid steer loader", "bobcat"],
    "mini_excavator": ["mini excavator"],
    "excavator": ["excavator"],
    "telehandler": ["telehandler", "reach forklift"],
    "boom": ["boom lift", "cherry picker"],
    "generator": ["generator"],
    "compactor": ["plate compactor"],
    "forklift": ["forklift"],
    "light_tower": ["light tower"],
}


@pytest.mark.parametrize(
    "said, name",
    [
        ("Jim Kowalski", "Jim Kowalski"),
        ("the operator is James Kowalsky", "Jim Kowalski"),
        ("it'll be Maria Sanchez please", "Maria Sanchez"),
        ("Marya Sanchess", "Maria Sanchez"),
        ("Maria", "Maria Sanchez"),
        ("Bob Chen", "Robert Chen"),
        ("sara obrien", "Sarah O'Brien"),
        ("Darnel Washinton", "Darnell Washington"),
    ],
)
def test_a_name_is_known_by_its_sound(said: str, name: str) -> None:
    assert match_name([said], OPERATORS).name == name


@pytest.mark.parametrize("said", ["John Smith", "", "nobody", "I don't know yet"])
def test_a_stranger_is_nobody_on_record(said: str) -> None:
    assert match_name([said], OPERATORS).name is None


def test_two_who_sound_alike_are_not_told_apart() -> None:
    match = match_name(["Jon Smith"], ["John Smith", "John Smyth"])
    assert match.name is None
    assert match.score > 80
    assert match_name(["Maria"], ["Maria Sanchez", "Maria Lopez"]).name is None


def test_later_transcripts_help() -> None:
    assert match_name(["gym cow ski", "Jim Kowalski"], OPERATORS).name == "Jim Kowalski"


@pytest.mark.parametrize(
    "said, key, least",
    [
        ("sissor lift", "scissor_19", 90),
        ("nineteen foot scissor lift", "scissor_19", 95),
        ("26 foot scissors lift", "scissor_26", 90),
        ("kid's tear", "skid_steer", 85),
        ("I need a kid's tear loader for Monday", "skid_steer", 85),
        ("skidster", "skid_steer", 85),
        ("bob cat", "skid_steer", 95),
        ("mini-exclitor", "mini_excavator", 80),
        ("mini excavator", "mini_excavator", 95),
        ("I'd like an excavator for digging a basement", "excavator", 90),
        ("a cherry picker please", "boom", 95),
        ("tell a handler", "telehandler", 90),
        ("plate compacter", "compactor", 90),
        ("lite tower", "light_tower", 80),
        ("fork lift", "forklift", 95),
    ],
)
def test_an_item_is_known_as_it_is_misheard(said: str, key: str, least: float) -> None:
    ranked = match_phrase(said, ITEMS)
    assert ranked[0][0] == key
    assert ranked[0][1] >= least
    assert len(ranked) == 1 or ranked[0][1] - ranked[1][1] >= 3


@pytest.mark.parametrize("said", ["", "hello there", "the first one", "for three days", "yes"])
def test_nothing_is_found_where_nothing_was_named(said: str) -> None:
    assert all(score < 70 for _, score in match_phrase(said, ITEMS))


def test_several_transcripts_and_empty_phrases_are_allowed() -> None:
    assert match_phrase(["sister lift", "scissor lift"], ITEMS)[0][0] == "scissor_19"
    assert match_phrase("scissor lift", {"nothing": [""], "empty": []}) == []
