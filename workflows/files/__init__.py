"""Uploaded files: whose they are, who may see them, and where their content lies."""
