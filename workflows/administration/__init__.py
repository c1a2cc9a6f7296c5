"""What administrators and operators keep: each write is checked, done, and recorded with before and after."""
