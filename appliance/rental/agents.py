"""Agents as administrators keep them, and which one answers a call.

An agent that has no voice of its language on this box is kept and stays off: it says so when it
is set up, not to a caller.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from appliance.domain.agents import Agent, Speech, answering, greeting_of
from appliance.domain.errors import RecordNotFound
from appliance.ports.facts import AgentFacts, Yard
from appliance.ports.store import Records
from appliance.rental.keeping import add, edit, find, kept_as

BY_NAME = "agent:"
"""Before the name of an agent that is tried at the keyboard, also while it is off; no number that
can be dialed has a colon."""


def save_agent(
    records: Records,
    actor: str,
    speech: Speech,
    agent_id: str,
    values: Mapping[str, Any],
    seen: str | None = None,
) -> tuple[Agent, str]:
    """Change an agent on record; off where it cannot answer here, with the reason. Raises
    RecordError naming record, field, value and rule; StaleEdit; RecordNotFound."""
    kept = kept_as("agent")
    before: Agent = find(records, kept, agent_id)
    fault = speech.fault(replace(before, **values))
    active = bool(values.get("active", before.active)) and not fault
    return edit(records, actor, kept, agent_id, {**values, "active": active}, seen), fault


def add_agent(records: Records, actor: str, speech: Speech, agent: Agent) -> tuple[Agent, str]:
    """Keep a new agent; off where it cannot answer here, with the reason. Raises RecordError."""
    fault = speech.fault(agent)
    kept = replace(agent, active=agent.active and not fault)
    return add(records, actor, kept_as("agent"), kept), fault


def agent_of(records: Records, line: str, called: str) -> Agent | None:
    """The agent that answers, or the one that is tried. Raises RecordNotFound for a name that
    no agent has."""
    agents = records.agents.all()
    if not called.startswith(BY_NAME):
        return answering(agents, line, called)
    wanted = called.removeprefix(BY_NAME).casefold()
    for agent in agents:
        if wanted in (agent.name.casefold(), agent.id):
            return agent
    raise RecordNotFound(
        f"There is no agent {wanted!r}.", f"One of: {', '.join(one.name for one in agents)}."
    )


def facts_of(agent: Agent) -> AgentFacts:
    return AgentFacts(
        id=agent.id,
        name=agent.name,
        language=agent.language.code,
        voice=agent.voice,
        services=tuple(one.value for one in agent.services),
    )


def as_agent_speaks(yard: Yard, agent: Agent) -> Yard:
    """The yard's facts in the agent's own words, where it has any."""
    return replace(
        yard,
        greeting=greeting_of(agent, yard.name, yard.greeting),
        persona=agent.persona,
        pickup_place=agent.place or yard.pickup_place,
    )
