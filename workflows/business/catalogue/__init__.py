"""Products and services: their life at the provider, and the catalogue that everybody sees."""
