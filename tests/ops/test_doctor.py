"""Each check says what it found and what mends it, and asks the running appliance where it runs."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from appliance.config import Settings, read_or_create_secret
from appliance.config.settings import DeskSettings, SipSettings, WebSettings
from appliance.ops.doctor import Box, Finding, Verdict, audio, data_dir, examine, models, ports
from appliance.ops.doctor.finding import Box as FindingBox
from appliance.ops.models import ModelStore
from appliance.ops.preflight import make_folders
from appliance.ops.readiness import ask_health, ask_ready, how_to_talk, wait_until_ready
from appliance.ops.supervisor import control_socket
from tests.ops.tiny_models import file_entry, model_entry, one_model


def _box(folder: Path, port: int = 1) -> FindingBox:
    settings = Settings(
        data_dir=folder,
        web=WebSettings(port=port),
        sip=SipSettings(enabled=False),
        desk=DeskSettings(enabled=False),
    )
    manifest, _ = one_model(model_entry([file_entry("voice.bin", b"x")]))
    return Box(settings, ModelStore(folder / "models", manifest))


def _named(findings: tuple[Finding, ...]) -> dict[str, Finding]:
    return {finding.check: finding for finding in findings}


@contextmanager
def _answering(answers: dict[str, tuple[int, object]]) -> Iterator[int]:
    """A web server on loopback that answers as the appliance's would."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, body = answers.get(self.path, (404, {}))
            text = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        def log_message(self, format: str, *args: object) -> None:
            return

    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=httpd.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield httpd.server_port
    finally:
        httpd.shutdown()
        thread.join(timeout=5)
        httpd.server_close()


@contextmanager
def _supervisor_answers(run_dir: Path) -> Iterator[None]:
    with socket.socket(socket.AF_UNIX) as held:
        held.bind(str(control_socket(run_dir)))
        held.listen()
        yield


def test_every_check_answers_with_a_sentence_and_a_fix(tmp_path: Path) -> None:
    findings = examine(_box(tmp_path))
    assert len({finding.check for finding in findings}) == len(findings) == 10
    for finding in findings:
        assert finding.sentence.endswith((".", ")"))
        assert (finding.fix == "none") == (finding.verdict is Verdict.OK)


def test_an_appliance_that_does_not_run_is_no_failure_of_the_web(tmp_path: Path) -> None:
    found = _named(examine(_box(tmp_path)))
    assert found["web"].verdict is Verdict.WARN
    assert found["database"].verdict is Verdict.WARN
    assert found["models"].verdict is Verdict.FAIL


def test_a_running_appliance_is_asked(short: Path) -> None:
    parts = {"database": {"ok": True, "detail": "answers"}}
    with _answering(
        {"/ready": (200, {"ready": True, "parts": parts}), "/health": (200, {"ok": True})}
    ) as port:
        box = _box(short, port)
        make_folders(box.settings)
        with _supervisor_answers(box.settings.run_dir):
            found = _named(examine(box))
    assert found["web"].verdict is Verdict.OK
    assert found["database"].verdict is Verdict.OK
    assert found["ports"].verdict is Verdict.OK


def test_a_part_that_is_not_ready_is_named(short: Path) -> None:
    parts = {"voice": {"ok": False, "detail": "has not reported"}, "disk": {"ok": True}}
    with _answering(
        {"/ready": (503, {"ready": False, "parts": parts}), "/health": (503, {"ok": False})}
    ) as port:
        box = _box(short, port)
        make_folders(box.settings)
        with _supervisor_answers(box.settings.run_dir):
            found = _named(examine(box))
    assert found["web"].verdict is Verdict.FAIL
    assert "voice: has not reported" in found["web"].sentence
    assert "disk" not in found["web"].sentence
    assert found["database"].verdict is Verdict.FAIL


def test_a_port_of_another_program_is_a_failure(tmp_path: Path) -> None:
    with _answering({}) as port:
        finding = ports.check(_box(tmp_path, port))
    assert finding.verdict is Verdict.FAIL
    assert str(port) in finding.sentence


def test_a_secret_that_others_can_read_is_a_failure(tmp_path: Path) -> None:
    read_or_create_secret(tmp_path, "key")
    assert data_dir.check(_box(tmp_path)).verdict is Verdict.OK
    (tmp_path / "secrets" / "key").chmod(0o640)
    finding = data_dir.check(_box(tmp_path))
    assert finding.verdict is Verdict.FAIL
    assert finding.fix.startswith("chmod 600")


def test_models_that_are_missing_are_named(tmp_path: Path) -> None:
    finding = models.check(_box(tmp_path))
    assert finding.verdict is Verdict.FAIL


def test_a_device_that_is_not_there_is_a_warning(tmp_path: Path) -> None:
    box = _box(tmp_path)
    settings = Settings(data_dir=tmp_path, desk=DeskSettings(input_device="no such microphone"))
    finding = audio.check(Box(settings, box.store))
    assert finding.verdict is Verdict.WARN


def test_waiting_ends_when_it_is_ready_or_told_to(tmp_path: Path) -> None:
    pauses: list[float] = []
    with _answering({"/ready": (200, {"ready": True, "parts": {}})}) as port:
        settings = _box(tmp_path, port).settings
        answer = wait_until_ready(
            settings, timeout_s=30, going_on=lambda: True, pause=pauses.append
        )
        assert answer.ready
        assert ask_health(settings) is None
    assert pauses == []
    answer = wait_until_ready(
        settings, timeout_s=30, going_on=lambda: len(pauses) < 2, pause=pauses.append
    )
    assert not answer.answered
    assert len(pauses) == 2


def test_another_programs_answer_is_not_ours(tmp_path: Path) -> None:
    with _answering({"/ready": (200, ["hello"])}) as port:
        assert not ask_ready(_box(tmp_path, port).settings).answered


def test_the_data_dir_is_named_only_where_it_is_not_the_usual_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = _box(tmp_path).settings
    assert f"--data-dir {tmp_path}" in how_to_talk(settings)
    monkeypatch.setenv("APPLIANCE_DATA_DIR", str(tmp_path))
    assert "--data-dir" not in how_to_talk(settings)


def test_the_one_time_password_is_told_while_there_is_one(tmp_path: Path) -> None:
    settings = _box(tmp_path, 8123).settings
    password = read_or_create_secret(tmp_path, "first-admin-password")
    told = how_to_talk(settings)
    assert password in told
    assert "http://127.0.0.1:8123/" in told
    assert "sip:" not in told
    (tmp_path / "secrets" / "first-admin-password").unlink()
    assert "one-time" not in how_to_talk(settings)
