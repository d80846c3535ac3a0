"""The rental desk wired: on the records themselves, or through the process that owns them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from appliance.bootstrap.clock import SystemClock
from appliance.config import (
    GATEWAY_TOKEN,
    REGISTRY_TOKEN,
    Settings,
    read_or_create_secret,
    read_secret,
)
from appliance.domain.errors import DeskUnreachable
from appliance.ports.clock import Clock
from appliance.ports.desk import RentalDesk
from appliance.ports.store import Records, Store, YardPolicy

if TYPE_CHECKING:
    from appliance.bootstrap.meaning import EquipmentMeaning
    from appliance.gateway.client import GatewayDesk
    from appliance.rental.articles import TopicMeaning
    from appliance.rental.confirming import Registries
    from appliance.rental.desk import LocalDesk
    from appliance.rental.ranking import Meaning


def build_store(
    where: Settings | Path | str, now: Callable[[], datetime] = lambda: datetime.now(UTC)
) -> Store:
    """The records of a box by its settings, or in one file, or `":memory:"`; made when missing.

    New records take the yard's name, timezone and currency from the settings. `now` gives the
    time of audit entries. Raises StoreLocked when another process has the file open, StoreUnusable
    when it cannot be used or written."""
    from appliance.storage.store import DuckDbStore

    if not isinstance(where, Settings):
        return DuckDbStore(where, now=now)
    yard = where.yard

    def name_yard(records: Records) -> None:
        if records.yard.get() == YardPolicy():
            records.yard.put(
                replace(
                    YardPolicy(), name=yard.name, timezone=yard.timezone, currency=yard.currency
                )
            )

    store = DuckDbStore(where.database_path, now=now)
    store.write(name_yard)
    return store


def check_records(settings: Settings) -> None:
    """Open the records once and let go of them, where there are any.

    Raises StoreLocked when another process has them open and StoreUnusable when they are
    damaged or newer than this program.
    """
    if settings.database_path.exists():
        build_store(settings).close()


def build_local_desk(
    store: Store,
    clock: Clock,
    meaning: Meaning | None = None,
    topics: TopicMeaning | None = None,
) -> LocalDesk:
    """The desk in the process that owns the records."""
    from appliance.admin.pins import Pins
    from appliance.rental.desk import LocalDesk

    desk = LocalDesk(store, clock, meaning, topics=topics)
    desk.decide_with(Pins())
    return desk


def build_registries(settings: Settings, store: Store, clock: Clock) -> Registries:
    """Where licenses, certificates and policies are confirmed; nothing is asked yet. Raises
    ConfigurationError when another server is to be asked and its token is missing."""
    from datetime import timedelta

    from appliance.rental.confirming import OwnRecords, Registries

    chosen = settings.registry
    max_age = timedelta(seconds=chosen.max_age_s)
    if chosen.source == "local":
        return Registries(OwnRecords(store, clock), clock, max_age)
    from appliance.gateway.registry import HttpRegistry, RegistryServer

    server = RegistryServer(
        url=chosen.url,
        token=read_secret(settings.data_dir, REGISTRY_TOKEN),
        deadline_s=chosen.deadline_s,
        tries=chosen.tries,
        allow_public=chosen.allow_public,
    )
    return Registries(HttpRegistry(server, clock.now), clock, max_age)


def warm_meanings(
    store: Store, of_classes: EquipmentMeaning, of_articles: EquipmentMeaning
) -> tuple[threading.Thread, ...]:
    """Have both learn the yard's texts in the background, not while the first caller waits."""
    from appliance.bootstrap.meaning import articles

    return of_classes.warm(store), of_articles.warm(store, articles)


def build_meaning(settings: Settings) -> EquipmentMeaning:
    """Searches by meaning, on the local embedder; nothing is loaded yet."""
    from appliance.bootstrap.engines import build_embedder
    from appliance.bootstrap.meaning import EquipmentMeaning

    return EquipmentMeaning(lambda: build_embedder(settings))


def build_gateway_desk(settings: Settings) -> GatewayDesk:
    """The desk of the web process, over its socket; nothing is sent yet."""
    from appliance.gateway.client import GatewayDesk

    return GatewayDesk.connect(
        settings.web_socket, lambda: read_or_create_secret(settings.data_dir, GATEWAY_TOKEN)
    )


@contextmanager
def open_desk(settings: Settings) -> Iterator[RentalDesk]:
    """The desk of the running appliance, else one on the records file itself.

    Raises StoreLocked when another program has the file open and does not answer.
    """
    if settings.web_socket.exists():
        remote = build_gateway_desk(settings)
        try:
            served = answers(remote)
            if served:
                yield remote
        finally:
            remote.close()
        if served:
            return
    clock = SystemClock(settings.yard.zone)
    store = build_store(settings, clock.now)
    try:
        meaning = build_meaning(settings)
        of_articles = meaning.of_other_texts()
        desk = build_local_desk(store, clock, meaning, of_articles)
        desk.confirm_with(build_registries(settings, store, clock))
        warm_meanings(store, meaning, of_articles)  # while the language model loads
        yield desk
    finally:
        store.close()


def answers(desk: RentalDesk) -> bool:
    """Whether somebody serves the desk's socket and can read the records."""
    try:
        desk.unit("")
    except DeskUnreachable:
        return False
    return True
