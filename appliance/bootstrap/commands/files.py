"""Records as CSV for the command line, every type."""

from __future__ import annotations

from appliance.bootstrap.commands import LONG_S, Scene, record_command
from appliance.bootstrap.files import StoredFiles
from appliance.ports.files import FileReport, FileType


@record_command("files.types")
def file_types(scene: Scene) -> tuple[FileType, ...]:
    """What goes in and out as files."""
    return StoredFiles(scene.store, scene.clock).types()


@record_command("files.import", wait_s=LONG_S)
def import_file(scene: Scene, *, name: str, content: bytes, dry_run: bool) -> FileReport:
    """Import all rows or none; what was done, or would be. Raises ImportRefused."""
    files = StoredFiles(scene.store, scene.clock)
    return files.check(name, content) if dry_run else files.load(name, content, scene.actor)


@record_command("files.export", wait_s=LONG_S)
def export_file(scene: Scene, *, name: str) -> bytes:
    """All records of a type as CSV."""
    return StoredFiles(scene.store, scene.clock).export(name)
