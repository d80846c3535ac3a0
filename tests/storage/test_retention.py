"""Retention and the daily jobs, on the real records with a clock that is set by hand."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from appliance.admin.daily import DailyJob, DailyJobs
from appliance.bootstrap.upkeep import build_daily_jobs, check_trail, rewrite_is_wanted
from appliance.config import Settings, load_settings
from appliance.domain.bookings import BookingState
from appliance.domain.calls import Call, Outcome, Stage, Turn
from appliance.domain.errors import RecordError
from appliance.domain.people import Task, TaskState
from appliance.domain.privacy import RetentionPolicy
from appliance.ports.store import Records
from appliance.rental.retention import carry_out, check_retention, due_now
from appliance.storage import DuckDbStore
from appliance.storage.backup import list_backups
from tests.storage.builders import NOW, a_booking, a_customer, a_line, furnish

POLICY = RetentionPolicy(
    recordings_days=10,
    transcripts_days=20,
    calls_days=40,
    quotes_days=15,
    tasks_days=5,
    photos_days=0,
    sign_ins_days=7,
    bookkeeping_years=1,
)


class SetClock:
    def __init__(self, now: datetime) -> None:
        self.moment = now

    def now(self) -> datetime:
        return self.moment


def _call(records: Records, name: str, days_ago: int) -> None:
    at = NOW - timedelta(days=days_ago)
    records.calls.put(
        Call(
            id=name,
            line="sip",
            caller="+13125550100",
            started_at=at,
            ended_at=at + timedelta(minutes=2),
            outcome=Outcome.BOOKED,
            recording=f"{name}.wav",
        )
    )
    records.calls.put_turn(
        Turn(
            call_id=name,
            number=0,
            at=at,
            heard="hello",
            said="hi",
            asks=None,
            stage=Stage.DISCOVERY,
        )
    )


def _fill(records: Records) -> None:
    furnish(records)
    records.yard.put(replace(records.yard.get(), retention=POLICY))
    for days in (1, 12, 25, 50):
        _call(records, f"call{days}", days)
    for days, state in ((3, TaskState.DONE), (9, TaskState.DONE), (99, TaskState.OPEN)):
        records.tasks.put(
            Task(
                id=f"t{days}",
                kind="callback",
                created_at=NOW - timedelta(days=days),
                call_id=None,
                subject="Somebody",
                detail="",
                state=state,
            )
        )
    for days, booked in (
        (3, BookingState.EXPIRED),
        (30, BookingState.EXPIRED),
        (31, BookingState.QUOTE),
        (32, BookingState.RETURNED),
    ):
        records.bookings.put(
            a_booking(
                f"R-{days}",
                a_line(f"R-{days}"),
                state=booked,
                created_at=NOW - timedelta(days=days),
            )
        )


@pytest.fixture
def store() -> Iterator[DuckDbStore]:
    moment = SetClock(NOW - timedelta(days=9))
    opened = DuckDbStore(":memory:", wait_s=60, now=moment.now)
    opened.write(lambda records: records.audit.append("maria", "sign_in", "user:maria", None, None))
    moment.moment = NOW
    opened.write(lambda records: records.audit.append("maria", "sign_in", "user:maria", None, None))
    opened.write(_fill)
    yield opened
    opened.close()


EXPECTED = {
    "recordings": 3,
    "transcripts": 2,
    "calls": 1,
    "quotes": 2,
    "tasks": 1,
    "photos": 0,
    "sign_ins": 1,
    "bookkeeping": 0,
}


def test_a_dry_run_tells_what_would_go_and_changes_nothing(store: DuckDbStore) -> None:
    before = store.read(lambda records: records.audit.head())
    assert store.read(lambda records: due_now(records, NOW)) == EXPECTED
    assert store.read(lambda records: due_now(records, NOW)) == EXPECTED
    assert store.read(lambda records: records.audit.head()) == before


def test_what_is_too_old_goes_and_the_rest_stays(store: DuckDbStore) -> None:
    # Calls that go whole take their recordings and turns along, after those rules had theirs.
    assert carry_out(store, NOW) == EXPECTED

    def check(records: Records) -> None:
        kept = {one.id: one for one in records.calls.recent().items}
        assert set(kept) == {"call1", "call12", "call25"}
        assert kept["call1"].recording == "call1.wav"
        assert kept["call12"].recording is None
        assert records.calls.turns("call12")[0].heard == "hello"
        assert records.calls.turns("call25")[0].heard == ""
        assert records.calls.turns("call50") == ()
        assert records.privacy.files_to_delete() == (
            "recordings/call12.wav",
            "recordings/call25.wav",
            "recordings/call50.wav",
        )
        assert {one.id for one in records.tasks.page().items} == {"t3", "t99"}
        assert {one.number for one in records.bookings.in_state(None).items} == {"R-3", "R-32"}
        trail = records.audit.page(limit=10).items
        assert [entry.action for entry in trail[:2]] == ["retention", "erase_words"]
        assert (trail[-1].action, trail[-1].actor) == ("sign_in", "")
        assert (trail[-2].action, trail[-2].actor) == ("sign_in", "maria")
        assert records.audit.verify() is None

    store.read(check)


def test_twice_is_once(store: DuckDbStore) -> None:
    carry_out(store, NOW)
    head = store.read(lambda records: records.audit.head())
    assert not any(carry_out(store, NOW).values())
    assert store.read(lambda records: records.audit.head()) == head


def test_nought_days_keep_for_good(store: DuckDbStore) -> None:
    names = [name for name in RetentionPolicy.__dataclass_fields__ if name != "daily_at"]
    forever = RetentionPolicy(**dict.fromkeys(names, 0))
    store.write(lambda records: records.yard.put(replace(records.yard.get(), retention=forever)))
    assert not any(carry_out(store, NOW + timedelta(days=9999)).values())


def test_an_erased_customers_bookings_go_after_the_years(store: DuckDbStore) -> None:
    def erase(records: Records) -> None:
        records.customers.put(a_customer("c9"))
        records.bookings.put(
            a_booking("R-9", a_line("R-9"), customer_id="c9", state=BookingState.RETURNED)
        )
        records.privacy.erase("admin", "c9", "asked")

    store.write(erase)
    assert carry_out(store, NOW + timedelta(days=300))["bookkeeping"] == 0
    assert carry_out(store, NOW + timedelta(days=370))["bookkeeping"] == 1
    assert store.read(lambda records: records.bookings.get("R-9")) is None
    assert store.read(lambda records: records.customers.count()) == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"tasks_days": -1},
        {"calls_days": 99999},
        {"bookkeeping_years": 101},
        {"daily_at": "3 o'clock"},
    ],
)
def test_a_policy_that_may_not_be_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(RecordError, match=next(iter(wrong))):
        check_retention(replace(POLICY, **wrong))  # type: ignore[arg-type]


class TestDailyJobs:
    """In the yard's zone, at 03:00: Chicago is six hours behind UTC in winter."""

    @pytest.fixture
    def clock(self) -> SetClock:
        return SetClock(NOW.replace(hour=2, minute=59))

    def _jobs(
        self, store: DuckDbStore, clock: SetClock, done: list[datetime], *, fails: bool = False
    ) -> DailyJobs:
        def work(now: datetime) -> str:
            if fails and len(done) < 2:
                done.append(now)
                raise RecordError("No room on the disk.")
            done.append(now)
            return "did it"

        def second(now: datetime) -> str:
            done.append(now)
            return "after it"

        return DailyJobs(
            store, clock, (DailyJob("one", "One", work), DailyJob("two", "Two", second))
        )

    def _tick(self, jobs: DailyJobs) -> int:
        started = jobs.tick()
        jobs.wait(30)
        return started

    def test_once_a_day_from_the_hour_on(self, store: DuckDbStore, clock: SetClock) -> None:
        done: list[datetime] = []
        jobs = self._jobs(store, clock, done)
        assert self._tick(jobs) == 2  # never run: yesterday is caught up
        assert self._tick(jobs) == 0
        clock.moment += timedelta(minutes=1)
        assert self._tick(jobs) == 2
        clock.moment += timedelta(hours=20)
        assert self._tick(jobs) == 0
        assert len(done) == 4
        assert [state.run.summary for state in jobs.states() if state.run] == ["did it", "after it"]

    def test_days_off_are_caught_up_once(self, store: DuckDbStore, clock: SetClock) -> None:
        done: list[datetime] = []
        jobs = self._jobs(store, clock, done)
        self._tick(jobs)
        clock.moment += timedelta(days=5)
        assert all(state.late and not state.ok for state in jobs.states())
        assert self._tick(self._jobs(store, clock, done)) == 2  # another process, after a restart
        assert self._tick(jobs) == 0
        assert all(state.ok for state in jobs.states())

    def test_one_that_fails_is_tried_again_hourly_and_holds_nobody_up(
        self, store: DuckDbStore, clock: SetClock, caplog: pytest.LogCaptureFixture
    ) -> None:
        done: list[datetime] = []
        clock.moment += timedelta(hours=2)
        jobs = self._jobs(store, clock, done, fails=True)
        with caplog.at_level(logging.CRITICAL, "appliance.admin.daily"):
            assert self._tick(jobs) == 2
            first, second = jobs.states()
            assert not first.ok
            assert first.run is not None
            assert first.run.summary == "No room on the disk."
            assert second.ok
            clock.moment += timedelta(minutes=30)
            assert self._tick(jobs) == 0
            clock.moment += timedelta(minutes=31)
            assert self._tick(jobs) == 1
        assert jobs.states()[0].ok

    def test_a_stopped_one_starts_nothing(self, store: DuckDbStore, clock: SetClock) -> None:
        jobs = self._jobs(store, clock, [])
        jobs.stop()
        assert jobs.tick() == 0


