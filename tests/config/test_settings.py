"""Settings are read whole, the environment wins, and every mistake is one clear error."""

from __future__ import annotations

import re
import stat
import tomllib
from pathlib import Path

import pytest
from pydantic import ValidationError

from appliance.config import (
    Settings,
    default_data_dir,
    load_settings,
    read_or_create_secret,
    write_default_settings,
)
from appliance.config.template import COMMENTED_SETTINGS
from appliance.domain.errors import ConfigurationError


def _write(data_dir: Path, text: str) -> Path:
    path = data_dir / "appliance.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_defaults_need_no_file(tmp_path: Path) -> None:
    settings = load_settings(tmp_path)
    assert settings.data_dir == tmp_path
    assert settings.web.port == 8080
    assert settings.web_socket == tmp_path / "run" / "web.sock"
    assert settings.sip.max_calls == 8


def test_the_file_is_read_and_the_environment_wins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _write(tmp_path, '[web]\nport = 9001\nhost = "0.0.0.0"\n')
    assert load_settings(tmp_path).web.port == 9001
    monkeypatch.setenv("APPLIANCE_WEB__PORT", "9002")
    settings = load_settings(tmp_path)
    assert (settings.web.port, settings.web.host) == (9002, "0.0.0.0")  # noqa: S104


def test_settings_are_frozen(tmp_path: Path) -> None:
    settings = load_settings(tmp_path)
    with pytest.raises(ValidationError):
        settings.web.port = 1


@pytest.mark.parametrize(
    "text, named",
    [
        ("[web]\nprot = 1\n", "web.prot"),
        ("[wbe]\nport = 1\n", "wbe"),
        ('[web]\nport = "eighty"\n', "web.port"),
        ("[web]\nport = 99999\n", "web.port"),
        ('[yard]\ntimezone = "Mars/Olympus"\n', "yard.timezone"),
        ("[sip]\nrtp_first_port = 10000\nrtp_last_port = 10003\n", "sip"),
        ('data_dir = "/elsewhere"\n', "data_dir"),
    ],
)
def test_a_mistake_names_key_and_file(tmp_path: Path, text: str, named: str) -> None:
    path = _write(tmp_path, text)
    with pytest.raises(ConfigurationError) as caught:
        load_settings(tmp_path)
    assert f"`{named}`" in caught.value.what
    assert str(path) in caught.value.what
    assert "\n" not in str(caught.value)


def test_broken_toml_names_the_file_and_line(tmp_path: Path) -> None:
    path = _write(tmp_path, "[web\nport = 1\n")
    with pytest.raises(ConfigurationError, match=re.escape(str(path)) + r".*line 1"):
        load_settings(tmp_path)


def test_a_folder_in_the_files_place_is_refused(tmp_path: Path) -> None:
    (tmp_path / "appliance.toml").mkdir()
    with pytest.raises(ConfigurationError, match="cannot be read"):
        load_settings(tmp_path)


@pytest.mark.parametrize("name", ["APPLIANCE_WBE__PORT", "APPLIANCE_WEB__PROT", "APPLIANCE_PORT"])
def test_a_mistaken_variable_is_refused_by_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(name, "1")
    with pytest.raises(ConfigurationError) as caught:
        load_settings(tmp_path)
    assert name in str(caught.value)


def test_the_data_dir_is_named_by_the_variable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("APPLIANCE_DATA_DIR", str(tmp_path / "there"))
    assert default_data_dir() == tmp_path / "there"
    assert load_settings().data_dir == tmp_path / "there"


def test_the_template_shows_every_key_at_its_default(tmp_path: Path) -> None:
    shown = tomllib.loads(re.sub(r"^# (?=\w+ = )", "", COMMENTED_SETTINGS, flags=re.MULTILINE))
    defaults = Settings(data_dir=tmp_path).model_dump(mode="json", exclude={"data_dir"})
    assert {name: set(section) for name, section in shown.items()} == {
        name: set(section) for name, section in defaults.items()
    }
    for section, keys in defaults.items():
        for key, value in keys.items():
            if value is not None:
                assert shown[section][key] == value, f"{section}.{key}"


def test_the_template_is_written_once(tmp_path: Path) -> None:
    assert write_default_settings(tmp_path)
    path = _write(tmp_path, "[web]\nport = 9009\n")
    assert not write_default_settings(tmp_path)
    assert "9009" in path.read_text()


def test_the_written_template_is_valid(tmp_path: Path) -> None:
    write_default_settings(tmp_path)
    assert load_settings(tmp_path) == Settings(data_dir=tmp_path)


def test_a_secret_is_made_once_and_private(tmp_path: Path) -> None:
    first = read_or_create_secret(tmp_path, "session")
    path = tmp_path / "secrets" / "session"
    assert len(first) >= 43
    assert read_or_create_secret(tmp_path, "session") == first
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [entry.name for entry in path.parent.iterdir()] == ["session"]


def test_a_secret_is_renewed_on_request(tmp_path: Path) -> None:
    first = read_or_create_secret(tmp_path, "gateway")
    second = read_or_create_secret(tmp_path, "gateway", renew=True)
    assert first != second
    assert read_or_create_secret(tmp_path, "gateway") == second


def test_a_secret_open_to_others_is_refused(tmp_path: Path) -> None:
    read_or_create_secret(tmp_path, "session")
    (tmp_path / "secrets" / "session").chmod(0o644)
    with pytest.raises(ConfigurationError, match="chmod 600"):
        read_or_create_secret(tmp_path, "session")


def test_an_empty_secret_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secrets").mkdir()
    path = tmp_path / "secrets" / "session"
    path.touch(mode=0o600)
    with pytest.raises(ConfigurationError, match="empty"):
        read_or_create_secret(tmp_path, "session")
