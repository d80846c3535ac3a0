"""One's own account: password and counter PIN."""
