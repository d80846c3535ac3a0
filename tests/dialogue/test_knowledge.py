"""Free questions: found, answered from the article alone, and back to the open question."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from appliance.dialogue.knowledge import checking, reading
from appliance.dialogue.knowledge.aloud import aloud
from appliance.dialogue.knowledge.answering import Answerer, checked, first_sentence
from appliance.domain.calls import Asks
from appliance.domain.knowledge import sentences
from appliance.ports.knowledge import ArticleFacts
from appliance.ports.speech import Cancelled, CancelToken, Completion
from tests.dialogue.talking import Caller, DemoDesk
from tests.fakes.speech import ScriptedModel

OpenCall = Callable[..., Caller]
DELIVERY = ArticleFacts(
    id="d",
    title="Delivery",
    body="We deliver within fifty miles of the yard, for $95 each way. Heavy machines cost $240. "
    "Tell us by noon at 12:30 PM.",
)
BOTH_PRICES = " ".join(sentences(DELIVERY.body)[:2])
"""A wheel loader does not go for the price of a mixer."""


@pytest.mark.parametrize(
    "question, article",
    [
        ("do you guys deliver to job sites", "delivery"),
        ("how much is it to have it transported", "delivery"),
        ("do I need to fill the tank before I bring it back", "fuel"),
        ("what if one of my guys scratches it", "damage"),
        ("can I pay with a credit card", "payment"),
        ("do you take cash", "payment"),
        ("what papers do I need when I pick it up", "bring"),
        ("what happens if I bring it back late", "late-return"),
        ("can I drop it off after hours", "after-hours"),
        ("does it have to be clean when I return it", "cleaning"),
        ("what hitch do I need on the truck", "trailers"),
        ("can somebody show me how to use it", "training"),
        ("can I rent it for half a day", "minimum"),
        ("how do I open an account with you", "account"),
    ],
)
def test_a_question_finds_its_article_by_words(demo: DemoDesk, question: str, article: str) -> None:
    found = demo.desk.find_article(question)
    assert found is not None
    assert found.id == article


@pytest.mark.parametrize(
    "question", ["who won the game last night", "what is your mother's name", "", "zzz"]
)
def test_what_no_article_answers_is_not_answered(demo: DemoDesk, question: str) -> None:
    assert demo.desk.find_article(question) is None


@pytest.mark.parametrize(
    "written",
    [
        "We deliver within fifty miles for $85 each way.",
        "It is free.",
        "We deliver to Austin for $95 each way.",
        "Delivery takes two days.",
        "I don't know.",
        "Our friendly staff always recommends purchasing premium transport packages online.",
        "Would you like delivery?",
        "We deliver within",
        "",
    ],
)
def test_what_the_article_does_not_bear_out_is_held_back(written: str) -> None:
    assert checked(written, DELIVERY, "do you deliver") == BOTH_PRICES


@pytest.mark.parametrize(
    "written, said",
    [
        ("Yes, we deliver within 50 miles.", "We deliver within 50 miles."),
        ("Heavy machines cost $240.", BOTH_PRICES),
        ("Each way is $95.\nMore", BOTH_PRICES),
    ],
)
def test_what_the_article_bears_out_is_said(written: str, said: str) -> None:
    assert checked(written.split("\n", maxsplit=1)[0], DELIVERY, "how much is it") == said


def test_a_number_of_the_question_may_be_said() -> None:
    assert checking.unsupported("Forty miles is fine.", DELIVERY.body, "is 40 miles ok") == ()
    assert checking.unsupported("Forty miles is fine.", DELIVERY.body, "is it ok") == ("40",)


def test_what_is_spoken_is_in_words() -> None:
    assert aloud("Pay $1,250.50 by 7:30 PM, 12 % off. We open at 07:00. It costs $95.") == (
        "Pay one thousand two hundred fifty dollars and fifty cents by seven thirty p.m., twelve "
        "percent off. We open at seven a.m. It costs ninety-five dollars."
    )
    assert "noon" in aloud("Tell us by 12 PM.")
    assert first_sentence(DELIVERY) == (
        "We deliver within fifty miles of the yard, for ninety-five dollars each way. "
        "Heavy machines cost two hundred forty dollars."
    )


class SlowModel(ScriptedModel):
    """A model that is busy until it is told to stop."""

    def complete(
        self,
        prefix: str,
        prompt: str,
        *,
        grammar: str | None = None,
        max_tokens: int = 64,
        stop: tuple[str, ...] = (),
        cancel: CancelToken | None = None,
    ) -> Completion:
        assert cancel is not None
        while not cancel.is_set():
            pass
        raise Cancelled


def test_a_model_that_is_late_or_fails_leaves_the_first_sentence() -> None:
    assert Answerer(SlowModel(), 0.02).answer(DELIVERY, "do you deliver") == first_sentence(
        DELIVERY
    )
    assert Answerer(ScriptedModel()).answer(DELIVERY, "do you deliver") == first_sentence(DELIVERY)


@pytest.mark.parametrize(
    "said, is_question",
    [
        ("do you deliver", True),
        ("before that can you tell me if you deliver", True),
        ("what if I bring it back late", True),
        ("I need it delivered", False),
        ("the excavator is damaged", False),
        ("that would be fine", False),
    ],
)
def test_questions_are_heard_by_rule(said: str, is_question: bool) -> None:
    assert (reading.certain(said) is not None) is is_question


def test_an_answer_comes_back_to_the_open_question_in_other_words(call: OpenCall) -> None:
    model = ScriptedModel(lambda prompt: "Heavy machines go on a lowboy for $240 each way.")
    caller = call(model=model)
    before = caller.say("a forklift please")
    assert before.asks is Asks.BUSINESS_LICENSE
    reply = caller.say("before that can you tell me if you deliver")
    assert reply.asks is Asks.BUSINESS_LICENSE
    assert "two hundred forty dollars each way" in reply.said
    assert not reply.said.endswith(before.said)
    assert "license" in reply.said
    again = caller.say("do you take cash")
    assert again.said.split(". ")[-1] != reply.said.split(". ")[-1]


def test_the_model_answers_from_the_article_alone(call: OpenCall) -> None:
    model = ScriptedModel(lambda prompt: "It is free, and the excavator is $10.")
    caller = call(model=model)
    caller.say("a forklift please", "BL 782341", "yes", "next Tuesday for three days")
    reply = caller.say("how can I pay")
    assert "by card or company check" in reply.said
    assert "ten dollars" not in reply.said
    seen = " ".join([*model.prompts, *model.prefixes])
    for secret in ("782341", "Northside", "165"):
        assert secret not in seen


def test_what_nobody_knows_is_left_to_the_counter(call: OpenCall) -> None:
    caller = call(model=ScriptedModel(['ask topic="other"']))
    reply = caller.say("did you see the football game on television")
    assert "counter can tell you" in reply.said
    assert reply.asks is Asks.NEED
