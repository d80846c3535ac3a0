"""The rental desk over HTTP on a Unix socket: what another process uses in place of the records.

Both sides are derived from the `RentalDesk` protocol; no method is written twice.
"""
