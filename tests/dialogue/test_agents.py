"""Agents on calls: language, greeting and services hold, and a line without one is English."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from appliance.bootstrap.conversation import build_open_conversation
from appliance.config import Settings
from appliance.domain.agents import AgentService, InstalledVoice, Speech
from appliance.domain.calls import Asks
from appliance.domain.errors import RecordNotFound
from appliance.ports.conversation import Conversation, Heard, HeardBy
from appliance.storage.store import DuckDbStore
from tests.dialogue.talking import Caller, DemoDesk
from tests.fakes.speech import ScriptedModel

JOE = InstalledVoice(id="joe", title="Joe", languages=("en",), installed=True)
PAZ = InstalledVoice(id="paz", title="Paz", languages=("es",), installed=True)
BOX = Speech(voices=(JOE, PAZ), own_voice="joe", heard=("en", "es"))


@pytest.fixture
def yard() -> Iterator[DemoDesk]:
    store = DuckDbStore(":memory:")
    try:
        yield DemoDesk(store)
    finally:
        store.close()


def change(yard: DemoDesk, agent_id: str, **changes: Any) -> None:
    yard.store.write(
        lambda records: records.agents.put(replace(records.agents.get(agent_id), **changes))
    )


def opened(
    yard: DemoDesk,
    line: str,
    called: str = "",
    speech: Speech | None = BOX,
    model: ScriptedModel | None = None,
) -> Conversation:
    settings = Settings(data_dir=Path("unused"))
    opener = build_open_conversation(
        settings, yard.desk, model or ScriptedModel(), yard.clock, speech=speech
    )
    return opener(line, None, called)


def test_the_number_that_was_dialed_finds_the_spanish_agent(yard: DemoDesk) -> None:
    change(yard, "alma", active=True)
    conversation = opened(yard, "sip", "spanish")
    assert (conversation.language, conversation.voice) == ("es", "paz")
    caller = Caller(conversation)
    assert caller.last.said == (
        "Ridgeline Equipment Rental, le atiende Alma. ¿Para qué necesita el equipo?"
    )
    caller.say("una miniexcavadora para mañana por dos días")
    assert caller.asks is Asks.BUSINESS_LICENSE
    assert "licencia comercial" in caller.last.said
    assert caller.last.hints.language == "es"


def test_the_line_itself_is_answered_in_english(yard: DemoDesk) -> None:
    conversation = opened(yard, "sip", "rental")
    assert (conversation.language, conversation.voice) == ("en", "joe")
    assert "Thank you for calling Ridgeline" in conversation.greet().said


def test_an_agent_whose_voice_has_gone_does_not_answer(yard: DemoDesk) -> None:
    change(yard, "alma", active=True)
    conversation = opened(yard, "sip", "spanish", replace(BOX, voices=(JOE,)))
    assert conversation.language == "en"
    assert (
        conversation.greet().said == "Ridgeline Equipment Rental. What do you need equipment for?"
    )


def test_an_agent_that_is_off_can_be_tried_at_the_keyboard(yard: DemoDesk) -> None:
    assert opened(yard, "chat", "agent:Alma", None).language == "es"
    with pytest.raises(RecordNotFound, match="no agent"):
        opened(yard, "chat", "agent:nobody", None)


def test_what_the_agent_may_not_do_is_refused_and_a_person_offered(yard: DemoDesk) -> None:
    change(yard, "counter", services=(AgentService.RENT,))
    caller = Caller(opened(yard, "sip"))
    caller.say("what do I have out right now?")
    assert "ask for a person" in caller.last.said or "Say a person" in caller.last.said
    assert caller.asks is Asks.NEED
    caller.say("I need a mini excavator tomorrow for two days")
    assert caller.asks is Asks.BUSINESS_LICENSE
    caller.say("let me speak to a person")
    assert caller.asks is Asks.CALLBACK_NUMBER


def test_keys_are_offered_for_what_the_agent_may_do(yard: DemoDesk) -> None:
    change(yard, "counter", services=(AgentService.EXTEND,))
    caller = Caller(opened(yard, "sip", model=ScriptedModel(lambda _: "unclear")))
    caller.say(Heard(text="The far off quail.", by=HeardBy.VOICE, speech_over_noise_db=14.0))
    assert "Press two to keep one longer, or zero for a person." in caller.last.said
    assert caller.say(Heard(text="4", by=HeardBy.KEYS)).asks is Asks.NEED
    assert caller.say(Heard(text="2", by=HeardBy.KEYS)).asks is Asks.BUSINESS_LICENSE


def test_an_agent_that_may_not_rent_takes_no_booking(yard: DemoDesk) -> None:
    change(yard, "counter", services=(AgentService.MY_RENTALS, AgentService.QUESTIONS))
    caller = Caller(opened(yard, "sip"))
    caller.say("I need a mini excavator tomorrow for two days")
    assert "a person" in caller.last.said
    assert caller.asks is Asks.NEED
    caller.say("what do I have out right now?")
    assert caller.asks is Asks.BUSINESS_LICENSE


def test_a_price_is_not_bargained_over_where_that_is_not_permitted(yard: DemoDesk) -> None:
    change(yard, "alma", active=True, services=(AgentService.RENT,))
    caller = Caller(opened(yard, "sip", "spanish"))
    caller.say("una miniexcavadora para mañana por dos días", "BL 782341", "sí")
    caller.say("1420 Harbor Road", "está muy caro, ¿me hace un descuento?")
    assert "línea" in caller.last.said or "Aquí no puedo" in caller.last.said
    assert caller.asks is Asks.PRICE_OK
    offers = yard.store.read(
        lambda r: r.calls.offers(caller.conversation.call_id, "mini-excavator")
    )
    assert offers == ()
