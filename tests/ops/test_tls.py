"""The box's certificates, looked at by OpenSSL as tablets' browsers do."""

from __future__ import annotations

import contextlib
import ipaddress
import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509

from appliance.config import Settings, TlsSettings
from appliance.domain.errors import ConfigurationError
from appliance.ops.doctor import Box, Verdict
from appliance.ops.doctor import tls as check_tls
from appliance.ops.mdns import Announcement
from appliance.ops.models import Manifest, ModelStore
from appliance.ops.supervisor import control_socket
from appliance.ops.tls import (
    AUTHORITY_LASTS,
    CERTIFICATE_LASTS,
    RENEW_BEFORE,
    BoxNames,
    Certificates,
    box_names,
    fingerprint,
    is_private,
    names_of,
)

NOW = datetime.now(UTC).replace(microsecond=0)
NAMES = BoxNames(
    ("yard", "yard.local", "localhost"),
    (ipaddress.ip_address("127.0.0.1"), ipaddress.ip_address("192.168.7.20")),
)


@pytest.fixture
def made(tmp_path: Path) -> Certificates:
    certificates = Certificates(tmp_path / "tls")
    assert certificates.ensure(NAMES, NOW)
    return certificates


def shake_hands(certificates: Certificates, name: str, trust: Path) -> x509.Certificate:
    """What a client that trusts the authority alone is shown. Raises ssl.SSLError."""
    ours, theirs = socket.socketpair()
    context = certificates.context()

    def answer() -> None:
        try:
            with context.wrap_socket(ours, server_side=True) as connection:
                connection.recv(1)
        except OSError:
            ours.close()

    server = threading.Thread(target=answer)
    server.start()
    try:
        client = ssl.create_default_context(cafile=str(trust))
        theirs.settimeout(10)
        with client.wrap_socket(theirs, server_hostname=name) as connection:
            shown = connection.getpeercert(binary_form=True)
            assert shown is not None
            return x509.load_der_x509_certificate(shown)
    finally:
        theirs.close()
        server.join(10)


@pytest.mark.parametrize("name", ["yard", "yard.local", "localhost", "127.0.0.1", "192.168.7.20"])
def test_a_client_that_trusts_the_authority_accepts_every_name(
    made: Certificates, name: str
) -> None:
    shown = shake_hands(made, name, made.public)
    assert shown.not_valid_after_utc == NOW + CERTIFICATE_LASTS


def test_another_name_and_another_authority_are_refused(made: Certificates, tmp_path: Path) -> None:
    with pytest.raises(ssl.SSLCertVerificationError, match="Hostname mismatch"):
        shake_hands(made, "elsewhere.local", made.public)
    other = Certificates(tmp_path / "other")
    other.ensure(NAMES, NOW)
    with pytest.raises(ssl.SSLCertVerificationError):
        shake_hands(made, "yard.local", other.public)


def test_the_authority_cannot_vouch_for_the_world(tmp_path: Path) -> None:
    """Whoever steals its key can still not pretend to be a bank."""
    made = Certificates(tmp_path / "tls")
    made.ensure(NAMES, NOW)
    (tmp_path / "tls" / "server.pem").unlink()
    world = BoxNames(("bank.example",), (ipaddress.ip_address("203.0.113.9"),))
    made.ensure(world, NOW)
    with pytest.raises(ssl.SSLCertVerificationError, match="permitted subtree"):
        shake_hands(made, "bank.example", made.public)


