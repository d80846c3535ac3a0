"""Is this the installed program, with the Python and the libraries that it was built with?"""

from __future__ import annotations

import importlib.util
import sys

from appliance.config import checkout_root
from appliance.ops.doctor.finding import Box, Finding, Verdict

_LEAST_PYTHON = (3, 11)
_NATIVE = ("duckdb", "llama_cpp", "faster_whisper", "piper", "baresip", "sounddevice")
"""The libraries with compiled parts, which a broken set-up lacks first."""


def check(box: Box) -> Finding:
    version = ".".join(str(part) for part in sys.version_info[:3])
    if sys.version_info < _LEAST_PYTHON:
        return Finding(
            "program",
            Verdict.FAIL,
            f"This is Python {version}; 3.11 or newer is needed.",
            "Run install.sh again with PYTHON set to a newer one.",
        )
    missing = [name for name in _NATIVE if importlib.util.find_spec(name) is None]
    if missing:
        return Finding(
            "program",
            Verdict.FAIL,
            f"Libraries are missing: {', '.join(missing)}.",
            "Run install.sh again.",
        )
    if checkout_root() is None:
        return Finding(
            "program",
            Verdict.FAIL,
            "The folders `web` and `models` are not beside the program.",
            "Install it with install.sh.",
        )
    return Finding("program", Verdict.OK, f"Python {version} with every library it needs.")
