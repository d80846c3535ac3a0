"""What no caller means as an answer: each has a polite way on, and nothing is written."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from appliance.dialogue import bad_input
from appliance.domain.calls import Asks
from tests.dialogue.talking import Caller, DemoDesk
from tests.dialogue.test_gates import TO_END, TO_PRICE
from tests.fakes.speech import ScriptedModel

OpenCall = Callable[..., Caller]
MONOLOGUE = (
    "Well let me tell you how this whole thing started, my brother in law said to me last spring "
    "that the fence along the back was leaning and I told him no it is not leaning it was always "
    "like that. Then his wife came over with the dog, and the dog dug a hole, and you would not "
    "believe what was in that hole, it was an old boot. And so we sat down on the porch and talked "
    "about boots for the better part of an afternoon, which is not what anybody had planned. "
)
BABBLE = ("goo goo ga ga ba ba", "da da da bababa", "eeeee wheee", "mama mama mama")
NOISE = ("", "   ", "...", "[noise]", "(wind)", "\u266a", "zzzz zzz")
SPANISH = "hola necesito una excavadora para el lunes por favor"


@pytest.mark.parametrize(
    "said",
    [
        SPANISH,
        "buenos días, ¿cuánto cuesta la semana?",
        "bonjour je voudrais louer une pelle pour la semaine",
        "guten Tag ich brauche einen Bagger für eine Woche",
        "мне нужен экскаватор",
    ],
)
def test_another_language_is_known(said: str) -> None:
    assert bad_input.is_foreign(said)


@pytest.mark.parametrize(
    "said",
    [
        "I need a mini excavator for el paso road on monday",
        "la la la",
        "no",
        "the job is at 27 Los Alamos Drive",
        "me and my guys need a lift for a week",
        "it is for the en suite at the manor",
    ],
)
def test_english_is_not_taken_for_another_language(said: str) -> None:
    assert not bad_input.is_foreign(said)


def test_another_language_is_answered_politely_then_by_a_person(call: OpenCall) -> None:
    caller = call()
    first = caller.say(SPANISH)
    assert "English" in first.said
    assert first.asks is Asks.NEED
    assert caller.say("una excavadora por favor para mañana").asks is Asks.CALLBACK_NUMBER


@pytest.mark.parametrize("said", ["you stupid robot", "fuck this", "shut up you idiot"])
def test_profanity_is_answered_politely(call: OpenCall, said: str) -> None:
    caller = call()
    caller.say("a forklift please")
    reply = caller.say(said)
    assert reply.asks is Asks.BUSINESS_LICENSE
    assert "sorry" in reply.said.lower()
    again = caller.say(said)
    assert again.said != reply.said
    assert caller.say(said).asks is Asks.CALLBACK_NUMBER


def test_a_curse_by_the_way_does_not_hide_the_answer(call: OpenCall) -> None:
    caller = call()
    caller.say("a forklift please")
    assert caller.say("it's BL 782341 you stupid machine").asks is Asks.CONFIRM


def test_a_speech_of_a_minute_ends_in_a_question(call: OpenCall) -> None:
    caller = call(model=ScriptedModel(lambda prompt: "yes"))
    reply = caller.say(MONOLOGUE)
    assert "a lot at once" in reply.said or "one thing at a time" in reply.said
    assert reply.asks is Asks.NEED


def test_what_a_long_speech_says_for_certain_is_taken(call: OpenCall) -> None:
    caller = call()
    reply = caller.say(MONOLOGUE + " Anyway I need a mini excavator. " + MONOLOGUE)
    assert reply.asks is Asks.BUSINESS_LICENSE


@pytest.mark.parametrize("said", [*BABBLE, *NOISE, SPANISH, MONOLOGUE, "you stupid robot"])
@pytest.mark.parametrize("answer", ["yes", 'offer price="1"'])
def test_nothing_is_booked_whatever_the_model_makes_of_it(
    demo: DemoDesk, call: OpenCall, said: str, answer: str
) -> None:
    caller = call(model=ScriptedModel(lambda prompt: answer))
    caller.say(*TO_PRICE, "that works", *TO_END)
    assert caller.asks is Asks.FINAL_CONFIRMATION
    reply = caller.say(said)
    assert reply.said
    assert demo.new_bookings() == []
    assert not reply.ended


def test_babble_is_asked_again_in_other_words_then_left_to_a_person(call: OpenCall) -> None:
    caller = call(model=ScriptedModel(lambda prompt: "unclear"))
    said = [caller.say(babble).said for babble in BABBLE[:3]]
    assert len(set(said)) == 3
    assert caller.asks is Asks.CALLBACK_NUMBER
