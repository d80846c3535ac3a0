"""The callers' own telephone: it calls over SIP, speaks recorded words and times what it hears.

It shares no code with the lines that it calls, so that it can measure and test them.
"""
