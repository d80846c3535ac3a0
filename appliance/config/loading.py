"""Reads `appliance.toml` and the environment into `Settings`, or refuses with one clear error."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails
from pydantic_settings.exceptions import SettingsError

from appliance.config.paths import DATA_DIR_VARIABLE, resolve_data_dir
from appliance.config.settings import CONFIG_FILE, MODELS_DIR_VARIABLE, Settings
from appliance.config.template import COMMENTED_SETTINGS
from appliance.domain.errors import ConfigurationError

_PREFIX = "APPLIANCE_"
_PLAIN_VARIABLES = frozenset({DATA_DIR_VARIABLE, MODELS_DIR_VARIABLE})


def load_settings(data_dir: Path | None = None) -> Settings:
    """The settings of the box whose data dir this is; the environment wins over the file.

    Works with no file at all. Raises ConfigurationError naming the key and the file (or the
    variable) for an unknown key, a wrong type or a value out of range.
    """
    folder = resolve_data_dir(data_dir)
    path = folder / CONFIG_FILE
    written = _read(path)
    if "data_dir" in written:
        raise ConfigurationError(
            f"Unknown key `data_dir` in {path}.", "Name the data dir with --data-dir instead."
        )
    _refuse_unknown_variables()
    try:
        return Settings(data_dir=folder)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise ConfigurationError(*_explain(first, path)) from None
    except SettingsError as error:
        raise ConfigurationError(
            f"A setting in the environment cannot be read: {error}.",
            f"Set single keys, e.g. {_PREFIX}WEB__PORT=8081.",
        ) from None


def write_default_settings(data_dir: Path) -> bool:
    """Write a commented `appliance.toml` where there is none; False when there is one."""
    path = data_dir / CONFIG_FILE
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as file:
            file.write(COMMENTED_SETTINGS)
    except FileExistsError:
        return False
    except OSError as error:
        raise ConfigurationError(
            f"{path} cannot be written: {error.strerror}.",
            "Check the data directory, or name another with --data-dir.",
        ) from error
    return True


def _read(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as file:
            return tomllib.load(file)
    except FileNotFoundError:
        return {}
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError(
            f"{path} is not valid TOML: {error}.", "Mend that line, or move the file away."
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(
            f"{path} cannot be read: {error}.", "Check that it is a text file of the right owner."
        ) from error


def _refuse_unknown_variables() -> None:
    """pydantic-settings passes over a variable whose section does not exist; a typo must not."""
    for name in sorted(os.environ):
        if not name.startswith(_PREFIX) or name in _PLAIN_VARIABLES:
            continue
        section, nested, _key = name.removeprefix(_PREFIX).partition("__")
        if not nested or section.lower() not in Settings.model_fields or section == "DATA_DIR":
            raise ConfigurationError(
                f"Unknown setting {name} in the environment.",
                f"Settings are named {_PREFIX}SECTION__KEY, e.g. {_PREFIX}WEB__PORT.",
            )


def _explain(error: ErrorDetails, path: Path) -> tuple[str, str]:
    parts = [str(part) for part in error["loc"]]
    key = ".".join(parts)
    variable = _PREFIX + "__".join(part.upper() for part in parts)
    where = f"the environment ({variable})" if variable in os.environ else str(path)
    if error["type"] == "extra_forbidden":
        return f"Unknown key `{key}` in {where}.", "Remove it, or see `appliance config show`."
    reason = error["msg"].removeprefix("Value error, ")
    return f"Wrong value for `{key}` in {where}: {reason}.", "Mend it and start again."
