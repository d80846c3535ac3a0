from __future__ import annotations

import pytest

from appliance.engines.hearing_guards import invented, leaks, loops, primed, starts_over, tidy


@pytest.mark.parametrize(
    "text, audio_ms",
    [
        ("7-8-7-8-7-8-7-8-7-8-7-8-7-8-7-8", 3000),
        ("yes yes yes yes yes yes yes", 2000),
        ("I need a lift. I need a lift. I need a lift. I need a lift.", 4000),
        ("a b c d e f g h i j k l m n o p q r s t u v", 500),
        ("12345678901234567890", 1000),
    ],
)
def test_a_stuck_decoder_is_recognized(text: str, audio_ms: float) -> None:
    assert loops(text, audio_ms)


@pytest.mark.parametrize(
    "text, audio_ms",
    [
        ("", 1000),
        ("Yes.", 400),
        ("five five five, oh one nine nine", 3000),
        ("BL-555555", 2500),
        ("no no no no, the other one", 2500),
        ("I need a scissor lift next Tuesday for three days at the warehouse.", 3800),
        ("It's 312-555-0147.", 3500),
    ],
)
def test_what_people_say_is_no_loop(text: str, audio_ms: float) -> None:
    assert not loops(text, audio_ms)


def test_a_text_that_breaks_off_in_its_own_beginning_started_over() -> None:
    heard = "Your booking is confirmed, the lift will be ready. Your booking is confirmed, the"
    assert starts_over(heard)
    assert not starts_over("I need a lift. I need a lift.")
    assert not starts_over("Five five five. Five five five")
    assert not starts_over("I need a lift. I need a big one")
    assert not starts_over("I need a lift")
    assert not starts_over("")


def test_a_leaked_prompt_is_recognized() -> None:
    prompt = "My license is B-L 7-8-2-3-4-1."
    assert leaks("my license is BL 782341", prompt, ())
    assert not leaks("my license is BL 782342", prompt, ())
    assert not leaks("", prompt, ())


def test_a_recited_list_is_a_leak_and_one_item_is_an_answer() -> None:
    hotwords = ("scissor lift", "boom lift", "skid steer", "mini excavator")
    assert leaks("Scissor lift, boom lift, skid steer.", "", hotwords)
    assert leaks("boom lift, skid steer, mini excavator", "", hotwords)
    assert not leaks("Boom lift.", "", hotwords)
    assert not leaks("Scissor lift, boom lift.", "", hotwords)
    assert not leaks("A scissor lift, boom lift, skid steer", "", hotwords)


def test_words_from_the_hints_are_told_from_other_words() -> None:
    assert primed("forklift", "", ("forklift", "boom lift"))
    assert not primed("the forklift", "", ("forklift", "boom lift"))
    assert not primed("yes", "", ())


def test_subtitle_phrases_are_known() -> None:
    assert invented("Thank you.")
    assert invented("Thanks for watching!")
    assert invented(" . ")
    assert not invented("Thank you, that is all I need.")


def test_text_is_tidied() -> None:
    assert tidy("  I need \n a  lift. ") == "I need a lift."
