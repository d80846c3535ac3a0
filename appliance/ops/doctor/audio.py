"""Are there a microphone and a loudspeaker for the counter?"""

from __future__ import annotations

import json
import subprocess
import sys

from appliance.ops.doctor.finding import Box, Finding, Verdict

_TIMEOUT_S = 20
# In a process of its own: the native library writes to stderr and may crash on odd devices.
_LIST_DEVICES = """
import json, sounddevice
print(json.dumps([[d["name"], d["max_input_channels"], d["max_output_channels"]]
                  for d in sounddevice.query_devices()]))
"""


def check(box: Box) -> Finding:
    desk = box.settings.desk
    if not desk.enabled:
        return Finding("audio", Verdict.OK, "The counter line is switched off in the settings.")
    try:
        devices = _devices()
    except (OSError, ValueError, subprocess.SubprocessError) as error:
        return Finding(
            "audio",
            Verdict.WARN,
            f"The sound devices cannot be listed ({type(error).__name__}).",
            "Install libportaudio2, or set desk.enabled = false.",
        )
    wanted = (
        ("microphone", desk.input_device, [name for name, heard, _ in devices if heard]),
        ("loudspeaker", desk.output_device, [name for name, _, played in devices if played]),
    )
    for what, named, there in wanted:
        if not [name for name in there if named.lower() in name.lower()]:
            called = f" called {named!r}" if named else ""
            return Finding(
                "audio",
                Verdict.WARN,
                f"There is no {what}{called} for the counter line; the other lines work.",
                "Plug one in, name one in [desk] of appliance.toml, or set desk.enabled = false.",
            )
    return Finding("audio", Verdict.OK, "There are a microphone and a loudspeaker.")


def _devices() -> list[tuple[str, int, int]]:
    done = subprocess.run(  # noqa: S603 - a fixed command
        [sys.executable, "-c", _LIST_DEVICES],
        capture_output=True,
        text=True,
        timeout=_TIMEOUT_S,
        check=True,
    )
    return [(str(name), int(heard), int(played)) for name, heard, played in json.loads(done.stdout)]
