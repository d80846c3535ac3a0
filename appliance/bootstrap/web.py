"""The web process wired: records, pages, the gateway's other end."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from appliance.bootstrap.clock import SystemClock
from appliance.bootstrap.commands import serve_commands
from appliance.bootstrap.files import StoredFiles
from appliance.bootstrap.keeping_pace import keep_pace
from appliance.config import GATEWAY_TOKEN, SESSION_KEY, Settings, read_or_create_secret
from appliance.domain.errors import ConfigurationError, ModelError
from appliance.domain.reports import ReportTable
from appliance.ports.clock import Clock
from appliance.ports.store import Records, Store

if TYPE_CHECKING:
    from appliance.admin.parts import AdminParts, PartState, TlsDoor
    from appliance.bootstrap.tls import BoxTls
    from appliance.rental.articles import TopicMeaning
    from appliance.rental.ranking import Meaning


logger = logging.getLogger(__name__)


def web_dir() -> Path:
    """The folder of templates and static files. Raises ConfigurationError."""
    folder = Path(__file__).resolve().parents[2] / "web"
    if not (folder / "templates").is_dir():
        raise ConfigurationError(
            f"The pages' templates are missing: {folder}.", "Install the program again."
        )
    return folder


class WrittenReports:
    """`ReportFiles` by the storage room."""

    def csv(self, table: ReportTable) -> bytes:
        from appliance.storage.reports import report_csv

        return report_csv(table)

    def parquet(self, table: ReportTable) -> bytes:
        from appliance.storage.reports import report_parquet

        return report_parquet(table)


def build_admin_parts(
    settings: Settings,
    store: Store,
    clock: Clock,
    meaning: Meaning | None = None,
    tls: TlsDoor | None = None,
    topics: TopicMeaning | None = None,
) -> AdminParts:
    """Everything that the pages and the internal API need, over an open store."""
    from appliance.admin.counting_desk import CountingDesk
    from appliance.admin.events import LiveCalls
    from appliance.admin.metrics import Metrics
    from appliance.admin.parts import Addresses, AdminParts
    from appliance.admin.passwords import Passwords
    from appliance.admin.pins import Pins
    from appliance.admin.rate_limit import RateLimit
    from appliance.admin.sessions import SessionTable
    from appliance.admin.throttle import LoginThrottle
    from appliance.admin.voice_status import VoiceStatus
    from appliance.bootstrap.ops import build_paper
    from appliance.bootstrap.records import build_registries
    from appliance.bootstrap.upkeep import build_upkeep
    from appliance.bootstrap.voices import build_speech
    from appliance.gateway.server import serve

    live, sessions = LiveCalls(), SessionTable()
    voice = VoiceStatus()
    metrics = Metrics(
        store,
        waiting=lambda: store.waiting,
        sessions=lambda: len(sessions),
        voice=lambda: voice.report().body,
    )
    sip = f"sip:rental@{settings.sip.listen_host}:{settings.sip.port}"
    desk = CountingDesk(store, clock, live, meaning, metrics, topics)
    registries = build_registries(settings, store, clock)
    desk.confirm_with(registries)
    pins = Pins()
    desk.decide_with(pins)
    return AdminParts(
        store=store,
        clock=clock,
        data_dir=settings.data_dir,
        recordings_dir=settings.recordings_dir,
        photos_dir=settings.data_dir / "photos",
        web_dir=web_dir(),
        addresses=Addresses(
            sip=sip if settings.sip.enabled else None,
            desk=settings.desk.enabled,
            pages=settings.public_address,
        ),
        files=StoredFiles(store, clock),
        reports=WrittenReports(),
        upkeep=build_upkeep(settings, store, clock),
        paper=build_paper(),
        gateway=serve(desk),
        find_article=desk.find_article,
        commands=serve_commands(store, clock, settings.data_dir),
        speech=lambda: build_speech(settings),
        models_state=_models_state(settings),
        csrf_secret=read_or_create_secret(settings.data_dir, SESSION_KEY),
        gateway_token=read_or_create_secret(settings.data_dir, GATEWAY_TOKEN),
        tls=tls,
        passwords=Passwords(),
        pins=pins,
        sessions=sessions,
        throttle=LoginThrottle(),
        rate_limit=RateLimit(a_second=settings.web.requests_per_second, burst=settings.web.burst),
        metrics=metrics,
        registries=registries,
        live=live,
        voice=voice,
    )


def _models_state(settings: Settings) -> Callable[[], PartState]:
    """Whether every role's model is where its engine looks for it; blocks on the disk only."""
    from appliance.admin.parts import PartState
    from appliance.bootstrap.ops import build_model_store
    from appliance.ops.models import Role

    def look() -> PartState:
        try:
            store = build_model_store(settings)
            for role in Role:
                store.path(role)
        except (ModelError, ConfigurationError) as error:
            return PartState(ok=False, detail=error.what)
        return PartState(ok=True, detail="all in place")

    return look


