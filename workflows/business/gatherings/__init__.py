"""Activities 活动 that the platform holds: announced with places, signed up for, checked in by QR code."""
