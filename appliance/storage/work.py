"""A use case on its way through the owner thread: queued, run, committed, or taken back."""

from __future__ import annotations

import threading
from collections.abc import Callable
from enum import Enum
from typing import Any, Generic, TypeVar

from appliance.domain.errors import DeskUnreachable
from appliance.ports.store import Records, Seen

T = TypeVar("T")


class Stage(Enum):
    WAITING = "waiting"
    RUNNING = "running"
    COMMITTING = "committing"
    GIVEN_UP = "given up"
    DONE = "done"


class Work(Generic[T]):
    """A use case on its way through the owner thread. `lock` guards `stage`."""

    def __init__(
        self,
        use: Callable[[Records], T],
        *,
        writes: bool,
        wait_s: float,
        seen: Seen[Any] | None = None,
    ) -> None:
        self.use = use
        self.seen = seen
        self.writes = writes
        self.wait_s = wait_s
        self.lock = threading.Lock()
        self.stage = Stage.WAITING
        self.done = threading.Event()
        self.result: T | None = None
        self.error: BaseException | None = None
        self.instead: Callable[[Work[T]], T] | None = None
        """What the owner does in place of a transaction."""

    def advance(self, stage: Stage) -> bool:
        """Move on, unless the caller has given up."""
        with self.lock:
            if self.stage is Stage.GIVEN_UP:
                return False
            self.stage = stage
            return True

    def give_up(self, interrupt: Callable[[], None]) -> Stage:
        """Take the work back if it can be; returns the stage it was in.

        `interrupt` stops its query. The lock is held meanwhile, so that no other work's query
        can be running yet."""
        with self.lock:
            found = self.stage
            if found in (Stage.WAITING, Stage.RUNNING):
                self.stage = Stage.GIVEN_UP
            if found is Stage.RUNNING:
                interrupt()
            return found

    def may_commit(self) -> None:
        """Raises DeskUnreachable when the caller has given up; from here on it cannot."""
        if not self.advance(Stage.COMMITTING):
            raise DeskUnreachable("The caller has given up; nothing was changed.")
