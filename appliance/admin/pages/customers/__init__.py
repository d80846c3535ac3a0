"""Customers and the credentials that are checked before a machine leaves."""
