"""What the platform tells people: mail, SMS, in-site messages, public announcements."""
