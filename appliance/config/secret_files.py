"""Secrets as files of mode 0600 in `<data>/secrets`. Never logged, never in settings."""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path

from appliance.domain.errors import ConfigurationError

GATEWAY_TOKEN = "gateway-token"  # noqa: S105 - the name of a file
"""What `voice` shows to `web`; renewed at every start of the appliance."""
SESSION_KEY = "session-key"
REGISTRY_TOKEN = "registry-token"  # noqa: S105 - the name of a file
"""What this box shows to a registry on another server; put there by whoever runs that."""
_BYTES = 32
_OTHERS = 0o077


def read_or_create_secret(data_dir: Path, name: str, *, renew: bool = False) -> str:
    """The secret called `name`: 43 URL-safe characters, made on first use.

    With `renew` a fresh one replaces what was there, as for a token that lives for one boot.
    Two processes that ask at once get the same one. Raises ConfigurationError when the file
    cannot be read, is empty or is open to other users.
    """
    folder = data_dir / "secrets"
    path = folder / name
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if renew or not path.exists():
            _write_whole(path, secrets.token_urlsafe(_BYTES), replace=renew)
    except OSError as error:
        raise _unusable(path, error) from error
    return _read(path, "Delete the file; a new one is made at start.")


def read_secret(data_dir: Path, name: str) -> str:
    """The secret called `name`, which somebody put there. Raises ConfigurationError when it is
    missing, cannot be read, is empty or is open to other users."""
    path = data_dir / "secrets" / name
    if not path.exists():
        raise ConfigurationError(
            f"The secret {path} is missing.", "Put it there, in a file of mode 0600."
        )
    return _read(path, "Put the secret into it.")


def _read(path: Path, when_empty: str) -> str:
    try:
        if path.stat().st_mode & _OTHERS:
            raise ConfigurationError(
                f"The secret {path} can be read by other users.", f"Run: chmod 600 {path}"
            )
        value = path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise _unusable(path, error) from error
    if not value:
        raise ConfigurationError(f"The secret {path} is empty.", when_empty)
    return value


def _unusable(path: Path, error: Exception) -> ConfigurationError:
    return ConfigurationError(
        f"The secret {path} cannot be used: {error}.", "Check the owner of the data directory."
    )


def _write_whole(path: Path, value: str, *, replace: bool) -> None:
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(value)
            file.flush()
            os.fsync(file.fileno())
        if replace:
            draft.replace(path)
        else:
            # A link fails where a rename would overwrite what another process just made.
            with contextlib.suppress(FileExistsError):
                os.link(draft, path)
    finally:
        draft.unlink(missing_ok=True)
