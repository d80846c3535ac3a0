"""What is left for staff to do."""
