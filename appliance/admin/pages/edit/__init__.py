"""Records changed by hand, field by field."""
