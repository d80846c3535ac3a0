"""Which agent answers, with which words, and why one cannot."""

from __future__ import annotations

from dataclasses import replace

import pytest

from appliance.domain.agents import (
    Agent,
    AgentLanguage,
    InstalledVoice,
    Speech,
    answering,
    greeting_of,
)

COUNTER = Agent(id="1", name="Counter", line="sip")
ALMA = Agent(id="2", name="Alma", line="+1 (512) 555-0199", language=AgentLanguage.SPANISH)
JOE = InstalledVoice(id="joe", title="Joe", languages=("en",), installed=True)
PAZ = InstalledVoice(id="paz", title="Paz", languages=("es",), installed=True)
BOX = Speech(voices=(JOE, PAZ), own_voice="joe", heard=("en", "es"), transcriber="ears")


@pytest.mark.parametrize(
    "line, called, name",
    [
        ("sip", "", "Counter"),
        ("sip", "15125550199", "Alma"),
        ("sip", "+15125550199", "Alma"),
        ("sip", "rental", "Counter"),
        ("desk", "", None),
    ],
)
def test_the_number_called_goes_before_the_line(line: str, called: str, name: str | None) -> None:
    found = answering((COUNTER, ALMA), line, called)
    assert (found.name if found else None) == name


def test_an_agent_that_is_off_answers_nobody() -> None:
    found = answering((COUNTER, replace(ALMA, active=False)), "sip", "15125550199")
    assert found == COUNTER


@pytest.mark.parametrize(
    "agent, box, fault",
    [
        (COUNTER, BOX, ""),
        (ALMA, BOX, ""),
        (ALMA, replace(BOX, voices=(JOE,)), "No Spanish voice is installed."),
        (
            ALMA,
            replace(BOX, voices=(JOE, replace(PAZ, installed=False))),
            "No Spanish voice is installed.",
        ),
        (replace(ALMA, voice="joe"), BOX, "The voice joe does not speak Spanish."),
        (replace(ALMA, voice="eva"), BOX, "There is no voice eva in the model store."),
        (ALMA, replace(BOX, heard=("en",)), "The transcriber ears does not hear Spanish."),
    ],
)
def test_why_an_agent_cannot_answer(agent: Agent, box: Speech, fault: str) -> None:
    assert box.fault(agent) == fault


def test_the_box_own_voice_goes_first() -> None:
    other = replace(JOE, id="amy")
    box = replace(BOX, voices=(other, JOE, PAZ))
    assert box.voice_for(COUNTER) == JOE
    assert box.voice_for(ALMA) == PAZ


def test_greetings() -> None:
    assert greeting_of(COUNTER, "Ridgeline", "Hello.") == "Hello."
    named = replace(ALMA, greeting="{yard}, habla {persona}.", persona="Alma")
    assert greeting_of(named, "Ridgeline", "Hello.") == "Ridgeline, habla Alma."
    assert greeting_of(ALMA, "Ridgeline", "Hello.") == ""
