"""Units for the command line, with what they are doing now."""

from __future__ import annotations

from appliance.bootstrap.commands import Scene, record_command
from appliance.bootstrap.commands.bookings import Listed
from appliance.ports.store import Records


@record_command("units.list")
def list_units(scene: Scene, *, search: str, limit: int, offset: int) -> Listed:
    """Units by asset tag."""
    from appliance.admin.fleet import unit_statuses

    now = scene.now

    def find(records: Records) -> Listed:
        page = records.units.page(search=search, offset=offset, limit=limit)
        classes = records.classes.get_many(tuple(unit.class_id for unit in page.items))
        statuses = unit_statuses(records, page.items, now)
        rows = []
        for unit in page.items:
            status = statuses[unit.id]
            rows.append(
                {
                    "asset_tag": unit.asset_tag,
                    "item": classes[unit.class_id].name,
                    "status": status.status,
                    "location": unit.location,
                    "meter_hours": str(unit.meter_hours),
                    "condition": unit.condition,
                    "serial": unit.serial,
                    "booking": status.booking,
                    "until": status.until.isoformat() if status.until else None,
                }
            )
        return Listed(rows, page.total)

    return scene.read(find)
