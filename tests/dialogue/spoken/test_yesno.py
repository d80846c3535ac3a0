from __future__ import annotations

import pytest

from appliance.dialogue.spoken.yesno import parse_yes_no, split_yes_no


@pytest.mark.parametrize(
    "said",
    [
        "yes",
        "Yep.",
        "yes that's right",
        "That is correct.",
        "uh-huh",
        "mm-hmm",
        "no problem",
        "no, that's fine",
        "I guess so",
        "sounds good",
        "go ahead",
        "Go ahead and book it.",
        "book it",
        "Yes, please book it.",
        "perfect, thanks",
        "okay, that works for me",
        "that'll be fine",
        "it is",
        "I do",
        "we have",
        "sure",
        "Yeah, that one's good",
        "no wait, yes",
        "no sorry that is right",
        "BL 782341, that's correct",
        "um, yeah, I think so",
        "please go ahead",
        "that should work",
        "you can book it",
        "lock it in",
        "yessir",
        "ten-four, that's it",
        "yeah, that'd be it",
        "roger that",
        "you nailed it",
        "fair enough",
        "we can live with that",
        "that oughta work",
        "for sure",
        "let's roll",
    ],
)
def test_a_certain_yes(said: str) -> None:
    assert parse_yes_no(said) is True


@pytest.mark.parametrize(
    "said",
    [
        "no",
        "Nope!",
        "no thanks",
        "not quite",
        "not really",
        "that's wrong",
        "No, that's not right.",
        "that isn't right",
        "absolutely not",
        "I don't think so",
        "I'd rather not",
        "no there aren't any",
        "that's too much",
        "no that's all",
        "No, that'll be all.",
        "nothing else",
        "I don't",
        "yes, wait, no",
        "too expensive",
        "I don't have any",
        "no no no",
    ],
)
def test_a_certain_no(said: str) -> None:
    assert parse_yes_no(said) is False


@pytest.mark.parametrize(
    "said",
    [
        "",
        "maybe",
        "I'm not sure",
        "I don't know",
        "what did you say",
        "yes no",
        "yes and no",
        "it is BL 782341",
        "I have a scissor lift out",
        "I can't hear you",
        "good afternoon",
        "right now",
        "can you do 200",
        "I need a lift",
        "hello",
        "wait",
        "tomorrow",
        "nobody",
        "yesterday",
        "notice",
    ],
)
def test_what_is_neither_gives_none(said: str) -> None:
    assert parse_yes_no(said) is None
    assert split_yes_no(said) == (None, said)


@pytest.mark.parametrize(
    "said, answer, rest",
    [
        ("yes but make it Thursday", True, "make it Thursday"),
        ("no, make it Friday", False, "make it Friday"),
        ("No, it\u2019s 782342", False, "it\u2019s 782342"),
        ("no the last digit is 7", False, "the last digit is 7"),
        ("sure, and can you deliver it?", True, "can you deliver it"),
        ("Yes, it's level ground.", True, "it's level ground"),
        ("Right, but I need two", True, "I need two"),
        ("yes please, thanks", True, ""),
        ("Correct, yes. Go ahead.", True, ""),
        ("no thank you", False, ""),
    ],
)
def test_what_was_said_besides_is_kept(said: str, answer: bool, rest: str) -> None:
    assert split_yes_no(said) == (answer, rest)
