"""People who sign in, and the trail of what they did."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Role(StrEnum):
    """What a person may do: CLERK runs the counter, MANAGER also sees floors, approves and edits
    rates and inventory, ADMIN also manages people and settings. Each includes the one before."""

    CLERK = "clerk"
    MANAGER = "manager"
    ADMIN = "admin"

    def includes(self, other: Role) -> bool:
        order = list(Role)
        return order.index(self) >= order.index(other)


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """A person with a password (argon2 hash) and a role."""

    id: str
    username: str
    display_name: str
    role: Role
    password_hash: str
    active: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntry:
    """Who did what to which record; `hash` chains over `previous_hash` so that tampering shows."""

    sequence: int
    at: datetime
    actor: str
    action: str
    record: str
    before: str
    """JSON of the record before; empty for a new one."""
    after: str
    previous_hash: str
    hash: str


class TaskState(StrEnum):
    OPEN = "open"
    DONE = "done"


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """Work left for staff: a callback promised on a call, or a verification to review."""

    id: str
    kind: str
    """`callback`, `review` or `transfer`."""
    created_at: datetime
    call_id: str | None
    subject: str
    detail: str
    state: TaskState = TaskState.OPEN
    booking_number: str | None = None
