"""Classes, units and downtimes."""

from __future__ import annotations

from appliance.domain.catalogue import Downtime, EquipmentClass, Unit
from appliance.storage.mapping import Mapping
from appliance.storage.occupancy import Occupancy
from appliance.storage.tables import TableRepository


class DuckDbClasses(TableRepository[EquipmentClass]):
    mapping = Mapping(
        EquipmentClass,
        "equipment_class",
        key=("id",),
        order="lower(t.name), t.id",
        search=(
            "t.name",
            "t.category",
            "t.make",
            "t.model",
            "array_to_string(t.aliases, ' ')",
            "array_to_string(t.uses, ' ')",
        ),
        referenced_by=(
            ("unit", "class_id"),
            ("booking_line", "class_id"),
            ("customer_rate", "class_id"),
            ("kit", "class_id"),
            ("service_plan", "class_id"),
        ),
    )
    keeps_records = True
    keeps_answers = True

    def _tell_occupancy(self, occupancy: Occupancy, record: EquipmentClass) -> None:
        occupancy.put_class(record)

    def _drop_from_occupancy(self, occupancy: Occupancy, key: str) -> None:
        occupancy.drop_class(key)

    def all(self) -> tuple[EquipmentClass, ...]:
        return self._where("TRUE")

    def by_name(self, name: str) -> EquipmentClass | None:
        return self._first("lower(t.name) = lower(?)", (name.strip(),))


class DuckDbUnits(TableRepository[Unit]):
    mapping = Mapping(
        Unit,
        "unit",
        key=("id",),
        order="lower(t.asset_tag), t.id",
        search=("t.asset_tag", "t.serial", "t.location", "t.state", "c.name", "c.category"),
        references={"class_id": "equipment_class"},
        referenced_by=(("booking_line", "unit_id"), ("downtime", "unit_id")),
    )
    joined = "LEFT JOIN equipment_class c ON c.id = t.class_id"
    keeps_records = True
    keeps_answers = True

    def _tell_occupancy(self, occupancy: Occupancy, record: Unit) -> None:
        occupancy.put_unit(record)

    def _drop_from_occupancy(self, occupancy: Occupancy, key: str) -> None:
        occupancy.drop_unit(key)

    def by_tag(self, asset_tag: str) -> Unit | None:
        return self._first("lower(t.asset_tag) = lower(?)", (asset_tag.strip(),))

    def of_class(self, class_id: str) -> tuple[Unit, ...]:
        return self._where("t.class_id = ?", (class_id,))

    def counts_by_class(self) -> dict[str, int]:
        sql = "SELECT class_id, count(*) FROM unit WHERE state <> 'retired' GROUP BY class_id"
        counted: dict[str, int] = self._remembered.answer(
            "unit", sql, lambda: dict(self._session.rows(sql))
        )
        return dict(counted)

    def tags(self) -> tuple[str, ...]:
        sql = "SELECT asset_tag FROM unit ORDER BY lower(asset_tag)"
        return self._remembered.answer(
            "unit", sql, lambda: tuple(tag for (tag,) in self._session.rows(sql))
        )


class DuckDbDowntimes(TableRepository[Downtime]):
    mapping = Mapping(
        Downtime,
        "downtime",
        key=("id",),
        order='t."start", t.id',
        search=("t.kind", "t.note", "u.asset_tag"),
        references={"unit_id": "unit"},
    )
    joined = "LEFT JOIN unit u ON u.id = t.unit_id"

    def _tell_occupancy(self, occupancy: Occupancy, record: Downtime) -> None:
        occupancy.put_downtime(record)

    def _drop_from_occupancy(self, occupancy: Occupancy, key: str) -> None:
        occupancy.drop_downtime(key)

    def of_unit(self, unit_id: str) -> tuple[Downtime, ...]:
        return self._where("t.unit_id = ?", (unit_id,))

    def open_of_unit(self, unit_id: str) -> tuple[Downtime, ...]:
        return self._where('t.unit_id = ? AND t."end" IS NULL', (unit_id,))
