"""The audit trail for the command line: checked, exported."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

from appliance.bootstrap.commands import LONG_S, Scene, record_command
from appliance.domain.people import AuditEntry

_CHUNK = 500


@dataclass(frozen=True, slots=True)
class Checked:
    """The outcome of a check; `told` names what is wrong, empty when nothing is."""

    entries: int
    erased: int
    head: str
    told: str


@dataclass(frozen=True, slots=True)
class Exported:
    """A part of the trail as JSON lines, oldest first; `more` is where to go on, 0 at the end."""

    lines: str
    more: int


@record_command("trail.verify", wait_s=LONG_S)
def verify(scene: Scene) -> Checked:
    """Check the whole trail, and against its printed heads."""
    from appliance.bootstrap.upkeep import check_trail

    state, told = check_trail(scene.store, scene.data_dir)
    if state.broken_at is not None:
        told = f"The trail is broken at entry {state.broken_at}: {state.reason}."
    return Checked(state.head.sequence, state.erased, state.head.hash, told)


@record_command("trail.export", wait_s=LONG_S)
def export(scene: Scene, *, after: int) -> Exported:
    """The entries that follow `after`, at most some hundreds."""
    entries = scene.read(lambda records: records.audit.following(after, _CHUNK))
    more = entries[-1].sequence if len(entries) == _CHUNK else 0
    return Exported("".join(_line(entry) for entry in entries), more)


def _line(entry: AuditEntry) -> str:
    facts = {**asdict(entry), "at": entry.at.isoformat()}
    return json.dumps(facts, ensure_ascii=False) + "\n"
