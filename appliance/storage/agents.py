"""Agents."""

from __future__ import annotations

from appliance.domain.agents import Agent
from appliance.storage.mapping import Mapping
from appliance.storage.tables import TableRepository


class DuckDbAgents(TableRepository[Agent]):
    mapping = Mapping(
        Agent,
        "agent",
        key=("id",),
        order="lower(t.name), t.id",
        search=("t.name", "t.line", "t.language"),
    )
    keeps_records = True
    keeps_answers = True

    def all(self) -> tuple[Agent, ...]:
        """By name."""
        return self._where("TRUE")
