"""A live call: hearing, turns, speech, recording and timings, as one Pipecat pipeline per call.

The only room that imports Pipecat. It decides when somebody has finished speaking and what is
audible; it never decides what is true, sold or allowed.
"""
