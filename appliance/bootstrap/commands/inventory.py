"""Equipment as CSV for the command line. A file is read before the records are entered."""

from __future__ import annotations

from appliance.bootstrap.commands import LONG_S, Scene, record_command


@record_command("inventory.import", wait_s=LONG_S)
def import_file(scene: Scene, *, content: bytes, dry_run: bool) -> str:
    """Import all rows or none; what was done, or would be, in a sentence. Raises ImportRefused."""
    from appliance.storage.inventory import import_inventory, parse_inventory, preview_inventory

    parsed, now = parse_inventory(content), scene.now
    if dry_run:
        return scene.read(lambda records: preview_inventory(records, parsed, now)).sentence
    return scene.write(lambda records: import_inventory(records, parsed, now, scene.actor)).sentence


@record_command("inventory.export", wait_s=LONG_S)
def export(scene: Scene) -> bytes:
    """The whole inventory as CSV."""
    from appliance.storage.inventory import export_inventory

    now = scene.now
    return scene.read(lambda records: export_inventory(records, now))
