"""Agents through the real pages: set up, refused with reasons, kept off without a voice."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from admin_yard import YardSite, client_for, sign_in
from litestar import Litestar
from litestar.testing import TestClient

from appliance.admin.app import build_people_app
from appliance.domain.agents import Agent, AgentService, InstalledVoice, Speech

ENGLISH = InstalledVoice(id="joe", title="Joe", languages=("en",), installed=True)
SPANISH = InstalledVoice(id="paz", title="Paz", languages=("es",), installed=True)
WITHOUT = Speech(voices=(ENGLISH,), own_voice="joe", heard=("en", "es"))
WITH = replace(WITHOUT, voices=(ENGLISH, SPANISH))
FORM: dict[str, Any] = {
    "name": "Lucia",
    "line": "2002",
    "language": "spanish",
    "greeting": "",
    "persona": "Lucía",
    "place": "",
    "voice": "",
    "services": ["rent", "questions"],
    "active": "yes",
}


def pages(site: YardSite, speech: Speech) -> TestClient[Litestar]:
    return client_for(build_people_app(replace(site.parts, speech=lambda: speech)))


def agents(site: YardSite) -> dict[str, Agent]:
    return {one.name: one for one in site.parts.store.read(lambda r: r.agents.all())}


def test_without_a_voice_of_its_language_an_agent_is_kept_and_stays_off(site: YardSite) -> None:
    with pages(site, WITHOUT) as client:
        token = sign_in(client, "admin")
        saved = client.post("/settings/agents", data={**FORM, "_csrf_token": token})
    assert saved.status_code == 200
    assert "Saved, but Lucia stays off. No Spanish voice is installed." in saved.text
    assert agents(site)["Lucia"].active is False


def test_with_a_voice_it_is_on_changed_and_removed_and_each_is_in_the_trail(
    site: YardSite,
) -> None:
    with pages(site, WITH) as client:
        token = sign_in(client, "admin")
        saved = client.post(
            "/settings/agents", data={**FORM, "name": "Paula", "_csrf_token": token}
        )
        assert "stays off" not in saved.text
        paula = agents(site)["Paula"]
        assert (paula.active, paula.persona) == (True, "Lucía")
        assert paula.services == (AgentService.RENT, AgentService.QUESTIONS)
        page = client.get(f"/settings/agents/{paula.id}").text
        seen = page.split('name="seen" value="')[1].split('"')[0]
        changed = {
            **FORM,
            "name": "Paula",
            "greeting": "Buenas, {yard}.",
            "seen": seen,
            "_csrf_token": token,
        }
        assert client.post(f"/settings/agents/{paula.id}", data=changed).status_code == 200
        assert agents(site)["Paula"].greeting == "Buenas, {yard}."
        stale = client.post(f"/settings/agents/{paula.id}", data=changed)
        assert stale.status_code == 422
        assert "was changed by admin while you were editing" in stale.text
        client.post(f"/settings/agents/{paula.id}/remove", data={"_csrf_token": token})
    assert "Paula" not in agents(site)
    entries = site.parts.store.read(lambda r: r.audit.page(limit=3)).items
    assert [one.action for one in entries] == ["remove_agent", "edit_agent", "add_agent"]


@pytest.mark.parametrize(
    "change, words",
    [
        ({"name": " "}, "Agent · Name: is empty"),
        ({"language": "latin"}, "“latin” is none of english, spanish"),
        ({"services": ["rent", "fly"]}, "is none of rent"),
        ({"services": []}, "an agent may do something"),
        ({"line": "sip"}, "“sip” belongs to another record already"),
        ({"name": "counter"}, "“counter” belongs to another record already"),
        ({"line": "desk"}, "cannot be at the counter"),
        ({"line": "#!"}, "has no letter or digit in it"),
        ({"greeting": "x" * 301}, "is longer than 300 characters"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_kept(
    site: YardSite, change: dict[str, Any], words: str
) -> None:
    before = agents(site)
    with pages(site, WITH) as client:
        token = sign_in(client, "admin")
        refused = client.post(
            "/settings/agents", data={**FORM, "name": "Rosa", **change, "_csrf_token": token}
        )
    assert refused.status_code == 422
    assert words in refused.text
    assert agents(site) == before


def test_a_manager_neither_sees_nor_imports_agents(site: YardSite) -> None:
    with pages(site, WITH) as client:
        sign_in(client, "manager")
        assert client.get("/settings/agents").status_code == 403
        assert client.get("/files/agents").status_code in (403, 404)
        assert "Agents" not in client.get("/files").text


def test_the_list_says_who_cannot_answer_here(site: YardSite) -> None:
    def switch_on(records: Any) -> None:
        records.agents.put(replace(records.agents.get("alma"), active=True))

    site.parts.store.write(switch_on)
    with pages(site, WITHOUT) as client:
        sign_in(client, "admin")
        page = client.get("/settings/agents").text
    assert "No Spanish voice is installed." in page
    assert "Cannot" in page
