"""Can the data directory be written, and are its secrets private?"""

from __future__ import annotations

import os

from appliance.ops.doctor.finding import Box, Finding, Verdict

_OTHERS = 0o077


def check(box: Box) -> Finding:
    folder = box.settings.data_dir
    if not folder.is_dir():
        return Finding(
            "data_dir",
            Verdict.WARN,
            f"The data directory {folder} does not exist yet.",
            "It is made at the first start: appliance serve",
        )
    if not os.access(folder, os.W_OK | os.X_OK):
        return Finding(
            "data_dir",
            Verdict.FAIL,
            f"The data directory {folder} cannot be written by this user.",
            f"chown it to the user who runs the appliance: chown -R appliance {folder}",
        )
    secrets = folder / "secrets"
    names = sorted(secrets.iterdir()) if os.access(secrets, os.R_OK | os.X_OK) else []
    open_to_others = [path for path in names if path.stat().st_mode & _OTHERS]
    if open_to_others:
        return Finding(
            "data_dir",
            Verdict.FAIL,
            f"The secret {open_to_others[0]} can be read by other users.",
            f"chmod 600 {open_to_others[0]}",
        )
    return Finding("data_dir", Verdict.OK, f"The data directory {folder} can be written.")
