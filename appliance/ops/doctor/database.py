"""Does the database answer, asked through the one process that owns it?"""

from __future__ import annotations

from appliance.ops.doctor.finding import Box, Finding, Verdict
from appliance.ops.preflight import is_running
from appliance.ops.readiness import ask_health


def check(box: Box) -> Finding:
    settings = box.settings
    path = settings.database_path
    if not is_running(settings.run_dir):
        if not path.exists():
            return Finding(
                "database",
                Verdict.WARN,
                f"There is no database yet in {settings.data_dir}.",
                "It is made at the first start; `appliance demo load` fills it with a demo yard.",
            )
        return Finding(
            "database",
            Verdict.OK,
            f"The database {path} is there; it is asked only while the appliance runs.",
        )
    if ask_health(settings):
        return Finding("database", Verdict.OK, "The database answers.")
    return Finding(
        "database",
        Verdict.FAIL,
        "The database does not answer.",
        f"See {settings.log_dir}/web.log; the newest backup is in {settings.backups_dir}.",
    )
