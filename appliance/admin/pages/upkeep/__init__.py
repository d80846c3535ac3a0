"""Upkeep: daily jobs, retention, erasures."""
