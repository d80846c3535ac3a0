from __future__ import annotations

import pytest

from appliance.dialogue.spoken.phones import parse_phone, say_phone


@pytest.mark.parametrize(
    "said, number",
    [
        ("512-555-0134", "5125550134"),
        ("(512) 555-0134", "5125550134"),
        ("512. 555. 0134.", "5125550134"),
        ("5125550134", "5125550134"),
        ("it's 512 555 01 34 thanks", "5125550134"),
        ("five one two, five five five, oh one three four", "5125550134"),
        ("five twelve five fifty five oh one thirty four", "5125550134"),
        ("512 triple five 0134", "5125550134"),
        ("five one two triple five 0 1 3 4 extension 12", "5125550134"),
        ("double five five one two 3 four seven five six", "5551234756"),
        ("5 1 2 5 5 5 oh 1 to 4", "5125550124"),
        ("one 512 555 0134", "5125550134"),
        ("1-800-555-0199", "8005550199"),
        ("+1 512 555 0134", "5125550134"),
        ("eight hundred five five five one two one two", "8005551212"),
        ("five five five one two three four", "5551234"),
        ("call me at 555-0134", "5550134"),
        ("+44 20 7946 0958", "+442079460958"),
        ("plus four four two oh seven nine four six oh nine five eight", "+442079460958"),
    ],
)
def test_a_number_is_understood_however_it_is_said(said: str, number: str) -> None:
    assert parse_phone([said]) == number


@pytest.mark.parametrize(
    "said",
    [
        "",
        "512 555 013",
        "at a 512 555 013",
        "512 555 01345 6",
        "0125550134",
        "one two three",
        "I want to rent two lifts",
        "BL 782341",
        "+44 20",
    ],
)
def test_digits_that_are_no_phone_number_give_none(said: str) -> None:
    assert parse_phone([said]) is None


def test_ten_digits_in_a_later_transcript_go_before_seven_in_the_first() -> None:
    assert parse_phone(["512 55, er, 5550134 no", "512 555 0134"]) == "5125550134"
    assert parse_phone("512 555 0134") == "5125550134"


def test_a_number_is_read_back_digit_by_digit() -> None:
    assert say_phone("5125550134") == "5 1 2, 5 5 5, 0 1 3 4"
    assert say_phone("15125550134") == "5 1 2, 5 5 5, 0 1 3 4"
    assert say_phone("5550134") == "5 5 5, 0 1 3 4"
    assert say_phone("+442079460958") == "plus 4 4, 2 0 7, 9 4 6, 0 9 5 8"
