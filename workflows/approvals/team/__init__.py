"""What the lead of a group sees, and choosing whom a task goes to."""
