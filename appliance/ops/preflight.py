"""What must be true before anything starts. Each fault is one error with its remedy."""

from __future__ import annotations

import os
import shutil
import socket
from pathlib import Path

from appliance.config import Settings
from appliance.domain.errors import ConfigurationError, ModelError
from appliance.ops.models import ModelState, ModelStore
from appliance.ops.supervisor import control_socket

_LONGEST_SOCKET_PATH = 96
"""Of the kernel's 107 bytes; supervisord appends its process number while it binds."""
_CONNECT_TIMEOUT_S = 2.0


def check_before_start(settings: Settings, store: ModelStore) -> None:
    """Folders can be written, nothing of this data dir runs, models are whole, ports are free.

    Raises ConfigurationError or ModelError for the first that is not so.
    """
    make_folders(settings)
    refuse_long_sockets(settings)
    refuse_second_start(settings)
    check_models(store)
    if settings.sip.enabled and settings.sip.front == "kamailio":
        find_kamailio()
    refuse_taken_ports(settings)


def make_folders(settings: Settings) -> None:
    """Create the data dir's folders, closed to other users."""
    folders = (settings.data_dir, settings.run_dir, settings.log_dir, settings.recordings_dir)
    for folder in folders:
        try:
            folder.mkdir(mode=0o750, parents=True, exist_ok=True)
            probe = folder / ".writable"
            probe.touch()
            probe.unlink()
        except OSError as error:
            raise ConfigurationError(
                f"The folder {folder} cannot be written: {error.strerror}.",
                "Give it to the user who runs the appliance, or name another with --data-dir.",
            ) from error


def refuse_long_sockets(settings: Settings) -> None:
    for path in (settings.web_socket, control_socket(settings.run_dir)):
        if len(str(path).encode()) > _LONGEST_SOCKET_PATH:
            raise ConfigurationError(
                f"The path of the socket {path} is longer than {_LONGEST_SOCKET_PATH} bytes.",
                "Use a data dir with a shorter path.",
            )


def refuse_second_start(settings: Settings) -> None:
    if is_running(settings.run_dir):
        raise ConfigurationError(
            f"The appliance is already running with the data dir {settings.data_dir}.",
            "Stop it first, or name another with --data-dir.",
        )


def is_running(run_dir: Path) -> bool:
    """True when a supervisord of this data dir answers."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        probe.settimeout(_CONNECT_TIMEOUT_S)
        try:
            probe.connect(str(control_socket(run_dir)))
        except OSError:
            return False
        return True


def check_models(store: ModelStore) -> None:
    """Every role's model is there; one whose hash was never looked at is read now."""
    for model in store.in_use():
        store.path(model.role)
        if store.state(model) is ModelState.READY:
            continue
        refused = store.verify(model)
        if refused:
            raise ModelError(
                f"The hash of {refused[0].name} of {model.id} is wrong; the file was removed.",
                f"Run: appliance models fetch {model.id}",
            )


def refuse_taken_ports(settings: Settings) -> None:
    web = settings.web
    if not port_is_free(web.host, web.port, socket.SOCK_STREAM):
        raise ConfigurationError(
            f"The port {web.port} of {web.host} for the pages is taken or not to be had.",
            "Set web.port (or web.host) in appliance.toml, or APPLIANCE_WEB__PORT.",
        )
    tls = settings.tls
    if tls.enabled and not port_is_free(tls.host, tls.port, socket.SOCK_STREAM):
        raise ConfigurationError(
            f"The port {tls.port} of {tls.host} for the pages is taken or not to be had.",
            "Set tls.port (or tls.host) in appliance.toml, or APPLIANCE_TLS__PORT.",
        )
    sip = settings.sip
    ports = {"sip.port": sip.port, "sip.inner_port": sip.voice_port}
    for key, port in ports.items() if sip.enabled else ():
        if not port_is_free(sip.listen_host, port, socket.SOCK_DGRAM):
            raise ConfigurationError(
                f"The telephone port {port} of {sip.listen_host} is taken or not to be had.",
                f"Set {key} (or sip.host) in appliance.toml, or "
                f"APPLIANCE_{key.upper().replace('.', '__')}.",
            )


def find_kamailio() -> Path:
    """Debian's kamailio, which ordinary users do not have on their path."""
    found = shutil.which("kamailio", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
    if found is None:
        raise ConfigurationError(
            'sip.front is "kamailio" and kamailio is not installed.',
            'Run: apt-get install kamailio, or set sip.front = "none".',
        )
    return Path(found)


def port_is_free(host: str, port: int, kind: socket.SocketKind) -> bool:
    """True when this process could bind the port now."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, kind) as probe:
        if kind is socket.SOCK_STREAM:
            # As the server does it: a port that only waits out old connections is free.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except (OSError, OverflowError):
            return False
        return True
