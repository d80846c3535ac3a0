from __future__ import annotations

from appliance.bootstrap.conversation import standing_sentences
from appliance.dialogue import wording
from appliance.dialogue.spanish.language import SPANISH
from appliance.engines.clauses import clauses


def test_sentences_that_every_call_holds_are_known_ahead() -> None:
    english, spanish = standing_sentences(), standing_sentences(SPANISH)
    assert "Is there anything else?" in english
    assert len(english) > 40
    assert len(set(english)) == len(english)
    assert all(text.strip() for text in (*english, *spanish))
    assert len(spanish) > 40
    assert not set(english) & set(spanish)


def test_what_was_long_to_hear_is_answered_by_a_word_that_is_at_hand() -> None:
    at_hand = standing_sentences()
    for said in (
        wording.read_back_license("BL782341", "Northside Paving"),
        wording.read_back("OC48213"),
        wording.read_back_phone("5125550147"),
        wording.insurance_passed("INS550172"),
    ):
        first, *rest = clauses(said)
        assert rest
        assert first in at_hand
