"""The front of the telephone line, on real Kamailio: calls go to voice, nothing is relayed."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import socket
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from appliance.domain.errors import ConfigurationError
from appliance.ops.kamailio import Front, kamailio_command, read_extensions, render_kamailio

BINARY = shutil.which("kamailio") or "/usr/sbin/kamailio"
HOST = "127.0.0.1"
PASSWORD = "pass-word-101"


def _udp() -> socket.socket:
    made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    made.bind((HOST, 0))
    made.settimeout(5)
    return made


class Phone:
    """A SIP phone of a few lines: sends a request, reads what comes."""

    def __init__(self, port: int) -> None:
        self.socket = _udp()
        self.here = self.socket.getsockname()
        self._front = (HOST, port)
        self._count = 0

    def send(
        self, method: str, uri: str, extra: str = "", user: str = "101", tag: str = ""
    ) -> None:
        self._count += 1
        mark = f"{os.getpid()}-{self.here[1]}-{self._count}"
        to = f"sip:{user}@{HOST}" if method == "REGISTER" else uri
        lines = [
            f"{method} {uri} SIP/2.0",
            f"Via: SIP/2.0/UDP {HOST}:{self.here[1]};branch=z9hG4bK{mark};rport",
            f"From: <sip:{user}@{HOST}>;tag=t{mark}",
            f"To: <{to}>{tag}",
            f"Call-ID: {mark}@{HOST}",
            f"CSeq: {self._count} {method}",
            f"Contact: <sip:{user}@{HOST}:{self.here[1]}>",
            "Max-Forwards: 70",
            *([extra] if extra else []),
            "Content-Length: 0",
        ]
        self.socket.sendto(("\r\n".join(lines) + "\r\n\r\n").encode(), self._front)

    def status(self) -> tuple[int, str]:
        """The next final answer's status and text."""
        while True:
            text = self.socket.recv(65535).decode()
            found = re.match(r"SIP/2\.0 (\d+)", text)
            if found and int(found[1]) >= 200:
                return int(found[1]), text

    def register(self, user: str, password: str, signed_in_as: str | None = None) -> int:
        """Register with digest; the final status."""
        uri = f"sip:{HOST}"
        self.send("REGISTER", uri, user=user)
        status, text = self.status()
        assert status == 401
        nonce = re.search(r'nonce="([^"]+)"', text)
        assert nonce
        name = signed_in_as or user

        def md5(value: str) -> str:
            return hashlib.md5(value.encode()).hexdigest()  # noqa: S324 - the digest SIP uses

        secret, asked = md5(f"{name}:appliance:{password}"), md5(f"REGISTER:{uri}")
        response = md5(f"{secret}:{nonce[1]}:{asked}")
        header = (
            f'Authorization: Digest username="{name}", realm="appliance", nonce="{nonce[1]}", '
            f'uri="{uri}", response="{response}", algorithm=MD5'
        )
        self.send("REGISTER", uri, header, user=user)
        return self.status()[0]


@pytest.fixture
def new_phone(front: int) -> Iterator[Callable[[], Phone]]:
    with ExitStack() as opened:

        def make() -> Phone:
            phone = Phone(front)
            opened.enter_context(phone.socket)
            return phone

        yield make


@pytest.fixture(scope="module")
def voice() -> Iterator[socket.socket]:
    with _udp() as made:
        yield made


