"""Settings that an administrator changes while the platform runs."""
