"""The daily jobs wired: expiry, retention, files of what has gone, the trail's printed head, and
the records' file written anew once something was erased.
"""

from __future__ import annotations

import logging
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from appliance.config import Settings, read_or_create_secret
from appliance.domain.errors import RecordError
from appliance.domain.people import TrailCheck
from appliance.domain.privacy import Erasure
from appliance.domain.upkeep import Backup, JobRun
from appliance.ports.clock import Clock
from appliance.ports.store import Records, Store

if TYPE_CHECKING:
    from appliance.admin.daily import DailyJobs
    from appliance.storage.anchors import AnchorFile

TRAIL_KEY: Final = "trail-key"
HEADS_FILE: Final = "audit-heads.log"
REWRITE: Final = "rewrite"
WANTED: Final = "rewrite-wanted"
"""The note that something was erased; it is `ok` once the file has been written anew."""
NIGHT: Final = timedelta(hours=3)
"""From the daily hour on, a large file may be written anew as soon as nobody calls."""
REWRITE_WAIT_S: Final = 300.0
ERASE_WAIT_S: Final = 60.0
"""Measured: looking through a million entries of the trail takes under five seconds."""
BACKUPS_KEPT: Final = 14
"""One a day, so two weeks; one that somebody wants longer is copied elsewhere."""
SMALL_BYTES: Final = 64_000_000
"""A records file up to this size is written anew at once, in two or three seconds."""
_CHECK_STEP: Final = 4000
_KEPT_TOGETHER: Final = frozenset({"recordings", "recordings-tmp", "photos"})

logger = logging.getLogger("appliance.upkeep")


def anchor_file(data_dir: Path) -> AnchorFile:
    """The printed heads of this box's audit trail."""
    from appliance.storage.anchors import AnchorFile

    key = read_or_create_secret(data_dir, TRAIL_KEY)
    return AnchorFile(data_dir / "log" / HEADS_FILE, key)


def print_head(store: Store, data_dir: Path, now: datetime) -> str:
    """Print the trail's head to its file and to the log."""
    head = store.read(lambda records: records.audit.head())
    if head.sequence == 0:
        return "the trail is empty"
    anchor_file(data_dir).print_head(now, head)
    logger.info("audit trail: entry %d has hash %s", head.sequence, head.hash)
    return f"entry {head.sequence}"


def check_trail(store: Store, data_dir: Path) -> tuple[TrailCheck, str]:
    """The whole trail checked in steps between which others are served, and what of the printed
    heads it does not bear out (empty for nothing)."""
    state = TrailCheck()
    while not state.finished:
        state = _checked_on(store, state)
    anchors = anchor_file(data_dir)
    return state, store.read(lambda records: anchors.disagreement(records.audit.hash_of))


def _checked_on(store: Store, state: TrailCheck) -> TrailCheck:
    return store.read(lambda records: records.audit.check(state, _CHECK_STEP))


def discard_files(store: Store, data_dir: Path) -> int:
    """Delete the files whose records have gone; how many there were. A path counts for every
    file of that name, whatever follows a dot. Refuses paths out of the folders of media."""
    deleted = 0
    for path in store.read(lambda records: records.privacy.files_to_delete()):
        folder, name = (data_dir / path).parent, Path(path).name
        inside = folder.resolve().relative_to(data_dir.resolve()).parts
        if not inside or inside[0] not in _KEPT_TOGETHER or not name.strip("."):
            raise RecordError(f"{path!r} does not name a recording or photo.")
        stem = name.partition(".")[0]
        if folder.is_dir():
            for file in folder.iterdir():
                if file.is_file() and file.name.partition(".")[0] == stem:
                    file.unlink(missing_ok=True)
                    deleted += 1
        _forget(store, path)
    return deleted


def _forget(store: Store, path: str) -> None:
    store.write(lambda records: records.privacy.file_deleted(path))


def want_rewrite(records: Records, now: datetime) -> None:
    """Note that the records' file has to be written anew."""
    records.jobs.put(_note(now, ok=False))


def rewrite_is_wanted(records: Records) -> bool:
    run = records.jobs.get(WANTED)
    return run is not None and not run.ok


def _note(now: datetime, *, ok: bool) -> JobRun:
    return JobRun(
        name=WANTED, ran_for=now.date(), started_at=now, finished_at=now, ok=ok, summary=""
    )


def rewrite_now(store: Store, clock: Clock, data_dir: Path) -> str:
    """Delete the files, write the records' file anew and note it; what was done, in words.
    Everybody else waits meanwhile."""
    files = discard_files(store, data_dir)
    store.rewrite(wait_s=REWRITE_WAIT_S)
    store.write(lambda records: records.jobs.put(_note(clock.now(), ok=True)))
    return f"written anew, {files} files deleted"