class TestTheRealJobs:
    @pytest.fixture
    def settings(self, tmp_path: Path) -> Settings:
        return load_settings(tmp_path)

    @pytest.fixture
    def filed(self, settings: Settings) -> Iterator[DuckDbStore]:
        opened = DuckDbStore(settings.database_path, wait_s=60, now=lambda: NOW)
        opened.write(_fill)
        for name in ("call1", "call12", "call25", "call50"):
            path = settings.recordings_dir / f"{name}.wav"
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(b"RIFF")
        yield opened
        opened.close()

    def test_a_night(self, settings: Settings, filed: DuckDbStore) -> None:
        clock = SetClock(NOW)
        jobs = build_daily_jobs(settings, filed, clock)
        assert jobs.tick() == 5
        jobs.wait(60)
        assert len(list_backups(settings.backups_dir)) == 1
        states = {state.name: state for state in jobs.states()}
        assert all(state.ok and state.run for state in states.values())
        assert {one.name for one in settings.recordings_dir.iterdir()} == {"call1.wav"}
        assert "3 recordings" in states["retention"].run.summary  # type: ignore[union-attr]
        assert "written anew" in states["rewrite"].run.summary  # type: ignore[union-attr]
        assert not filed.read(rewrite_is_wanted)
        assert (settings.log_dir / "audit-heads.log").read_text().count("\n") == 1
        check, told = check_trail(filed, settings.data_dir)
        assert (check.broken_at, told) == (None, "")
        assert jobs.tick() == 0

    def test_the_file_waits_while_somebody_calls(
        self, settings: Settings, filed: DuckDbStore
    ) -> None:
        live = Call(id="live", line="sip", caller=None, started_at=NOW)
        filed.write(lambda records: records.calls.put(live))
        jobs = build_daily_jobs(settings, filed, SetClock(NOW))
        jobs.tick()
        jobs.wait(60)
        assert filed.read(rewrite_is_wanted)
        assert jobs.tick() == 0
        ended = replace(live, ended_at=NOW, outcome=Outcome.ABANDONED)
        filed.write(lambda records: records.calls.put(ended))
        assert jobs.tick() == 1
        jobs.wait(60)
        assert not filed.read(rewrite_is_wanted)
