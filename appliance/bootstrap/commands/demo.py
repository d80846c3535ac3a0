"""The demo yard for the command line."""

from __future__ import annotations

from appliance.bootstrap.commands import LONG_S, Scene, record_command


@record_command("demo.load", wait_s=LONG_S)
def load(scene: Scene) -> str:
    """Load the demo yard, or move its dates on; what was done, in a sentence."""
    from appliance.storage.demo import load_demo

    now = scene.now
    return scene.write(lambda records: load_demo(records, now)).sentence
