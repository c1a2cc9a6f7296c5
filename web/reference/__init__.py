"""What diagrams may say, for those who draw them: generated from the code that reads it."""
