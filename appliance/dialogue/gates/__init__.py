"""The seven gates of a rental, in order.

Each gate module has a `gate` that either lets the call pass or asks for what is missing, and
handlers for the answers to what it asked. Gates decide from the desk's results alone.
"""
