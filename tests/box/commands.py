"""Commands of the appliance as a person types them, and everything that a data dir holds."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb

TIMEOUT_S = 120
Contents = dict[str, Any]
_AS_TEXT = "CAST(COLUMNS(*) AS VARCHAR)"

# As root, without what lets root write where nobody may.
HELD_TO_PERMISSIONS = (
    ("setpriv", "--bounding-set=-dac_override,-dac_read_search") if os.geteuid() == 0 else ()
)


def run(
    data_dir: Path,
    *arguments: str,
    stdin: bytes = b"",
    env: dict[str, str] | None = None,
    prefix: Sequence[str] = (),
) -> subprocess.CompletedProcess[bytes]:
    """Run a command to its end, with no setting of this environment but `env`."""
    inherited = {
        name: value for name, value in os.environ.items() if not name.startswith("APPLIANCE_")
    }
    models = os.environ.get("APPLIANCE_MODELS_DIR")
    if models is not None:
        inherited["APPLIANCE_MODELS_DIR"] = models
    return subprocess.run(
        [*prefix, sys.executable, "-m", "appliance", *arguments, "--data-dir", str(data_dir)],
        env={**inherited, **(env or {})},
        input=stdin,
        capture_output=True,
        timeout=TIMEOUT_S,
        check=False,
    )


def refusal(done: subprocess.CompletedProcess[bytes], *, said: bool = False) -> str:
    """The one line of a refusal; `said` allows output besides. Fails where it is no such thing."""
    complaint = done.stderr.decode()
    assert done.returncode == 1, (done.returncode, done.stdout, complaint)
    assert complaint.count("\n") == 1, complaint
    assert complaint.startswith("appliance: "), complaint
    assert "Traceback" not in complaint
    assert said or done.stdout == b"", done.stdout
    return complaint


def contents(data_dir: Path, *, without: frozenset[str] = frozenset()) -> Contents:
    """Every file by its bytes and every row of the records, but for the tables `without`.

    The records are read from a copy: a running appliance goes on. What is kept only to be
    quicker (`cache`) is left out.
    """
    found: Contents = {}
    for path in sorted(data_dir.rglob("*")) if data_dir.exists() else []:
        name = str(path.relative_to(data_dir))
        if name.startswith(("cache", "appliance.duckdb")):
            continue
        found[name] = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else None
    if (data_dir / "appliance.duckdb").exists():
        found["records"] = _rows(data_dir, without)
    return found


def _rows(data_dir: Path, without: frozenset[str]) -> dict[str, list[str]]:
    with tempfile.TemporaryDirectory() as folder:
        for path in data_dir.glob("appliance.duckdb*"):
            shutil.copy(path, folder)
        connection = duckdb.connect(str(Path(folder) / "appliance.duckdb"))
        try:
            connection.execute("SET TimeZone = 'UTC'")
            tables = connection.execute(
                "SELECT table_name FROM information_schema.tables ORDER BY 1"
            ).fetchall()
            return {
                name: sorted(map(repr, connection.table(name).project(_AS_TEXT).fetchall()))
                for (name,) in tables
                if name not in without
            }
        finally:
            connection.close()
