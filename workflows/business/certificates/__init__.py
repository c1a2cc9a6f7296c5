"""Certificates: the platform's own authority, whom it has certified, and what it has revoked."""
