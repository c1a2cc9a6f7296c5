"""The inbox: what waits for a reviewer, and the page on which a task is decided."""
