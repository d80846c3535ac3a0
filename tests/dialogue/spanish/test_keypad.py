"""A noisy line in Spanish: the keys are offered in Spanish, and book the same."""

from __future__ import annotations

import re

from appliance.dialogue.spanish.language import SPANISH
from appliance.domain.calls import Asks, Outcome
from appliance.ports.conversation import Heard, HeardBy
from tests.dialogue.talking import DemoDesk
from tests.fakes.speech import ScriptedModel

WISH = "necesito rentar una miniexcavadora desde el próximo martes por tres días"
_ENGLISH = re.compile(r"\b(?:press|key|your|phone|the|what|which|zero|one|for|heard)\b")


def test_a_noisy_call_in_spanish_is_booked_by_keys(demo: DemoDesk) -> None:
    caller = demo.call("sip", ScriptedModel(lambda _: "unclear"), language=SPANISH)
    caller.say(Heard(text=WISH, by=HeardBy.VOICE, speech_over_noise_db=14.0))
    asked = [caller.asks]
    for keys in ("782341", "1", "1", "1", "1420", "1", "1", "48213", "1", "550172", "5125550147",
                 "1", "1", "2"):  # fmt: skip
        caller.say(Heard(text=keys, by=HeardBy.KEYS))
        asked.append(caller.asks)
        assert not _ENGLISH.search(caller.last.said.replace("the main gate at", "")), asked
    assert asked == [
        Asks.BUSINESS_LICENSE, Asks.CONFIRM, Asks.EQUIPMENT_CHOICE, Asks.CONFIRM,
        Asks.SITE_ADDRESS, Asks.CONFIRM, Asks.PRICE_OK, Asks.OPERATOR_CERTIFICATE, Asks.CONFIRM,
        Asks.POLICY_NUMBER, Asks.CALLBACK_NUMBER, Asks.CONFIRM, Asks.FINAL_CONFIRMATION,
        Asks.ANYTHING_ELSE, None,
    ]  # fmt: skip
    assert caller.last.outcome is Outcome.BOOKED
    (booking,) = demo.new_bookings()
    assert booking.site_address == "1420 Harbor Road"


def test_what_a_spanish_call_is_about_is_told_by_a_key(demo: DemoDesk) -> None:
    caller = demo.call("sip", ScriptedModel(lambda _: "unclear"), language=SPANISH)
    caller.say(Heard(text="Farfala quail.", by=HeardBy.VOICE, speech_over_noise_db=14.0))
    assert "Oprima uno para rentar" in caller.last.said
    caller.say(Heard(text="0", by=HeardBy.KEYS))
    assert caller.asks is Asks.CALLBACK_NUMBER


def test_none_of_those_in_spanish_asks_what_it_is_about_and_a_machine_no_more_than_twice(
    demo: DemoDesk,
) -> None:
    caller = demo.call("sip", ScriptedModel(lambda _: "unclear"), language=SPANISH)
    caller.say(Heard(text=WISH, by=HeardBy.VOICE, speech_over_noise_db=14.0))
    caller.say(*(Heard(text=keys, by=HeardBy.KEYS) for keys in ("782341", "1")))
    assert caller.asks is Asks.EQUIPMENT_CHOICE
    caller.say(Heard(text="0", by=HeardBy.KEYS))
    assert caller.asks is Asks.NEED
    assert "Oprima uno para rentar" in caller.last.said
    for asked in (Asks.NEED, Asks.NEED, Asks.CALLBACK_NUMBER):
        caller.say(Heard(text="1", by=HeardBy.KEYS))
        assert caller.asks is asked


def test_keys_that_nothing_reads_never_reach_the_model_and_zero_is_a_person(demo: DemoDesk) -> None:
    model = ScriptedModel()
    caller = demo.call("sip", model, language=SPANISH)
    caller.say(Heard(text="7", by=HeardBy.KEYS))
    assert caller.asks is Asks.NEED
    assert not model.prompts
    caller = demo.call("sip", model, language=SPANISH)
    caller.say(Heard(text="0", by=HeardBy.KEYS))
    assert caller.asks is Asks.CALLBACK_NUMBER
    assert not model.prompts
