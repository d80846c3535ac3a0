"""The one owner of the database: a thread that holds the connection and runs use cases on it.

Work waits in a bounded queue; callers wait with a limit. A caller that gives up takes its work
back: what has not been committed by then never is, so trying again is safe. Refuses a second
store on the same file, use after close, and calls from within a use case.
"""

from __future__ import annotations

import atexit
import errno
import logging
import os
import queue
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final, TypeVar
from weakref import WeakSet

import duckdb

from appliance.domain.errors import DeskUnreachable
from appliance.domain.periods import Period
from appliance.ports.store import Records, Seen, SeenNoMore
from appliance.storage.audit_adopting import adopt_earlier_trail
from appliance.storage.errors import StoreClosed, StoreLocked, StoreMisused, StoreUnusable
from appliance.storage.looking import Look, Looked, LookingSession
from appliance.storage.memory import Memory, Remembered
from appliance.storage.migrating import migrate, packaged
from appliance.storage.records import DuckDbRecords
from appliance.storage.rewriting import copy_settled, discard_draft, rewrite
from appliance.storage.session import Session, translated
from appliance.storage.work import Stage, Work

T = TypeVar("T")

WAIT_S: Final = 5.0
QUEUE_SIZE: Final = 256
_CLOSE_WAIT_S: Final = 20.0
_IDLE_S: Final = 5.0
_CHECKPOINT_EVERY_S: Final = 60.0
"""At most this often, in an idle moment; the database does so itself at 16 MB of changes."""

_CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "enable_external_access": False,
    "threads": 1,
    "memory_limit": "512MB",
    "preserve_insertion_order": True,
    "checkpoint_threshold": "16MB",
}

_log = logging.getLogger(__name__)
_open_paths: set[Path] = set()
_open_paths_lock = threading.Lock()


