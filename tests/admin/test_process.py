"""The process itself: sockets, refusals at start, the commands that make people."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import signal
import socket
from pathlib import Path

import pytest
from admin_yard import PASSWORD, YardSite
from click.testing import CliRunner

from appliance.admin import serving
from appliance.admin.app import ROUTES
from appliance.admin.first_admin import one_time_password_file
from appliance.admin.serving import listen_on_port, listen_on_socket, serve
from appliance.cli.users import users
from appliance.domain.errors import ApplianceError, ConfigurationError

QUICK = {"/", "/logout"}
"""Routes that answer from memory alone, so that they may run on the loop."""


def test_a_taken_port_is_one_clear_error() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(ConfigurationError, match=f"port {port}"):
            listen_on_port("127.0.0.1", port)


def test_the_socket_is_for_its_group_alone(tmp_path: Path) -> None:
    path = tmp_path / "run" / "web.sock"
    before = os.umask(0o022)
    os.umask(before)
    with listen_on_socket(path):
        assert path.stat().st_mode & 0o777 == 0o660
    after = os.umask(before)
    assert after == before


def test_a_socket_left_by_a_dead_process_is_replaced_and_a_living_one_is_not(
    tmp_path: Path,
) -> None:
    path = tmp_path / "web.sock"
    listen_on_socket(path).close()
    with listen_on_socket(path), pytest.raises(ConfigurationError, match="Another web process"):
        listen_on_socket(path)


def test_a_socket_path_that_is_too_long_is_one_clear_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="cannot be made"):
        listen_on_socket(tmp_path / ("x" * 120) / "web.sock")


def test_a_failing_job_is_logged_and_the_pages_go_on(
    site: YardSite,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(serving, "JOB_EVERY_S", 0.01)
    runs: list[str] = []

    def broken() -> None:
        runs.append("broken")
        raise KeyError("a bug")

    def stop_in_the_end() -> None:
        runs.append("next")
        if runs.count("next") == 3:
            os.kill(os.getpid(), signal.SIGTERM)

    with listen_on_port("127.0.0.1", 0) as port, listen_on_socket(tmp_path / "web.sock") as unix:
        asyncio.run(serve(site.parts, port, unix, jobs=(broken, stop_in_the_end)))
    assert runs[:6] == ["broken", "next"] * 3
    logged = [one for one in caplog.records if one.name == serving.logger.name]
    assert "KeyError" in str(logged[0].exc_info)


def test_a_job_that_fails_beyond_containment_ends_the_process_with_its_reason(
    site: YardSite,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(serving, "JOB_EVERY_S", 0.01)

    def broken() -> None:
        raise MemoryError("none left")

    with (
        listen_on_port("127.0.0.1", 0) as port,
        listen_on_socket(tmp_path / "web.sock") as unix,
        pytest.raises(MemoryError, match="none left"),
    ):
        asyncio.run(serve(site.parts, port, unix, jobs=(broken,)))
    (logged,) = [one for one in caplog.records if one.levelno == logging.CRITICAL]
    assert "none left" in str(logged.exc_info)


def test_the_telephone_address_is_the_one_that_the_manual_gives(site: YardSite) -> None:
    sip = site.settings.sip
    assert site.parts.addresses.sip == f"sip:rental@{sip.listen_host}:{sip.port}"


def test_no_route_blocks_the_loop() -> None:
    for route in ROUTES:
        on_loop = not route.sync_to_thread and not route.paths <= QUICK
        if on_loop:
            assert route.handler_name in {"events", "metrics", "override_events"}, route.paths


def run(tmp_path: Path, *arguments: str, given: str = "") -> tuple[int, str]:
    result = CliRunner().invoke(
        users, [*arguments, "--data-dir", str(tmp_path)], input=given, catch_exceptions=True
    )
    if isinstance(result.exception, ApplianceError):
        return 1, result.exception.what
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.output


def test_people_from_the_command_line(tmp_path: Path) -> None:
    code, said = run(tmp_path, "first-admin")
    assert code == 0
    password = one_time_password_file(tmp_path).read_text()
    assert password in said
    assert password in run(tmp_path, "first-admin")[1]
    assert (
        run(tmp_path, "add", "maria", "--role", "manager", "--password-stdin", given=PASSWORD)[0]
        == 0
    )
    code, said = run(
        tmp_path, "add", "Maria", "--role", "clerk", "--password-stdin", given=PASSWORD
    )
    assert (code, said) == (1, "The user name maria is taken.")
    assert run(tmp_path, "add", "x", "--password-stdin", given=PASSWORD)[0] == 1
    assert run(tmp_path, "add", "shorty", "--password-stdin", given="short")[0] == 1
    assert run(tmp_path, "passwd", "nobody", "--password-stdin", given=PASSWORD)[0] == 1
    assert run(tmp_path, "passwd", "admin", "--password-stdin", given=PASSWORD)[0] == 0
    assert not one_time_password_file(tmp_path).exists()
    code, said = run(tmp_path, "list", "--json")
    assert [(one["username"], one["role"]) for one in json.loads(said)] == [
        ("admin", "admin"),
        ("maria", "manager"),
    ]
    assert "argon2" not in said
