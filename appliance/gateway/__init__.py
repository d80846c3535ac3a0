"""Ports over HTTP: the rental desk on a Unix socket, which another process uses in place of the
records, and a registry on another server of the yard's network.

Both sides of the desk are derived from the `RentalDesk` protocol; no method is written twice.
"""
