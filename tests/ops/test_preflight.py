"""Nothing starts on a wrong box: every fault is one error with its remedy."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance.config import Settings
from appliance.config.settings import SipSettings, WebSettings
from appliance.domain.errors import ConfigurationError, ModelError
from appliance.ops.models import Manifest, ModelStore
from appliance.ops.preflight import (
    check_before_start,
    check_models,
    make_folders,
    port_is_free,
    refuse_long_sockets,
    refuse_taken_ports,
)
from tests.ops.tiny_models import file_entry, model_entry


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        held.listen()
        yield held.getsockname()[1]


@pytest.fixture
def free() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _settings(folder: Path, port: int, sip: SipSettings | None = None) -> Settings:
    return Settings(
        data_dir=folder,
        web=WebSettings(port=port),
        sip=sip or SipSettings(enabled=False),
    )


def _store(folder: Path, content: bytes) -> ModelStore:
    roles = ("transcriber", "language_model", "voice", "embedder")
    models = [
        model_entry([file_entry("model", content)], id=role) | {"role": role} for role in roles
    ]
    for role in roles:
        (folder / role).mkdir(parents=True)
        (folder / role / "model").write_bytes(content)
    return ModelStore(folder, Manifest.model_validate({"version": 1, "model": models}))


def test_a_right_box_may_start(tmp_path: Path, free: int) -> None:
    store = _store(tmp_path / "models", b"model")
    check_before_start(_settings(tmp_path / "d", free), store)
    assert (tmp_path / "d" / "run").is_dir()


def test_a_taken_port_of_the_pages_names_the_key(tmp_path: Path, taken: int) -> None:
    with pytest.raises(ConfigurationError, match=rf"port {taken} .*Set web\.port"):
        refuse_taken_ports(_settings(tmp_path, taken))


def test_a_taken_telephone_port_names_the_key(tmp_path: Path, free: int) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as held:
        held.bind(("127.0.0.1", 0))
        port = held.getsockname()[1]
        sip = SipSettings(host="127.0.0.1", port=port, front="none")
        with pytest.raises(ConfigurationError, match=rf"port {port} .*Set sip\.port"):
            refuse_taken_ports(_settings(tmp_path, free, sip))


def test_the_port_behind_the_front_is_looked_at_too(tmp_path: Path, free: int) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as held:
        held.bind(("127.0.0.1", 0))
        inner = held.getsockname()[1]
        sip = SipSettings(host="127.0.0.1", port=free, front="kamailio", inner_port=inner)
        with pytest.raises(ConfigurationError, match=r"Set sip\.inner_port .*SIP__INNER_PORT"):
            refuse_taken_ports(_settings(tmp_path, free, sip))


def test_an_address_of_another_box_is_not_free() -> None:
    assert not port_is_free("198.51.100.77", 5060, socket.SOCK_DGRAM)


def test_a_missing_model_names_it(tmp_path: Path) -> None:
    store = _store(tmp_path, b"model")
    (tmp_path / "voice" / "model").unlink()
    with pytest.raises(ModelError, match="models fetch voice"):
        check_models(store)


def test_a_wrong_model_is_removed_before_it_is_ever_loaded(tmp_path: Path) -> None:
    store = _store(tmp_path, b"model")
    (tmp_path / "voice" / "model").write_bytes(b"MODEL")
    with pytest.raises(ModelError, match="hash of model of voice is wrong"):
        check_models(store)
    assert not (tmp_path / "voice" / "model").exists()


def test_a_socket_path_that_is_too_long_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="longer than"):
        refuse_long_sockets(Settings(data_dir=tmp_path / ("x" * 100)))


def test_a_data_dir_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ConfigurationError, match="cannot be written"):
        make_folders(Settings(data_dir=tmp_path / "file" / "data"))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_data_dir_is_refused(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(ConfigurationError, match="cannot be written"):
        make_folders(Settings(data_dir=tmp_path / "data"))
