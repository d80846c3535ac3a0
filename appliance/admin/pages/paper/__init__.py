"""Printed paper: documents of a booking, unit labels, and what the yard's paper says."""
