"""Lists as JSON, for programs on the yard's network."""
