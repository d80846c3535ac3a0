"""People who sign in, and the trail of what they did."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

FIRST_HASH = "0" * 64
"""What the first entry of the audit trail is chained to."""


class Role(StrEnum):
    """What a person may do: CLERK runs the counter, MANAGER also sees floors, approves and edits
    rates and inventory, ADMIN also manages people and settings. Each includes the one before."""

    CLERK = "clerk"
    MANAGER = "manager"
    ADMIN = "admin"

    def includes(self, other: Role) -> bool:
        order = list(Role)
        return order.index(self) >= order.index(other)


SECRET_FIELDS = frozenset({"password_hash", "pin_hash"})
"""Fields of a person that are shown nowhere and written into no trail."""


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """A person with a password (argon2 hash), a role and, where it was set, a counter PIN."""

    id: str
    username: str
    display_name: str
    role: Role
    password_hash: str
    active: bool = True
    pin_hash: str = ""
    """Argon2 hash of the PIN that says at the counter who decides; empty: none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntry:
    """Who did what to which record. `hash` chains over `previous_hash` and over `commitment`, which
    stands for actor, record, before and after: tampering shows, and yet the words can be erased."""

    sequence: int
    at: datetime
    actor: str
    action: str
    record: str
    before: str
    """JSON of the record before; empty for a new one."""
    after: str
    commitment: str
    previous_hash: str
    hash: str
    erased_by: int | None = None
    """The entry that says that and why the words of this one were erased; they are empty then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrailHead:
    """The last entry of the trail: what it says of all those before it."""

    sequence: int = 0
    hash: str = FIRST_HASH


@dataclass(frozen=True, slots=True, kw_only=True)
class TrailCheck:
    """How far a check of the trail has come; `broken_at` is the first entry that does not fit."""

    head: TrailHead = TrailHead()
    """The last entry found good, from where the check goes on."""
    erased: int = 0
    """Entries met whose words have been erased."""
    accounted: int = 0
    """Erased entries that an entry of the trail accounts for."""
    finished: bool = False
    broken_at: int | None = None
    reason: str = ""


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
