"""Uploads and downloads: every file passes here, none lies in the web root."""
