"""The callers' telephone, where tests of the line look for it."""

from __future__ import annotations

from appliance.evaluation.phone.robot import LOUD_RMS, CallRefused, SipRobot

__all__ = ["LOUD_RMS", "CallRefused", "SipRobot"]
