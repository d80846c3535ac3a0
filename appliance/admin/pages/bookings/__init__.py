"""Bookings: listed, looked into, cancelled."""
