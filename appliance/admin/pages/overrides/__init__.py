"""Prices that callers wait to have decided."""
