"""The box's own certificate authority and the certificate of its pages.

Nobody outside can vouch for a box without the internet, so it vouches for itself: an authority is
made once, its certificate is installed on the yard's tablets, and it signs the pages' certificate,
which is renewed long before it ends and whenever the box gets a new name or address. The authority
can sign for local names and private addresses alone, so that trusting it opens nothing else.
Keys never leave the folder and are readable by their owner only.
"""

from __future__ import annotations

import ipaddress
import os
import secrets
import socket
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psutil
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from appliance.config import Settings, host_name
from appliance.domain.errors import ConfigurationError

AUTHORITY_LASTS = timedelta(days=3650)
CERTIFICATE_LASTS = timedelta(days=397)
"""Browsers refuse much longer ones."""
RENEW_BEFORE = timedelta(days=60)
_EARLIER = timedelta(days=1)
"""Clocks of tablets may be behind."""
Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_PRIVATE = tuple(
    ipaddress.ip_network(one)
    for one in (
        "10.0.0.0/8",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "127.0.0.0/8",
        "fc00::/7",
        "::1/128",
    )
)


@dataclass(frozen=True, slots=True)
class BoxNames:
    """By what the pages are reached; the box's own name first."""

    dns: tuple[str, ...]
    addresses: tuple[Address, ...]


def box_names(settings: Settings) -> BoxNames:
    """Hostname, both with and without `.local`, and the private addresses it has now."""
    names = dict.fromkeys((settings.tls.box_name, host_name()))
    dns = dict.fromkeys(each for name in names for each in (name, f"{name}.local"))
    found: set[Address] = {ipaddress.ip_address("127.0.0.1"), ipaddress.ip_address("::1")}
    for interface in psutil.net_if_addrs().values():
        for one in interface:
            if one.family in (socket.AF_INET, socket.AF_INET6):
                address = ipaddress.ip_address(one.address.partition("%")[0])
                if is_private(address):
                    found.add(address)
    ordered = sorted(found, key=lambda one: (one.version, int(one)))
    return BoxNames((*dns, "localhost"), tuple(ordered))


def is_private(address: Address) -> bool:
    return any(address.version == net.version and address in net for net in _PRIVATE)


