"""Figures for a Prometheus on this box, or for an administrator."""
