"""What people do beside deciding, one file an action: return, take back, sign, copy, many at once."""
