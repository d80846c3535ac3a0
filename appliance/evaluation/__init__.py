"""The agent measured: simulated callers play scenarios, and the records say what came of it.

A scenario is judged by the difference it made in the database and by what was spoken, read by
code that shares nothing with the agent's own. Nothing here decides anything on a real call, and
no second language model is asked for its opinion.
"""