def test_openssl_finds_the_chain_in_order(made: Certificates, tmp_path: Path) -> None:
    said = subprocess.run(
        ["openssl", "verify", "-x509_strict", "-CAfile", str(made.public), "server.pem"],
        cwd=tmp_path / "tls",
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert said.stdout.strip() == "server.pem: OK", said.stderr


def test_keys_are_for_their_owner_alone(made: Certificates, tmp_path: Path) -> None:
    folder = tmp_path / "tls"
    assert folder.stat().st_mode & 0o777 == 0o700
    for name in ("authority.pem", "server.pem"):
        assert (folder / name).stat().st_mode & 0o777 == 0o600
    assert "PRIVATE" not in made.public.read_text()
    assert sorted(one.name for one in folder.iterdir()) == ["authority.pem", "ca.crt", "server.pem"]
    (folder / "server.pem").chmod(0o640)
    with pytest.raises(ConfigurationError, match="chmod 600"):
        made.ensure(NAMES, NOW)


def test_nothing_is_renewed_before_it_is_due(made: Certificates) -> None:
    before = made.server()
    assert before is not None
    due = before.ends - RENEW_BEFORE
    assert not made.ensure(NAMES, due - timedelta(hours=1))
    assert made.ensure(NAMES, due + timedelta(hours=1))
    after = made.server()
    assert after is not None
    assert after.ends == due + timedelta(hours=1) + CERTIFICATE_LASTS


def test_a_new_address_is_taken_in_and_one_that_went_is_kept(made: Certificates) -> None:
    authority = made.public.read_bytes()
    moved = BoxNames(NAMES.dns, (*NAMES.addresses, ipaddress.ip_address("10.1.2.3")))
    assert made.ensure(moved, NOW)
    server = made.server()
    assert server is not None
    assert ipaddress.ip_address("10.1.2.3") in names_of(server.certificate).addresses
    assert not made.ensure(NAMES, NOW)
    assert made.public.read_bytes() == authority


def test_an_authority_near_its_end_is_made_anew(made: Certificates) -> None:
    before = made.authority()
    assert before is not None
    late = NOW + AUTHORITY_LASTS - timedelta(days=10)
    assert made.ensure(NAMES, late)
    after = made.authority()
    assert after is not None
    assert fingerprint(after.certificate) != fingerprint(before.certificate)
    assert fingerprint(after.certificate) == fingerprint(
        x509.load_pem_x509_certificate(made.public.read_bytes())
    )


def test_connections_to_come_see_the_renewed_one(made: Certificates) -> None:
    context = made.context()
    made.ensure(NAMES, NOW + timedelta(days=390))
    made.load_into(context)
    with pytest.raises(ConfigurationError, match="Delete it"):
        Certificates(Path("/nowhere")).context()


def test_a_damaged_file_is_named(made: Certificates, tmp_path: Path) -> None:
    (tmp_path / "tls" / "server.pem").write_text("nonsense")
    with pytest.raises(ConfigurationError, match=r"server\.pem"):
        made.ensure(NAMES, NOW)


def test_the_box_names_itself_and_private_addresses_alone(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, tls=TlsSettings(name="counter"))
    names = box_names(settings)
    assert names.dns[:2] == ("counter", "counter.local")
    assert "localhost" in names.dns
    assert all(is_private(one) for one in names.addresses)
    assert not is_private(ipaddress.ip_address("8.8.8.8"))


def test_doctor_tells_each_state(tmp_path: Path) -> None:
    def finding(**tls: bool) -> tuple[Verdict, str]:
        settings = Settings(data_dir=tmp_path, tls=TlsSettings(**tls))
        found = check_tls.check(Box(settings, ModelStore(tmp_path, Manifest(version=1), {})))
        return found.verdict, found.sentence

    assert finding()[0] is Verdict.OK
    assert finding(enabled=True) == (Verdict.FAIL, "There is no certificate yet.")
    settings = Settings(data_dir=tmp_path)
    certificates = Certificates(settings.tls_dir)
    certificates.ensure(box_names(settings), datetime.now(UTC))
    assert finding(enabled=True)[0] is Verdict.OK
    assert finding(enabled=True)[1].startswith("The pages' certificate holds until")
    (settings.tls_dir / "server.pem").unlink()
    certificates.ensure(box_names(settings), datetime.now(UTC) - timedelta(days=380))
    assert finding(enabled=True)[0] is Verdict.FAIL
    (settings.tls_dir / "server.pem").unlink()
    certificates.ensure(NAMES, datetime.now(UTC))
    (settings.tls_dir / "server.pem").chmod(0o644)
    assert "chmod 600" in finding(enabled=True)[1]


@contextlib.contextmanager
def listening(path: Path) -> Iterator[None]:
    """A supervisord, as far as it is asked whether it lives."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as server:
        server.bind(str(path))
        server.listen()
        yield


def test_doctor_shakes_hands_with_a_running_box(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        tls = TlsSettings(enabled=True, host="127.0.0.1", port=listener.getsockname()[1])
        settings = Settings(data_dir=tmp_path, tls=tls)
        certificates = Certificates(settings.tls_dir)
        certificates.ensure(box_names(settings), datetime.now(UTC))
        other = Certificates(tmp_path / "other")
        other.ensure(box_names(settings), datetime.now(UTC))
        box = Box(settings, ModelStore(tmp_path, Manifest(version=1), {}))

        def answer(context: ssl.SSLContext) -> None:
            connection, _ = listener.accept()
            with contextlib.suppress(OSError), context.wrap_socket(connection, server_side=True):
                pass

        def verdict(shown: Certificates) -> Verdict:
            server = threading.Thread(target=answer, args=(shown.context(),))
            server.start()
            try:
                return check_tls.check(box).verdict
            finally:
                server.join(10)

        with listening(control_socket(settings.run_dir)):
            assert verdict(certificates) is Verdict.OK
            assert verdict(other) is Verdict.FAIL


def test_the_name_is_answered_on_the_network() -> None:
    from zeroconf import Zeroconf

    announcement = Announcement("counter-test", 8443, interfaces=["127.0.0.1"])
    announcement.refresh((ipaddress.ip_address("127.0.0.1"),))
    asking = Zeroconf(interfaces=["127.0.0.1"])
    try:
        found = asking.get_service_info(
            "_https._tcp.local.", "counter-test._https._tcp.local.", timeout=5000
        )
        assert found is not None
        assert (found.server, found.port) == ("counter-test.local.", 8443)
        assert found.parsed_addresses() == ["127.0.0.1"]
    finally:
        asking.close()
        announcement.close()
