"""Personal links out of mails: looked at signed out, accepted with an account."""
