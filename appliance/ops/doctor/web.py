"""Does the running appliance say that all of its parts are ready?"""

from __future__ import annotations

from appliance.ops.doctor.finding import Box, Finding, Verdict
from appliance.ops.preflight import is_running
from appliance.ops.readiness import ask_ready, page_address


def check(box: Box) -> Finding:
    settings = box.settings
    if not is_running(settings.run_dir):
        return Finding(
            "web", Verdict.WARN, "The appliance is not running.", "Start it: appliance serve"
        )
    answer = ask_ready(settings)
    if not answer.answered:
        return Finding(
            "web",
            Verdict.FAIL,
            f"The pages at {page_address(settings)} do not answer.",
            f"See {settings.log_dir}/web.log.",
        )
    if not answer.ready:
        parts = "; ".join(f"{name}: {why}" for name, why in answer.wanting.items())
        return Finding(
            "web",
            Verdict.FAIL,
            f"The appliance runs but is not ready ({parts}).",
            f"See the logs in {settings.log_dir}.",
        )
    return Finding("web", Verdict.OK, "The appliance runs and every part of it is ready.")
