"""Agents, as the checks of the command line ask for them."""

from __future__ import annotations

from appliance.bootstrap.commands import Scene, record_command
from appliance.domain.agents import Agent


@record_command("agents.list")
def list_agents(scene: Scene) -> tuple[Agent, ...]:
    """All agents, by name."""
    return scene.read(lambda records: records.agents.all())
