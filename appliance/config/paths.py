"""Where this box keeps its data and where the program lies. Creates nothing."""

from __future__ import annotations

import os
from pathlib import Path

SYSTEM_DATA_DIR = Path("/var/lib/appliance")
DATA_DIR_VARIABLE = "APPLIANCE_DATA_DIR"


def checkout_root() -> Path | None:
    """The folder that holds `models/manifest.toml` and `web/` beside the package, if any."""
    root = Path(__file__).resolve().parents[2]
    return root if (root / "pyproject.toml").is_file() else None


def default_data_dir() -> Path:
    """`$APPLIANCE_DATA_DIR`, else `./var` in a checkout, else `/var/lib/appliance`.

    An installed release (`…/releases/VERSION`) is no checkout: it keeps its data apart.
    """
    named = os.environ.get(DATA_DIR_VARIABLE, "")
    if named:
        return Path(named).expanduser().absolute()
    root = checkout_root()
    if root is not None and not is_release(root):
        return root / "var"
    return SYSTEM_DATA_DIR


def resolve_data_dir(named: Path | None) -> Path:
    """The data dir that a command line named, else the default one; absolute."""
    return named.expanduser().absolute() if named is not None else default_data_dir()


def is_release(root: Path) -> bool:
    """True for a folder that install.sh made for one installed version."""
    return root.parent.name == "releases"
