"""What cases are found by."""
