"""The administration: users, organisations, regions, settings, processes, and the log of what was done."""
