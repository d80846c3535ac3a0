"""Erasure and retention: what is known of persons, and how it leaves the records."""

from appliance.storage.privacy.erasing import DuckDbPrivacy
from appliance.storage.privacy.retention import DuckDbRetention

__all__ = ["DuckDbPrivacy", "DuckDbRetention"]
