"""What the two sides of a settled order say about each other, and what the public reads of it."""
