"""The doctor on agents: who can answer, who is off for want of a voice, who cannot and should."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from appliance.config import Settings
from appliance.domain.agents import Agent, AgentLanguage
from appliance.domain.errors import RecordError
from appliance.ops.doctor import Box, Verdict, agents
from appliance.ops.models import ModelStore, Role
from tests.ops.tiny_models import file_entry, model_entry, one_model

COUNTER = Agent(id="1", name="Counter", line="sip")
ALMA = Agent(id="2", name="Alma", line="2002", language=AgentLanguage.SPANISH)


def _box(folder: Path, *found: Agent) -> Box:
    manifest, _ = one_model(model_entry([file_entry("voice.bin", b"x")]))
    voice = manifest.model[0].model_copy(update={"id": "joe", "role": Role.VOICE, "default": True})
    ears = voice.model_copy(
        update={"id": "ears", "role": Role.TRANSCRIBER, "languages": ("en", "es")}
    )
    manifest = manifest.model_copy(update={"model": (voice, ears)})
    (folder / "joe").mkdir()
    (folder / "joe" / "voice.bin").write_bytes(b"x")
    return Box(Settings(data_dir=folder), ModelStore(folder, manifest), lambda: found)


def test_who_can_answer_is_fine(tmp_path: Path) -> None:
    assert agents.check(_box(tmp_path, COUNTER)).verdict is Verdict.OK


def test_an_agent_that_is_on_without_a_voice_fails(tmp_path: Path) -> None:
    found = agents.check(_box(tmp_path, COUNTER, ALMA))
    assert found.verdict is Verdict.FAIL
    assert "Alma: No Spanish voice is installed." in found.sentence
    assert "models/README.md" in found.fix


def test_one_that_is_off_is_told(tmp_path: Path) -> None:
    found = agents.check(_box(tmp_path, COUNTER, replace(ALMA, active=False)))
    assert found.verdict is Verdict.WARN
    assert "Alma is off: No Spanish voice is installed." in found.sentence


def test_records_that_cannot_be_read_keep_no_other_check_from_running(tmp_path: Path) -> None:
    def unreadable() -> tuple[Agent, ...]:
        raise RecordError("The records cannot be opened.", "Stop the other program.")

    found = agents.check(replace(_box(tmp_path), agents=unreadable))
    assert found.verdict is Verdict.WARN
    assert found.sentence == "The records cannot be opened."
