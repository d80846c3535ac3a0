"""Calls with their turns, verifications and offers; tasks for staff; people who sign in."""

from __future__ import annotations

from appliance.domain.calls import Call, Turn
from appliance.domain.negotiation import Offer
from appliance.domain.people import Task, User
from appliance.domain.verification import VerificationEntry
from appliance.ports.repositories import Page
from appliance.storage.mapping import Mapping
from appliance.storage.session import Session
from appliance.storage.tables import TableRepository


class _Turns(TableRepository[Turn]):
    mapping = Mapping(Turn, "turn", key=("call_id", "number"), order="t.number")

    def of_call(self, call_id: str) -> tuple[Turn, ...]:
        return self._where("t.call_id = ?", (call_id,))


class _Verifications(TableRepository[VerificationEntry]):
    mapping = Mapping(VerificationEntry, "verification", key=("id",), order='t."at", t.id')

    def of_call(self, call_id: str) -> tuple[VerificationEntry, ...]:
        return self._where("t.call_id = ?", (call_id,))


class _Offers(TableRepository[Offer]):
    keeps_answers = True
    mapping = Mapping(Offer, "offer", key=("call_id", "class_id", "round"), order="t.round")

    def of_call(self, call_id: str, class_id: str | None) -> tuple[Offer, ...]:
        if class_id is None:
            return self._where("t.call_id = ?", (call_id,), order='t."at", t.round')
        return self._where("t.call_id = ? AND t.class_id = ?", (call_id, class_id))


class DuckDbCalls(TableRepository[Call]):
    mapping = Mapping(
        Call,
        "call",
        key=("id",),
        order="t.started_at DESC, t.id DESC",
        search=("t.id", "t.line", "t.caller", "t.outcome", "t.booking_number", "c.name"),
    )
    joined = "LEFT JOIN customer c ON c.id = t.customer_id"
    keeps_records = True
    keeps_written = True

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._turns = _Turns(session)
        self._verifications = _Verifications(session)
        self._offers = _Offers(session)

    def delete(self, key: str) -> None:
        for table in ("turn", "verification", "offer", "hold", "override_request"):
            self._session.run(f"DELETE FROM {table} WHERE call_id = ?", (key,))  # noqa: S608
        super().delete(key)

    def recent(self, *, offset: int = 0, limit: int = 50) -> Page[Call]:
        return self.page(offset=offset, limit=limit)

    def under_way(self) -> tuple[Call, ...]:
        return self._where("t.ended_at IS NULL")

    def put_turn(self, turn: Turn) -> None:
        self._turns.put(turn)

    def turns(self, call_id: str) -> tuple[Turn, ...]:
        return self._turns.of_call(call_id)

    def put_verification(self, entry: VerificationEntry) -> None:
        self._verifications.put(entry)

    def verifications(self, call_id: str) -> tuple[VerificationEntry, ...]:
        return self._verifications.of_call(call_id)

    def put_offer(self, offer: Offer) -> None:
        self._offers.put(offer)

    def offers(self, call_id: str, class_id: str | None = None) -> tuple[Offer, ...]:
        return self._offers.of_call(call_id, class_id)


class DuckDbTasks(TableRepository[Task]):
    mapping = Mapping(
        Task,
        "task",
        key=("id",),
        order="t.created_at DESC, t.id DESC",
        search=("t.kind", "t.subject", "t.detail", "t.state", "t.booking_number"),
    )

    def open(self) -> tuple[Task, ...]:
        """Open tasks, oldest first."""
        return self._where("t.state = 'open'", order="t.created_at, t.id")


class DuckDbUsers(TableRepository[User]):
    mapping = Mapping(
        User,
        "app_user",
        key=("id",),
        order="lower(t.username), t.id",
        search=("t.username", "t.display_name", "t.role"),
    )

    def by_username(self, username: str) -> User | None:
        return self._first("lower(t.username) = lower(?)", (username.strip(),))

    def active(self) -> tuple[User, ...]:
        return self._where("t.active")
