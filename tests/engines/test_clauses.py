from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.engines.clauses import clauses


@pytest.mark.parametrize(
    "text, pieces",
    [
        ("", []),
        ("  \n ", []),
        ("One moment.", ["One moment."]),
        ("Hello there. What do you need?", ["Hello there.", "What do you need?"]),
        ("Or $1,250.00 a week, 3.5 a day.", ["Or $1,250.00 a week, 3.5 a day."]),
        ("Mr. Smith, 12 Oak St. in Ames.", ["Mr. Smith, 12 Oak St. in Ames."]),
        ("At 9 a.m. on Monday. At 5 p.m. Then?", ["At 9 a.m. on Monday.", "At 5 p.m.", "Then?"]),
        ("No. That is No. 7.", ["No.", "That is No. 7."]),
        ("J. Smith called.", ["J. Smith called."]),
        ("I heard B, L, 7, 8, 2. Right?", ["I heard B, L, 7, 8, 2.", "Right?"]),
        ("B. L. 7. Is that right?", ["B. L. 7.", "Is that right?"]),
        ("Really?! Yes… Good.", ["Really?!", "Yes…", "Good."]),
        ('She said "stop." Then left.', ['She said "stop."', "Then left."]),
    ],
)
def test_text_is_cut_where_a_speaker_pauses(text: str, pieces: list[str]) -> None:
    assert clauses(text) == pieces


def test_a_long_sentence_is_cut_at_commas_with_enough_on_both_sides() -> None:
    text = (
        "The scissor lift is two hundred and forty dollars a day, the boom lift is three "
        "hundred and ten, and so on."
    )
    assert clauses(text) == [
        "The scissor lift is two hundred and forty dollars a day,",
        "the boom lift is three hundred and ten, and so on.",
    ]


def test_the_first_piece_is_short_where_a_speaker_would_pause() -> None:
    assert clauses("Northside Paving, is that right for you? Yes, I would think it is.") == [
        "Northside Paving,",
        "is that right for you?",
        "Yes, I would think it is.",
    ]
    assert clauses("Okay, which of the two machines do you want?") == [
        "Okay,",
        "which of the two machines do you want?",
    ]


def test_a_spelled_identifier_stays_in_one_piece() -> None:
    text = "I have the license number as B, L, 7, 8, 2, 3, 4, 1, 9, 9, 0, 2, 5, 5, 1, 8, 7, 3"
    assert clauses(text) == [text]


@given(st.text(alphabet="abcJ. ,;:!?…\"'’7\n", max_size=120))
def test_no_word_is_changed_or_lost(text: str) -> None:
    assert " ".join(clauses(text)) == " ".join(text.split())