class DuckDbStore:
    """A `Store` over one DuckDB file, or in memory (`":memory:"`).

    `now` gives the time of audit entries. Raises StoreLocked when the file is open elsewhere and
    StoreUnusable when it is damaged, no records file, newer than this program, or cannot be
    written.
    """

    def __init__(
        self,
        path: Path | str,
        *,
        wait_s: float = WAIT_S,
        queue_size: int = QUEUE_SIZE,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._now = now
        self._wait_s = wait_s
        self._queue: queue.Queue[Work[Any] | None] = queue.Queue(queue_size)
        self._closing = threading.Event()
        self._unsaved = False
        self._checkpointed = time.monotonic()
        self._memory = Memory()
        self._looks: WeakSet[Look] = WeakSet()
        self._path = None if str(path) == ":memory:" else Path(path).absolute()
        self._claim()
        try:
            self._connection = self._open()
        except BaseException:
            self._release()
            raise
        self._thread = threading.Thread(target=self._serve, name="records", daemon=True)
        self._thread.start()
        atexit.register(self.close)

    def read(self, use: Callable[[Records], T], *, wait_s: float | None = None) -> T:
        return self._submit(Work(use, writes=False, wait_s=wait_s or self._wait_s))

    def write(
        self,
        use: Callable[[Records], T],
        *,
        wait_s: float | None = None,
        seen: Seen[Any] | None = None,
    ) -> T:
        return self._submit(Work(use, writes=True, wait_s=wait_s or self._wait_s, seen=seen))

    def look(self, use: Callable[[Records], T]) -> Seen[T]:
        work: Work[Look] = Work(_no_look, writes=False, wait_s=self._wait_s)
        work.instead = self._open_look
        look = self._submit(work)
        session = LookingSession(look.connection, self._now)
        try:
            found = use(DuckDbRecords(session, self._now))
        except duckdb.ConnectionException as error:
            raise StoreClosed("The records have been closed.") from error
        finally:
            session.end()
            self._looks.discard(look)
            look.close()
        return Seen(found, Looked(frozenset(session.tables), look.writes))

    @property
    def waiting(self) -> int:
        """Pieces of work in the queue now, about."""
        return self._queue.qsize()

    def rewrite(self, *, wait_s: float) -> None:
        """Write the file anew, without what was deleted; nothing else is answered meanwhile."""
        work: Work[None] = Work(_nothing, writes=True, wait_s=wait_s)
        work.instead = self._rewrite
        self._submit(work)

    def copy(self, target: Path, *, wait_s: float) -> None:
        """Everything is written into the file first, so that it is whole without its log."""

        def copied(work: Work[None]) -> None:
            work.may_commit()
            with translated():
                self._connection.execute("CHECKPOINT")
            copy_settled(self._path, target)

        work: Work[None] = Work(_nothing, writes=True, wait_s=wait_s)
        work.instead = copied
        self._submit(work)

    def close(self) -> None:
        """Finish what is queued, checkpoint and let go of the file. May be called again."""
        if threading.current_thread() is self._thread:
            raise StoreMisused("A use case cannot close the store that runs it.")
        if not self._closing.is_set():
            self._closing.set()
            try:
                self._queue.put(None, timeout=self._wait_s)
            except queue.Full:
                self._connection.interrupt()
        self._thread.join(_CLOSE_WAIT_S)
        if self._thread.is_alive():
            raise DeskUnreachable("The records did not close in time.")
        atexit.unregister(self.close)

    def _submit(self, work: Work[T]) -> T:
        if threading.current_thread() is self._thread:
            raise StoreMisused(
                "A use case called its own store.", "Use the records it was given instead."
            )
        if self._closing.is_set():
            raise StoreClosed("The records have been closed.")
        try:
            self._queue.put(work, timeout=self._wait_s)
        except queue.Full as error:
            raise DeskUnreachable("The records have too much waiting.", "Try again.") from error
        if not work.done.wait(work.wait_s):
            self._take_back(work)
        if work.error is not None:
            raise work.error
        return work.result  # type: ignore[return-value]

    def _take_back(self, work: Work[T]) -> None:
        stage = work.give_up(self._connection.interrupt)
        if stage in (Stage.WAITING, Stage.RUNNING):
            if not self._thread.is_alive():
                raise StoreClosed("The records have been closed.")
            raise DeskUnreachable(
                f"The records did not answer within {work.wait_s:g} seconds; nothing was changed.",
                "Try again.",
            )
        # It is being committed: the answer is known in a moment, and only then is it true.
        if not work.done.wait(work.wait_s):
            raise DeskUnreachable(
                "The records are still saving the change.", "Look whether it stands, then go on."
            )

    def _serve(self) -> None:
        try:
            self._warm_up()
            while True:
                try:
                    work = self._queue.get(timeout=_IDLE_S)
                except queue.Empty:
                    if self._closing.is_set():
                        break
                    self._checkpoint()
                    continue
                if work is None:
                    break
                self._run(work)
        finally:
            self._shut()

    def _warm_up(self) -> None:
        work = Work(_warm, writes=False, wait_s=self._wait_s)
        self._run(work)
        if work.error is not None:
            _log.error("the records could not be remembered", exc_info=work.error)

    def _run(self, work: Work[Any]) -> None:
        if not work.advance(Stage.RUNNING):
            return
        try:
            work.result = self._transaction(work) if work.instead is None else work.instead(work)
        except BaseException as error:  # noqa: BLE001 - it is the caller's, and is raised there
            work.error = error
        finally:
            work.advance(Stage.DONE)
            work.done.set()

    def _transaction(self, work: Work[Any]) -> Any:
        if work.seen is not None:
            looked = work.seen.mark
            if not isinstance(looked, Looked) or not self._memory.stands(
                looked.tables, looked.writes
            ):
                raise SeenNoMore
        with translated():
            self._say("BEGIN TRANSACTION" if work.writes else "BEGIN TRANSACTION READ ONLY")
        remembered = Remembered(self._memory)
        session = Session(self._connection, remembered, self._now)
        try:
            result = work.use(DuckDbRecords(session, self._now))
            session.finish()
            work.may_commit()
            with translated():
                self._say("COMMIT")
        except BaseException:
            session.end()
            self._roll_back(remembered)
            raise
        remembered.commit()
        self._unsaved = self._unsaved or work.writes
        return result

    def _say(self, sql: str) -> None:
        self._connection.execute(self._memory.parsed(self._connection, sql))

    def _rewrite(self, work: Work[Any]) -> None:
        work.may_commit()
        if self._path is None:
            return
        if self._looks:
            raise DeskUnreachable("The records are being read at length.", "Try again in a minute.")
        self._connection.close()
        self._memory.connected_anew()
        try:
            rewrite(self._path)
        finally:
            try:
                self._connection = self._open()
            except BaseException:
                self._closing.set()
                raise
        self._unsaved = False

    def _open_look(self, work: Work[Look]) -> Look:
        work.may_commit()
        with translated():
            look = Look(self._connection.cursor(), self._memory.writes)
        self._looks.add(look)
        return look

    def _roll_back(self, remembered: Remembered) -> None:
        try:
            try:
                self._connection.execute("ROLLBACK")
            except duckdb.InterruptException:
                self._connection.execute("ROLLBACK")
            remembered.roll_back()
        except duckdb.TransactionException:
            # A failed COMMIT has already ended the transaction, in one way or the other.
            self._memory.forget_all()
        except duckdb.Error as error:
            self._memory.forget_all()
            raise StoreUnusable(f"The records' file has failed: {error}") from error

    def _checkpoint(self) -> None:
        now = time.monotonic()
        if self._looks or not self._unsaved or now - self._checkpointed < _CHECKPOINT_EVERY_S:
            return
        self._checkpointed = now
        try:
            self._connection.execute("CHECKPOINT")
        except duckdb.Error:
            # Nothing is lost: what was committed stands in the log beside the file.
            _log.exception("the records could not be checkpointed")
        else:
            self._unsaved = False

    def _shut(self) -> None:
        self._closing.set()
        for look in set(self._looks):
            look.stop()
        try:
            self._connection.close()
        finally:
            self._release()
            self._tell_waiting()

    def _tell_waiting(self) -> None:
        while True:
            try:
                work = self._queue.get_nowait()
            except queue.Empty:
                return
            if work is not None and work.advance(Stage.DONE):
                work.error = StoreClosed("The records have been closed.")
                work.done.set()

    def _open(self) -> duckdb.DuckDBPyConnection:
        target = ":memory:"
        if self._path is not None:
            _make_folder(self._path.parent)
            discard_draft(self._path)
            target = str(self._path)
        try:
            connection = duckdb.connect(target, config=_CONFIG)
        except duckdb.IOException as error:
            if "lock" in str(error).lower():
                raise _locked(self._path) from error
            raise StoreUnusable(f"The records cannot be opened: {error}") from error
        except duckdb.Error as error:
            raise StoreUnusable(f"{target} is not a records file: {error}") from error
        try:
            connection.execute("SET GLOBAL TimeZone = 'UTC'")
            connection.execute("SET allowed_configs = ['enable_optimizer']")
            connection.execute("SET lock_configuration = true")
            migrate(connection, packaged())
            adopt_earlier_trail(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def _claim(self) -> None:
        if self._path is None:
            return
        with _open_paths_lock:
            if self._path in _open_paths:
                raise _locked(self._path)
            _open_paths.add(self._path)

    def _release(self) -> None:
        if self._path is not None:
            with _open_paths_lock:
                _open_paths.discard(self._path)


def _nothing(_records: Records) -> None:
    return None


def _no_look(_records: Records) -> Look:
    raise StoreMisused("A look is not taken in a transaction.")


def _warm(records: Records) -> None:
    """Remember what every conversation asks for, before the first one does."""
    records.yard.get()
    records.classes.all()
    moment = datetime.now(UTC)
    records.occupations(("",), Period(moment, moment + timedelta(days=1)), moment)


def _make_folder(folder: Path) -> None:
    """See that the folder is there and can be written: the log lies beside the records."""
    reason = ""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else str(error)
    else:
        if not os.access(folder, os.W_OK | os.X_OK):
            reason = os.strerror(errno.EACCES)
    if reason:
        raise StoreUnusable(
            f"The folder {folder} of the records cannot be written: {reason}.",
            "Give it to the user who runs the appliance, or name another with --data-dir.",
        )


def _locked(path: Path | None) -> StoreLocked:
    return StoreLocked(
        f"Another appliance process has the records open ({path}).",
        "Stop it first, or make the change in its web pages.",
    )
