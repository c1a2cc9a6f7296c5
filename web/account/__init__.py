"""Signing up, signing in, forgotten passwords, the profile."""
