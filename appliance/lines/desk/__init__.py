"""The counter's microphone and loudspeaker on this box, with push-to-talk."""

from __future__ import annotations

from appliance.lines.desk.control import DeskControl
from appliance.lines.desk.line import DeskLine, DeskLineSettings

__all__ = ["DeskControl", "DeskLine", "DeskLineSettings"]
