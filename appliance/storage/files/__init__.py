"""Records in and out as CSV: each type declared by its columns, checked whole, all or nothing."""
