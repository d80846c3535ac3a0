from __future__ import annotations

import pytest

from appliance.voice.backchannels import is_backchannel, listening


@pytest.mark.parametrize(
    "words", ["Mm-hmm.", "Uh-huh", "Okay. Okay.", "M-M-H-N-M", "NMHMM.", "Yeah, right.", "Ajá", ""]
)
def test_who_listens_wants_no_floor(words: str) -> None:
    assert is_backchannel(words)


@pytest.mark.parametrize(
    "words", ["No.", "Uh-uh.", "Wait.", "Hello?", "Okay, but not Tuesday.", "I'm home.", "BL 5"]
)
def test_who_says_something_wants_it(words: str) -> None:
    assert not is_backchannel(words)


def test_what_is_listened_for_over_the_agent_is_no_answer_to_its_question() -> None:
    for language in ("en", "es", "fr"):
        hints = listening(language)
        assert hints.language == language
        assert not hints.prompt
    assert "Mm-hmm" in listening("en").hotwords
