"""What administrators change while the yard runs."""
