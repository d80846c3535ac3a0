"""Is every role's model there and known to be right?"""

from __future__ import annotations

from appliance.domain.errors import ModelError
from appliance.ops.doctor.finding import Box, Finding, Verdict
from appliance.ops.models import ModelState


def check(box: Box) -> Finding:
    try:
        models = box.store.in_use()
    except ModelError as error:
        return Finding("models", Verdict.FAIL, error.what, error.do or "none")
    states = {model.id: box.store.state(model) for model in models}
    missing = [name for name, state in states.items() if state is ModelState.MISSING]
    if missing:
        return Finding(
            "models",
            Verdict.FAIL,
            f"Not all models are here: {', '.join(missing)}.",
            "appliance models fetch",
        )
    unverified = [name for name, state in states.items() if state is ModelState.UNVERIFIED]
    if unverified:
        return Finding(
            "models",
            Verdict.WARN,
            f"The hashes of these models have not been looked at: {', '.join(unverified)}.",
            "appliance models verify",
        )
    return Finding("models", Verdict.OK, f"{len(models)} models are here, their hashes right.")
