"""Agents: listed, added, edited and removed by administrators; whoever cannot be heard or speak
here is kept and stays off, and the page says why."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from litestar import get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect, Template

from appliance.admin.auth import AdminRequest, allowed_to
from appliance.admin.dependencies import Parts
from appliance.admin.editing import error_field, read_values, seen_of
from appliance.admin.forms import FormData
from appliance.admin.parts import AdminParts
from appliance.admin.rendering import show
from appliance.domain.agents import Agent, AgentLanguage, AgentService, InstalledVoice, Speech
from appliance.domain.errors import RecordError, RecordNotFound, StaleEdit
from appliance.domain.people import Role
from appliance.domain.record_fields import AGENT_FIELDS
from appliance.domain.versions import stamp_of
from appliance.ports.store import Records
from appliance.rental.agents import add_agent, save_agent
from appliance.rental.keeping import find, kept_as, remove

ADMIN = allowed_to(Role.ADMIN)
_NAMES: Final = tuple(AGENT_FIELDS)
_NOTICES: Final = {
    "saved": "Saved. New calls follow it.",
    "removed": "The agent is removed; its line is answered in English again.",
}
_LANGUAGES: Final = {one.code: one.value.capitalize() for one in AgentLanguage}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """An agent and why it cannot answer here, if it cannot."""

    agent: Agent
    voice: str
    fault: str


def _rows(records: Records, speech: Speech) -> tuple[Row, ...]:
    found = []
    for agent in records.agents.all():
        voice = speech.voice_for(agent)
        found.append(
            Row(agent=agent, voice=voice.title if voice else "", fault=speech.fault(agent))
        )
    return tuple(found)


@get("/settings/agents", opt=ADMIN, sync_to_thread=True)
def agents(parts: Parts, done: FromQuery[str] = "", off: FromQuery[str] = "") -> Template:
    speech = parts.speech()
    kept_off = ""
    if off:
        agent = parts.store.read(lambda records: records.agents.get(off))
        kept_off = _kept_off(agent, speech) if agent else ""
    return show(
        parts,
        "agents/page.html",
        lambda records: _rows(records, speech),
        active="settings",
        notice="" if kept_off else _NOTICES.get(done, ""),
        kept_off=kept_off,
    )


def _kept_off(agent: Agent, speech: Speech) -> str:
    fault = speech.fault(agent)
    return f"Saved, but {agent.name} stays off. {fault}" if fault else ""


@get("/settings/agents/new", opt=ADMIN, sync_to_thread=True)
def new_agent(parts: Parts) -> Template:
    values = {"services": [one.value for one in AgentService], "active": "yes"}
    return _form(parts, "", values)


@get("/settings/agents/{agent_id:str}", opt=ADMIN, sync_to_thread=True)
def agent_page(agent_id: FromPath[str], parts: Parts) -> Template:
    agent: Agent = parts.store.read(lambda records: find(records, kept_as("agent"), agent_id))
    values: dict[str, Any] = {
        name: rule.text(getattr(agent, name)) for name, rule in AGENT_FIELDS.items()
    }
    values["services"] = [one.value for one in agent.services]
    return _form(parts, agent_id, values, seen=stamp_of(agent, _NAMES))


@post("/settings/agents", opt=ADMIN, sync_to_thread=True, status_code=200)
def add(request: AdminRequest, parts: Parts, data: FormData) -> Redirect | Template:
    """Keep a new agent."""
    values, errors = _read(data)
    if errors:
        return _form(parts, "", _sent(data), errors=errors)
    agent = Agent(id=uuid.uuid4().hex, **values)
    actor, speech = request.user.username, parts.speech()
    try:
        kept, fault = parts.store.write(lambda records: add_agent(records, actor, speech, agent))
    except RecordError as error:
        return _form(parts, "", _sent(data), errors={error_field(error, _NAMES): error.what})
    return _done(kept, fault)


@post("/settings/agents/{agent_id:str}", opt=ADMIN, sync_to_thread=True, status_code=200)
def save(
    agent_id: FromPath[str], request: AdminRequest, parts: Parts, data: FormData
) -> Redirect | Template:
    """Change an agent."""
    values, errors = _read(data)
    seen = seen_of(data)
    if errors:
        return _form(parts, agent_id, _sent(data), errors=errors, seen=seen)
    actor, speech = request.user.username, parts.speech()
    try:
        kept, fault = parts.store.write(
            lambda records: save_agent(records, actor, speech, agent_id, values, seen)
        )
    except RecordNotFound:
        raise
    except StaleEdit as error:
        agent = parts.store.read(lambda records: find(records, kept_as("agent"), agent_id))
        stale = {_NAMES[0]: f"{error.what} {error.do}"}
        return _form(parts, agent_id, _sent(data), errors=stale, seen=stamp_of(agent, _NAMES))
    except RecordError as error:
        wrong = {error_field(error, _NAMES): error.what}
        return _form(parts, agent_id, _sent(data), errors=wrong, seen=seen)
    return _done(kept, fault)


@post("/settings/agents/{agent_id:str}/remove", opt=ADMIN, sync_to_thread=True, status_code=200)
def take_off(agent_id: FromPath[str], request: AdminRequest, parts: Parts) -> Redirect:
    actor = request.user.username
    parts.store.write(lambda records: remove(records, actor, kept_as("agent"), agent_id))
    return Redirect("/settings/agents?done=removed", status_code=303)


def _done(agent: Agent, fault: str) -> Redirect:
    end = f"off={agent.id}" if fault else "done=saved"
    return Redirect(f"/settings/agents?{end}", status_code=303)


def _services(data: Mapping[str, Any]) -> list[str]:
    sent = data.get("services", [])
    return [str(one) for one in (sent if isinstance(sent, list) else [sent])]


def _read(data: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    joined = {**data, "services": "; ".join(_services(data)), "active": data.get("active", "no")}
    return read_values(kept_as("agent"), joined, _NAMES)


def _sent(data: Mapping[str, Any]) -> dict[str, Any]:
    return {**data, "services": _services(data)}


def _form(
    parts: AdminParts,
    agent_id: str,
    values: Mapping[str, Any],
    *,
    errors: Mapping[str, str] | None = None,
    seen: str = "",
) -> Template:
    speech = parts.speech()
    return show(
        parts,
        "agents/form.html",
        lambda _records: None,
        status=422 if errors else 200,
        active="settings",
        agent_id=agent_id,
        values=values,
        errors=dict(errors or {}),
        seen=seen,
        fields=AGENT_FIELDS,
        voices=[(one, _voice_words(one)) for one in speech.voices],
        services=[one.value for one in AgentService],
    )


def _voice_words(voice: InstalledVoice) -> str:
    spoken = ", ".join(_LANGUAGES.get(code, code) for code in voice.languages)
    return f"{voice.title} ({spoken}{'' if voice.installed else '; not installed'})"


routes = [agents, new_agent, agent_page, add, save, take_off]
