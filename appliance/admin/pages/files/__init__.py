"""Records in and out as CSV files."""
