from __future__ import annotations

from appliance.bootstrap.conversation import standing_sentences
from appliance.dialogue.spanish.language import SPANISH


def test_sentences_that_every_call_holds_are_known_ahead() -> None:
    english, spanish = standing_sentences(), standing_sentences(SPANISH)
    assert "Is there anything else?" in english
    assert len(english) > 40
    assert len(set(english)) == len(english)
    assert all(text.strip() for text in (*english, *spanish))
    assert len(spanish) > 40
    assert not set(english) & set(spanish)
