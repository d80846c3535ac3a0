"""The rental counter appliance: a voice-operated equipment-rental desk on one box."""

from __future__ import annotations

import os

__version__ = "0.1.0"

# Nothing leaves the box. ONNX Runtime (under Piper and the embedder) reports to its maker from
# 1.29 on unless this stands before it is loaded; so it is set before anything else is imported.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
