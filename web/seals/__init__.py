"""The seal of an organisation: its identity check, the seal itself, its certificate, revoking it."""
