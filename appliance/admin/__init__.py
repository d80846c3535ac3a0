"""The web pages for the yard's staff, and the internal API that the voice process uses.

Renders records and calls use cases; it decides no rental rule itself and opens no database.
"""
