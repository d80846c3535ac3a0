"""Settings and secrets of one box: read and checked whole before anything starts.

What admins change while the appliance runs lives in the database, not here.
"""

from __future__ import annotations

from appliance.config.loading import load_settings, write_default_settings
from appliance.config.logs import call_id, request_id, set_up_logging, turn_number
from appliance.config.network import host_name, lan_address
from appliance.config.paths import checkout_root, default_data_dir, resolve_data_dir
from appliance.config.secret_files import (
    GATEWAY_TOKEN,
    REGISTRY_TOKEN,
    SESSION_KEY,
    read_or_create_secret,
    read_secret,
)
from appliance.config.settings import (
    DeskSettings,
    LogSettings,
    ModelSettings,
    RecordingSettings,
    RegistrySettings,
    Settings,
    SipSettings,
    TlsSettings,
    VoiceSettings,
    WebSettings,
    YardSettings,
)

__all__ = [
    "GATEWAY_TOKEN",
    "REGISTRY_TOKEN",
    "SESSION_KEY",
    "DeskSettings",
    "LogSettings",
    "ModelSettings",
    "RecordingSettings",
    "RegistrySettings",
    "Settings",
    "SipSettings",
    "TlsSettings",
    "VoiceSettings",
    "WebSettings",
    "YardSettings",
    "call_id",
    "checkout_root",
    "default_data_dir",
    "host_name",
    "lan_address",
    "load_settings",
    "read_or_create_secret",
    "read_secret",
    "request_id",
    "resolve_data_dir",
    "set_up_logging",
    "turn_number",
    "write_default_settings",
]
