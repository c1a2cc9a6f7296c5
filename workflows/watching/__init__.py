"""Numbers that people watch: who is concerned by a change, and the numbers of many people at once."""
