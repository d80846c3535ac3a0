"""Ledger, orders carried out, handovers and photos, kits and services."""

from __future__ import annotations

from datetime import datetime

from appliance.domain.charges import Charge
from appliance.domain.handover import Handover, Photo
from appliance.domain.kits import Kit
from appliance.domain.orders import CarriedOut
from appliance.domain.service import ServiceDone, ServicePlan
from appliance.storage.mapping import Mapping
from appliance.storage.tables import AMONG, TableRepository


class DuckDbCharges(TableRepository[Charge]):
    mapping = Mapping(
        Charge,
        "charge",
        key=("id",),
        order='t."at", t.id',
        search=("t.booking_number", "t.kind", "t.note"),
    )

    def of_booking(self, number: str) -> tuple[Charge, ...]:
        return self._where("t.booking_number = ?", (number,))


class DuckDbCarriedOut(TableRepository[CarriedOut]):
    mapping = Mapping(CarriedOut, "carried_out", key=("key",), order='t."at", t.key')

    def delete_before(self, moment: datetime) -> int:
        return len(
            self._session.rows('DELETE FROM carried_out WHERE "at" < ? RETURNING key', (moment,))
        )


class DuckDbHandovers(TableRepository[Handover]):
    mapping = Mapping(
        Handover,
        "handover",
        key=("id",),
        order='t."at" DESC, t.id',
        search=("t.booking_number", "t.condition"),
    )

    def of_booking(self, number: str) -> tuple[Handover, ...]:
        return self._where("t.booking_number = ?", (number,))

    def of_unit(self, unit_id: str, limit: int = 50) -> tuple[Handover, ...]:
        return self._where("t.unit_id = ?", (unit_id,), tail=f"LIMIT {int(limit)}")


class DuckDbPhotos(TableRepository[Photo]):
    mapping = Mapping(Photo, "photo", key=("id",), order='t."at", t.id')

    def of_handovers(self, handover_ids: tuple[str, ...]) -> tuple[Photo, ...]:
        if not handover_ids:
            return ()
        return self._where(f"t.handover_id IN {AMONG}", (list(handover_ids),))


class DuckDbKits(TableRepository[Kit]):
    mapping = Mapping(
        Kit,
        "kit",
        key=("id",),
        order="lower(t.name), t.id",
        search=("t.name",),
        references={"class_id": "equipment_class"},
    )

    def of_class(self, class_id: str) -> tuple[Kit, ...]:
        return self._where("t.class_id = ?", (class_id,))

    def by_name(self, name: str) -> Kit | None:
        return self._first("lower(t.name) = lower(?)", (name.strip(),))


# $1 is the moment. A day counts 24 hours here; the hour more makes up for a change of clocks, and
# the rules look again.
_DUE = """
WITH planned AS (
    SELECT p.id AS plan_id, u.id AS unit_id, p.since, p.every_days, p.every_hours, u.meter_hours
    FROM service_plan p JOIN unit u ON u.id = p.unit_id
    WHERE p.active AND u.state <> 'retired'
    UNION ALL
    SELECT p.id, u.id, p.since, p.every_days, p.every_hours, u.meter_hours
    FROM service_plan p JOIN unit u ON u.class_id = p.class_id
    WHERE p.active AND u.state <> 'retired'
), last AS (
    SELECT plan_id, unit_id, max("at") AS done_at, arg_max(meter_hours, "at") AS done_hours
    FROM service_done GROUP BY plan_id, unit_id
)
SELECT n.plan_id, n.unit_id
FROM planned n LEFT JOIN last d ON d.plan_id = n.plan_id AND d.unit_id = n.unit_id
WHERE epoch_us(coalesce(d.done_at, n.since)) + n.every_days * 86400000000::BIGINT
        <= epoch_us($1::TIMESTAMPTZ) + 3600000000
    OR n.meter_hours >= coalesce(d.done_hours, 0) + n.every_hours
ORDER BY n.plan_id, n.unit_id
"""


class DuckDbServicePlans(TableRepository[ServicePlan]):
    mapping = Mapping(
        ServicePlan,
        "service_plan",
        key=("id",),
        order="lower(t.name), t.id",
        search=("t.name",),
        references={"class_id": "equipment_class", "unit_id": "unit"},
    )

    def active(self) -> tuple[ServicePlan, ...]:
        return self._where("t.active")

    def due_by(self, moment: datetime) -> tuple[tuple[str, str], ...]:
        rows = self._session.rows(_DUE, (moment,))
        return tuple((plan, unit) for plan, unit in rows)

    def of_unit(self, unit_id: str) -> tuple[ServicePlan, ...]:
        return self._where(
            "t.active AND (t.unit_id = ? OR t.class_id = (SELECT class_id FROM unit WHERE id = ?))",
            (unit_id, unit_id),
        )


class DuckDbServicesDone(TableRepository[ServiceDone]):
    mapping = Mapping(
        ServiceDone,
        "service_done",
        key=("id",),
        order='t."at" DESC, t.id',
        references={"unit_id": "unit", "plan_id": "service_plan"},
    )

    def of_unit(self, unit_id: str) -> tuple[ServiceDone, ...]:
        return self._where("t.unit_id = ?", (unit_id,))

    def last_of_units(self, unit_ids: tuple[str, ...]) -> dict[tuple[str, str], ServiceDone]:
        if not unit_ids:
            return {}
        found = self._where(
            f"""t.unit_id IN {AMONG} AND t.id = (
                SELECT arg_max(d.id, d."at") FROM service_done d
                WHERE d.plan_id = t.plan_id AND d.unit_id = t.unit_id)""",  # noqa: S608
            (list(unit_ids),),
        )
        return {(one.plan_id, one.unit_id): one for one in found}