@pytest.fixture(scope="module")
def front(voice: socket.socket, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    with _udp() as probe:
        port = probe.getsockname()[1]
    folder = tmp_path_factory.mktemp("kamailio")
    conf = folder / "kamailio.cfg"
    extensions = {"101": PASSWORD, "102": "pass-word-102"}
    inner = voice.getsockname()[1]
    conf.write_text(
        render_kamailio(Front(host=HOST, port=port, inner_port=inner, extensions=extensions)),
        encoding="utf-8",
    )
    log = (folder / "log").open("wb")
    process = subprocess.Popen(kamailio_command(Path(BINARY), conf, folder), stderr=log)
    try:
        _answers(port, process, folder / "log")
        yield port
    finally:
        process.terminate()
        process.wait(timeout=20)
        log.close()


def _answers(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    phone = Phone(port)
    with phone.socket:
        phone.socket.settimeout(0.3)
        for _ in range(60):
            phone.send("OPTIONS", f"sip:{HOST}:{port}")
            try:
                assert phone.status()[0] == 200
            except (TimeoutError, ConnectionError):
                assert process.poll() is None, log.read_text(errors="replace")[-2000:]
            else:
                return
    pytest.fail(f"kamailio does not answer: {log.read_text(errors='replace')[-2000:]}")


def test_a_call_goes_to_voice_and_its_answer_comes_back(
    front: int, new_phone: Callable[[], Phone], voice: socket.socket
) -> None:
    phone = new_phone()
    phone.send("INVITE", f"sip:rental@{HOST}:{front}")
    text, source = voice.recvfrom(65535)
    request = text.decode()
    assert request.startswith(f"INVITE sip:rental@{HOST}:{front}")
    assert f"Record-Route: <sip:{HOST}:{front}" in request
    head = [line for line in request.split("\r\n") if re.match(r"Via|From|Call-ID|CSeq|To", line)]
    head = [line + ";tag=v1" if line.startswith("To:") else line for line in head]
    voice.sendto(
        (
            "SIP/2.0 486 Busy Here\r\n" + "\r\n".join(head) + "\r\nContent-Length: 0\r\n\r\n"
        ).encode(),
        source,
    )
    assert phone.status()[0] == 486
    assert voice.recv(65535).decode().startswith("ACK ")


def test_a_call_to_elsewhere_is_not_relayed(new_phone: Callable[[], Phone]) -> None:
    phone = new_phone()
    phone.send("INVITE", "sip:00442079460000@198.51.100.7")
    assert phone.status()[0] == 403


def test_a_request_in_a_call_is_not_relayed_to_elsewhere(
    front: int, new_phone: Callable[[], Phone]
) -> None:
    phone = new_phone()
    route = f"Route: <sip:{HOST}:{front};lr>"
    phone.send("BYE", "sip:anyone@198.51.100.7", route, tag=";tag=x")
    assert phone.status()[0] == 403


def test_an_extension_registers_with_its_password(new_phone: Callable[[], Phone]) -> None:
    assert new_phone().register("101", PASSWORD) == 200


def test_a_wrong_password_is_refused(new_phone: Callable[[], Phone]) -> None:
    assert new_phone().register("101", "pass-word-999") == 401


def test_nobody_registers_as_another(new_phone: Callable[[], Phone]) -> None:
    assert new_phone().register("101", "pass-word-102", signed_in_as="102") == 401


def test_an_unknown_extension_is_refused(new_phone: Callable[[], Phone]) -> None:
    assert new_phone().register("555", PASSWORD) == 401


def test_a_call_to_a_registered_phone_goes_there(
    front: int, new_phone: Callable[[], Phone]
) -> None:
    desk, phone = new_phone(), new_phone()
    assert desk.register("102", "pass-word-102") == 200
    phone.send("INVITE", f"sip:102@{HOST}:{front}")
    assert desk.socket.recv(65535).decode().startswith(f"INVITE sip:102@{HOST}:{desk.here[1]}")


def test_other_methods_are_refused(front: int, new_phone: Callable[[], Phone]) -> None:
    phone = new_phone()
    phone.send("MESSAGE", f"sip:rental@{HOST}:{front}")
    assert phone.status()[0] == 405


def test_a_flood_is_cut_off(front: int) -> None:
    """Kamailio's own address is exempt, so that the flood comes from another one of loopback."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as flooder:
        flooder.bind(("127.0.0.9", 0))
        flooder.settimeout(1)
        here = flooder.getsockname()[1]
        answers = 0
        done = threading.Event()

        def listen() -> None:
            nonlocal answers
            while not done.is_set():
                try:
                    flooder.recv(65535)
                except TimeoutError:
                    return
                answers += 1

        listener = threading.Thread(target=listen)
        listener.start()
        for number in range(600):
            request = (
                f"OPTIONS sip:{HOST}:{front} SIP/2.0\r\n"
                f"Via: SIP/2.0/UDP 127.0.0.9:{here};branch=z9hG4bKf{number}\r\n"
                f"From: <sip:x@127.0.0.9>;tag=f\r\nTo: <sip:{HOST}>\r\n"
                f"Call-ID: flood-{number}\r\nCSeq: 1 OPTIONS\r\nMax-Forwards: 70\r\n"
                "Content-Length: 0\r\n\r\n"
            )
            flooder.sendto(request.encode(), (HOST, front))
        listener.join(timeout=20)
        done.set()
    assert 0 < answers < 400


@pytest.mark.parametrize(
    "text",
    [
        'abc = "password-1"\n',
        '101 = "short"\n',
        '101 = "with \\" quote 1"\n',
        "101 = 5\n",
        "101 =\n",
    ],
)
def test_a_wrong_extensions_file_is_refused_without_its_passwords(
    tmp_path: Path, text: str
) -> None:
    path = tmp_path / "extensions.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigurationError) as caught:
        read_extensions(path)
    assert str(path) in caught.value.what
    assert "short" not in str(caught.value)


def test_no_extensions_file_means_none(tmp_path: Path) -> None:
    assert read_extensions(tmp_path / "none.toml") == {}