def back_up(store: Store, clock: Clock, folder: Path) -> Backup:
    """Make a backup, and let the oldest go. Raises RecordError."""
    from appliance.storage.backup import make_backup, prune_backups

    made = make_backup(store, folder, clock.now())
    prune_backups(folder, BACKUPS_KEPT)
    return made


def _by_night(records: Records, now: datetime) -> bool:
    policy = records.yard.get()
    local = now.astimezone(ZoneInfo(policy.timezone))
    hour = datetime.combine(
        local.date(), time.fromisoformat(policy.retention.daily_at), local.tzinfo
    )
    return hour <= local < hour + NIGHT


class BoxUpkeep:
    """`Upkeep` of this box."""

    def __init__(self, settings: Settings, store: Store, clock: Clock) -> None:
        self._data_dir = settings.data_dir
        self._backups_dir = settings.backups_dir
        self._store = store
        self._clock = clock
        self._jobs = build_daily_jobs(settings, store, clock)

    @property
    def jobs(self) -> DailyJobs:
        return self._jobs

    def check_trail(self) -> tuple[TrailCheck, str]:
        return check_trail(self._store, self._data_dir)

    def erase(
        self, actor: str, customer_id: str, *, typed_account: str, reason: str, override: bool
    ) -> Erasure:
        from appliance.rental.erasing import erase_customer

        def carry_out(records: Records) -> Erasure:
            erasure = erase_customer(
                records,
                actor,
                customer_id,
                typed_account=typed_account,
                reason=reason,
                override=override,
            )
            want_rewrite(records, self._clock.now())
            return erasure

        erasure = self._store.write(carry_out, wait_s=ERASE_WAIT_S)
        discard_files(self._store, self._data_dir)
        return erasure

    def backups(self) -> tuple[Backup, ...]:
        from appliance.storage.backup import list_backups

        return list_backups(self._backups_dir)

    def back_up(self) -> Backup:
        return back_up(self._store, self._clock, self._backups_dir)

    def rewrite_wanted(self) -> bool:
        return self._store.read(rewrite_is_wanted)

    def rewrite(self) -> str:
        return rewrite_now(self._store, self._clock, self._data_dir)


def build_upkeep(settings: Settings, store: Store, clock: Clock) -> BoxUpkeep:
    """The upkeep of the records; nothing runs until its jobs are ticked."""
    return BoxUpkeep(settings, store, clock)


def build_daily_jobs(settings: Settings, store: Store, clock: Clock) -> DailyJobs:
    """Everything that happens once a day, in this order."""
    from appliance.admin.daily import DailyJob, DailyJobs
    from appliance.rental.cancelling import sweep_no_shows
    from appliance.rental.holding import expire_stale
    from appliance.rental.retention import carry_out

    data_dir = settings.data_dir

    def expire(now: datetime) -> str:
        count = store.write(
            lambda records: expire_stale(records, now) + sweep_no_shows(records, now)
        )
        return f"{count} holds, reviews, quotes and no-shows"

    def retain(now: datetime) -> str:
        removed = carry_out(store, now)
        files = discard_files(store, data_dir)
        if any(removed.values()):
            store.write(lambda records: want_rewrite(records, now))
        gone = ", ".join(f"{count} {rule}" for rule, count in removed.items() if count)
        return f"{gone or 'nothing was too old'}; {files} files"

    def heads(now: datetime) -> str:
        return print_head(store, data_dir, now)

    def rewriting(_now: datetime) -> str:
        if not store.read(rewrite_is_wanted):
            return "nothing had been erased"
        if store.read(lambda records: bool(records.calls.under_way())):
            return "waits for a moment without calls"
        return rewrite_now(store, clock, data_dir)

    def backing_up(_now: datetime) -> str:
        made = back_up(store, clock, settings.backups_dir)
        return f"{made.name}, {made.size_bytes / 1e6:.0f} MB"

    def quiet_and_wanted() -> bool:
        def wanted(records: Records) -> bool:
            if not rewrite_is_wanted(records) or records.calls.under_way():
                return False
            return small or _by_night(records, clock.now())

        path = settings.database_path
        small = path.exists() and path.stat().st_size <= SMALL_BYTES
        return store.read(wanted)

    return DailyJobs(
        store,
        clock,
        (
            DailyJob("expiry", "Holds, reviews and quotes out of time", expire),
            DailyJob("retention", "What is to be kept no longer", retain),
            DailyJob("heads", "The trail's head, printed outside the database", heads),
            DailyJob(REWRITE, "The records' file, written anew", rewriting, quiet_and_wanted),
            DailyJob("backup", "A backup of the records", backing_up),
        ),
    )
