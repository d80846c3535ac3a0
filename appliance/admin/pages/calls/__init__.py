"""Calls: transcripts, timings, recordings, and calls under way."""
