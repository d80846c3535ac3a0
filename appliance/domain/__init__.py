"""The rental business as pure data and rules: no I/O, no clock, no engine."""
