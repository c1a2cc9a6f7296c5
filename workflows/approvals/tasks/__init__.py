"""Tasks: claimed, decided, rescheduled, passed to deputies, answered by themselves."""
