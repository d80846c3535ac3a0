"""Record commands: what the command line asks of the records, whether the appliance runs or not.

The records' file has one owner. While `web` runs, a command is carried out there, over the
internal API and its token; else here, on the file itself. Either way the same function runs, so
what it gives, and what it refuses, is the same.

A command is a function of a `Scene` and arguments by keyword, registered under a name whose first
part is the module it stands in:

    # appliance/bootstrap/commands/sites.py
    @record_command("sites.import", wait_s=LONG_S)
    def import_sites(scene: Scene, *, content: bytes, dry_run: bool) -> SitesReport:
        parsed = parse_sites(content)                 # outside the records' thread
        return scene.write(lambda records: load_sites(records, parsed, scene.actor))

and the command line runs it with its own types:

    report = run_command(data_dir, import_sites, content=content, dry_run=False)

To plug one in: write the function, and add a new module's name to `_MODULES`. Arguments and
results are of types that msgspec knows: text, numbers, `bytes`, `Decimal`, dates, tuples, lists,
dicts and frozen dataclasses of these. What a command raises (`ApplianceError` kinds, with the rows
of `ImportRefused`) arrives as it was raised. `wait_s` bounds each read or write of the records.

Refuses a name that is registered twice, and names outside the modules listed here.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Concatenate, Final, ParamSpec, TypeVar

from appliance.domain.errors import RecordNotFound
from appliance.ports.clock import Clock
from appliance.ports.store import Records, Store

if TYPE_CHECKING:
    from appliance.config import Settings
    from appliance.gateway.codec import Method

P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T")

SHORT_S: Final = 5.0
LONG_S: Final = 120.0
"""For imports and exports: one of them may occupy the records for so long, and no longer."""
ACTOR: Final = "command line"

_MODULES: Final = (
    "agents",
    "backup",
    "bookings",
    "demo",
    "files",
    "paper",
    "privacy",
    "reports",
    "trail",
    "units",
    "users",
)


@dataclass(frozen=True, slots=True)
class Scene:
    """The records and the clock that a command works with."""

    store: Store
    clock: Clock
    data_dir: Path
    wait_s: float = SHORT_S
    actor: str = ACTOR

    @property
    def now(self) -> datetime:
        """The moment, in the yard's zone."""
        return self.clock.now()

    def read(self, use: Callable[[Records], T]) -> T:
        return self.store.read(use, wait_s=self.wait_s)

    def write(self, use: Callable[[Records], T]) -> T:
        return self.store.write(use, wait_s=self.wait_s)


@dataclass(frozen=True, slots=True)
class Command:
    """A registered function, its name and the bound of its waits."""

    name: str
    function: Callable[..., Any]
    wait_s: float
    method: Method


_commands: dict[str, Command] = {}
_names: dict[Callable[..., Any], str] = {}


def record_command(
    name: str, *, wait_s: float = SHORT_S
) -> Callable[[Callable[Concatenate[Scene, P], R]], Callable[Concatenate[Scene, P], R]]:
    """Register a function under its name. Raises ValueError for a name that is taken."""
    from appliance.gateway.codec import method_of

    def register(
        function: Callable[Concatenate[Scene, P], R],
    ) -> Callable[Concatenate[Scene, P], R]:
        if name in _commands:
            raise ValueError(f"two commands are called {name}")
        _commands[name] = Command(name, function, wait_s, method_of(name, function))
        _names[function] = name
        return function

    return register


def command_named(name: str) -> Command:
    """Raises RecordNotFound."""
    for module in _MODULES:
        importlib.import_module(f"{__name__}.{module}")
    found = _commands.get(name)
    if found is None:
        raise RecordNotFound(
            f"There is no record command `{name[:40]}`.",
            "The command line and the running appliance have to be of the same version.",
        )
    return found


def run_command(
    data_dir: Path,
    function: Callable[Concatenate[Scene, P], R],
    *args: P.args,
    **kwargs: P.kwargs,
) -> R:
    """Run a registered command in the running appliance, else on the records' file.

    Raises what the command raises; StoreLocked when another program has the file open and does
    not answer; DeskUnreachable when the running appliance goes away meanwhile.
    """
    from appliance.config import load_settings

    command = _commands[_names[function]]
    settings = load_settings(data_dir)
    if settings.web_socket.exists():
        body = command.method.encode_arguments(*args, **kwargs)
        answer = _ask(settings, command, body)
        if answer is not None:
            result: R = command.method.decode_result(answer)
            return result
    return _on_the_file(settings, command, function, *args, **kwargs)


def _ask(settings: Settings, command: Command, body: bytes) -> bytes | None:
    """The running appliance's answer; None where nothing serves the socket."""
    from appliance.bootstrap.records import answers, build_gateway_desk

    remote = build_gateway_desk(settings)
    try:
        if not answers(remote):
            return None
        return remote.send_command(command.name, body, command.wait_s)
    finally:
        remote.close()


def _on_the_file(
    settings: Settings,
    command: Command,
    function: Callable[Concatenate[Scene, P], R],
    *args: P.args,
    **kwargs: P.kwargs,
) -> R:
    from appliance.bootstrap.clock import SystemClock
    from appliance.bootstrap.records import build_store

    store = build_store(settings)
    try:
        scene = Scene(store, SystemClock(settings.yard.zone), settings.data_dir, command.wait_s)
        return function(scene, *args, **kwargs)
    finally:
        store.close()


def serve_commands(store: Store, clock: Clock, data_dir: Path) -> Callable[[str, bytes], bytes]:
    """The other end: a function that carries out one command, from and to JSON; it blocks.

    It raises RecordNotFound for an unknown name, BadMessage for a body that is not what the
    command takes, and what the command raises.
    """
    from appliance.gateway.codec import encode

    def answer(name: str, body: bytes) -> bytes:
        command = command_named(name)
        arguments = command.method.decode_arguments(body)
        scene = Scene(store, clock, data_dir, command.wait_s)
        return encode(command.function(scene, **arguments))

    return answer
