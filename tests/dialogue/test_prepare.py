"""What is known of the next prompt is read ahead, and it is what the prompt then begins with."""

from __future__ import annotations

from datetime import date

import pytest

from appliance.dialogue.english.language import ENGLISH
from appliance.dialogue.language import Language
from appliance.dialogue.spanish.language import SPANISH
from appliance.dialogue.state import RentalState
from appliance.domain.calls import Asks
from appliance.ports.conversation import Heard
from appliance.ports.facts import EquipmentQuery
from tests.dialogue.talking import DemoDesk
from tests.fakes.speech import ScriptedModel

LIFTS = EquipmentQuery(class_ids=("scissor-lift", "boom-lift"), limit=2)
UNKNOWN = "zzyzx grumbles frobnicate"


@pytest.mark.parametrize("language", [ENGLISH, SPANISH], ids=lambda one: one.code)
@pytest.mark.parametrize("asks", [Asks.NEED, Asks.EQUIPMENT_CHOICE, Asks.FINAL_CONFIRMATION])
def test_a_prompt_begins_with_what_was_prepared(
    demo: DemoDesk, language: Language, asks: Asks
) -> None:
    model = ScriptedModel(lambda _: "unclear")
    reading = language.reading(model, demo.desk.open_call("sip", None).yard, None)
    offered = demo.desk.find_equipment(LIFTS) if asks is Asks.EQUIPMENT_CHOICE else ()
    state = RentalState(asks=asks, options=offered)
    reading.prepare(state)
    reading.read(Heard(text=UNKNOWN), state, date(2027, 3, 1))
    assert model.prompts[0].startswith(model.prepared[0])
    assert asks.value in model.prepared[0]
    assert all(one.name in model.prepared[0] for one in offered)


def test_a_conversation_prepares_for_the_question_that_is_open(demo: DemoDesk) -> None:
    model = ScriptedModel(lambda _: "unclear")
    caller = demo.call("sip", model)
    caller.conversation.prepare()
    caller.say(UNKNOWN)
    assert model.prompts[0].startswith(model.prepared[0])
    caller.say("never mind")
    assert caller.last.ended
    caller.conversation.prepare()
    assert len(model.prepared) == 1
