"""G.711 for tests, as the callers' telephone has it."""

from __future__ import annotations

from appliance.evaluation.phone.ulaw import SILENCE, decode, encode, rms

__all__ = ["SILENCE", "decode", "encode", "rms"]
