"""Can every agent that is to answer calls speak, and be spoken to, in its language?"""

from __future__ import annotations

from appliance.domain.errors import ApplianceError
from appliance.ops.doctor.finding import Box, Finding, Verdict
from appliance.ops.models.speech import speech_of


def check(box: Box) -> Finding:
    """An agent that is on and cannot answer fails; one that is off for want of a voice is told."""
    try:
        agents = box.agents()
        speech = speech_of(box.store)
    except ApplianceError as error:
        return Finding("agents", Verdict.WARN, error.what, error.do or "appliance models list")
    faults = {one: fault for one in agents if (fault := speech.fault(one))}
    broken = [f"{one.name}: {fault}" for one, fault in faults.items() if one.active]
    if broken:
        return Finding(
            "agents",
            Verdict.FAIL,
            " ".join(broken),
            "Install a voice of that language (models/README.md), or switch the agent off.",
        )
    waiting = [f"{one.name} is off: {fault}" for one, fault in faults.items()]
    if waiting:
        return Finding(
            "agents",
            Verdict.WARN,
            " ".join(waiting),
            "Install a voice of that language (models/README.md), then switch the agent on.",
        )
    active = sum(one.active for one in agents)
    return Finding("agents", Verdict.OK, f"{active} agents can answer in their languages.")
