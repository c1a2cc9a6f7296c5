"""The message box: writing to the platform, and what of it is published."""
