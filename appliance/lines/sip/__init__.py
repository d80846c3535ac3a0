"""Telephone calls over SIP, answered by baresip. Registers with nobody and dials nobody."""

from __future__ import annotations

from appliance.lines.sip.line import SipLine, SipSettings
from appliance.lines.sip.media import SipCallMedia

__all__ = ["SipCallMedia", "SipLine", "SipSettings"]
