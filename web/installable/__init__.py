"""What makes the platform installable on a phone: manifest, icons, and the page without a network."""
