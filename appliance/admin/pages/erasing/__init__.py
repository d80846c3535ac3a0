"""Erasing a customer: what will go and what stays, then the account typed."""
