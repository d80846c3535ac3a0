"""The client against the real internal API: errors, tokens, loss of the server, uploads."""

from __future__ import annotations

import socket
import threading
import time
from pathlib import Path

import httpx
import pytest

from appliance.bootstrap.records import build_gateway_desk, open_desk
from appliance.bootstrap.web import build_admin_parts
from appliance.config import GATEWAY_TOKEN, Settings, read_or_create_secret
from appliance.domain.errors import DeskUnreachable, RecordError, RecordNotFound
from appliance.gateway import client
from appliance.gateway.client import GatewayDesk
from tests.gateway.served import served
from tests.rental.yard import TestYard, days


def test_errors_arrive_as_they_were_raised(remote: GatewayDesk) -> None:
    with pytest.raises(RecordNotFound, match="class is not on record"):
        remote.quote("c1", "no such class", days(2, 3), 1)
    with pytest.raises(RecordError, match="at least one machine") as caught:
        remote.quote("c1", "lift", days(2, 3), 0)
    assert type(caught.value) is RecordError


def test_errors_have_one_shape(settings: Settings, remote: GatewayDesk) -> None:
    token = read_or_create_secret(settings.data_dir, GATEWAY_TOKEN)
    with httpx.Client(
        transport=httpx.HTTPTransport(uds=str(settings.web_socket)),
        base_url="http://x",
        headers={"Authorization": f"Bearer {token}"},
    ) as client:
        for path, body, status in (
            ("nothing", b"{}", 404),
            ("unit", b"{", 422),
            ("unit", b'{"zone":null,"value":{"asset_tag":1}}', 422),
        ):
            response = client.post(f"/internal/v1/desk/{path}", content=body)
            assert response.status_code == status
            assert set(response.json()["error"]) == {"key", "what", "do", "reference"}


def test_a_new_boots_token_is_read_again(
    settings: Settings, yard: TestYard, remote: GatewayDesk
) -> None:
    remote.unit("EQ-001")
    tokens = iter(["stale", read_or_create_secret(settings.data_dir, GATEWAY_TOKEN)])
    desk = GatewayDesk.connect(settings.web_socket, lambda: next(tokens))
    assert desk.unit("EQ-001") is not None
    desk.close()


def test_a_wrong_token_is_unreachable_not_an_answer(
    settings: Settings, remote: GatewayDesk
) -> None:
    desk = GatewayDesk.connect(settings.web_socket, lambda: "wrong")
    with pytest.raises(DeskUnreachable):
        desk.unit("EQ-001")
    desk.close()


def test_without_a_server_it_is_unreachable_and_soon(tmp_path: Path) -> None:
    desk = GatewayDesk.connect(tmp_path / "none.sock", lambda: "t")
    with pytest.raises(DeskUnreachable):
        desk.unit("EQ-001")
    began = time.monotonic()
    with pytest.raises(DeskUnreachable):
        desk.unit("EQ-001")
    assert time.monotonic() - began < 0.1, "nothing waits while the circuit is open"
    desk.close()


def test_a_server_that_comes_back_is_used_again(settings: Settings, yard: TestYard) -> None:
    other = settings.model_copy(
        update={"web": settings.web.model_copy(update={"socket": settings.run_dir / "2.sock"})}
    )
    parts = build_admin_parts(other, yard.store, yard.clock)
    desk = build_gateway_desk(other)
    with served(parts, other.web_socket):
        assert desk.unit("EQ-001") is not None
    with pytest.raises(DeskUnreachable):
        desk.unit("EQ-001")
    with served(parts, other.web_socket):
        assert desk.unit("EQ-001") is not None
    desk.close()


class _HangsUp:
    """A server that takes requests, answers none and counts them."""

    def __init__(self, path: Path) -> None:
        self.requests = 0
        self._listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._listener.bind(str(path))
        self._listener.listen(8)
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            with connection:
                if connection.recv(65536):
                    self.requests += 1

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(5)


def test_a_lost_answer_is_asked_for_again_but_no_second_call_is_opened(tmp_path: Path) -> None:
    server = _HangsUp(tmp_path / "s.sock")
    desk = GatewayDesk.connect(tmp_path / "s.sock", lambda: "t")
    try:
        with pytest.raises(DeskUnreachable):
            desk.open_call("sip", None)
        assert server.requests == 1
    finally:
        desk.close()
    fresh = GatewayDesk.connect(tmp_path / "s.sock", lambda: "t")
    try:
        with pytest.raises(DeskUnreachable):
            fresh.leave_task("c", "k", "callback", "s", "d")
        assert server.requests == 4
    finally:
        fresh.close()
        server.close()


class _NeverAnswers(_HangsUp):
    """A server that takes requests and keeps them waiting."""

    def _serve(self) -> None:
        kept = []
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                break
            kept.append(connection)
            if connection.recv(65536):
                self.requests += 1
        for connection in kept:
            connection.close()


def test_a_late_answer_is_asked_for_once_more_but_no_second_call_is_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "READ_TIMEOUT_S", 0.2)
    server = _NeverAnswers(tmp_path / "s.sock")
    try:
        for ask, requests in (
            (lambda desk: desk.open_call("sip", None), 1),
            (lambda desk: desk.leave_task("c", "k", "callback", "s", "d"), 3),
        ):
            desk = GatewayDesk.connect(tmp_path / "s.sock", lambda: "t")
            with pytest.raises(DeskUnreachable):
                ask(desk)
            assert server.requests == requests
            desk.close()
    finally:
        server.close()


def test_a_recording_is_kept_with_its_call(
    settings: Settings, yard: TestYard, remote: GatewayDesk, tmp_path: Path
) -> None:
    call = remote.open_call("sip", None).call_id
    wav = tmp_path / "a.wav"
    wav.write_bytes(b"RIFF" + bytes(300_000))
    remote.upload_recording(call, wav)
    assert (settings.recordings_dir / f"{call}.wav").read_bytes() == wav.read_bytes()
    row = yard.store.read(lambda records: records.calls.get(call))
    assert row is not None
    assert row.recording == f"{call}.wav"
    with pytest.raises(RecordNotFound):
        remote.upload_recording("nobody", wav)
    wav.write_bytes(b"not a recording")
    with pytest.raises(RecordError):
        remote.upload_recording(call, wav)


def test_a_heartbeat_is_heard(settings: Settings, remote: GatewayDesk) -> None:
    remote.heartbeat({"ok": True, "detail": "", "sip": {"ok": True, "detail": ""}, "calls": 0})


def test_the_desk_opens_through_the_running_appliance_or_on_the_file(
    settings: Settings, remote: GatewayDesk, tmp_path: Path
) -> None:
    with open_desk(settings) as desk:
        assert isinstance(desk, GatewayDesk)
        assert desk.unit("EQ-001") is not None
    alone = Settings(data_dir=tmp_path / "box")
    with open_desk(alone) as desk:
        assert not isinstance(desk, GatewayDesk)
        assert desk.asset_tags() == ()
    (tmp_path / "box" / "run").mkdir()
    stale = socket.socket(socket.AF_UNIX)
    stale.bind(str(alone.web_socket))
    stale.close()
    with open_desk(alone) as desk:
        assert desk.asset_tags() == ()
