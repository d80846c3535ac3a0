"""Running the box: its models, its health checks and what supervises its processes."""
