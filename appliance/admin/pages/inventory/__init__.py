"""Equipment classes, units, rates, and the inventory as CSV."""
