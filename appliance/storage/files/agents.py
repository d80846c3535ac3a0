"""Agents as a file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from appliance.domain.agents import Agent, rival_of
from appliance.domain.record_fields import AGENT_FIELDS
from appliance.domain.record_rules import Broken
from appliance.storage.files.table import Column, RecordTable
from appliance.storage.files.yard import Yard


def _column(name: str, header: str, *aliases: str, key: bool = False) -> Column:
    return Column(header=header, field=AGENT_FIELDS[name], aliases=aliases, key=key)


def _check(yard: Yard, before: Agent | None, after: Agent) -> Iterator[Broken]:
    rival = rival_of(after, yard.records.agents.all())
    if rival is not None:
        yield Broken("line", f"is answered by {rival.name} already")


AGENTS: Final = RecordTable(
    name="agents",
    title="Agents",
    about="Who answers which line or number, in which language, and what it may do.",
    noun="agents",
    one="agent",
    record=Agent,
    repository=lambda records: records.agents,
    id_header="Agent ID",
    parts=(
        _column("name", "Name", "Agent", key=True),
        _column("line", "Line", "Number", "Extension", "Line or Number"),
        _column("language", "Language"),
        _column("voice", "Voice"),
        _column("greeting", "Greeting"),
        _column("persona", "Persona", "Calls Itself"),
        _column("place", "Pick-up Place", "Place"),
        _column("services", "Services", "May Do"),
        _column("active", "Active", "Answers Calls"),
    ),
    check=_check,
)
