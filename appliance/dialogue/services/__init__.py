"""By-phone services for a verified customer: what is out, extend, return, cancel, a breakdown.

The words name the service, the records name the rental; nothing is written before it was said
back with the desk's own answer and the caller said yes.
"""
