"""Spoken forms, both ways: what a caller said to a value, and a value to what is said.

Pure functions without state, records or clocks. A parser returns None where the words do not
say the value for certain enough to be read back; it never fills in what was not said.
The words of the language are in `words`; the grammar is in the module of each kind of value.
"""
