"""The use cases of the rental business, one verb per function, over `Records`."""
