"""Override requests, customers' own rates, and the bargaining of single lines."""

from __future__ import annotations

from appliance.domain.negotiation import LinePolicy
from appliance.domain.overrides import OverrideRequest
from appliance.domain.price_lists import CustomerRate
from appliance.storage.mapping import Mapping
from appliance.storage.tables import TableRepository


class DuckDbOverrides(TableRepository[OverrideRequest]):
    mapping = Mapping(
        OverrideRequest,
        "override_request",
        key=("id",),
        order="t.asked_at DESC, t.id DESC",
        search=("t.state", "t.decided_by", "t.comment", "c.name", "k.name"),
        references={"customer_id": "customer", "class_id": "equipment_class"},
    )
    joined = (
        "LEFT JOIN customer c ON c.id = t.customer_id "
        "LEFT JOIN equipment_class k ON k.id = t.class_id"
    )

    def of_call(self, call_id: str) -> tuple[OverrideRequest, ...]:
        return self._where("t.call_id = ?", (call_id,), order="t.asked_at, t.id")

    def waiting(self) -> tuple[OverrideRequest, ...]:
        return self._where("t.state = 'waiting'", order="t.asked_at, t.id")


class DuckDbCustomerRates(TableRepository[CustomerRate]):
    mapping = Mapping(
        CustomerRate,
        "customer_rate",
        key=("id",),
        order="t.class_id, t.valid_from, t.id",
        search=("t.id", "k.name", "c.name", "c.account"),
        references={"customer_id": "customer", "class_id": "equipment_class"},
    )
    joined = (
        "LEFT JOIN customer c ON c.id = t.customer_id "
        "LEFT JOIN equipment_class k ON k.id = t.class_id"
    )
    keeps_records = True
    keeps_answers = True

    def of_customer(
        self, customer_id: str, class_id: str | None = None
    ) -> tuple[CustomerRate, ...]:
        if class_id is None:
            return self._where("t.customer_id = ?", (customer_id,))
        return self._where("t.customer_id = ? AND t.class_id = ?", (customer_id, class_id))


class DuckDbLinePolicies(TableRepository[LinePolicy]):
    mapping = Mapping(LinePolicy, "line_policy", key=("line",), order="t.line", search=("t.line",))
    keeps_records = True
    keeps_answers = True
