"""Whether the box can work: `/health` for the process, `/ready` for every part. Open to anybody,
and silent about versions, names and addresses."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from litestar import Response, get

from appliance.admin.auth import public
from appliance.admin.dependencies import Parts
from appliance.admin.parts import AdminParts, PartState
from appliance.domain.errors import ApplianceError

LEAST_DISK_BYTES = 500_000_000


def part_states(parts: AdminParts) -> dict[str, PartState]:
    """Every part's state now, in the order of DESIGN. Blocks."""
    voice = voice_state(parts)
    return {
        "database": database_state(parts),
        "models": parts.models_state(),
        "voice": voice,
        "sip": sip_state(parts),
        "disk": disk_state(parts.data_dir),
        "upkeep": upkeep_state(parts),
    }


def database_state(parts: AdminParts) -> PartState:
    try:
        parts.store.read(lambda records: records.users.count())
    except ApplianceError as error:
        return PartState(ok=False, detail=error.what)
    return PartState(ok=True, detail="answers")


def voice_state(parts: AdminParts) -> PartState:
    report = parts.voice.report()
    if report.age_s is None:
        return PartState(ok=False, detail="has not reported since the start")
    if not report.fresh:
        return PartState(ok=False, detail=f"last reported {report.age_s:.0f} s ago")
    if report.body.get("ok") is False:
        return PartState(ok=False, detail=_detail(report.body, "reports that it is not ready"))
    return PartState(ok=True, detail=_detail(report.body, "reports"))


def sip_state(parts: AdminParts) -> PartState:
    """As the voice process reports its telephone line; fine where the line is switched off."""
    if parts.addresses.sip is None:
        return PartState(ok=True, detail="switched off in the settings")
    report = parts.voice.report()
    if not report.fresh:
        return PartState(ok=False, detail="unknown while voice does not report")
    line = report.body.get("sip")
    if isinstance(line, Mapping):
        return PartState(ok=line.get("ok") is True, detail=_detail(line, "reports"))
    return PartState(ok=False, detail="voice reports no telephone line")


def disk_state(folder: Path) -> PartState:
    try:
        free = shutil.disk_usage(folder).free
    except OSError as error:
        return PartState(ok=False, detail=f"cannot be looked at: {error.strerror}")
    return PartState(ok=free >= LEAST_DISK_BYTES, detail=f"{free / 1e9:.1f} GB free")


def upkeep_state(parts: AdminParts) -> PartState:
    """Whether the daily jobs did their last day's work; fine before their first."""
    try:
        states = parts.upkeep.jobs.states()
    except ApplianceError as error:
        return PartState(ok=False, detail=error.what)
    failed = [state.name for state in states if not state.ok]
    if failed:
        return PartState(ok=False, detail=f"failed or late: {', '.join(failed)}")
    runs = [state.run for state in states if state.run is not None]
    if not runs:
        return PartState(ok=True, detail="not yet run")
    return PartState(ok=True, detail=f"last run for {min(run.ran_for for run in runs)}")


def _detail(body: Mapping[str, Any], otherwise: str) -> str:
    detail = body.get("detail")
    return detail[:200] if isinstance(detail, str) and detail else otherwise


@get("/health", opt=public(), sync_to_thread=True)
def health(parts: Parts) -> Response[dict[str, Any]]:
    """200 while the process lives and the database answers, else 503."""
    database = database_state(parts)
    return Response({"ok": database.ok}, status_code=200 if database.ok else 503)


@get("/ready", opt=public(), sync_to_thread=True)
def ready(parts: Parts) -> Response[dict[str, Any]]:
    """Each part's state; 503 unless all of them are ready."""
    states = part_states(parts)
    fine = all(state.ok for state in states.values())
    body = {"ready": fine, "parts": {name: state.as_json() for name, state in states.items()}}
    return Response(body, status_code=200 if fine else 503)
