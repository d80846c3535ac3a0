"""Backups for the command line: made and listed by the appliance, restored while none runs."""

from __future__ import annotations

from pathlib import Path

from appliance.bootstrap.commands import LONG_S, Scene, record_command
from appliance.domain.errors import RecordError
from appliance.domain.upkeep import Backup


@record_command("backup.create", wait_s=LONG_S)
def create(scene: Scene) -> Backup:
    """Make one now. Raises RecordError."""
    from appliance.bootstrap.upkeep import back_up

    made = back_up(scene.store, scene.clock, _folder(scene.data_dir))
    said = {"name": made.name, "sha256": made.sha256}
    scene.write(lambda records: records.audit.append(scene.actor, "back_up", "yard", None, said))
    return made


def listed(data_dir: Path) -> tuple[Backup, ...]:
    """Those there are, latest first; needs no records."""
    from appliance.storage.backup import list_backups

    return list_backups(_folder(data_dir))


def restore(data_dir: Path, name: str) -> Path | None:
    """Put a backup in the records' place; where the former file is kept.

    Raises RecordError while the appliance runs, StoreLocked while another program has the records
    open, and RecordError for a backup that is not sound."""
    from appliance.bootstrap.clock import SystemClock
    from appliance.bootstrap.commands import ACTOR
    from appliance.bootstrap.records import answers, build_gateway_desk
    from appliance.config import load_settings
    from appliance.storage.backup import restore_backup

    settings = load_settings(data_dir)
    if settings.web_socket.exists():
        remote = build_gateway_desk(settings)
        try:
            if answers(remote):
                raise RecordError("The appliance is running.", "Stop it, then restore.")
        finally:
            remote.close()
    now = SystemClock(settings.yard.zone).now()
    return restore_backup(settings.backups_dir, name, settings.database_path, now, ACTOR)


def _folder(data_dir: Path) -> Path:
    from appliance.config import load_settings

    return load_settings(data_dir).backups_dir