def serve_web(settings: Settings) -> None:
    """Open the records and serve until told to stop. Raises ConfigurationError and StoreError
    kinds before anything listens."""
    from appliance.admin.first_admin import ensure_first_admin
    from appliance.admin.serving import listen_on_port, listen_on_socket, serve
    from appliance.bootstrap.records import build_meaning, build_store, warm_meanings

    clock = SystemClock(settings.yard.zone)
    with contextlib.ExitStack() as open_now:
        port = open_now.enter_context(listen_on_port(settings.web.host, settings.web.port))
        tls, secure = build_tls(settings, clock), None
        if tls is not None:
            open_now.callback(tls.close)
            secure = listen_on_port(settings.tls.host, settings.tls.port, key="tls.port")
            open_now.enter_context(secure)
        store = build_store(settings)
        try:
            unix = listen_on_socket(settings.web_socket)
            try:
                meaning = build_meaning(settings)
                of_articles = meaning.of_other_texts()
                warm_meanings(store, meaning, of_articles)
                door = tls.door() if tls is not None else None
                parts = build_admin_parts(settings, store, clock, meaning, door, of_articles)
                ensure_first_admin(store, settings.data_dir, parts.passwords)
                clean_up(store, clock)
                tell_agents(settings, store)
                jobs = (*periodic_jobs(parts), *((tls.keep,) if tls is not None else ()))
                keep_pace()
                try:
                    asyncio.run(serve(parts, port, unix, secure=secure, jobs=jobs))
                finally:
                    parts.upkeep.jobs.stop()
            finally:
                unix.close()
                settings.web_socket.unlink(missing_ok=True)
        finally:
            store.close()


def build_tls(settings: Settings, clock: Clock) -> BoxTls | None:
    """The box's certificates, made where missing and announced; None where TLS is off."""
    if not settings.tls.enabled:
        return None
    from appliance.bootstrap.tls import BoxTls

    tls = BoxTls(settings, clock)
    threading.Thread(target=tls.keep, name="announce", daemon=True).start()
    return tls


def tell_agents(settings: Settings, store: Store) -> None:
    """Say in the log which agents cannot answer on this box, and why."""
    from appliance.bootstrap.voices import build_speech

    try:
        speech = build_speech(settings)
    except (ModelError, ConfigurationError) as error:
        logger.warning("the agents were not looked at: %s", error)
        return
    for agent in store.read(lambda records: records.agents.all()):
        fault = speech.fault(agent)
        if fault:
            state = "cannot answer" if agent.active else "is off"
            logger.warning("agent %s %s: %s", agent.name, state, fault)


def clean_up(store: Store, clock: Clock) -> None:
    """What a crash left: calls under way end with outcome `error`, expired holds go."""
    from appliance.rental.calls import close_orphans
    from appliance.rental.holding import expire_stale

    store.write(lambda records: close_orphans(records, clock.now()))
    store.write(lambda records: expire_stale(records, clock.now()))


def periodic_jobs(parts: AdminParts) -> tuple[Callable[[], object], ...]:
    """Run every half minute while the process serves: holds, reviews, quotes and override requests
    that ran out of time, reservations that nobody came for, services that are due, calls whose
    voice process has died, the start of daily jobs that are due."""
    from appliance.admin.expired_overrides import close_expired_overrides
    from appliance.admin.lost_calls import end_lost_calls
    from appliance.rental.cancelling import sweep_no_shows
    from appliance.rental.changing import ORDERS_KEPT
    from appliance.rental.holding import expire_stale
    from appliance.rental.services import sweep_services

    def expire() -> int:
        def sweep(records: Records) -> int:
            now = parts.clock.now()
            released = expire_stale(records, now) + sweep_no_shows(records, now)
            records.carried_out.delete_before(now - ORDERS_KEPT)
            return released + sweep_services(records, now)

        return parts.store.write(sweep)

    def end_lost() -> object:
        return end_lost_calls(parts)

    def expire_overrides() -> object:
        return close_expired_overrides(parts)

    return (expire, end_lost, expire_overrides, parts.upkeep.jobs.tick)