@dataclass(frozen=True, slots=True)
class Pair:
    """A key and its certificate."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate

    @property
    def ends(self) -> datetime:
        return self.certificate.not_valid_after_utc


class Certificates:
    """The authority and the pages' certificate in one folder of the data dir."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._authority = folder / "authority.pem"
        self._server = folder / "server.pem"
        self.public = folder / "ca.crt"
        """The authority's certificate, for tablets."""

    def ensure(self, names: BoxNames, now: datetime) -> bool:
        """Make what is missing, renew what ends soon or lacks a name; True when something was.

        Raises ConfigurationError when the folder or a file in it cannot be used.
        """
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            authority = self._read(self._authority)
            fresh = authority is None or authority.ends - now < RENEW_BEFORE
            if authority is None or fresh:
                authority = _new_authority(names.dns, now)
                _write(self._authority, _as_pem(authority), 0o600)
            if fresh or not self.public.exists():
                _write(self.public, _certificate_pem(authority.certificate), 0o644)
            server = None if fresh else self._read(self._server)
            if server is not None and not _needs_renewal(server.certificate, names, now):
                return False
            server = _new_certificate(authority, names, now)
            _write(self._server, _as_pem(server), 0o600)
        except OSError as error:
            raise ConfigurationError(
                f"The certificates in {self._folder} cannot be made: {error}.",
                "Check the owner of the data directory.",
            ) from error
        return True

    def authority(self) -> Pair | None:
        return self._read(self._authority)

    def server(self) -> Pair | None:
        return self._read(self._server)

    def context(self) -> ssl.SSLContext:
        """For the pages' listener: TLS 1.2 or newer."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.set_alpn_protocols(["http/1.1"])
        self.load_into(context)
        return context

    def load_into(self, context: ssl.SSLContext) -> None:
        """What connects from now on is shown the certificate as it is on the disk."""
        try:
            context.load_cert_chain(self._server)
        except (OSError, ssl.SSLError) as error:
            raise _unusable(self._server) from error

    def _read(self, path: Path) -> Pair | None:
        """The pair in a file, or None without one."""
        try:
            if path.stat().st_mode & 0o077:
                raise ConfigurationError(
                    f"The key {path} can be read by other users.", f"Run: chmod 600 {path}"
                )
            content = path.read_bytes()
        except FileNotFoundError:
            return None
        try:
            key = serialization.load_pem_private_key(content, None)
            certificate = x509.load_pem_x509_certificate(content)
        except (ValueError, TypeError) as error:
            raise _unusable(path) from error
        if not isinstance(key, ec.EllipticCurvePrivateKey):
            raise _unusable(path)
        return Pair(key, certificate)


def fingerprint(certificate: x509.Certificate) -> str:
    """SHA-256 in pairs, as devices show it."""
    return certificate.fingerprint(hashes.SHA256()).hex(":").upper()


def names_of(certificate: x509.Certificate) -> BoxNames:
    found = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return BoxNames(
        tuple(found.get_values_for_type(x509.DNSName)),
        tuple(
            one
            for one in found.get_values_for_type(x509.IPAddress)
            if isinstance(one, ipaddress.IPv4Address | ipaddress.IPv6Address)
        ),
    )


def _needs_renewal(certificate: x509.Certificate, names: BoxNames, now: datetime) -> bool:
    has = names_of(certificate)
    lacking = set(names.dns) - set(has.dns) or set(names.addresses) - set(has.addresses)
    return bool(lacking) or certificate.not_valid_after_utc - now < RENEW_BEFORE


def _new_authority(names: Sequence[str], now: datetime) -> Pair:
    key = ec.generate_private_key(ec.SECP256R1())
    label = f"{names[0]} rental counter"[:64]
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, label)])
    permitted: list[x509.GeneralName] = [x509.DNSName("local"), x509.DNSName("localhost")]
    permitted += [x509.DNSName(name) for name in names if not name.endswith("local")]
    permitted += [x509.IPAddress(net) for net in _PRIVATE]
    certificate = (
        _builder(subject, subject, key, now, AUTHORITY_LASTS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .add_extension(x509.NameConstraints(permitted, None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False)
        .sign(key, hashes.SHA256())
    )
    return Pair(key, certificate)


def _new_certificate(authority: Pair, names: BoxNames, now: datetime) -> Pair:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, names.dns[0][:64])])
    alternatives: list[x509.GeneralName] = [x509.DNSName(name) for name in names.dns]
    alternatives += [x509.IPAddress(address) for address in names.addresses]
    issuer = authority.certificate
    lasts = min(CERTIFICATE_LASTS, authority.ends - now)
    certificate = (
        _builder(subject, issuer.subject, key, now, lasts)
        .add_extension(x509.SubjectAlternativeName(alternatives), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.key.public_key()),
            critical=False,
        )
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False)
        .sign(authority.key, hashes.SHA256())
    )
    return Pair(key, certificate)


def _builder(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    now: datetime,
    lasts: timedelta,
) -> x509.CertificateBuilder:
    begins = now.astimezone(UTC) - _EARLIER
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(now.astimezone(UTC) + lasts)
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )


def _as_pem(pair: Pair) -> bytes:
    key = pair.key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return key + _certificate_pem(pair.certificate)


def _certificate_pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


def _write(path: Path, content: bytes, mode: int) -> None:
    """Whole or not at all, and never readable by others in between."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.chmod(mode)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def _unusable(path: Path) -> ConfigurationError:
    return ConfigurationError(
        f"The certificate {path} cannot be used.",
        "Delete it; a new one is made at the next start. A new authority has to be trusted anew.",
    )
