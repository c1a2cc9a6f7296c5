"""Where identity services send their notices."""
