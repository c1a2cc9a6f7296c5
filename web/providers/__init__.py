"""Directories of certified providers and enterprises, and their public pages."""
