"""Engines: the adapters that hear, understand and speak with models on this box.

Refuses to know the rental business, the settings file or the model store: every adapter
takes plain paths and numbers, and `bootstrap` builds it.
"""
